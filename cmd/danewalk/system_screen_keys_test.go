//go:build system && linux

package main_test

import (
	"os"
	"strings"
	"testing"

	"danewalk/tui/command"
)

// keyCase is a command and what its keys do to the screen.
type keyCase struct {
	name   command.Name
	before []string // keys that are pressed first
	sees   string   // what is on the screen by then
	want   string   // what comes onto it by the key, and was not there
	gone   string   // what leaves it by the key, and was there
	flat   bool     // in a window of a few lines, so that the first key before shows something to scroll
	proof  func(*testing.T, *terminal)
	ready  func(*testing.T, *terminal) // before the key
}

// walkKeys are the commands of the walk. The check that is shown is that of the
// world demo; the cursor stands at its break.
func walkKeys() []keyCase {
	up := []string{"up"}
	return []keyCase{
		{name: command.Up, want: "TLS handshake: ok"},
		{name: command.Down, before: up, sees: "TLS handshake: ok", gone: "TLS handshake: ok"},
		{name: command.Left, before: []string{"right"}, want: "Enter open"},
		{name: command.Right, gone: "Enter open"},
		{name: command.PageUp, want: ". (root): ok"},
		{name: command.PageDown, before: []string{"pgup"}, sees: ". (root): ok", gone: ". (root): ok"},
		{name: command.First, want: ". (root): ok"},
		{name: command.Last, before: []string{"home"}, sees: ". (root): ok", gone: ". (root): ok"},
		{name: command.Open, gone: "Enter open"},
		{name: command.Back, want: "Is mail to this domain protected"},
		{name: command.NextPane, gone: "Enter open"},
		{name: command.PrevPane, gone: "Enter open"},
		{name: command.NextProblem, want: "Mail to example.org may arrive late"},
		{name: command.PrevProblem, before: []string{"n"}, sees: "Mail to example.org may arrive late", want: "Careful senders avoid mx2.example.net"},
		{name: command.Audience, want: "for: learner"},
		{name: command.Language, want: "VERTRAUENSKETTE"},
		{name: command.Copy, want: "copied", proof: copiedNotice},
		{name: command.Answer, before: []string{"2"}, sees: "RECORDS", want: "ANSWER"},
		{name: command.Records, want: "RECORDS"},
		{name: command.Form, before: []string{"2"}, sees: "RECORDS", want: "as dig writes it"},
		{name: command.Talk, want: "CONVERSATION"},
		{name: command.Timing, want: "CRITICAL PATH"},
		{name: command.Servers, want: "NAME SERVERS"},
		{name: command.PrevHost, want: "mx1.example.net:25"},
		{name: command.NextHost, want: "mx1.example.net:25"},
		{name: command.Zoom, want: "key 33446 = key of the lab root", gone: "ANSWER"},
		{name: command.Again, want: "CHECKING", gone: "recorded"},
		{name: command.Stop, before: []string{"r"}, sees: "x stop", gone: "x stop"},
		{name: command.Playback, want: "step 1 of "},
		{name: command.Mouse, want: "ends select mode", proof: func(t *testing.T, term *terminal) {
			term.until("the mouse to be free", func() bool { return term.value("mouse_any_flag") == "0" })
		}},
		{name: command.Help, want: "type to find"},
		{name: command.Quit, want: "saved: ", proof: endsWith(1)},
		{name: command.Break, want: "saved: ", proof: endsWith(1)},
		{name: command.Redraw, gone: "SCRAWL", ready: scrawl},
		{name: command.Plain, want: "What y copies"},
		{name: command.Export, want: "Enter write"},
		{name: command.Glossary, want: "words on the screen"},
		{name: command.Search, want: "end search"},
		{name: command.Repeat, want: "not possible for a recorded check"},
		{name: command.Suspend, gone: "SCRAWL", ready: scrawl}, // tmux wakes at once what suspends itself, and the screen is drawn again
	}
}

// playbackKeys are the commands of the playback. It is at its first step.
func playbackKeys() []keyCase {
	second := []string{"space"}
	return []keyCase{
		{name: command.Up, flat: true, before: []string{"enter", "down"}, sees: "1 above", gone: "1 above"},
		{name: command.Down, flat: true, before: []string{"enter"}, sees: "WORDS OF THIS STEP", want: "1 above"},
		{name: command.Step, want: "step 2 of "},
		{name: command.Left, before: second, sees: "step 2 of ", want: "step 1 of "},
		{name: command.PageDown, want: "step 2 of "},
		{name: command.PageUp, before: second, sees: "step 2 of ", want: "step 1 of "},
		{name: command.First, before: []string{"end"}, sees: "step 24 of 24", want: "step 1 of "},
		{name: command.Last, want: "step 24 of 24"},
		{name: command.Open, want: "WORDS OF THIS STEP"},
		{name: command.Back, want: "CHAIN OF TRUST"},
		{name: command.Language, want: "Schritt 1 von "},
		{name: command.Copy, want: "sent to the terminal", proof: func(t *testing.T, term *terminal) {
			if text := term.copied(); !strings.Contains(text, "example.org: the root") {
				t.Errorf("copied %q", text)
			}
		}},
		{name: command.Faster, want: "plays by itself: 12 seconds"},
		{name: command.Slower, before: []string{"+"}, sees: "plays by itself", want: "by hand again"},
		{name: command.Teach, want: "what do you expect?"},
		{name: command.Guess1, before: []string{"t"}, sees: "what do you expect?", want: "(your guess)"},
		{name: command.Guess2, before: []string{"t"}, sees: "what do you expect?", want: "(your guess)"},
		{name: command.Guess3, before: []string{"t"}, sees: "what do you expect?", want: "no such choice"},
		{name: command.Guess4, want: "nothing to guess"},
		{name: command.Details, want: "RECORDS BEHIND THIS STEP"},
		{name: command.Blank, gone: "step 1 of "},
		{name: command.Mouse, want: "ends select mode"},
		{name: command.Help, want: "type to find"},
		{name: command.Quit, want: "saved: ", proof: endsWith(1)},
		{name: command.Break, want: "saved: ", proof: endsWith(1)},
		{name: command.Redraw, gone: "SCRAWL", ready: scrawl},
		{name: command.Plain, want: "What y copies"},
		{name: command.Export, want: "-handout.md"},
		{name: command.Glossary, want: "words on the screen"},
		{name: command.Suspend, gone: "SCRAWL", ready: scrawl},
	}
}

// copiedNotice: what the helpdesk copies is the note to forward.
func copiedNotice(t *testing.T, term *terminal) {
	for _, part := range []string{"mx2.example.net was renewed on 2026-11-21", "TLSA"} {
		if text := term.copied(); !strings.Contains(text, part) {
			t.Errorf("copied %q, want %q in it", text, part)
		}
	}
}

func endsWith(code int) func(*testing.T, *terminal) {
	return func(t *testing.T, term *terminal) {
		if got := term.exit(); got != code {
			t.Errorf("exit code %d, want %d", got, code)
		}
	}
}

// scrawl writes across the screen behind the back of the program, as a message of
// the system does.
func scrawl(t *testing.T, term *terminal) {
	tty, err := os.OpenFile(term.value("pane_tty"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	if _, err := tty.WriteString("\x1b7\x1b[3;5HSCRAWL\x1b8"); err != nil {
		t.Fatal(err)
	}
	term.waitFor("SCRAWL")
}

// keysOf are the keys of each command of a place, in the order of the list.
func keysOf(t *testing.T, at command.Place) (names []command.Name, keys map[command.Name][]string) {
	t.Helper()
	list, err := command.NewKeys(nil)
	if err != nil {
		t.Fatal(err)
	}
	keys = map[command.Name][]string{}
	for _, c := range list.In(at) {
		if _, known := keys[c.Name]; !known {
			names = append(names, c.Name)
		}
		keys[c.Name] = append(keys[c.Name], c.Keys...)
	}
	return names, keys
}

// testKeys presses every key of every command of a place. A command without a
// case is a failure.
func testKeys(t *testing.T, s *screens, at command.Place, cases []keyCase, enter func(*terminal)) {
	names, keys := keysOf(t, at)
	of := map[command.Name]keyCase{}
	for _, c := range cases {
		of[c.name] = c
	}
	term := s.newTerminal(t, 80, 24)
	for _, name := range names {
		c, ok := of[name]
		switch {
		case ok:
		case len(keys[name]) == 0: // run from the list of commands
			continue
		default:
			t.Errorf("%s (%s) has no case", name, at)
			continue
		}
		delete(of, name)
		for _, key := range keys[name] {
			t.Run(string(name)+" "+key, func(t *testing.T) {
				term.of(t).testKey(t, c, key, func() {
					term.open(s)
					enter(term)
				})
			})
		}
	}
	for name := range of {
		t.Errorf("%s is no command of %s", name, at)
	}
}

// of lets a part of the test fail for itself.
func (term *terminal) of(t *testing.T) *terminal {
	whole := term.t
	term.t = t
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the last screen:\n%s", term.screen())
		}
		term.t = whole
	})
	return term
}

func (term *terminal) testKey(t *testing.T, c keyCase, key string, open func()) {
	term.w, term.h = 80, 24
	open()
	if c.flat {
		term.resize(80, 5)
		term.press(c.before[0])
		term.waitFor("more (j/k)") // it knows by now how small the window is
		c.before = c.before[1:]
	}
	term.press(c.before...)
	term.waitFor(c.sees)
	if c.want != "" {
		term.waitGone(c.want)
	}
	if c.ready != nil {
		c.ready(t, term)
	}
	term.waitFor(c.gone)
	term.uncopy()
	term.press(key)
	if c.gone != "" {
		term.waitGone(c.gone)
	}
	term.waitFor(c.want)
	if c.proof != nil {
		c.proof(t, term)
	}
}

func testWalkKeys(t *testing.T, s *screens) {
	testKeys(t, s, command.InWalk, walkKeys(), func(*terminal) {})
}

func testPlaybackKeys(t *testing.T, s *screens) {
	testKeys(t, s, command.InPlayback, playbackKeys(), func(term *terminal) {
		term.press("space")
		term.waitFor("step 1 of ")
	})
}
