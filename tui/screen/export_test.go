package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/repeat"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

// shown is a check that a screen shows.
type shown struct {
	d       *explain.Diagnosis
	running bool
}

func (s shown) Diagnosis() *explain.Diagnosis { return s.d }
func (s shown) Place() string                 { return s.d.Domain }
func (s shown) Running() bool                 { return s.running }

// finishedCheck is the sample at its end, on a day.
func finishedCheck() shown {
	d := sample.Diagnosis(sample.Stages)
	d.Started = time.Date(2026, 11, 22, 12, 0, 0, 0, time.Local)
	return shown{d: d}
}

// sometimes is a result of five runs: one of them failed, one is not ours.
func sometimes() repeat.Result {
	made := func(broken bool) repeat.Run {
		d := sample.Diagnosis(sample.Stages)
		d.Took = 700 * time.Millisecond
		if !broken {
			d.Verdict, d.Headline, d.Break, d.Findings = mail.Protected, "Every mail server passes", -1, nil
			last := &d.Links[len(d.Links)-1]
			last.State, last.Findings = explain.OK, nil
		}
		return repeat.Run{Diagnosis: d, Case: evidence.Case{}}
	}
	own := made(false)
	own.Diagnosis.Verdict, own.Diagnosis.Break = mail.CannotTell, 0
	own.Diagnosis.Findings = []explain.Explained{{Title: "No DNS from this computer"}}
	own.Diagnosis.Findings[0].Weight = "local"
	return repeat.Of([]repeat.Run{made(false), made(true), own, made(false), made(false)}, 5)
}

// beside are the screens above a walk.
func beside(l Look) map[string]Screen {
	export := NewExport(l, finishedCheck())
	export.Into("/home/anna")
	going := finishedCheck()
	going.running = true
	written := NewExport(l, going)
	written.Written("/home/anna/example.org-2026-11-22.txt")
	return map[string]Screen{"export": export, "export-running": written, "repeat": NewRepeat(l, sometimes())}
}

func TestGoldenExportAndRepeat(t *testing.T) {
	for _, language := range []string{text.English, text.German, text.Dutch} {
		for _, o := range []theme.Options{{}, {ASCII: true}} {
			name := language
			if o.ASCII {
				name += "-ascii"
			}
			for screen, s := range beside(Look{Theme: theme.New(o), Book: inLanguage(t, language), Mouse: true}) {
				t.Run(screen+"-80x24-"+name, func(t *testing.T) {
					s.Resize(80, 24)
					golden.RequireEqual(t, plainLines(s))
				})
			}
		}
	}
}

func TestExportAndRepeatFillTheWindow(t *testing.T) {
	german := inLanguage(t, text.German)
	rapid.Check(t, func(rt *rapid.T) {
		o := theme.Options{ASCII: rapid.Bool().Draw(rt, "ascii")}
		l := Look{Theme: theme.New(o), Mouse: true}
		if rapid.Bool().Draw(rt, "german") {
			l.Book = german
		}
		all := beside(l)
		s := all[rapid.SampledFrom([]string{"export", "export-running", "repeat"}).Draw(rt, "screen")]
		w, h := rapid.IntRange(1, 210).Draw(rt, "w"), rapid.IntRange(1, 55).Draw(rt, "h")
		s.Resize(w, h)
		for range rapid.IntRange(0, 8).Draw(rt, "steps") {
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				s.Paste(wildText().Draw(rt, "pasted"))
			case 1:
				s.Click(rapid.IntRange(-1, w).Draw(rt, "x"), rapid.IntRange(-1, h).Draw(rt, "y"))
			default:
				s.Key(rapid.SampledFrom(append(allKeys(), "ü", "backspace", "ctrl+u")).Draw(rt, "key"))
			}
		}
		checkFrame(rt, s, w, h, o.ASCII)
	})
}

// The name goes with the form while nobody has written another one, and then its
// ending does.
func TestNameOfAnExport(t *testing.T) {
	for _, c := range []struct {
		keys []string
		form Form
		path string
	}{
		{nil, ExportText, "example.org-2026-11-22.txt"},
		{[]string{"down"}, ExportMarkdown, "example.org-2026-11-22.md"},
		{[]string{"down", "down"}, ExportJSON, "example.org-2026-11-22.json"},
		{[]string{"tab", "tab", "tab"}, ExportCase, "example.org-2026-11-22.case"},
		{[]string{"down", "down", "down", "down"}, ExportHidden, "check-2026-11-22.txt"}, // the name is hidden here too
		{[]string{"shift+tab", "up", "up", "up"}, ExportCase, "example.org-2026-11-22.case"},
		{[]string{"shift+tab", "up"}, ExportHandout, "example.org-2026-11-22-handout.md"},
		{[]string{"shift+tab"}, ExportSheet, "check-2026-11-22-questions.md"}, // it names nothing
		{[]string{"ctrl+u", "a", ".", "t", "x", "t", "shift+tab", "up"}, ExportHandout, "a-handout.md"},
		{[]string{"home", "a", "/", "down"}, ExportMarkdown, "a/example.org-2026-11-22.md"},
		{[]string{"ctrl+u", "n", "o", "t", "e"}, ExportText, "note"},
		{[]string{"ctrl+u", "n", "o", "t", "e", "down"}, ExportMarkdown, "note"},
		{[]string{"e"}, ExportText, "example.org-2026-11-22.txte"}, // letters are written
	} {
		s := NewExport(Look{Theme: theme.New(theme.Options{})}, finishedCheck())
		s.Resize(80, 24)
		press(s, c.keys...)
		if e := s.Key("enter"); e.Do != DoExport || Form(e.Name) != c.form || e.Text != c.path {
			t.Errorf("%v: %q as %q", c.keys, e.Text, e.Name)
		}
	}
}

func TestExportNeedsAName(t *testing.T) {
	s := NewExport(Look{Theme: theme.New(theme.Options{})}, finishedCheck())
	if e := press(s, "ctrl+u", "space", "enter"); e.Do != Nothing || s.Message() == "" {
		t.Errorf("%+v", e)
	}
	if e := press(s, "esc"); e.Do != DoBack {
		t.Errorf("Esc: %+v", e)
	}
}

func TestWalkExportsAndRepeats(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	if e := press(s, "e"); e.Do != DoPush {
		t.Fatalf("e: %+v", e)
	} else if _, ok := e.Screen.(*Export); !ok {
		t.Fatalf("e shows %T", e.Screen)
	}
	if e := press(s, "R"); e.Do != DoRepeat {
		t.Errorf("R: %+v", e)
	}
	if empty := NewWalk(theme.New(theme.Options{}), Options{}); press(empty, "e").Do != Nothing || empty.Message() == "" {
		t.Error("nothing can be written before anything was seen")
	}
	if e := press(at(t, sample.Stages, 80, 24, theme.Options{}), "space"); e.Screen == nil {
		t.Fatal("no playback")
	} else if e := press(e.Screen, "e"); e.Do != DoPush {
		t.Errorf("e in the playback: %+v", e)
	}
}

// Why five checks in a row cannot be made, and what the walk says while they go on.
func TestRound(t *testing.T) {
	recorded := at(t, sample.Stages, 80, 24, theme.Options{})
	recorded.Recorded = time.Date(2026, 11, 21, 23, 4, 0, 0, time.UTC)
	running := at(t, 8, 80, 24, theme.Options{})
	going := at(t, sample.Stages, 80, 24, theme.Options{})
	going.Round(2, 5, true)
	for why, s := range map[string]*Walk{"recorded check": recorded, "x stops it": running, "that is going on": going} {
		if e := press(s, "R"); e.Do != Nothing || !strings.Contains(s.Message(), why) {
			t.Errorf("%q is not said, but %q", why, s.Message())
		}
		offer := slices.IndexFunc(s.Offers(), func(o Offer) bool { return o.Name == command.Repeat })
		if offer < 0 || s.Offers()[offer].Why == "" {
			t.Error("the help does not say why")
		}
	}
	if press(going, "r").Do != Nothing || press(going, "x").Do != DoStop || press(going, "ctrl+c").Do != DoStop || press(going, "ctrl+c").Do != DoInterrupt {
		t.Error("a pause between two checks can be stopped as a check can")
	}
	if got := plainLines(going); !strings.Contains(got, "run 2 of 5 done") {
		t.Error(got)
	}
	going.Round(3, 5, false)
	if got := plainLines(going); !strings.Contains(got, "run 3 of 5") || strings.Contains(got, "done, a pause") {
		t.Error(got)
	}
}

func TestCopyOfAComparison(t *testing.T) {
	s := NewRepeat(Look{Theme: theme.New(theme.Options{})}, sometimes())
	s.Resize(80, 24)
	if e := press(s, "y"); e.Do != DoCopy || !strings.Contains(e.Text, "Our own side failed in run 3") || !strings.Contains(e.Text, "AT RISK in run 2") {
		t.Errorf("%+v", e)
	}
	if press(s, "enter").Do != DoBack || press(s, "esc").Do != DoBack {
		t.Error("no way back")
	}
}

// In a small window what is written, and what is chosen, is in sight.
func TestFieldOfAnExportIsInSight(t *testing.T) {
	s := NewExport(Look{Theme: theme.New(theme.Options{})}, finishedCheck())
	s.Resize(40, 10)
	press(s, "x", "y")
	if got := plainLines(s); !strings.Contains(got, ".txtxy") {
		t.Errorf("what is written is not shown:\n%s", got)
	}
	press(s, "down", "down")
	if got := plainLines(s); !strings.Contains(got, "JSON") {
		t.Errorf("what is chosen is not shown:\n%s", got)
	}
}
