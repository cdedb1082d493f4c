package text

import (
	"errors"
	"strings"
	"testing"
)

const sample = `A comment before the first part.

== title ==
Two {{.things}}

== fix ==
first step
second {{.things}}

== empty ==

== paras ==
One paragraph
on two lines.

Another{{if .more}} with {{.more}}{{end}}.
`

func TestFill(t *testing.T) {
	e, err := Parse("sample.txt", sample)
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Fill("title", map[string]string{"things": "words"})
	if err != nil || got != "Two words" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := e.Fill("title", map[string]string{}); err == nil {
		t.Error("a sentence with a hole was filled")
	}
	for _, part := range []string{"empty", "nothing"} {
		if _, err := e.Fill(part, nil); !errors.Is(err, ErrMissing) {
			t.Errorf("%s: %v", part, err)
		}
	}
	paras, err := e.Fill("paras", map[string]string{"more": ""})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(Paragraphs(paras), "|"); got != "One paragraph on two lines.|Another." {
		t.Error(got)
	}
	fix, err := e.Fill("fix", map[string]string{"things": "step"})
	if err != nil || strings.Join(Lines(fix), "|") != "first step|second step" {
		t.Errorf("%q, %v", fix, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for what, src := range map[string]string{
		"a head that is not closed": "== title\nx",
		"a part without a name":     "==  ==\nx",
		"a part twice":              "== a ==\nx\n== a ==\ny",
	} {
		if _, err := Parse("x.txt", src); err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
}

func TestFillRefusesABrokenTemplate(t *testing.T) {
	e, err := Parse("x.txt", "== a ==\n{{.b")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Fill("a", nil); err == nil {
		t.Error("a broken template was filled")
	}
}

// TestTemplates goes through the language of the texts.
func TestTemplates(t *testing.T) {
	args := map[string]string{"a": "x", "b": "", "n": "12", "m": "3", "name": "example.org is", "word": "ünit"}
	for src, want := range map[string]string{
		"plain": "plain", "{{.a}}!": "x!", "{{if .a}}1{{else}}2{{end}}": "1", "{{if .b}}1{{else}}2{{end}}": "2",
		"{{if .b}}1{{else if .a}}3{{end}}": "3", `{{if eq .a "x"}}1{{end}}`: "1", "{{if ne .a .b}}1{{end}}": "1", "{{if not .b}}1{{end}}": "1",
		"{{if and .a (not .b)}}1{{end}}": "1", "{{if or .b .b .a}}1{{end}}": "1", "{{if gt (len .name) 10}}long{{else}}short{{end}}": "long",
		"{{if gt .n .m}}1{{end}}": "1", "{{title .name}}": "example.org is", "{{title .word}}": "Ünit", "{{lower .a}}": "x",
		"{{if and .b .missing}}1{{else}}2{{end}}": "2", // decided before the missing one is asked for
	} {
		tm, err := parseTemplate("t", src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		if got, err := tm.fill(args); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", src, got, err, want)
		}
	}
	for _, src := range []string{"{{.missing}}", "{{if .missing}}1{{end}}", "{{range .a}}1{{end}}", "{{.a | lower}}", "{{.a.b}}", "{{eq .a}}", "{{gt .a .n}}", "{{$x := .a}}"} {
		tm, err := parseTemplate("t", src)
		if err != nil {
			continue
		}
		if got, err := tm.fill(args); err == nil {
			t.Errorf("%s is filled: %q", src, got)
		}
	}
}

// FuzzTemplate: whatever stands in a text, filling it ends with words or an error.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"{{.a}}", "{{if eq .a .b}}x{{else}}y{{end}}", "{{if gt (len .a) 3}}z{{end}}", "{{with .a}}{{end}}"} {
		f.Add(s, "1")
	}
	f.Fuzz(func(t *testing.T, src, value string) {
		tm, err := parseTemplate("t", src)
		if err != nil {
			return
		}
		_, _ = tm.fill(map[string]string{"a": value, "b": "2"})
	})
}
