package app

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/internal/sample"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
	"danewalk/tui/words"
)

// house serves the screens from the sample.
type house struct {
	t       *testing.T
	checks  map[string]*faked // by what was typed
	typed   []string
	about   []bounce.Bounce
	opened  []string
	set     map[string]string
	kept    []*explain.Diagnosis
	failing error
	spoke   []string // languages of the diagnoses
	german  *text.Book
}

// speaking lets the house know German: reading a language takes a while.
func (h *house) speaking() *house {
	var err error
	if h.german, err = text.NewBook(text.German, words.Files()); err != nil {
		h.t.Fatal(err)
	}
	return h
}

func newHouse(t *testing.T) *house {
	return &house{t: t, checks: map[string]*faked{}, set: map[string]string{}}
}

// session is a check that keeps what it came to.
func (h *house) session(c *faked) Session {
	s := c.session()
	diagnose := s.Diagnose
	s.Diagnose = func(e evidence.Case, book *text.Book) *explain.Diagnosis {
		h.spoke = append(h.spoke, book.Language())
		return diagnose(e, book)
	}
	s.Keep = func(d *explain.Diagnosis) (string, error) {
		h.kept = append(h.kept, d)
		return "/cases/kept.case", nil
	}
	return s
}

func (h *house) options() Options {
	look := screen.Look{Theme: theme.New(theme.Options{}), Mouse: true}
	return Options{Look: look, Services: Services{
		Start: func(typed string, about []bounce.Bounce) (Session, error) {
			h.typed, h.about = append(h.typed, typed), about
			if h.failing != nil {
				return Session{}, h.failing
			}
			c := newCheck(h.t)
			h.checks[typed] = c
			s := h.session(c)
			s.Bounces = about
			return s, nil
		},
		Open: func(path string) (Session, error) {
			h.opened = append(h.opened, path)
			c := newCheck(h.t)
			c.finish()
			s := h.session(c)
			s.Keep, s.Recorded = nil, time.Date(2026, 11, 21, 22, 4, 0, 0, time.UTC)
			return s, nil
		},
		Past: func(book *text.Book) []screen.Past {
			return []screen.Past{{Path: "/cases/1.case", Domain: "example.org", Verdict: mail.AtRisk, Says: "old news", Age: book.Say("recorded %s", "23:04")}}
		},
		Settings: func() ([]screen.Setting, string) {
			return []screen.Setting{{Name: "language", Label: "[the setting] language", Value: "en", Choices: []string{"en", "de"}}}, "/config.toml"
		},
		Remember: func(name, value string) (screen.Look, error) {
			h.set[name] = value
			if name == screen.SettingLanguage {
				look.Book = h.german
			}
			return look, h.failing
		},
		Port25: func(context.Context) screen.Words {
			return func(*text.Book) (string, []explain.Block) {
				return "port 25", []explain.Block{{Heading: "it is open"}}
			}
		},
	}}
}

// driven is a model to which messages are given by hand, and whose commands are
// carried out until nothing is left but what waits for time or a check. It lives in
// a bubble of synctest: its clock stands still while anything is being done.
type driven struct {
	t *testing.T
	*App
}

// longest is more than any command waits for, also the pause of the tests between
// checks in a row.
const longest = 24 * time.Hour

// steer makes a model of which nothing was asked yet.
func steer(t *testing.T, o Options) *driven {
	t.Cleanup(func() { time.Sleep(longest) }) // of the bubble: the clocks that are left run out
	return &driven{t, New(t.Context(), o)}
}

func drive(t *testing.T, o Options) *driven {
	t.Helper()
	d := steer(t, o)
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.run(d.Init())
	return d
}

func (d *driven) send(msg tea.Msg) {
	_, cmd := d.Update(msg)
	d.run(cmd)
}

// run carries out a command and what follows from it. Those that wait for more
// than a moment are left waiting, as a person would not see what they bring.
func (d *driven) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	out := make(chan tea.Msg, 1)
	go func() { out <- cmd() }()
	select {
	case msg := <-out:
		switch msg := msg.(type) {
		case nil, spinMsg, toastMsg, quietMsg:
		case tea.BatchMsg:
			for _, c := range msg {
				d.run(c)
			}
		default:
			d.send(msg)
		}
	case <-time.After(2 * HoldTime): // of the bubble: all that could be done is done
	}
}

func (d *driven) keys(keys ...string) {
	for _, k := range keys {
		msg := tea.KeyPressMsg{Text: k}
		switch k {
		case "enter":
			msg = tea.KeyPressMsg{Code: tea.KeyEnter}
		case "esc":
			msg = tea.KeyPressMsg{Code: tea.KeyEscape}
		case "tab":
			msg = tea.KeyPressMsg{Code: tea.KeyTab}
		case "down":
			msg = tea.KeyPressMsg{Code: tea.KeyDown}
		case "f1":
			msg = tea.KeyPressMsg{Code: tea.KeyF1}
		case "ctrl+c":
			msg = tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}
		}
		d.send(msg)
	}
}

func (d *driven) shows(words ...string) {
	d.t.Helper()
	got := ansi.Strip(strings.Join(d.top().Lines(), "\n"))
	for _, w := range words {
		if !strings.Contains(got, w) {
			d.t.Errorf("%q is not on the screen:\n%s", w, got)
		}
	}
}

func TestFromTheStartScreenToACheckAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.shows("RECENT", "old news")
		d.keys("e", "x", ".", "o", "r", "g", "enter")
		if len(h.typed) != 1 || h.typed[0] != "ex.org" {
			t.Fatalf("asked for %q", h.typed)
		}
		d.shows("CHAIN OF TRUST", "CHECKING")
		h.checks["ex.org"].finish()
		d.run(d.next(d.last()))
		d.shows("AT RISK")
		if len(h.kept) != 1 {
			t.Errorf("kept %d times", len(h.kept))
		}
		d.keys("esc")
		d.shows("RECENT", "ex.org")
		left := d.Left()
		if len(left) != 1 || left[0].Path != "/cases/kept.case" || left[0].Diagnosis == nil || left[0].Interrupted {
			t.Errorf("%+v", left)
		}
	})
}

// Leaving a check stops it, and what it still has to say reaches nobody.
func TestLeavingARunningCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.keys("a", ".", "n", "l", "enter", "esc")
		d.shows("RECENT")
		c := h.checks["a.nl"]
		if c.stops != 1 {
			t.Errorf("stopped %d times", c.stops)
		}
		d.send(batchMsg{Run: 1, Items: make([]evidence.Item, 3)})
		d.send(resultMsg{Run: 1, Diagnosis: sample.Diagnosis(1)})
		if left := d.Left(); len(left) != 1 || !left[0].Interrupted || left[0].Diagnosis != nil {
			t.Errorf("%+v", left)
		}
	})
}

func TestOpeningASavedCase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.keys("tab", "enter")
		d.shows("recorded 2026-11-2", "AT RISK")
		if len(h.opened) != 1 || h.opened[0] != "/cases/1.case" || len(h.kept) != 0 {
			t.Errorf("opened %q, kept %d", h.opened, len(h.kept))
		}
		if left := d.Left(); !left[0].Recorded {
			t.Errorf("%+v", left)
		}
	})
}

func TestPastedBounce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.send(tea.PasteMsg{Content: "anna@example.org\n550 5.7.323 tlsa-invalid: The domain failed DANE validation\n"})
		d.shows("pasted message", "5.7.323")
		if len(h.typed) > 0 {
			t.Errorf("%q was asked by reading", h.typed)
		}
		d.keys("enter")
		if len(h.typed) != 1 || h.typed[0] != "example.org" || len(h.about) != 1 {
			t.Fatalf("%q %v", h.typed, h.about)
		}
		d.shows("CHECKING")
		d.keys("esc")
		d.shows("pasted message")
	})
}

// A terminal that does not mark pastes sends keys.
func TestPastedAsKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := drive(t, newHouse(t).options())
		d.top().Paste("")
		var cmds []tea.Cmd
		for _, r := range "550 5.7.323 tlsa-invalid\nanna@example.org" {
			msg := tea.KeyPressMsg{Text: string(r)}
			switch r {
			case '\n':
				msg = tea.KeyPressMsg{Code: tea.KeyEnter}
			case ' ':
				msg = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
			}
			_, cmd := d.Update(msg)
			cmds = append(cmds, cmd)
		}
		for _, cmd := range cmds {
			d.run(cmd)
		}
		d.shows("pasted message", "5.7.323")
	})
}

func TestStartThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.failing = errors.New("no network at all\nhint: plug it in")
		d := drive(t, h.options())
		d.keys("a", ".", "n", "l", "enter")
		d.shows("no network at all", "RECENT")
		d.keys("enter")
		if len(h.typed) != 2 {
			t.Errorf("a second try is refused: %q", h.typed)
		}
	})
}

// The language changes live, in the words of the screens and in those of the
// diagnosis, and stays on the place where the person is.
func TestLanguageChangesLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t).speaking()
		o := h.options()
		d := drive(t, o)
		d.keys("tab", "enter", "L")
		if h.set["language"] != "de" || h.spoke[len(h.spoke)-1] != "de" {
			t.Errorf("remembered %v, diagnosed in %v", h.set, h.spoke)
		}
		d.shows("Hilfe", "GEFÄHRDET", "VERTRAUENSKETTE")
		d.keys("esc")
		d.shows("ZULETZT", "aufgezeichnet 23:04")
	})
}

func TestAudienceIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.keys("tab", "enter", "a")
		if h.set["audience"] != "learner" {
			t.Errorf("%v", h.set)
		}
		d.keys("esc", "enter") // the same case again
		d.shows("for: learner")
	})
}

func TestSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t).speaking()
		d := drive(t, h.options())
		d.keys("tab", "tab", "down", "enter")
		d.shows("/config.toml")
		d.keys("enter")
		if h.set["language"] != "de" {
			t.Errorf("%v", h.set)
		}
		d.shows("Einstellungen")
		d.keys("esc")
		d.shows("ZULETZT")
	})
}

// A setting that cannot be written holds for this time, and the person hears it.
func TestSettingThatIsNotRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t).speaking()
		d := drive(t, h.options())
		d.keys("tab", "enter")
		h.failing = errors.New("read-only file system")
		d.keys("L")
		d.shows("read-only file system", "Hilfe")
	})
}

func TestPort25(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := drive(t, newHouse(t).options())
		d.keys("tab", "tab", "down", "down", "enter")
		d.shows("RECENT", "The answer is there: open it")
		d.keys("enter")
		d.shows("it is open")
		d.keys("esc")
		d.shows("RECENT", "Is port 25 open from this computer? ")
		if d.keys("enter"); d.answer == nil {
			t.Error("it cannot be asked again")
		}
	})
}

func TestHelpAboveEveryScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := drive(t, newHouse(t).options())
		d.keys("f1")
		d.shows("all commands", "search the saved cases")
		d.keys("esc", "tab", "enter", "?")
		d.shows("all commands", "go to the next problem")
		d.keys("f1")
		d.shows("CHAIN OF TRUST")
	})
}

// q above a check that runs asks first: the check would be lost unseen.
func TestQuitAboveARunningCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.keys("a", ".", "n", "l", "enter", "?", "q", "enter") // found by its key, and run below
		d.shows("Stop it and quit?")
		d.keys("n", "?", "ctrl+c")
		if c := h.checks["a.nl"]; c.stops != 1 {
			t.Errorf("Ctrl+C above a check stops it %d times", c.stops)
		}
	})
}

func TestTheFirstScreenStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newCheck(t).session()
		o := Options{First: &s, Look: screen.Look{Theme: theme.New(theme.Options{})}}
		d := drive(t, o)
		d.keys("esc", "esc")
		d.shows("q quits")
		if len(d.stack) != 1 {
			t.Errorf("%d screens", len(d.stack))
		}
	})
}

// In a real loop: type, check, leave.
func TestStartScreenInTheLoop(t *testing.T) {
	h := newHouse(t)
	m := start(t, h.options(), 80, 24)
	waitFor(t, m, "RECENT")
	m.Type("example.org")
	waitFor(t, m, "will check")
	m.Send(tea.KeyPressMsg{Code: tea.KeyEnter})
	waitFor(t, m, "CHECKING")
	m.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
	waitFor(t, m, "RECENT")
	m.Send(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if a := final(t, m); len(a.Left()) != 1 {
		t.Errorf("%d walks", len(a.Left()))
	}
}

// kept is an output that remembers everything.
type kept struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all.Write(p)
}

// When the program falls the terminal is given back, and the caller gets what it
// needs to say what was seen.
func TestTerminalIsRestoredWhenTheProgramFalls(t *testing.T) {
	c := newCheck(t)
	c.finish()
	s := c.session()
	s.Diagnose = func(evidence.Case, *text.Book) *explain.Diagnosis { panic("a bug") }
	out := &kept{}
	a, err := Run(t.Context(), Options{First: &s, Look: screen.Look{Theme: theme.New(theme.Options{})}},
		Terminal{Input: new(bytes.Buffer), Output: out, Width: 80, Height: 24})
	if err == nil || len(a.Left()) != 1 || a.Left()[0].Log != c.log {
		t.Errorf("error %v, %d walks", err, len(a.Left()))
	}
	if got := out.all.String(); strings.LastIndex(got, "\x1b[?1049l") < strings.LastIndex(got, "\x1b[?1049h") {
		t.Errorf("the terminal stays on the other screen: %q", got[max(len(got)-200, 0):])
	}
}
