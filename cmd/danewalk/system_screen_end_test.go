//go:build system && linux

package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// testVerdicts: on quit the verdict is the exit code, and stays in the scrollback
// with the path of the saved check.
func testVerdicts(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	for _, c := range []struct {
		world, word string
		code        int
	}{
		{"healthy-3-1-1", "PROTECTED", 0},
		{"demo", "AT RISK", 1},
		{"dane-all-hosts-fail", "BLOCKED", 2},
		{"dane-not-applicable-insecure", "NOT PROTECTED", 3},
		{"root-expired", "CANNOT TELL", 4},
		{"dns-domain-nxdomain", "NO MAIL", 5},
	} {
		t.Run(c.world, func(t *testing.T) {
			term := term.of(t)
			term.home = t.TempDir()
			term.run(append([]string{"--lab", c.world}, quick()...)...)
			term.waitFor(c.word, "copy answer")
			term.press("q")
			if code := term.exit(); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			cases := term.cases()
			if len(cases) != 1 {
				t.Fatalf("saved checks: %q", cases)
			}
			left := term.scrollback()
			for _, part := range []string{": " + c.word + "  ", "saved: " + cases[0]} {
				if !strings.Contains(left, part) {
					t.Errorf("%q is not in what stays:\n%s", part, left)
				}
			}
			if strings.Contains(left, "CHAIN OF TRUST") {
				t.Errorf("the screen itself stays:\n%s", left)
			}
		})
	}
}

// state is what a program can leave behind in a terminal.
func (term *terminal) state() string {
	return term.tmux("display", "-p", "-t", "t", "alternate #{alternate_on} cursor #{cursor_flag} mouse #{mouse_any_flag}#{mouse_sgr_flag}#{mouse_button_flag} keypad #{keypad_flag}#{keypad_cursor_flag} wrap #{wrap_flag}")
}

// settings asks a shell in the terminal for its settings.
func (term *terminal) settings(name string) string {
	term.t.Helper()
	file := filepath.Join(term.home, name)
	term.write("stty -a >" + file + "; echo said-$((6*7))-" + name)
	term.press("enter")
	term.waitFor("said-42-" + name)
	data, err := os.ReadFile(file)
	if err != nil {
		term.t.Fatal(err)
	}
	return string(data)
}

// testSignals: whatever ends the program, the terminal is as it was, and the check
// is saved.
func testSignals(t *testing.T, s *screens) {
	const busy = "smtp-banner-timeout" // its check takes long
	for _, c := range []struct {
		name   string
		world  string
		shown  string
		signal syscall.Signal // 0: by a key
		code   int
	}{
		{"key", "demo", "copy answer", 0, 1},
		{"SIGTERM after the end", "demo", "copy answer", syscall.SIGTERM, 1},
		{"SIGTERM", busy, "x stop", syscall.SIGTERM, 130},
		{"SIGHUP", busy, "x stop", syscall.SIGHUP, 130},
		{"SIGINT", busy, "x stop", syscall.SIGINT, 130},
	} {
		t.Run(c.name, func(t *testing.T) {
			term := s.newTerminal(t, 80, 24)
			term.shell()
			before, settings := term.state(), term.settings("before")
			term.write("$DANEWALK --no-looks --no-policy --lab " + c.world + "; echo code=$?")
			term.press("enter")
			term.waitFor("CHAIN OF TRUST", c.shown)
			if during := term.state(); during == before {
				t.Fatalf("the program runs and the terminal is in its ordinary state: %s", during)
			}
			if c.signal == 0 {
				term.press("q")
			} else {
				term.kill(c.signal)
			}
			term.waitFor(fmt.Sprintf("code=%d", c.code))
			term.until("the terminal to be as before: "+before+"; it is "+term.state(), func() bool { return term.state() == before })
			if after := term.settings("after"); after != settings {
				t.Errorf("settings of the terminal before:\n%s\nafter:\n%s", settings, after)
			}
			if n := len(term.cases()); n != 1 {
				t.Errorf("%d saved checks", n)
			}
		})
	}
}

// kill sends a signal to the program in the foreground of the terminal.
func (term *terminal) kill(signal syscall.Signal) {
	term.t.Helper()
	data, err := os.ReadFile("/proc/" + term.value("pane_pid") + "/stat")
	if err != nil {
		term.t.Fatal(err)
	}
	_, fields, _ := strings.Cut(string(data), ") ") // proc_pid_stat(5): the name may have anything in it
	pid, err := strconv.Atoi(strings.Fields(fields)[5])
	if err != nil {
		term.t.Fatal(err)
	}
	if err := syscall.Kill(pid, signal); err != nil {
		term.t.Fatalf("kill %d: %v", pid, err)
	}
}

// testSuspend: Ctrl+Z gives the terminal back to the shell, fg takes it again, and
// the screen is as it was.
func testSuspend(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.shell()
	before, settings := term.state(), term.settings("before")
	term.write("$DANEWALK open " + s.demo)
	term.press("enter")
	term.waitFor("AT RISK", "copy answer")
	calm, during := term.screen(), term.state()
	for round := range 3 {
		term.press("ctrl+z")
		term.waitFor("Stopped")
		term.until("the terminal of the shell", func() bool { return term.state() == before })
		if now := term.settings(fmt.Sprintf("round%d", round)); now != settings {
			t.Errorf("settings of the terminal before:\n%s\nwhile suspended:\n%s", settings, now)
		}
		term.write("clear; fg")
		term.press("enter")
		term.until("the screen as it was", func() bool { return term.screen() == calm && term.state() == during })
	}
	term.press("a")
	term.waitFor("for: learner")
	term.press("q")
	term.waitFor("AT RISK", "saved: ")
	term.until("the terminal of the shell", func() bool { return term.state() == before })
}
