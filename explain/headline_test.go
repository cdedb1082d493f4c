package explain_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/lab/rig"
)

// A headline that is shortened has all its words, and of a long name the
// beginning and the end, with a sign of the cut between them. What is short
// enough is left alone.
func TestShortenedHeadlines(t *testing.T) {
	label := rapid.StringMatching(`[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?`)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(label, 2, 5).Draw(t, "labels"), ".")
		}), 1, 2).Draw(t, "names")
		s := "Senders that check stop: " + strings.Join(names, " and ") + " fail"
		short := explain.Shortened(s, explain.HeadlineCells)
		if short == "" {
			t.Fatalf("%q cannot be shortened", s)
		}
		if n := utf8.RuneCountInString(short); n > explain.HeadlineCells {
			t.Fatalf("%q has %d cells", short, n)
		}
		if utf8.RuneCountInString(s) <= explain.HeadlineCells && short != s {
			t.Fatalf("%q became %q", s, short)
		}
		before, after := strings.Fields(s), strings.Fields(short)
		if len(before) != len(after) {
			t.Fatalf("%q lost words of %q", short, s)
		}
		for i, w := range after {
			head, tail, cut := strings.Cut(w, "…")
			switch {
			case !cut && w != before[i]:
				t.Fatalf("%q became %q without a sign", before[i], w)
			case cut && (!strings.HasPrefix(before[i], head) || !strings.HasSuffix(before[i], tail) || len(head) < 3 || len(tail) < 3 || !slices.Contains(names, before[i])):
				t.Fatalf("%q became %q", before[i], w)
			}
		}
	})
}

// The end of a name, which tells whose it is, stays whole where it can.
func TestShortenedNames(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Senders that check stop: mx1.a-mail-service-with-a-long-name.example.org shows another key", "Senders that check stop: mx1.a-mail-service-…example.org shows another key"},
		{"mx1.example.org fits", "mx1.example.org fits"},
		{"Senders that check stop: this has far too many words of its own for the line it is on", ""},
	} {
		if got := explain.Shortened(tt.in, explain.HeadlineCells); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// A domain and a mail server with long names still have a headline of one line,
// which names the end of what is at fault.
func TestHeadlineOfLongNames(t *testing.T) {
	zone := strings.Repeat("long-", 11) + "zone.org" // a label has 63 octets at most
	world := "title: Long names\nstory: A domain with long names.\ntarget: " + zone + "\nnewzone " + zone + "\nzone " + zone + "\n" +
		"    @ MX 10 mx." + zone + "\n    mx." + zone + " A 198.18.90.25\n    _25._tcp.mx." + zone + " TLSA 3 1 1 other\n" +
		"mailhost mx." + zone + " 198.18.90.25\n"
	synctest.Test(t, func(t *testing.T) {
		worlds := fstest.MapFS{"test.lab": &fstest.MapFile{Data: []byte(world)}}
		r, err := rig.Check(t.Context(), worlds, "test", inTests(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range text.Languages() {
			d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Memo: checks, Words: book(t, language)})
			headlineFits(t, d)
			if d.Break < 0 || !strings.Contains(d.Headline, "…") || !strings.Contains(d.Headline, "one.org") {
				t.Errorf("%s: %q", language, d.Headline)
			}
		}
	})
}
