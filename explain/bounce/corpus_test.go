package bounce

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample is a text of the corpus with its expected reading.
type sample struct {
	name  string
	want  []string
	text  string
	other bool // not about DANE
}

// corpus reads the files of testdata: "=== name", a line "expect ..." for each
// bounce, "---", the text.
func corpus(t testing.TB) []sample {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []sample
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut("\n"+string(data), "\n=== ")
		for block := range strings.SplitSeq(rest, "\n=== ") {
			head, text, ok := strings.Cut(block+"\n", "\n---\n")
			if !ok {
				t.Fatalf("%s: %q has no text", file, head)
			}
			lines := strings.Split(head, "\n")
			s := sample{name: lines[0], text: strings.TrimSuffix(text, "\n"), other: strings.HasSuffix(file, "notdane.txt")}
			for _, line := range lines[1:] {
				if want, ok := strings.CutPrefix(line, "expect "); ok {
					s.want = append(s.want, want)
				}
			}
			out = append(out, s)
		}
	}
	return out
}

func dash(s string) string { return cmp.Or(s, "-") }

// short is a bounce as an "expect" line.
func short(b Bounce) string {
	addr, status := "-", "-"
	if b.Address.IsValid() {
		addr = b.Address.String()
	}
	if b.SMTP != 0 {
		status = fmt.Sprint(b.SMTP)
	}
	if b.Enhanced != "" {
		status += "/" + b.Enhanced
	}
	return strings.Join([]string{string(b.Kind), dash(b.Domain), dash(b.Host), addr, dash(string(b.MTA)), status, dash(string(b.Fate)), dash(string(b.Side))}, " ")
}

func shorts(r Reading) []string {
	var out []string
	for _, b := range r.Bounces {
		out = append(out, short(b))
	}
	return out
}

// TestCorpus reads every text of the corpus.
func TestCorpus(t *testing.T) {
	about, other := 0, 0
	g := newGrammar()
	for _, s := range corpus(t) {
		if s.other {
			other++
		} else {
			about++
		}
		t.Run(s.name, func(t *testing.T) {
			got := shorts(g.reading([]byte(s.text)))
			if strings.Join(got, "\n") != strings.Join(s.want, "\n") {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(s.want, "\n     "))
			}
		})
	}
	if about < 120 || other < 20 {
		t.Errorf("the corpus has %d texts about DANE and %d about something else, want 120 and 20", about, other)
	}
}
