package tlsrpt

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain/bounce"
	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// firstWords are not for the first sentence that a helpdesk reads.
const firstWords = `\b(DNSKEY|RRSIG|DS|NSEC3?|SPKI|bogus|TLSA)\b`

// TestWords checks that every result type has all its words, with and without names.
func TestWords(t *testing.T) {
	for _, language := range text.Languages() {
		book, err := text.NewBook(language)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(language, func(t *testing.T) { checkWords(t, book) })
	}
}

func checkWords(t *testing.T, book *text.Book) {
	t.Helper()
	forbidden := regexp.MustCompile(firstWords)
	for _, typ := range ResultTypes() {
		for _, p := range []PolicyType{TLSA, STS, NoPolicy} {
			for _, names := range [][2]string{{"", ""}, {"example.org", ""}, {"example.org", "mx1.example.org"}} {
				w, err := Explain(names[0], names[1], Result{Type: typ, Policy: p}, book)
				if err != nil {
					t.Fatal(err)
				}
				for part, s := range map[string]string{"title": w.Title, "what": w.What, "who": w.Who, "expert": w.Expert} {
					if len(s) < 10 || strings.Contains(s, "no value") || strings.Contains(s, "{{") || part != "title" && !strings.HasSuffix(s, ".") {
						t.Errorf("%s, %s: %q", typ, part, s)
					}
				}
				sentence, _, _ := strings.Cut(strings.ReplaceAll(w.What, "example.", "example-"), ". ")
				if bad := forbidden.FindString(sentence); bad != "" {
					t.Errorf("%s: the first sentence says %s", typ, bad)
				}
				if utf8.RuneCountInString(w.Title) > 48 || utf8.RuneCountInString(w.What+w.Who) > 13*42 { // of the 17 lines of 42 cells, two are headings
					t.Errorf("%s does not fit", typ)
				}
			}
		}
	}
}

// TestOtherWords checks notes, outcomes and trends, and that no file is left over.
func TestOtherWords(t *testing.T) {
	for _, k := range NoteKinds() {
		if said, err := (Note{Kind: k, Field: "x", Said: "\x1b"}).Say(nil); err != nil || len(said) < 8 || strings.Contains(said, "\x1b") {
			t.Errorf("%s: %q, %v", k, said, err)
		}
	}
	for _, s := range []bounce.State{bounce.Still, bounce.StillPartly, bounce.Changed, bounce.Fixed, bounce.FixedAsSeen, bounce.CannotTell, bounce.NotCompared} {
		if said, err := (Now{State: s, Why: "x"}).Say(Result{}, nil); err != nil || len(said) < 10 || gravity(s) < 0 {
			t.Errorf("%s: %q, %v", s, said, err)
		}
	}
	for _, tc := range []struct {
		days []Count
		want Course
	}{
		{nil, NoFailures},
		{[]Count{{5, 0}, {5, 0}}, NoFailures},
		{[]Count{{5, 1}}, OneDay},
		{[]Count{{5, 0}, {5, 1}}, Begun},
		{[]Count{{5, 2}, {5, 0}}, Over},
		{[]Count{{9, 1}, {5, 5}}, More},
		{[]Count{{5, 5}, {9, 1}}, Fewer},
		{[]Count{{50, 5}, {51, 5}}, Steady},
	} {
		var days []Day
		for _, c := range tc.days {
			days = append(days, Day{Count: c})
		}
		d := Domain{Days: days}
		if said, err := d.Trend(nil); err != nil || len(said) < 10 || d.Course() != tc.want {
			t.Errorf("%v: %s, want %s; %q, %v", tc.days, d.Course(), tc.want, said, err)
		}
	}
	list, err := fs.Glob(files, "words/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if want := len(ResultTypes()) + 3; len(list) != want {
		t.Errorf("%d files of words, want %d", len(list), want)
	}
}

// TestPoints checks that each result type leads to findings, and that they exist.
func TestPoints(t *testing.T) {
	for _, typ := range ResultTypes() {
		for _, p := range []PolicyType{TLSA, STS, NoPolicy} {
			points := Result{Type: typ, Policy: p}.Points()
			if (len(points) == 0) != (typ == Other || typ == Unspecified) {
				t.Errorf("%s, %s: %v", typ, p, points)
			}
			for _, pt := range points {
				if _, ok := rules.Find(pt.Code); !ok {
					t.Errorf("%s points to %s, which is no code", typ, pt.Code)
				}
			}
		}
	}
}
