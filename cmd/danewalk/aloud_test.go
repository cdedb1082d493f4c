package main

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
)

// talked holds a conversation at a terminal: what is typed, and what is written.
func talked(t *testing.T, typed string, env map[string]string, args ...string) (code int, out string) {
	t.Helper()
	if env == nil {
		env = map[string]string{}
	}
	env["XDG_STATE_HOME"], env["XDG_CONFIG_HOME"] = t.TempDir(), t.TempDir()
	p, written, errs := session(env)
	p.terminal, p.in = true, strings.NewReader(typed)
	code = p.run(t.Context(), args)
	if errs.Len() > 0 {
		t.Errorf("standard error: %s", errs)
	}
	return code, written.String()
}

// TestConversation: what a person hears about a world, from the first word to the
// saved case, in each language. No sign, no control character, nothing is drawn.
func TestConversation(t *testing.T) {
	for language, want := range map[string][]string{
		"en": {"Checking example.org.\n", "mx1.example.net, T L S A record: ok", "mx2.example.net, certificate match: BROKEN", "Result: at risk.\n", "Who fixes it: The operator of mx2.example.net.\n", "Your choice: "},
		"de": {"example.org wird geprüft.\n", "Ergebnis: ", "Wer behebt es: ", "Ihre Wahl: "},
		"nl": {"example.org wordt gecontroleerd.\n", "Resultaat: ", "Wie lost het op: ", "Uw keuze: "},
	} {
		code, out := talked(t, "1\n2\n3\n4\n3\n5\n7\n0\n", nil, "--lab", "demo", "--accessible", "--language", language)
		if code != exitAtRisk {
			t.Errorf("%s: exit code %d", language, code)
		}
		for _, s := range want {
			if !strings.Contains(out, s) {
				t.Errorf("%s: %q was not said\n%s", language, s, out)
			}
		}
		announced := ""
		for line := range strings.Lines(out) {
			line = strings.TrimSuffix(line, "\n")
			if !regexp.MustCompile(`copied as it stands|unverändert|ongewijzigd|zoals|so wie|überneh|kopie`).MatchString(announced) {
				for _, r := range line {
					if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(` .,;:!?'"-()_@`, r) {
						t.Errorf("%s: %q in %q", language, r, line)
					}
				}
			}
			announced = line
		}
	}
}

// TestConversationWithoutATarget asks for it, and what cannot be checked is asked
// for again.
func TestConversationWithoutATarget(t *testing.T) {
	code, out := talked(t, "@@\n\n", map[string]string{"ACCESSIBLE": "1"})
	if code != exitProtected || !strings.HasPrefix(out, "Domain or mail address: ") || strings.Count(out, "Domain or mail address: ") != 2 {
		t.Errorf("%d: %s", code, out)
	}
}

// TestConversationAboutASavedCheck: the case that a conversation has saved is
// told again, and is not checked again.
func TestConversationAboutASavedCheck(t *testing.T) {
	_, out := talked(t, "5\n0\n", nil, "--lab", "demo", "--accessible")
	path := regexp.MustCompile(`(?m)^/.*\.case$`).FindString(out)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%q: %v, %v", path, info, err)
	}
	code, out := talked(t, "", nil, "open", path, "--accessible")
	if code != exitAtRisk || !strings.HasPrefix(out, "This is the check of ") || !strings.Contains(out, "Result: at risk.\n") {
		t.Errorf("%d: %s", code, out)
	}
}

// TestConversationWithoutATerminal prints the report and asks nothing.
func TestConversationWithoutATerminal(t *testing.T) {
	p, out, _ := session(nil)
	p.in = strings.NewReader("1\n")
	if code := p.run(t.Context(), []string{"--lab", "demo", "--accessible"}); code != exitAtRisk || strings.Contains(out.String(), "Your choice") || !strings.HasPrefix(out.String(), "Report about") {
		t.Errorf("%d: %s", code, out)
	}
}

// TestInterruptions: the first Ctrl+C comes by the context of the program.
func TestInterruptions(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan struct{})
	defer close(left)
	all := interruptions(ctx, left)
	select {
	case <-all:
		t.Error("one came by itself")
	default:
	}
	cancel()
	select {
	case <-all:
	case <-time.After(5 * time.Second):
		t.Error("none came")
	}
}
