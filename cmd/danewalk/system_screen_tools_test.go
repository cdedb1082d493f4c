//go:build system && linux

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testPalette finds a command by typing, and runs it; by keys and by the mouse.
func testPalette(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.open(s)
	term.press("ctrl+p")
	term.waitFor("type to find", "next problem")
	term.write("zoo")
	term.waitGone("next problem")
	term.waitFor("► zoom")
	term.press("enter")
	term.waitFor("key 33446 = key of the lab root")
	term.press("?")
	term.waitFor("type to find")
	term.write("xyzzy")
	term.waitFor("nothing found")
	term.press("enter", "esc") // what was typed goes first
	term.waitFor("type to find")
	term.press("esc")
	term.waitFor("CHAIN OF TRUST")
	term.press("f1")
	term.waitFor("type to find")
	term.click("conversation")
	term.click("conversation")
	term.waitFor("CONVERSATION")
}

// testGlossary opens a term of the screen, with its value on the screen.
func testGlossary(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.open(s)
	term.press("g")
	term.waitFor("words on the screen", "► chain of trust")
	term.press("down")
	term.waitFor("► root")
	term.press("enter")
	term.waitFor("root", "33446")
	term.press("esc")
	term.waitFor("► root")
	term.press("esc")
	term.waitFor("CHAIN OF TRUST")
}

// testSearch searches in a pane, and goes from match to match.
func testSearch(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.open(s)
	term.press("/")
	term.waitFor("/_")
	term.write("mx1")
	term.waitFor("/mx1", "mx1.example.net: ok")
	term.press("enter", "esc")
	term.waitFor("next problem")
	term.press("/")
	term.waitFor("/_")
	term.write("nowhere to be found")
	term.waitFor("not found")
	term.press("esc")
	term.waitFor("next problem")
}

// testPlainText shows what y copies without frames, and lets the mouse go.
func testPlainText(t *testing.T, s *screens) {
	term := s.newTerminal(t, 160, 60)
	term.open(s)
	term.press("y")
	copied := term.copied()
	term.press("Y")
	term.waitFor("What y copies")
	term.until("the mouse to be free", func() bool { return term.value("mouse_any_flag") == "0" })
	seen := strings.Join(strings.Fields(term.screen()), " ")
	for line := range strings.Lines(copied) {
		if line = strings.Join(strings.Fields(line), " "); !strings.Contains(seen, line) {
			t.Errorf("%q is copied and not shown", line)
		}
	}
	if strings.ContainsAny(term.screen(), "│─║╠") {
		t.Error("there are frames around the text")
	}
	term.press("esc")
	term.waitFor("CHAIN OF TRUST")
	term.until("the mouse to be taken", func() bool { return term.value("mouse_any_flag") == "1" })
	term.press("m")
	term.waitFor("ends select mode")
	term.until("the mouse to be free", func() bool { return term.value("mouse_any_flag") == "0" })
	term.press("m")
	term.until("the mouse to be taken", func() bool { return term.value("mouse_any_flag") == "1" })
}

// testTmuxClipboard: a tmux that takes no OSC 52 from programs, as it is set up at
// first, is given the text in its own way.
func testTmuxClipboard(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.tmux("set", "-s", "set-clipboard", "external")
	term.env = []string{"TMUX=" + term.socket + ",0,0"}
	term.open(s)
	term.press("y")
	if text := term.copied(); !strings.Contains(text, "mx2.example.net was renewed") {
		t.Errorf("copied %q", text)
	}
	term.waitFor("tmux")
}

// testExport writes the check in every form, for this person alone.
func testExport(t *testing.T, s *screens) {
	term := s.newTerminal(t, 100, 30)
	term.open(s)
	for i, c := range []struct{ file, has, not string }{
		{"example.org-2026-11-21.txt", "example.org: AT RISK", "{"},
		{"example.org-2026-11-21.md", "# ", ""},
		{"example.org-2026-11-21.json", `"schema":"danewalk/1"`, ""},
		{"example.org-2026-11-21.case", "", ""},
		{"", "AT RISK", "mx2.example.net"},
	} {
		t.Run(c.file, func(t *testing.T) {
			term := term.of(t)
			term.press("e")
			term.waitFor("export example.org", "Enter write")
			before := term.files()
			for range i {
				term.press("down")
			}
			if c.file != "" {
				term.waitFor(c.file)
			} else {
				term.waitFor("► Names hidden")
			}
			term.press("enter")
			term.until("another file", func() bool { return len(term.files()) > len(before) })
			name := ""
			for _, f := range term.files() {
				if !strings.Contains(strings.Join(before, " "), f) {
					name = f
				}
			}
			if c.file != "" && filepath.Base(name) != c.file {
				t.Errorf("written: %s, want %s", name, c.file)
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(data), c.has) || c.not != "" && strings.Contains(string(data), c.not) {
				t.Errorf("%s: want %q, and not %q:\n%.2000s", name, c.has, c.not, data)
			}
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", name, info.Mode(), err)
			}
			term.press("esc")
			term.waitFor("CHAIN OF TRUST")
		})
	}
	term.press("q")
	term.exit()
	term.run("open", filepath.Join(term.home, "example.org-2026-11-21.case"))
	term.waitFor("AT RISK", "copy answer")
}

// files are those that an export has written.
func (term *terminal) files() []string {
	out, err := filepath.Glob(filepath.Join(term.home, "[^.]*.*"))
	if err != nil {
		term.t.Fatal(err)
	}
	return out
}

// testRepeat begins to check five times in a row, and stops in the first pause.
func testRepeat(t *testing.T, s *screens) {
	term := s.newTerminal(t, 120, 36)
	term.run(append([]string{"--lab", "dns-domain-nxdomain"}, quick()...)...)
	term.waitFor("NO MAIL", "copy answer")
	term.press("R")
	term.waitFor("run 1 of 5")
	term.waitFor("run 1 of 5 done, a pause")
	term.press("x")
	term.waitGone("of 5")
	term.press("q")
	if code := term.exit(); code != 5 {
		t.Errorf("exit code %d", code)
	}
}
