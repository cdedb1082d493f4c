package screen_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/explain/steps"
	"danewalk/tui/command"
	"danewalk/tui/internal/sample"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// held is what stands below a playback in these tests.
type held struct{ d *explain.Diagnosis }

func (h *held) Diagnosis() *explain.Diagnosis { return h.d }
func (h *held) Place() string                 { return "example.org" }

func playback(t *testing.T, d *explain.Diagnosis) *screen.Playback {
	t.Helper()
	p := screen.NewPlayback(screen.Look{Theme: theme.New(theme.Options{Mono: true})}, &held{d})
	p.Resize(80, 24)
	return p
}

func shownBy(s screen.Screen) string { return ansi.Strip(strings.Join(s.Lines(), "\n")) }

// TestPlaybackKeys is a table of keys pressed one after the other, and what is on
// the screen then: all of has, and nothing of not.
func TestPlaybackKeys(t *testing.T) {
	d := sample.Diagnosis(sample.Stages)
	last := len(steps.Of(d))
	end := func(n int) string { return "step " + itoa(last-n) + " of " + itoa(last) }
	for _, c := range []struct {
		name     string
		keys     string
		has, not []string
	}{
		{"the first step", "", []string{"step 1 of", "the root  ok", "NOW", "SEEN", "WORDS", "Space next"}, []string{"ASK"}},
		{"space goes on", "space space", []string{"step 3 of"}, nil},
		{"and so do right and a presenter", "right pgdown", []string{"step 3 of"}, nil},
		{"left goes back", "space space left", []string{"step 2 of"}, nil},
		{"not before the first", "left", []string{"step 1 of", "this is the first step"}, nil},
		{"end and home", "end", []string{end(0), "The result  AT RISK"}, nil},
		{"home", "end home", []string{"step 1 of"}, nil},
		{"not after the last", "end space", []string{end(0), "this is the last step"}, nil},
		{"teaching hides, and how long the chain is too", "t", []string{"step 1 ", "what do you expect?", "ASK"}, []string{"SEEN", "the root  ok", "step 1 of"}},
		{"space reveals", "t space", []string{"step 1 ", "the root  ok", "SEEN"}, []string{"what do you expect?"}},
		{"then it goes on", "t space space", []string{"step 2 ", "what do you expect?"}, []string{"SEEN"}},
		{"what was seen stays seen", "t space space left", []string{"step 1 ", "the root  ok"}, nil},
		{"teaching again shows", "t t", []string{"the root  ok"}, []string{"ASK"}},
		{"details", "d", []string{"RECORDS BEHIND THIS STEP", "DNSKEY"}, []string{"NOW"}},
		{"details of what is hidden", "t d", []string{"The records are shown when the step is revealed."}, []string{"DNSKEY", "There is no record"}},
		{"teaching, the end is where nobody has been", "t space space end", []string{"step 2 ", "what do you expect?", "not revealed yet"}, []string{"The result"}},
		{"what was shown before may be hidden again", "end t", []string{"The result  what do you expect?"}, []string{" of " + itoa(last)}},
		{"how many steps there were is told at the end", "end t space", []string{end(0), "The result  AT RISK"}, nil},
		{"home begins anew, and end goes on", "t space space space home end", []string{"step 3 ", "what do you expect?"}, nil},
		{"back from the details", "d esc", []string{"NOW"}, []string{"RECORDS BEHIND"}},
		{"words at length", "enter", []string{"WORDS OF THIS STEP", "trust anchor"}, []string{"NOW"}},
		{"any key ends a blank", "b space", []string{"step 1 of"}, nil},
		{"plays by itself", "+", []string{"plays by itself: 12 seconds a step"}, nil},
		{"faster", "+ + +", []string{"plays by itself: 5 seconds a step"}, nil},
		{"not faster than that", "+ + + + + +", []string{"plays by itself: 3 seconds a step"}, nil},
		{"slower, and by hand", "+ + - -", []string{"by hand again"}, nil},
		{"slower than by hand", "-", []string{"it does not play by itself"}, nil},
		{"a key without a meaning", "x F", []string{"step 1 of"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := playback(t, d)
			for _, k := range strings.Fields(c.keys) {
				p.Key(k)
			}
			got := shownBy(p)
			for _, s := range c.has {
				if !strings.Contains(got, s) {
					t.Errorf("%q is missing\n%s", s, got)
				}
			}
			for _, s := range c.not {
				if strings.Contains(got, s) {
					t.Errorf("%q is shown\n%s", s, got)
				}
			}
		})
	}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// TestPlaybackGuesses: only what came out of something can be guessed.
func TestPlaybackGuesses(t *testing.T) {
	d := sample.Diagnosis(sample.Stages)
	at := slices.IndexFunc(d.Links, func(l explain.Link) bool { return strings.HasSuffix(l.ID, "/"+rules.StepHandshake) })
	d.Links[at].State, d.Links[at].Note = explain.Skipped, "not reached"
	p := playback(t, d)
	p.Key("t")
	for range 2 * len(steps.Of(d)) {
		got := shownBy(p)
		if strings.Contains(got, "TLS handshake  ") {
			if strings.Contains(got, "what do you expect?") || !strings.Contains(got, "not reached") {
				t.Errorf("a step that nobody took is to be guessed\n%s", got)
			}
			return
		}
		p.Key("space")
	}
	t.Error("the step is not shown")
}

func TestPlaybackBlank(t *testing.T) {
	p := playback(t, sample.Diagnosis(sample.Stages))
	p.Key("b")
	lines := p.Lines()
	if len(lines) != 24 || strings.TrimSpace(strings.Join(lines, "")) != "" || len(lines[0]) != 80 {
		t.Errorf("a blank screen is %q", lines)
	}
	if e := p.Key("q"); e.Do != screen.Nothing {
		t.Errorf("the key that ends a blank does %v too", e)
	}
	if e := p.Key("q"); e.Do != screen.DoQuit {
		t.Errorf("q does %v", e)
	}
}

// TestPlaybackEffects: what the screen asks of the program.
func TestPlaybackEffects(t *testing.T) {
	for key, want := range map[string]screen.Do{
		"q": screen.DoQuit, "esc": screen.DoBack, "?": screen.DoHelp, "ctrl+c": screen.DoInterrupt, "L": screen.DoRemember, "m": screen.DoMouse,
		"y": screen.DoCopy, "Y": screen.DoPush, "g": screen.DoPush, "+": screen.DoHold, "space": screen.Nothing,
	} {
		p := playback(t, sample.Diagnosis(sample.Stages))
		if e := p.Key(key); e.Do != want {
			t.Errorf("%s: %v, want %v", key, e.Do, want)
		}
	}
	p := playback(t, sample.Diagnosis(sample.Stages))
	if e := p.Key("y"); !strings.Contains(e.Text, "example.org: the root") {
		t.Errorf("copied: %q", e.Text)
	}
}

// TestPlaybackByItself: it goes on at each beat, reveals before it goes on, stops
// at the end, and stops as soon as somebody does something else.
func TestPlaybackByItself(t *testing.T) {
	d := sample.Diagnosis(sample.Stages)
	p := playback(t, d)
	p.Key("t")
	e := p.Key("+")
	if e.After <= 0 {
		t.Fatalf("the next beat comes after %v", e.After)
	}
	beats := 0
	for ; e.Do == screen.DoHold; beats++ {
		if beats > 200 {
			t.Fatal("it never ends")
		}
		e = p.Held(e.Ticket)
	}
	if got := shownBy(p); !strings.Contains(got, "The result  AT RISK") || beats <= len(steps.Of(d)) {
		t.Errorf("after %d beats\n%s", beats, got)
	}
	p = playback(t, d)
	e = p.Key("+")
	p.Key("left")
	if e = p.Held(e.Ticket); e.Do != screen.Nothing || !strings.Contains(shownBy(p), "step 1 of") {
		t.Errorf("a beat after it was stopped: %v\n%s", e.Do, shownBy(p))
	}
	e = p.Key("+")
	old := e.Ticket
	e = p.Key("+")
	p.Held(old)
	if !strings.Contains(shownBy(p), "step 1 of") {
		t.Error("the beat of the slower tempo counts too")
	}
	if p.Held(e.Ticket); !strings.Contains(shownBy(p), "step 2 of") {
		t.Error("the beat does not count")
	}
}

// TestPlaybackFollowsTheLanguage: another diagnosis of the same check keeps the
// place.
func TestPlaybackFollowsTheLanguage(t *testing.T) {
	below := &held{sample.Diagnosis(sample.Stages)}
	p := screen.NewPlayback(screen.Look{Theme: theme.New(theme.Options{Mono: true})}, below)
	p.Resize(80, 24)
	p.Key("space")
	below.d = sample.Diagnosis(sample.Stages)
	below.d.Links[1].Label = "organisation"
	if got := shownBy(p); !strings.Contains(got, "organisation") || !strings.Contains(got, "step 2 of") {
		t.Error(got)
	}
	below.d = &explain.Diagnosis{}
	for _, k := range []string{"space", "left", "d", "esc", "enter", "esc", "y", "t", "end", "home", "+"} {
		p.Key(k)
		p.Lines()
	}
}

func TestPlaybackMouse(t *testing.T) {
	p := playback(t, sample.Diagnosis(sample.Stages))
	p.Click(10, 10)
	if got := shownBy(p); !strings.Contains(got, "step 2 of") {
		t.Error("a click on the step does not go on")
	}
	footer := strings.Split(shownBy(p), "\n")[23]
	p.Click(strings.Index(footer, "teach"), 23)
	if got := shownBy(p); !strings.Contains(got, "what do you expect?") {
		t.Errorf("a click on a word of the footer does nothing\n%s", got)
	}
	p.Wheel(10, 10, 1)
	p.Resize(40, 8)
	p.Lines()
}

// TestPlaybackOffers: every command of the place is offered or is about another
// screen, and one that does nothing has a reason.
func TestPlaybackOffers(t *testing.T) {
	p := playback(t, sample.Diagnosis(sample.Stages))
	var names []command.Name
	for _, o := range p.Offers() {
		names = append(names, o.Name)
		if o.Name == command.Left && o.Why == "" {
			t.Error("one can go back from the first step")
		}
	}
	for _, want := range []command.Name{command.Step, command.Left, command.First, command.Last, command.Faster, command.Slower, command.Teach, command.Details, command.Blank} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not offered", want)
		}
	}
}

func TestPlaybackFitsEveryWindow(t *testing.T) {
	p := playback(t, sample.Diagnosis(sample.Stages))
	for _, keys := range []string{"", "t", "space", "d", "esc", "enter", "esc", "b"} {
		p.Key(keys)
		for _, size := range [][2]int{{0, 0}, {1, 1}, {40, 10}, {60, 20}, {80, 24}, {200, 50}} {
			p.Resize(size[0], size[1])
			lines := p.Lines()
			if size[0] > 0 && len(lines) != size[1] {
				t.Fatalf("%v: %d lines", size, len(lines))
			}
			for _, l := range lines {
				if ansi.StringWidth(l) != size[0] {
					t.Fatalf("%v: a line of %d cells", size, ansi.StringWidth(l))
				}
			}
		}
	}
}
