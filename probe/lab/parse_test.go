package lab

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	w, err := Parse("some-world", []byte(`# a comment
title: Two words
story: A line,
    and another. # not this
target: example.org
at: 2026-12-24T18:00:00+01:00

fault rrsig-expired example.org
zone example.org
    @ 60 MX 5 mx1.example.nl   # a third server
expect verdict blocked
expect break dnssec.rrsig-expired example.org MX
expect finding dnssec.rrsig-expired example.org MX
expect finding mx.lookup-failed
expect info tlsa.none
`))
	if err != nil {
		t.Fatal(err)
	}
	w.statements = nil
	want := &World{
		Name: "some-world", Title: "Two words", Story: "A line, and another.", Target: "example.org",
		At: time.Date(2026, 12, 24, 17, 0, 0, 0, time.UTC), Base: "standard",
		Expect: Expect{
			Verdict: "blocked", Break: &Expected{"dnssec.rrsig-expired", "example.org MX"},
			Findings: []Expected{{"dnssec.rrsig-expired", "example.org MX"}, {"mx.lookup-failed", ""}}, Infos: []Expected{{"tlsa.none", ""}},
		},
	}
	if diff := cmp.Diff(want, w, cmp.AllowUnexported(World{})); diff != "" {
		t.Error(diff)
	}
}

// Errors name the line and say what would be right.
func TestParseErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"title: x", "w:1: no target: line"},
		{"target: a\nbroken example.org", `w:2: unknown statement "broken"`},
		{"target: a\nfault rrsig-expird example.org", `w:2: unknown verb "rrsig-expird"; hint: rrsig-expired`},
		{"target: a\n\n\nfault unsigned example.com", "w:4: unsigned: example.com is not a zone of this world"},
		{"target: a\nfault rrsig-invalid example.org TLSA", "there is no example.org TLSA in example.org"},
		{"target: a\nfault rrsig-invalid plain.org", "plain.org is not signed"},
		{"target: a\nfault smtp mx1.example.net fast", `unknown word "fast"; hint: silent refused`},
		{"target: a\nfault smtp mx9.example.net silent", "mx9.example.net is not a mail host of this world"},
		{"target: a\nfault smtp mx1.example.net silent at 198.18.1.1", "198.18.1.1 is not an address of mx1.example.net"},
		{"target: a\nfault unsigned", "0 arguments are not what it takes"},
		{"target: a\nfault unsigned example.org at ns7.example.org", "there is no name server ns7.example.org"},
		{"target: a\nfault tlsa mx1.example.net 3 1 1 lief", `unknown source "lief"; hint: leaf next`},
		{"target: a\nzone example.org\n    www.example.net A 198.18.1.9", "w:2: zone: line 3: www.example.net is not in the zone example.org"},
		{"target: a\nzone example.org\n    www A 198.18.1.9", "www is not in the zone example.org"},
		{"target: a\nfault add example.org DS 1 2 3 00", "DS records are made by the lab"},
		{"target: a\nfault remove example.org SRV", "there is no example.org SRV in example.org"},
		{"target: a\nfault ent-nxdomain mx1.example.net", "not an empty non-terminal"},
		{"target: a\nfault algorithm example.org 12", "cannot sign with algorithm 12"},
		{"target: a\nfault rrsig-expired example.org soon", `"soon" is not a length of time`},
		{"target: a\nat: yesterday", "not a moment like"},
		{"target: a\nexpect break a\nexpect break b", "w:3: there is exactly one break"},
		{"  target: a", "w:1: the first statement begins with white space"},
		{"target: a\xff", "w:1: not a text"},
		{"target: a\nbase: other", `there is no base world "other"`},
	}
	for _, tt := range tests {
		_, err := Parse("w", []byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.text, err, tt.want)
		}
	}
}

func TestLoad(t *testing.T) {
	worlds := fstest.MapFS{"null_mx.lab": {Data: []byte("target: example.org\nset null-mx example.org\nexpect verdict no-mail")}}
	for _, name := range []string{"null-mx", "null_mx"} {
		if w, err := Load(worlds, name); err != nil || w.Name != "null-mx" {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
	for name, want := range map[string]string{
		"null-mix": "hint: did you mean null-mx?", "zzz": "there is no world", "../null-mx": "not the name of a world", "": "not the name",
	} {
		if _, err := Load(worlds, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	worlds["bad.lab"] = &fstest.MapFile{Data: []byte("target: a\nfault x")}
	if _, err := List(worlds); err == nil || !strings.Contains(err.Error(), "bad:2:") {
		t.Errorf("a broken world in the list: %v", err)
	}
}

// Every verb and every word is in the documentation, and the other way round.
func TestDocumentationIsComplete(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(text)
	for _, v := range verbs() {
		if !regexp.MustCompile(`(?m)^//\t` + regexp.QuoteMeta(v.name) + `( |$)|"` + regexp.QuoteMeta(v.name) + ` `).MatchString(doc) {
			t.Errorf("%s is not documented", v.name)
		}
	}
	for _, words := range [][]string{answerWays(), serverWays(), smtpWays(), tlsWays(), certWords()} {
		for _, w := range words {
			if !regexp.MustCompile(`(?m)[\t ]` + regexp.QuoteMeta(w) + `([ \t\[]|$)`).MatchString(doc) {
				t.Errorf("the word %s is not documented", w)
			}
		}
	}
	known := map[string]bool{}
	for _, v := range verbs() {
		known[v.name] = true
	}
	for _, m := range regexp.MustCompile(`(?m)^//\t(?:fault |set )([a-z0-9-]+)`).FindAllStringSubmatch(doc, -1) {
		if !known[m[1]] {
			t.Errorf("the documentation has the verb %s, which does not exist", m[1])
		}
	}
}

// The examples of the documentation work.
func TestDocumentedExamples(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^//\t((?:fault|set) [^\n]*?)(?:   +[^\n]*)?$`).FindAllStringSubmatch(string(text), -1)
	if len(lines) < 10 {
		t.Fatalf("only %d examples found", len(lines))
	}
	for _, l := range lines {
		if _, err := Parse("doc", []byte("target: example.org\n"+l[1])); err != nil {
			t.Errorf("%s: %v", l[1], err)
		}
	}
	own := "target: example.org\nzone example.org\n    remove example.org MX\n    @ MX 10 mail.example.org\n    mail.example.org 300 A 198.18.10.25\n" +
		"    _25._tcp.mail.example.org TLSA 3 1 1 leaf\nmailhost mail.example.org 198.18.10.25 2001:2:0:10::25\n"
	if _, err := Parse("doc", []byte(own)); err != nil {
		t.Error(err)
	}
}

func FuzzParseLab(f *testing.F) {
	files, err := os.ReadDir("../../explain/rules")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file.Name(), ".lab") {
			text, err := os.ReadFile("../../explain/rules/" + file.Name())
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Add([]byte("\v"))
	f.Add([]byte("target: a\nnewzone a.b 15\nmailhost x 1.2.3.4\nfault nsec3 . iterations 3 salt aa opt-out\nset keys . two-tags at a.root"))
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := Parse("fuzz", text)
		if err != nil {
			if !regexp.MustCompile(`^fuzz:\d+: `).MatchString(err.Error()) {
				t.Errorf("the error has no line: %v", err)
			}
			return
		}
		r, err := w.Start(Options{})
		if err != nil {
			t.Fatalf("parses, but does not start: %v", err)
		}
		r.Close()
	})
}
