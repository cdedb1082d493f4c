package screen

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/explain/steps"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

// classes are worlds of every kind that a class may see: healthy, expired, a wrong
// key at the parent, a wrong fingerprint, unsigned, hashed denial, a wildcard, an
// alias, two mail servers, no encryption, and what our own network does.
func classes() []string {
	return []string{
		"healthy-3-1-1", "dnssec-rrsig-expired", "dnssec-ds-mismatch", "tlsa-mismatch", "dnssec-unsigned-domain", "dnssec-nsec3-iterations",
		"dns-wildcard-surprise", "mx-host-is-alias", "demo", "smtp-starttls-missing", "local-port25-blocked", "local-dns-intercepted", "null-mx",
	}
}

var labMemory = sync.OnceValue(lab.NewMemory) // keys and signatures of all worlds

// lessonIn is a lesson about a world, and the walk below it.
func lessonIn(t *testing.T, world string) (*Playback, *explain.Diagnosis) {
	t.Helper()
	var d *explain.Diagnosis
	var items []evidence.Item
	synctest.Test(t, func(t *testing.T) {
		r, err := rig.Check(t.Context(), rules.Worlds(), world, lab.Options{Delay: 20 * time.Millisecond, Memory: labMemory()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		o := explain.Options{Anchors: r.Anchors, Roots: r.Roots}
		for _, line := range r.World.Policy {
			name, value, _ := strings.Cut(line, " ")
			if err := o.Set(name, strings.TrimSpace(value)); err != nil {
				t.Fatal(err)
			}
		}
		d, items = explain.Diagnose(r.Case, o), r.Case.Items
	})
	w := NewWalk(theme.New(theme.Options{Mono: true}), Options{})
	w.Fold(feed.Batch{Items: items})
	w.Diagnosed(d)
	p := NewLesson(w.look(), w)
	w.Ended()
	return p, d
}

// telling are the words that give a check away.
func telling(world string, d *explain.Diagnosis) []string {
	out := []string{render.WordOf(d), d.Headline, world}
	for _, f := range d.Findings {
		out = append(out, string(f.Code))
	}
	return out
}

// secret fails if a lesson tells something: in its frame, in the title of the
// window, in what can be copied, or in what is opened above it.
func secret(t *testing.T, p *Playback, words []string) {
	t.Helper()
	look := func(where string, lines ...string) {
		all := strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, " "))), " ")
		for _, w := range words {
			if w != "" && strings.Contains(all, w) {
				t.Fatalf("step %d, %s tells %q:\n%s", p.at+1, where, w, strings.Join(lines, "\n"))
			}
		}
	}
	look("the title of the window", p.Place())
	for _, size := range [][2]int{{80, 24}, {60, 20}} {
		p.Resize(size[0], size[1])
		look(fmt.Sprint(size), p.Lines()...)
		whole(t, p)
	}
	look("copy", p.Do(command.Copy).Text)
	if p.shown { // the other screens show no more than this one
		return
	}
	for _, name := range []command.Name{command.Plain, command.Glossary, command.Export, command.Help} {
		e := p.Do(name)
		if e.Screen == nil {
			e.Screen = NewPalette(p.look(), p)
		}
		e.Screen.Resize(120, 60)
		look(string(name), append(e.Screen.Lines(), e.Screen.Place())...)
	}
	for _, name := range []command.Name{command.Details, command.Open} {
		p.Do(name)
		look(string(name), p.Lines()...)
		p.Do(command.Back)
	}
}

// whole fails if what came of a step has no room, or what is to be guessed.
func whole(t *testing.T, p *Playback) {
	t.Helper()
	s := p.steps[p.at]
	want := append(slices.Clone(s.Now[:1]), s.Ask.Choices...)
	switch {
	case p.shown && s.Decides():
		want = append(slices.Clone(s.Now[:1]), s.Seen...)
		if s.Kind != steps.Result {
			want = append(want, p.th.State(p.book, s.State).Word)
		}
	case s.Guessable():
		want = append(want, "what do you expect?")
	}
	got := strings.Join(strings.Fields(plainLines(p)), " ")
	for _, words := range want {
		if words = strings.Join(strings.Fields(p.th.Text(words)), " "); !strings.Contains(got, words) {
			t.Errorf("step %d at %dx%d: %q has no room:\n%s", p.at+1, p.w, p.h, words, plainLines(p))
		}
	}
}

// TestLessonsTellNothingBeforeItIsRevealed: until the last step is revealed, nothing
// on the screen is the verdict, its sentence, the code of a finding or the name of
// the world; then the result is what was found.
func TestLessonsTellNothingBeforeItIsRevealed(t *testing.T) {
	worlds := classes()
	if os.Getenv("DANEWALK_WORLDS") == "all" {
		list, err := lab.List(rules.Worlds())
		if err != nil {
			t.Fatal(err)
		}
		worlds = nil
		for _, s := range list {
			worlds = append(worlds, s.Name)
		}
	}
	for i, world := range worlds {
		if coarse && i%4 > 0 {
			continue
		}
		t.Run(world, func(t *testing.T) {
			t.Parallel()
			p, d := lessonIn(t, world)
			words := telling(world, d)
			for n := 0; p.Hides(); n++ {
				if secret(t, p, words); n > 4*len(p.steps) {
					t.Fatal("it never ends")
				}
				p.Do(command.Step)
			}
			agrees(t, p, d)
		})
	}
}

// agrees: the steps that were revealed say what the verdict says.
func agrees(t *testing.T, p *Playback, d *explain.Diagnosis) {
	t.Helper()
	p.Resize(200, 50)
	got := strings.Join(strings.Fields(plainLines(p)), " ")
	if last := p.steps[len(p.steps)-1]; last.Kind != steps.Result || !strings.Contains(got, d.Headline) || !strings.Contains(got, p.th.Verdict(p.book, d.Verdict).Word) {
		t.Errorf("the end says not %s, %q:\n%s", d.Verdict, d.Headline, got)
	}
	broken := slices.ContainsFunc(p.steps, func(s steps.Step) bool {
		return s.State == explain.Broken && s.Kind != steps.Result
	})
	sealed := !slices.ContainsFunc(p.steps, func(s steps.Step) bool {
		return s.Kind == steps.Sum && s.State != explain.OK && s.State != explain.Warning
	})
	switch {
	case d.Verdict == mail.Blocked && !broken, d.Verdict == mail.Protected && !sealed:
		t.Errorf("%s, and the steps do not show it", d.Verdict)
	}
}

// lessoned is a check below a lesson.
type lessoned struct {
	d    *explain.Diagnosis
	goes bool
}

func (r *lessoned) Diagnosis() *explain.Diagnosis { return r.d }
func (r *lessoned) Place() string                 { return "example.org" }
func (r *lessoned) Running() bool                 { return r.goes }
func (r *lessoned) note() string                  { return "lab tlsa-mismatch" }

func lessonOf(r *lessoned) *Playback {
	p := NewLesson(Look{Theme: theme.New(theme.Options{Mono: true})}, r)
	p.Resize(80, 24)
	return p
}

// While the check runs, its lesson shows nothing of it, whatever is known already;
// when it has ended the first step waits.
func TestLessonWaitsForTheCheck(t *testing.T) {
	r := &lessoned{goes: true}
	p := lessonOf(r)
	for _, d := range []*explain.Diagnosis{nil, sample.Diagnosis(1), sample.Diagnosis(sample.Stages)} {
		r.d = d
		for _, keys := range []string{"", "space", "end", "d", "t", "enter", "y", "+", "e", "g", "Y"} {
			press(p, keys)
			if got := plainLines(p); !strings.Contains(got, "out of sight") || strings.Contains(got, "root") {
				t.Fatalf("%q: %s", keys, got)
			}
		}
	}
	r.goes = false
	if got := plainLines(p); !strings.Contains(got, "step 1 ") || !strings.Contains(got, "what do you expect?") {
		t.Errorf("the check has ended:\n%s", got)
	}
}

// TestLeavingALesson is a table of keys, and what the last one asks for.
func TestLeavingALesson(t *testing.T) {
	for _, c := range []struct {
		name  string
		goes  bool
		keys  []string
		do    Do
		shows string
		hides bool
	}{
		{"back is asked about", false, []string{"esc"}, Nothing, "Show the answer?  y yes  n no", true},
		{"no", false, []string{"esc", "n"}, Nothing, "Space", true},
		{"another key is no", false, []string{"esc", "space"}, Nothing, "what do you expect?", true},
		{"yes", false, []string{"esc", "y"}, DoBack, "", false},
		{"twice is yes", false, []string{"esc", "esc"}, DoBack, "", false},
		{"quitting shows nothing", false, []string{"q"}, DoQuit, "", true},
		{"and so does Ctrl+C", false, []string{"ctrl+c"}, DoInterrupt, "", true},
		{"quitting while it runs is asked about", true, []string{"q"}, Nothing, "still running", true},
		{"and then done", true, []string{"q", "y"}, DoStopAndQuit, "", true},
		{"or not", true, []string{"q", "n"}, Nothing, "out of sight", true},
		{"Ctrl+C stops", true, []string{"ctrl+c"}, DoStop, "again quits", true},
		{"and quits", true, []string{"ctrl+c", "ctrl+c"}, DoInterrupt, "", true},
		{"quitting above the records", false, []string{"space", "d", "q"}, DoQuit, "", true},
		{"back from the records", false, []string{"space", "d", "esc"}, Nothing, "NOW", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := lessonOf(&lessoned{sample.Diagnosis(sample.Stages), c.goes})
			var e Effect
			for _, k := range c.keys {
				p.Lines()
				e = p.Key(k)
			}
			if got := plainLines(p); e.Do != c.do || !strings.Contains(got, c.shows) || p.Hides() != c.hides {
				t.Errorf("%v, hides %v:\n%s", e.Do, p.Hides(), got)
			}
		})
	}
}

// TestLessonToItsEnd: what was seen stays seen, going to the end tells nothing, and
// with the last step the world is named; hidden once more, a class can begin anew.
func TestLessonToItsEnd(t *testing.T) {
	p := lessonOf(&lessoned{d: sample.Diagnosis(sample.Stages)})
	press(p, "end")
	if got := plainLines(p); !strings.Contains(got, "step 1 ") || !strings.Contains(got, "not revealed yet") {
		t.Errorf("the end is told:\n%s", got)
	}
	press(p, "space", "space", "space", "home")
	if got := plainLines(p); !strings.Contains(got, "step 1 ") || !strings.Contains(got, "what do you expect?") {
		t.Errorf("it does not begin anew:\n%s", got)
	}
	press(p, "end")
	if got := plainLines(p); !strings.Contains(got, "step 3 ") {
		t.Errorf("what was seen is forgotten:\n%s", got)
	}
	press(p, "left", "space")
	if got := plainLines(p); !strings.Contains(got, "step 3 ") {
		t.Errorf("it goes not on from where it was:\n%s", got)
	}
	for p.Hides() {
		press(p, "space")
	}
	if got := plainLines(p); !strings.Contains(got, "lab tlsa-mismatch") || !strings.Contains(got, " of ") {
		t.Errorf("the world is not named at the end:\n%s", got)
	}
	if e := press(p, "esc"); e.Do != DoBack {
		t.Errorf("there is nothing left to hide, and back does %v", e.Do)
	}
	press(p, "t", "t")
	if got := plainLines(p); strings.Contains(got, "lab tlsa-mismatch") || strings.Contains(strings.Split(got, "\n")[0], " of ") {
		t.Errorf("hidden again, and told:\n%s", got)
	}
}

// TestListsTellNothingWhileTeaching: neither the start screen nor the saved cases
// say what was found, and nobody finds it by searching.
func TestListsTellNothingWhileTeaching(t *testing.T) {
	l := Look{Theme: theme.New(theme.Options{Mono: true})}
	start, cases := NewStart(l, "", "tlsa-mismatch"), NewCases(l)
	for _, s := range []interface {
		Screen
		Historian
	}{start, cases} {
		s.Resize(80, 24)
		s.Past(pastCases())
		before := plainLines(s)
		s.Teach(true)
		got := plainLines(s)
		for _, tells := range []string{"No TLSA record", "protected;", "√", "tlsa-mismatch"} {
			if strings.Contains(got, tells) || strings.Contains(s.Place(), tells) {
				t.Errorf("%q:\n%s", tells, got)
			}
		}
		if !strings.Contains(got, "example.nl") || !strings.Contains(got, "hidden") {
			t.Errorf("the cases are not listed:\n%s", got)
		}
		if s.Teach(false); plainLines(s) != before {
			t.Error("it is not as before")
		}
	}
	start.Teach(true)
	press(start, "tab", "c", "e", "r", "t", "i")
	if got := plainLines(start); !strings.Contains(got, "nothing found") {
		t.Errorf("found by what is hidden:\n%s", got)
	}
}
