package tui

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/internal/sample"
)

// terminal keeps what is written, and sends keys once a word was.
type terminal struct {
	bytes.Buffer
	word string
	keys io.Writer
}

func (t *terminal) Write(p []byte) (int, error) {
	n, err := t.Buffer.Write(p)
	if t.word != "" && strings.Contains(ansi.Strip(t.String()), t.word) {
		t.word = ""
		go t.keys.Write([]byte("q")) // a person presses q; the pipe waits for the reader
	}
	return n, err
}

// session shows a finished check until its verdict is on the screen.
func session(t *testing.T, env map[string]string, o Options) (Left, string) {
	t.Helper()
	items, err := sample.Items()
	if err != nil {
		t.Fatal(err)
	}
	log, diagnose := evidence.NewLog(nil), sample.Diagnose(len(items))
	for _, it := range items {
		log.Add(it)
	}
	log.Close()
	o.First = &Session{Log: log, Diagnose: func(c evidence.Case, _ *text.Book) *explain.Diagnosis { return diagnose(c) }}
	in, keys := io.Pipe()
	defer in.Close()
	out := &terminal{word: "RISK", keys: keys}
	o.Input, o.Output, o.Width, o.Height = in, out, 80, 24
	o.Env = func(name string) string { return env[name] }
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r[0], out.String()
}

func TestSessionEndsWithItsResult(t *testing.T) {
	r, out := session(t, map[string]string{"LANG": "en_US.UTF-8"}, Options{Audience: explain.Expert})
	if r.Interrupted || r.Diagnosis == nil || r.Diagnosis.Verdict != mail.AtRisk {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(out, "for: expert") {
		t.Error("the audience is not the one that was asked for")
	}
	if !strings.Contains(out, "√") {
		t.Error("a UTF-8 terminal gets ASCII signs")
	}
}

func TestEnvironmentChoosesSignsAndColours(t *testing.T) {
	colour := regexp.MustCompile(`\x1b\[([0-9;]*;)?3[0-8][;m]`)
	for name, env := range map[string]map[string]string{
		"NO_COLOR=yes, no locale":   {"NO_COLOR": "yes"},
		"NO_COLOR=0, Latin-1":       {"NO_COLOR": "0", "LANG": "nl_NL.ISO-8859-1"},
		"NO_COLOR=1, Japanese, xt.": {"NO_COLOR": "1", "LANG": "ja_JP.UTF-8", "TERM": "xterm-256color"},
	} {
		_, out := session(t, env, Options{})
		if colour.MatchString(out) {
			t.Errorf("%s: there is colour", name)
		}
		if strings.ContainsFunc(out, func(r rune) bool { return r > 0x7e }) {
			t.Errorf("%s: there is more than ASCII", name)
		}
		if !strings.Contains(out, "\x1b[1;7m") && !strings.Contains(out, "\x1b[7") {
			t.Errorf("%s: nothing is in reverse video", name)
		}
	}
}
