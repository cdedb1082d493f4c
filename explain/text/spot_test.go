package text

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func lexicon(t testing.TB, language string) *Lexicon {
	t.Helper()
	b, err := NewBook(language)
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Lexicon()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestSpots: a text, and the terms in it as "what stands there:term".
func TestSpots(t *testing.T) {
	for _, c := range []struct{ language, in, want string }{
		{English, "The TLSA record of the mail server", "TLSA record:tlsa, mail server:mail-server"},
		{English, "the chain of\n   trust", "chain of\n   trust:chain"},
		{English, "DANE-EE(3), not DANE", "DANE-EE:dane-ee, DANE:dane"},
		{English, "Certificates and zones; the MXs", "Certificates:certificate, zones:zone, MXs:mx"},
		{English, "C  STARTTLS", "STARTTLS:starttls"},
		{English, "sni=mx2.example.net", "sni:sni"},
		{English, "an ad for a ca", ""},
		{English, "flags: AD; a CA", "AD:ad, CA:ca"},
		{English, "dane.example.org, my-record.example, bob@zone.example, _dane.x, mx.example.", ""},
		{English, "It is the root. Zone: org.", "root:root, Zone:zone"},
		{English, "bogusness, insecurely, rezone", ""},
		{English, "an authoritative server", "authoritative server:name-server"},
		{English, "DS 26974 matches DNSKEY", "DS:ds, DNSKEY:dnskey"},
		{German, "Der TLSA-Eintrag und die MX-Einträge passen nicht", "TLSA-Eintrag:tlsa, MX-Einträge:mx"},
		{German, "die Zertifikate der Mailserver; nicht signierte Zonen", "Zertifikate:certificate, Mailserver:mail-server, nicht signierte:unsigned, Zonen:zone"},
		{German, "DS-Einträge im DNS", "DS-Einträge:ds"},
		{German, "das öffentliche Schlüsselpaar", "Schlüsselpaar:key-pair"},
		{Dutch, "de certificaten en domeinnamen van de mailservers", "certificaten:certificate, domeinnamen:domain, mailservers:mail-server"},
		{Dutch, "het TLSA-record is niet ondertekend", "TLSA-record:tlsa, niet ondertekend:unsigned"},
		{Dutch, "wij gebruiken, ter vergelijking, ca. 3", ""},
	} {
		var got []string
		for _, s := range lexicon(t, c.language).Spots(c.in) {
			got = append(got, c.in[s.At:s.End]+":"+s.Term.ID)
		}
		if said := strings.Join(got, ", "); said != c.want {
			t.Errorf("%s, %q: %q, want %q", c.language, c.in, said, c.want)
		}
	}
}

// Every name of every term is found where it stands alone, but for everyday words.
func TestEveryTermIsFound(t *testing.T) {
	for _, language := range Languages() {
		l := lexicon(t, language)
		b, _ := NewBook(language) // lexicon has made one
		terms, err := b.Glossary()
		if err != nil {
			t.Fatal(err)
		}
		for _, term := range terms {
			found := false
			for _, n := range term.Names {
				spots := l.Spots("a " + n + ".")
				alone := len(spots) == 1 && spots[0].Term.ID == term.ID && spots[0].End-spots[0].At == len(n)
				found = found || alone
				if !alone && !everyday(language, n) {
					t.Errorf("%s: %q: %v", language, n, spots)
				}
			}
			if !found {
				t.Errorf("%s: %s is never found", language, term.ID)
			}
		}
	}
}

// Whatever the text, places are within it, in order, and on words.
func TestSpotsAreInOrder(t *testing.T) {
	l := lexicon(t, English)
	rapid.Check(t, func(rt *rapid.T) {
		parts := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"TLSA", " ", "record", "chain of", "\n", "é", "\x80", "AD", "."}))).Draw(rt, "parts")
		s, last := strings.Join(parts, ""), 0
		for _, spot := range l.Spots(s) {
			if spot.At < last || spot.End <= spot.At || spot.End > len(s) {
				rt.Fatalf("%d to %d after %d of %q", spot.At, spot.End, last, s)
			}
			last = spot.End
		}
		if !slices.EqualFunc(l.Spots(s), l.Spots(s), func(a, b Spot) bool { return a.At == b.At && a.Term.ID == b.Term.ID }) {
			rt.Fatal("not the same twice")
		}
	})
}
