//go:build system && linux

package main_test

import (
	"os"
	"path/filepath"
	"testing"
)

// screens is what the tests at a terminal share.
type screens struct {
	program string
	demo    string // a saved check of the world demo
}

// quick are the options that make a check in a world short: what they leave out,
// the screens do not depend on.
func quick() []string { return []string{"--no-looks", "--no-policy", "--compare", "none"} }

// TestSystemScreen sits at the screens of danewalk in terminals of tmux, as a
// person would: by keys, mouse, paste, and what the terminal gives back.
func TestSystemScreen(t *testing.T) {
	needPrograms(t, "tmux", "bash", "stty")
	program, err := buildOnce(t)()
	if err != nil {
		t.Fatal(err)
	}
	s := &screens{program: program}
	s.record(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *screens)
	}{
		{"keys of the walk", testWalkKeys},
		{"keys of the playback", testPlaybackKeys},
		{"mouse", testMouse},
		{"resize storm", testResizeStorm},
		{"resize at the start", testResizeAtStart},
		{"pasted bounce", testPastedBounce},
		{"start", testStart},
		{"verdicts", testVerdicts},
		{"signals", testSignals},
		{"suspend", testSuspend},
		{"languages", testLanguages},
		{"history", testHistory},
		{"changed keys", testChangedKeys},
		{"without colours", testWithoutColours},
		{"text instead", testTextInstead},
		{"accessible", testAccessible},
		{"list of commands", testPalette},
		{"glossary", testGlossary},
		{"search", testSearch},
		{"plain text", testPlainText},
		{"clipboard of tmux", testTmuxClipboard},
		{"export", testExport},
		{"five times", testRepeat},
		{"window without size", testNoSize},
		{"mute terminal", testMuteTerminal},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, s)
		})
	}
}

// record makes the saved check that most tests open.
func (s *screens) record(t *testing.T) {
	term := s.newTerminal(t, 80, 24)
	term.run(append([]string{"--lab", "demo"}, quick()...)...)
	term.waitFor("copy answer")
	term.press("q")
	if code := term.exit(); code != 1 {
		t.Fatalf("exit code %d", code)
	}
	cases := term.cases()
	if len(cases) != 1 {
		t.Fatalf("saved cases: %q", cases)
	}
	data, err := os.ReadFile(cases[0])
	if err != nil {
		t.Fatal(err)
	}
	s.demo = filepath.Join(t.TempDir(), "demo.case")
	if err := os.WriteFile(s.demo, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// cases are the saved checks of the person.
func (term *terminal) cases() []string {
	term.t.Helper()
	out, err := filepath.Glob(filepath.Join(term.home, "state", "danewalk", "cases", "*.case"))
	if err != nil {
		term.t.Fatal(err)
	}
	return out
}

// open opens the saved check in the terminal, as a person who never used danewalk
// before, and waits until it is shown.
func (term *terminal) open(s *screens, args ...string) {
	term.t.Helper()
	term.home = term.t.TempDir()
	term.run(append([]string{"open", s.demo}, args...)...)
	term.waitFor("AT RISK", "CHAIN OF TRUST", "copy answer") // at first it is not known to have ended
}
