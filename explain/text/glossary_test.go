package text_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain/text"
)

// TestGlossary checks that every language has the same terms, that each is found
// by all of its names, and that what it refers to exists.
func TestGlossary(t *testing.T) {
	var english *text.Book
	ids, err := english.Glossary()
	if err != nil || len(ids) < 70 {
		t.Fatalf("%d terms, %v", len(ids), err)
	}
	for _, language := range text.Languages() {
		b, err := text.NewBook(language)
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.Glossary()
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != len(ids) {
			t.Errorf("%s: %d terms, English has %d", language, len(list), len(ids))
		}
		names := map[string]string{}
		for i, term := range list {
			if term.ID != ids[i].ID {
				t.Fatalf("%s: term %d is %q, in English %q", language, i, term.ID, ids[i].ID)
			}
			if (len(term.Lesson) > 0) != (len(ids[i].Lesson) > 0) {
				t.Errorf("%s %s: a lesson is missing", language, term.ID)
			}
			for _, n := range term.Names {
				if other, taken := names[strings.ToLower(n)]; taken {
					t.Errorf("%s: %q is %s and %s", language, n, other, term.ID)
				}
				names[strings.ToLower(n)] = term.ID
				if got, ok := b.Term(strings.ToUpper(n)); !ok || got.ID != term.ID {
					t.Errorf("%s: %q is found as %q", language, n, got.ID)
				}
			}
			for _, see := range term.See {
				if !slices.ContainsFunc(ids, func(o text.Term) bool { return o.ID == see }) {
					t.Errorf("%s refers to %q, which does not exist", term.ID, see)
				}
			}
		}
	}
	for typed, id := range map[string]string{"mta sts": "mta-sts", "mtasts": "mta-sts", " Chain  of Trust ": "chain", "SCHLUESSELWECHSEL": "rollover", "DNSSEC": "dnssec", "tlsa-record": "tlsa"} {
		if got, ok := english.Term(typed); !ok || got.ID != id {
			t.Errorf("%q leads to %q", typed, got.ID)
		}
	}
	for _, typed := range []string{"", " ", "-", "tlsa.mismatch"} {
		if got, ok := english.Term(typed); ok {
			t.Errorf("%q leads to %q", typed, got.ID)
		}
	}
	german, _ := text.NewBook(text.German)
	if got, ok := german.Term("chain of trust"); !ok || got.Names[0] != "Vertrauenskette" {
		t.Errorf("the English name leads to %+v", got)
	}
}
