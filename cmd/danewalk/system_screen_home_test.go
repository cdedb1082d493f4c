//go:build system && linux

package main_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testHistory: finished checks are kept where the XDG variables say, for this
// person alone, and opened from the start screen.
func testHistory(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.run(append([]string{"--lab", "demo"}, quick()...)...)
	term.waitFor("AT RISK", "copy answer")
	term.press("L", "q") // a choice that is remembered
	term.exit()
	state, config := filepath.Join(term.home, "state", "danewalk"), filepath.Join(term.home, "config", "danewalk")
	for _, root := range []string{state, config} {
		files := 0
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			want := fs.FileMode(0o700)
			if !d.IsDir() {
				want = 0o600
				files++
			}
			if info.Mode().Perm() != want {
				t.Errorf("%s: %v, want %v", path, info.Mode().Perm(), want)
			}
			return nil
		})
		if err != nil || files != 1 {
			t.Errorf("%s: %d files, %v", root, files, err)
		}
	}
	term.run()
	term.waitFor("example.org", "Labor demo")
	term.press("tab", "enter")
	term.waitFor("GEFÄHRDET", "aufgezeichnet")
	term.press("q")
	if code := term.exit(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if n := len(term.cases()); n != 1 {
		t.Errorf("%d saved checks after opening one", n)
	}
}

// testChangedKeys: keys of the configuration count, those that they replace do not,
// and the footer and the list of keys say so.
func testChangedKeys(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	dir := filepath.Join(term.home, "config", "danewalk")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte("[keys]\naudience = [\"A\", \"f2\"]\nquit = [\"ctrl+q\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	term.run("open", s.demo)
	term.waitFor("AT RISK", "A audience", "Ctrl+Q quit")
	term.press("a", "q", "A")
	term.waitFor("for: learner") // one step: a did nothing
	term.raw("\x1bOQ")           // F2
	term.waitFor("for: expert")
	term.press("ctrl+q")
	if code := term.exit(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	term.run("keys")
	term.exit()
	if list := term.scrollback(); !strings.Contains(list, "A F2 ") || !strings.Contains(list, "Ctrl+Q ") {
		t.Errorf("danewalk keys:\n%s", list)
	}
}
