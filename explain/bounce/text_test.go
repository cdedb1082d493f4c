package bounce

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// firstWords are not for the first sentence that a helpdesk reads.
const firstWords = `\b(DNSKEY|RRSIG|DS|NSEC3?|SPKI|bogus|TLSA)\b`

// books are the words of every language.
func books(t *testing.T) (out []*text.Book) {
	t.Helper()
	for _, language := range text.Languages() {
		b, err := text.NewBook(language)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

// TestWords checks that every kind has all its words, with and without names.
func TestWords(t *testing.T) {
	for _, book := range books(t) {
		t.Run(book.Language(), func(t *testing.T) { checkWords(t, book) })
	}
}

func checkWords(t *testing.T, book *text.Book) {
	t.Helper()
	forbidden := regexp.MustCompile(firstWords)
	for _, k := range Kinds() {
		for _, b := range []Bounce{
			{Kind: k}, {Kind: k, Domain: "example.org", Host: "mx1.example.net", MTA: Postfix, Enhanced: "4.7.5", Reporter: "mail.example.com"}, {Kind: k, Domain: "example.org"},
		} {
			w, err := Explain(b, book)
			if err != nil {
				t.Fatal(err)
			}
			for name, s := range map[string]string{"title": w.Title, "what": w.What, "who": w.Who, "expert": w.Expert} {
				if len(s) < 10 || strings.Contains(s, "  ") || strings.Contains(s, "<no value>") || name != "title" && !strings.HasSuffix(s, ".") {
					t.Errorf("%s, %s: %q", k, name, s)
				}
			}
			sentence, _, _ := strings.Cut(strings.ReplaceAll(w.What, "example.", "example-"), ". ")
			if bad := forbidden.FindString(regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(sentence, "")); bad != "" {
				t.Errorf("%s: the first sentence says %s: %q", k, bad, sentence)
			}
			if n := utf8.RuneCountInString(w.Title); n > 48 {
				t.Errorf("%s: the title has %d letters", k, n)
			}
			if n := utf8.RuneCountInString(w.What + w.Who); n > 13*42 { // of the 17 lines of 42 cells, two are headings
				t.Errorf("%s: %d letters do not fit", k, n)
			}
		}
	}
}

// TestASentenceMayBeginWithAnyLetter: what begins with a letter of more than one
// octet is not torn.
func TestASentenceMayBeginWithAnyLetter(t *testing.T) {
	for _, book := range books(t) {
		for _, k := range Kinds() {
			w, err := Explain(Bounce{Kind: k}, book)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range []string{w.Title, w.What, w.Who, w.Expert} {
				if first, _ := utf8.DecodeRuneInString(s); first == utf8.RuneError || unicode.IsLower(first) {
					t.Errorf("%s, %s: %q", book.Language(), k, s)
				}
			}
		}
	}
}

// TestOtherWords checks remarks and outcomes, and that no word is left over.
func TestOtherWords(t *testing.T) {
	remarks := []Remark{
		RemarkDSLeftOver, RemarkMayBeBogus, RemarkRetrying, RemarkGaveUp, RemarkOnlyStrict, RemarkNotForEE, RemarkExpiredSeen, RemarkFallback, RemarkTypeRefused, RemarkManyMaybe, RemarkArrived, RemarkSeveral, RemarkCut,
	}
	w, err := Explain(Bounce{Kind: Unknown, Remarks: remarks}, nil)
	if err != nil || len(w.Remarks) != len(remarks) {
		t.Fatalf("%d remarks: %v", len(w.Remarks), err)
	}
	for _, book := range books(t) {
		for _, s := range []State{Still, StillPartly, Changed, Fixed, FixedAsSeen, CannotTell, NotCompared} {
			if said, err := (Now{State: s, Why: "x"}).Say(book); err != nil || len(said) < 10 {
				t.Errorf("%s: %q, %v", s, said, err)
			}
		}
	}
	list, err := fs.Glob(files, "words/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if want := len(Kinds()) + 2; len(list) != want {
		t.Errorf("%d files of words, want %d", len(list), want)
	}
}

// TestPoints checks that every code that a bounce points to is one of ours, and
// that every pattern has a kind.
func TestPoints(t *testing.T) {
	for _, k := range Kinds() {
		for _, b := range []Bounce{{Kind: k, EDE: 7}, {Kind: k, EDE: -1, Remarks: []Remark{RemarkTypeRefused, RemarkExpiredSeen, RemarkManyMaybe}}} {
			for _, p := range points(b) {
				if _, ok := rules.Find(p.Code); !ok {
					t.Errorf("%s points to %s, which is no code", k, p.Code)
				}
			}
		}
	}
	for _, p := range patterns() {
		if p.text != strings.ToLower(p.text) || (p.rank > context) != (p.kind != "") {
			t.Errorf("pattern %+v", p)
		}
	}
}
