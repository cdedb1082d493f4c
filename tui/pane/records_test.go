package pane

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/exhibit"
	lang "danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/wire"
	"danewalk/tui/theme"
)

// exhibited is a row of a world whose evidence looks different from that of others.
type exhibited struct{ world, row string }

func gallery() []exhibited {
	return []exhibited{
		{"demo", "host:mx2.example.net./match"},                 // records against a certificate
		{"dnssec-ds-mismatch", "zone:example.nl."},              // a DS that fits no key
		{"dnssec-some-servers-bogus", "zone:example.nl."},       // two kinds of answers
		{"dnssec-unsigned-domain", "zone:example.org."},         // NSEC
		{"tlsa-none", "host:mx1.example.nl./tlsa"},              // NSEC3
		{"tlsa-ta-chain-invalid", "host:mx1.example.nl./match"}, // an authority, and no path to it
	}
}

// recordsOf are the records behind a row of a world.
func (v toured) recordsOf(t testing.TB, row string, f exhibit.Form, b *lang.Book) Records {
	t.Helper()
	for i := range v.diagnosis.Links {
		l := &v.diagnosis.Links[i]
		if l.ID != row {
			continue
		}
		d := *v.diagnosis
		d.Words = b
		from := func(id evidence.ID) *evidence.Exchange { return v.items[id-1].Query }
		r := Records{Link: l, Rows: exhibit.Of(&d, *l, from).Rows(f), Form: f, FormKey: "d", Words: b}
		for _, n := range l.Findings {
			r.Findings = append(r.Findings, Noted{d.Findings[n].Weight, d.Findings[n].Title})
		}
		return r
	}
	t.Fatalf("there is no row %s", row)
	return Records{}
}

func TestRecordsOfWorlds(t *testing.T) {
	for _, g := range gallery() {
		v := visit(t, g.world)
		for _, size := range [][2]int{{80, 24}, {120, 36}} {
			w, h := size[0], size[1]
			t.Run(fmt.Sprintf("%s-%dx%d", g.world, w, h), func(t *testing.T) {
				s := v.recordsOf(t, g.row, exhibit.Readable, nil).Sheet(plainTheme, w)
				c := s.Content(max(s.Guilty(), 0), true)
				c.Keys = "j/k"
				golden.RequireEqual(t, ansi.Strip(strings.Join(c.Render(plainTheme, w, h, c.Reveal(c.Cursor, 0, h-4)), "\n"))+"\n")
			})
		}
	}
	ascii := theme.New(theme.Options{ASCII: true, Mono: true})
	v := visit(t, "tlsa-none")
	for _, language := range []string{lang.German, lang.Dutch} {
		t.Run("ascii-"+language, func(t *testing.T) {
			c := v.recordsOf(t, "host:mx1.example.nl./tlsa", exhibit.Readable, book(t, language)).Sheet(ascii, 43).Content(-1, true)
			golden.RequireEqual(t, drawn(c, ascii, 43, 60))
		})
	}
}

// TestRecordsAreExactlyAsLargeAsAsked: every row of every world of the gallery, in
// every form, at any size, from any line on.
func TestRecordsAreExactlyAsLargeAsAsked(t *testing.T) {
	books := []*lang.Book{nil, book(t, lang.German), book(t, lang.Dutch), lang.Pseudo()}
	var worlds []toured
	for _, g := range gallery() {
		worlds = append(worlds, visit(t, g.world))
	}
	rapid.Check(t, func(rt *rapid.T) {
		v := rapid.SampledFrom(worlds).Draw(rt, "world")
		row := rapid.SampledFrom(v.diagnosis.Links).Draw(rt, "row").ID
		f := exhibit.Form(rapid.IntRange(0, 2).Draw(rt, "form"))
		th := theme.New(theme.Options{ASCII: rapid.Bool().Draw(rt, "ascii"), Mono: true})
		w := rapid.OneOf(rapid.IntRange(20, 300), rapid.IntRange(1, 50)).Draw(rt, "width")
		h := rapid.OneOf(rapid.IntRange(5, 100), rapid.IntRange(1, 10)).Draw(rt, "height")
		s := v.recordsOf(t, row, f, rapid.SampledFrom(books).Draw(rt, "language")).Sheet(th, w)
		line := rapid.IntRange(-1, s.Lines()+1).Draw(rt, "line")
		c := s.Content(line, true)
		exact(rt, c.Render(th, w, h, c.Reveal(max(line, 0), 0, h)), w, h, th.ASCII())
		s.Copy(line)
	})
}

// TestHostileRowsAreExactlyAsLargeAsAsked: rows of any text, also such as no
// exhibit makes.
func TestHostileRowsAreExactlyAsLargeAsAsked(t *testing.T) {
	word := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-z0-9+/=. "]{0,300}`), rapid.Just("日本語\x1b[2J"))
	states := []explain.State{"", explain.OK, explain.Broken, explain.Unknown, explain.Skipped}
	rapid.Check(t, func(t *rapid.T) {
		r := Records{Link: &explain.Link{Label: word.Draw(t, "label"), Note: word.Draw(t, "note")}}
		for n := range rapid.IntRange(1, 6).Draw(t, "rows") {
			label := fmt.Sprint("row ", n)
			r.Rows = append(r.Rows, exhibit.Row{
				Kind: exhibit.Kind(rapid.IntRange(0, 7).Draw(t, label)), Level: rapid.IntRange(0, 3).Draw(t, "level"), Label: word.Draw(t, "label"),
				State: rapid.SampledFrom(states).Draw(t, "state"), Guilty: rapid.Bool().Draw(t, "guilty"), Text: word.Draw(t, "text"),
				Octets: rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "octets"), Ends: [3]string{word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")},
				Span: &exhibit.Span{Span: denial.Span{Hash: "x"}, Match: rapid.Bool().Draw(t, "match"), Wraps: rapid.Bool().Draw(t, "wraps"), From: rapid.Float64Range(0, 1).Draw(t, "from"), To: rapid.Float64Range(0, 1).Draw(t, "to"), At: rapid.Float64Range(0, 1).Draw(t, "at"), Along: rapid.Float64Range(0, 1).Draw(t, "along")},
			})
		}
		th := theme.New(theme.Options{ASCII: rapid.Bool().Draw(t, "ascii"), Mono: true})
		w, h := rapid.IntRange(1, 300).Draw(t, "width"), rapid.IntRange(1, 100).Draw(t, "height")
		exact(t, r.Sheet(th, w).Content(-1, true).Render(th, w, h, rapid.IntRange(0, 50).Draw(t, "from")), w, h, th.ASCII())
	})
}

// TestFoldedRecordIsTheSameRecord: a record in parentheses can be pasted into a
// zone, and no line of it is too long.
func TestFoldedRecordIsTheSameRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SliceOfN(rapid.Byte(), 32, 300).Draw(t, "value")
		line := rapid.SampledFrom([]string{
			fmt.Sprintf("_25._tcp.mx1.example.org. 3600 IN TLSA 3 1 1 %x", value[:32]),
			fmt.Sprintf("_25._tcp.mx1.example.org. 3600 IN TLSA 2 0 0 %x", value),
			"example.org. 300 IN DNSKEY 257 3 8 " + base64.StdEncoding.EncodeToString(value),
			fmt.Sprintf("example.org. 300 IN DS 4711 13 2 %X", value[:32]),
			"example.org. 300 IN RRSIG MX 13 2 300 20261202120000 20261118120000 4711 example.org. " + base64.StdEncoding.EncodeToString(value),
			"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.org. 300 IN NSEC3 1 1 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S A NS SOA MX TXT AAAA RRSIG DNSKEY NSEC3PARAM TLSA",
			"example.org. 300 IN SOA ns1.example.org. hostmaster.example.org. 2026112101 7200 3600 1209600 600",
		}).Draw(t, "record")
		room := rapid.IntRange(24, 160).Draw(t, "room")
		lines, ok := folded(line, room)
		if !ok {
			return
		}
		for _, l := range lines {
			if len(l) > room {
				t.Fatalf("%q is longer than %d", l, room)
			}
		}
		want, err := wire.RRFromText(line)
		if err != nil {
			t.Fatal(err)
		}
		got, err := wire.RRFromText(strings.Join(lines, "\n"))
		if err != nil || !got.Equal(want) || got.TTL != want.TTL {
			t.Fatalf("%v:\n%s\nbecame\n%s", err, line, strings.Join(lines, "\n"))
		}
	})
	if _, ok := folded(`example.org. 300 IN TXT "two  spaces in a text that is too long for the line" "and more"`, 40); ok {
		t.Error("a text was folded: its spaces matter")
	}
	if lines, ok := folded("_25._tcp.mx1.example.org. 3600 IN TLSA 3 1 1 "+strings.Repeat("ab", 32), 60); !ok || len(lines) != 3 {
		t.Errorf("%q, %v", lines, ok)
	}
}

// TestNameLiesInItsGap: on the ring the sign of the name stands between the two
// ends, as far as the cells can tell.
func TestNameLiesInItsGap(t *testing.T) {
	for _, c := range []struct {
		from, to, at float64
		wraps        bool
		want         string
	}{
		{0.25, 0.75, 0.5, false, "0 ─────|════×════|──── v"},
		{0.75, 0.25, 0.9, true, "0 ═════|─────────|══×═ v"},
		{0.75, 0.25, 0.05, true, "0 ═×═══|─────────|════ v"},
	} {
		d := drawer{th: plainTheme, w: 25}
		r := exhibit.Row{Level: 0, Span: &exhibit.Span{Span: denial.Span{Hash: "x"}, From: c.from, To: c.to, At: c.at, Wraps: c.wraps}}
		lines := d.ring(r)
		if got := strings.TrimSpace(ansi.Strip(lines[0].Draw(plainTheme, 25))); got != c.want || len(lines) != 1 {
			t.Errorf("from %v to %v, at %v:\n%s, want\n%s", c.from, c.to, c.at, got, c.want)
		}
	}
	small := exhibit.Row{Span: &exhibit.Span{Span: denial.Span{Hash: "x"}, From: 0.5, To: 0.5001, At: 0.50003, Along: 0.3}}
	lines := drawer{th: plainTheme, w: 25}.ring(small)
	if len(lines) != 2 {
		t.Fatalf("a gap that is too small to be seen has %d lines", len(lines))
	}
	if got, want := strings.TrimSpace(ansi.Strip(lines[1].Draw(plainTheme, 25))), "|═════×════════════|"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestCopyOfALine: each line copies the record that it shows or is about.
func TestCopyOfALine(t *testing.T) {
	v := visit(t, "dnssec-ds-mismatch")
	s := v.recordsOf(t, "zone:example.nl.", exhibit.Readable, nil).Sheet(plainTheme, 80)
	if s.Guilty() < 0 || !strings.HasPrefix(s.Copy(s.Guilty()), "example.nl. 3600 IN DS ") {
		t.Errorf("the guilty line %d copies %q", s.Guilty(), s.Copy(s.Guilty()))
	}
	copied := map[string]bool{}
	for i := range s.Lines() {
		for line := range strings.SplitSeq(s.Copy(i), "\n") {
			if fields := strings.Fields(line); len(fields) > 4 {
				copied[fields[3]] = true
			}
		}
	}
	for _, typ := range []string{"DS", "DNSKEY", "RRSIG"} {
		if !copied[typ] {
			t.Errorf("no line copies a %s record", typ)
		}
	}
	if s.Copy(0) != "" || s.Copy(-1) != "" || s.Copy(s.Lines()) != "" {
		t.Error("a line that is about no record copies something")
	}
}

// TestSheetIsBounded: rows that are long and many fill no more lines than a sheet
// has, and its end is marked.
func TestSheetIsBounded(t *testing.T) {
	r := Records{Link: &explain.Link{Label: "x"}}
	for range 2000 {
		r.Rows = append(r.Rows, exhibit.Row{Kind: exhibit.ZoneLine, Text: "example.org. 3600 IN TLSA 3 0 0 " + strings.Repeat("ab", 700)})
	}
	s := r.Sheet(plainTheme, 20)
	if s.Lines() != maxSheetLines {
		t.Errorf("%d lines", s.Lines())
	}
	if last := s.content.Body[s.Lines()-1]; last[0].Text != " "+cutSign {
		t.Errorf("it ends with %q", last[0].Text)
	}
}
