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

Another{{if has . "more"}} with {{.more}}{{end}}.
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
