package words

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/casefile"
)

// What keeps a case file from being read is told as it is: one of a later version is
// a case file of danewalk.
func TestFilesThatCannotBeRead(t *testing.T) {
	const start = `{"id":1,"at":0,"start":{"kind":"domain","typed":"example.org","name":"example.org."}}`
	for content, want := range map[string]string{
		"Received: from mx":     "this is no case file of danewalk",
		`{"danewalk":"case/7"}`: "saved by a newer danewalk (case format 7, this one reads up to 1): update danewalk, or open it with the one that saved it",
		`{"danewalk":"box/1"}`:  "saved by another version of danewalk: open it with that one, or a newer one",
		`{"danewalk":"case/1"}` + "\n" + start + "\n" + `{"id":7}` + "\n": "this case file is damaged: save the case again",
	} {
		if _, err := casefile.Load(strings.NewReader(content)); err == nil || Complaint(nil, err) != want {
			t.Errorf("%q: %v", content, err)
		}
	}
}

func TestComplaints(t *testing.T) {
	gone := &fs.PathError{Op: "open", Path: "/cases/1.case", Err: errors.New("no such file or directory")}
	for _, c := range []struct {
		err        error
		en, de, nl string
	}{
		{gone, "/cases/1.case: no such file or directory", "/cases/1.case: Datei oder Ordner fehlt", "/cases/1.case: bestand of map ontbreekt"},
		{fmt.Errorf("%w: line 1: not JSON\nhint: x", casefile.ErrFormat), "this is no case file of danewalk", "das ist keine Falldatei von danewalk", "dit is geen gevalbestand van danewalk"},
		{
			errors.New("/root/x.txt: permission denied\nhint: you may not write there; name a file in a folder of yours"),
			"/root/x.txt: permission denied: you may not write there; name a file in a folder of yours",
			"/root/x.txt: Zugriff verweigert: dort dürfen Sie nicht schreiben; nennen Sie eine Datei in einem Ordner von Ihnen",
			"/root/x.txt: geen toegang: daar mag u niet schrijven; noem een bestand in een map van u",
		},
		{
			errors.New("\"anna\": a single word is no domain; add a final dot if a top-level domain is meant\nhint: type a domain (example.org) or an e-mail address (anna@example.org)"),
			"\"anna\": a single word is no domain; add a final dot if a top-level domain is meant: type a domain (example.org) or an e-mail address (anna@example.org)",
			"\"anna\": ein einzelnes Wort ist keine Domain; für eine Top-Level-Domain hängen Sie einen Punkt an: geben Sie eine Domain ein (example.org) oder eine E-Mail-Adresse (anna@example.org)",
			"\"anna\": een enkel woord is geen domein; zet er een punt achter als u een topleveldomein bedoelt: typ een domein (example.org) of een e-mailadres (anna@example.org)",
		},
		{
			fmt.Errorf("%w\nhint: the choice holds for this time only", &fs.PathError{Op: "open", Path: "/home/a/config.toml", Err: errors.New("permission denied")}),
			"/home/a/config.toml: permission denied: the choice holds for this time only",
			"/home/a/config.toml: Zugriff verweigert: die Wahl gilt nur für dieses Mal",
			"/home/a/config.toml: geen toegang: de keuze geldt alleen voor deze keer",
		},
		{errors.New("something else\nsecond line"), "something else", "something else", "something else"},
	} {
		for language, want := range map[string]string{text.English: c.en, text.German: c.de, text.Dutch: c.nl} {
			book, err := text.NewBook(language, Files())
			if err != nil {
				t.Fatal(err)
			}
			if got := Complaint(book, c.err); got != want {
				t.Errorf("%s: %q, want %q", language, got, want)
			}
		}
	}
}

// Whatever is typed: why it is no target is said in the language of the screen.
func TestWhyNotIsTranslated(t *testing.T) {
	for _, typed := range []string{
		"", "\xbc.org", strings.Repeat("a", 3000), "@", "192.0.2.1", "anna@", "word", "a..b", "a@example.org, b@example.com", "exa mple.org",
		"+49-30", "xn--a.example", strings.Repeat("a", 64) + ".org", strings.Repeat("abc.", 70) + "org", "mx.example.org:465", "anna@[::1]", "a:b", `a": "b`,
	} {
		_, wrong := probe.ParseTarget(typed)
		if wrong == nil {
			t.Fatalf("%q was taken", typed)
		}
		said := map[string]string{}
		for _, language := range text.Languages() {
			book, err := text.NewBook(language, Files())
			if err != nil {
				t.Fatal(err)
			}
			said[language] = WhyNot(book, wrong)
		}
		if en := said[text.English]; en == "" || en == said[text.German] || en == said[text.Dutch] {
			t.Errorf("%.30q: %q", typed, said)
		}
	}
}
