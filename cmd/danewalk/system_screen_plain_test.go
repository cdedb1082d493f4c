//go:build system && linux

package main_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// attributes are all parameters of the sequences for colours and the like (SGR of
// ECMA-48 8.3.117) in a styled screen.
func attributes(styled string) map[string]bool {
	out := map[string]bool{}
	for _, seq := range regexp.MustCompile("\x1b\\[([0-9;:]*)m").FindAllStringSubmatch(styled, -1) {
		for p := range strings.SplitSeq(seq[1], ";") {
			out[p] = true
		}
	}
	return out
}

// coloured tells whether a parameter sets a colour.
func coloured(p string) bool {
	return regexp.MustCompile("^(3[0-8]|4[0-8]|9[0-7]|10[0-7])$").MatchString(p)
}

// testWithoutColours: NO_COLOR with any value (https://no-color.org) leaves bold and
// reverse video.
func testWithoutColours(t *testing.T, s *screens) {
	for _, c := range []struct {
		name     string
		env      string
		args     []string
		colours  bool
		backdrop bool
	}{
		{"as it is", "", nil, true, false},
		{"NO_COLOR", "NO_COLOR=yes", nil, false, false},
		{"NO_COLOR=0", "NO_COLOR=0", nil, false, false},
		{"option", "", []string{"--no-color"}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			term := s.newTerminal(t, 80, 24)
			if c.env != "" {
				term.env = []string{c.env}
			}
			term.open(s, c.args...)
			seen, has := attributes(term.styled()), false
			for p := range seen {
				has = has || coloured(p)
			}
			if has != c.colours {
				t.Errorf("colours: %v, want %v; attributes %v", has, c.colours, seen)
			}
			if !seen["1"] || !seen["7"] {
				t.Errorf("no bold or no reverse video: %v", seen)
			}
		})
	}
}

// testTextInstead: where no screen can be drawn, the report is printed.
func testTextInstead(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	t.Run("dumb terminal", func(t *testing.T) {
		term := term.of(t)
		term.env = []string{"TERM=dumb"}
		term.run("open", s.demo)
		if code := term.exit(); code != 1 {
			t.Errorf("exit code %d", code)
		}
		if text := term.scrollback(); !strings.Contains(text, "example.org: AT RISK") || !strings.Contains(text, "ok ") || strings.ContainsAny(text, "√×") {
			t.Errorf("text:\n%s", text)
		}
		if n := strings.Count(term.scrollback(), "CHAIN OF TRUST"); n != 0 {
			t.Error("a screen was drawn")
		}
	})
	t.Run("output is a pipe", func(t *testing.T) {
		term := term.of(t)
		term.env = nil
		term.command("sh", "-c", "'"+s.program+"' open '"+s.demo+"' | cat; echo end")
		term.waitFor("end")
		if text := term.scrollback(); !strings.Contains(text, "example.org: AT RISK") {
			t.Errorf("text:\n%s", text)
		}
	})
	t.Run("input is a pipe", func(t *testing.T) {
		term := term.of(t)
		term.command("sh", "-c", "echo | '"+s.program+"' open '"+s.demo+"'; echo end")
		term.waitFor("end")
		if text := term.scrollback(); !strings.Contains(text, "example.org: AT RISK") {
			t.Errorf("text:\n%s", text)
		}
	})
	t.Run("no terminal", func(t *testing.T) {
		cmd := exec.Command(s.program, "open", s.demo)
		cmd.Env = term.environment()
		out, _ := cmd.Output()
		if cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(string(out), "example.org: AT RISK\n") || strings.Contains(string(out), "\x1b") {
			t.Errorf("exit code %d\n%q", cmd.ProcessState.ExitCode(), out)
		}
	})
}

// testAccessible: a conversation of sentences, without a screen, colours or signs.
func testAccessible(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 60)
	term.run(append([]string{"--accessible", "--lab", "demo"}, quick()...)...)
	term.waitFor("Your choice:")
	for _, part := range []string{"Result: ", "Who fixes it: "} {
		if text := term.scrollback(); !strings.Contains(text, part) {
			t.Errorf("%q was not said", part)
		}
	}
	term.write("2")
	term.press("enter")
	term.waitFor("was renewed on 2026-11-21")
	if term.value("alternate_on") != "0" || strings.ContainsAny(term.scrollback(), "√×║╠╚│─") || strings.Contains(term.styled(), "\x1b[") {
		t.Errorf("more than sentences:\n%q", term.styled())
	}
	term.write("0")
	term.press("enter")
	if code := term.exit(); code != 1 {
		t.Errorf("exit code %d", code)
	}
}
