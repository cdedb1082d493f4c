package theme

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/probe/judge/mail"
)

func themes() map[string]*Theme {
	return map[string]*Theme{"unicode": New(Options{}), "ascii": New(Options{ASCII: true}), "mono": New(Options{Mono: true})}
}

func TestStatesDifferInEveryMark(t *testing.T) {
	states := []explain.State{
		explain.Waiting, explain.Running, explain.OK, explain.Open, explain.Warning, explain.Broken, explain.Unknown, explain.Skipped,
	}
	for name, th := range themes() {
		signs, words := map[string]explain.State{}, map[string]explain.State{}
		for _, s := range states {
			m := th.State(nil, s)
			if other, ok := signs[m.Sign]; ok {
				t.Errorf("%s: %s and %s have the same sign %q", name, s, other, m.Sign)
			}
			if other, ok := words[m.Word]; ok {
				t.Errorf("%s: %s and %s have the same word %q", name, s, other, m.Word)
			}
			signs[m.Sign], words[m.Word] = s, s
			if got, want := ansi.StringWidth(m.Sign), ansi.StringWidth(th.Signs.OK); got != want {
				t.Errorf("%s: sign of %s is %d cells wide, that of ok %d", name, s, got, want)
			}
		}
	}
}

func TestSealsDifferInTheirLine(t *testing.T) {
	for name, th := range themes() {
		for _, set := range []map[explain.Seal]string{th.Signs.Branch, th.Signs.LastBranch, th.Signs.Trunk} {
			seen := map[string]bool{}
			for _, s := range []explain.Seal{explain.Sealed, explain.Unseal, explain.Cut} {
				if set[s] == "" || seen[set[s]] {
					t.Errorf("%s: the line of %q is missing or not its own: %q", name, s, set[s])
				}
				seen[set[s]] = true
			}
		}
	}
}

func TestVerdictsHaveOneWordEach(t *testing.T) {
	words := map[mail.Verdict]string{
		mail.Checking: "CHECKING", mail.Protected: "PROTECTED", mail.AtRisk: "AT RISK", mail.Blocked: "BLOCKED",
		mail.NotProtected: "NOT PROTECTED", mail.CannotTell: "CANNOT TELL", mail.NoMail: "NO MAIL",
	}
	for v, want := range words {
		if got := New(Options{}).Verdict(nil, v).Word; got != want {
			t.Errorf("%s is shown as %q, want %q", v, got, want)
		}
	}
}

// painted matches a code that paints the background.
var painted = regexp.MustCompile(`\x1b\[([0-9;]*;)?(4[0-8]|10[0-7])[;m]`)

func TestColours(t *testing.T) {
	colour := regexp.MustCompile(`\x1b\[([0-9;]*;)?(3[0-8]|9[0-7])[;m]`)
	coloured := 0
	for token := Plain; token < numTokens; token++ {
		s, mono := New(Options{}).Paint(token, "text"), New(Options{Mono: true}).Paint(token, "text")
		if ansi.Strip(s) != "text" || ansi.Strip(mono) != "text" {
			t.Errorf("token %d changes the text: %q, %q", token, s, mono)
		}
		if painted.MatchString(s) || strings.Contains(s, "38;") {
			t.Errorf("token %d paints the background or leaves the 16 colours: %q", token, s)
		}
		if colour.MatchString(mono) {
			t.Errorf("token %d has a colour without colours: %q", token, mono)
		}
		if colour.MatchString(s) {
			coloured++
		}
	}
	if coloured < 6 {
		t.Errorf("only %d tokens have a colour", coloured)
	}
	for _, token := range []Token{Selected, SelectedBad, Bad} {
		if s := New(Options{Mono: true}).Paint(token, "x"); !strings.Contains(s, "7m") {
			t.Errorf("token %d is not reverse without colours: %q", token, s)
		}
	}
}

func TestTextIsSafe(t *testing.T) {
	for in, want := range map[string]string{
		"plain":         "plain",
		"a\x1b[31mb":    `a\x1b[31mb`,
		"bell\a":        `bell\x07`,
		"csi \u009b1m":  `csi \x9b1m`,
		"rtl \u202egnp": `rtl \u{202e}gnp`,
		"√ – “quoted”":  "√ – “quoted”",
	} {
		if got := New(Options{}).Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := New(Options{ASCII: true}).Text("√ – “quoted” it’s cut…"), `? - "quoted" it's cut~`; got != want {
		t.Errorf("ASCII text is %q, want %q", got, want)
	}
}

func TestTextProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		for name, th := range themes() {
			out := th.Text(in)
			if again := th.Text(out); again != out {
				t.Fatalf("%s: not idempotent: %q, then %q", name, out, again)
			}
			for _, r := range out {
				if !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) || (th.ASCII() && r > 0x7e) {
					t.Fatalf("%s: rune %U of %q came through", name, r, in)
				}
			}
		}
	})
}

func TestEnvironment(t *testing.T) {
	env := func(pairs ...string) Env {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return func(name string) string { return m[name] }
	}
	for _, c := range []struct {
		name  string
		env   Env
		goos  string
		ascii bool
	}{
		{"usual", env("TERM", "xterm-256color", "LANG", "en_US.UTF-8"), "linux", false},
		{"spelt without hyphen", env("TERM", "xterm", "LANG", "nl_NL.utf8"), "linux", false},
		{"C.UTF-8", env("LC_ALL", "C.UTF-8"), "linux", false},
		{"dumb", env("TERM", "dumb", "LANG", "en_US.UTF-8"), "linux", true},
		{"vt100", env("TERM", "vt100", "LANG", "en_US.UTF-8"), "linux", true},
		{"Latin-1", env("LANG", "nl_NL.ISO-8859-1"), "linux", true},
		{"POSIX", env("LANG", "C"), "linux", true},
		{"nothing set", env(), "linux", true},
		{"nothing set on Windows", env(), "windows", false},
		{"Japanese", env("LANG", "ja_JP.UTF-8"), "linux", true},
		{"Chinese by LC_CTYPE", env("LC_CTYPE", "zh_CN.UTF-8", "LANG", "en_US.UTF-8"), "linux", true},
		{"LC_ALL wins", env("LC_ALL", "de_DE.UTF-8", "LC_CTYPE", "ko_KR.UTF-8", "LANG", "C"), "linux", false},
	} {
		if got := ASCIIByEnv(c.env, c.goos); got != c.ascii {
			t.Errorf("%s: ASCII is %v", c.name, got)
		}
	}
	for value, mono := range map[string]bool{"": false, "1": true, "yes": true, "0": true, "false": true} {
		if got := MonoByEnv(env("NO_COLOR", value)); got != mono {
			t.Errorf("NO_COLOR=%q: mono is %v", value, got)
		}
	}
}
