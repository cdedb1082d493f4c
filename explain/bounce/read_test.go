package bounce

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// meaning is a reading without the places of its quotes.
func meaning(r Reading) string {
	var out []string
	for _, b := range r.Bounces {
		out = append(out, fmt.Sprint(short(b), b.Reporter, b.EDE, b.Time, b.Points, b.Remarks))
	}
	return strings.Join(out, "\n")
}

// isMail tells whether lines and their headers carry the structure of a text.
func isMail(s string) bool { return strings.Contains(s, "boundary=") }

// wrapped breaks lines at spaces.
func wrapped(s string, width int) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		n := 0
		for j, word := range strings.Split(line, " ") {
			switch {
			case j == 0:
			case n+len(word) > width:
				b.WriteByte('\n')
				n = 0
			default:
				b.WriteByte(' ')
				n++
			}
			b.WriteString(word)
			n += len(word)
		}
	}
	return b.String()
}

func quoted(s, sign string) string { return sign + strings.ReplaceAll(s, "\n", "\n"+sign) }

func wide(s string, order binary.AppendByteOrder) string {
	out := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

// TestDisguises reads the corpus as mail programs and people change it.
func TestDisguises(t *testing.T) {
	disguises := map[string]func(string) string{
		"CRLF":           func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"quoted":         func(s string) string { return quoted(s, "> ") },
		"quoted twice":   func(s string) string { return quoted(s, ">> ") },
		"quoted in turn": func(s string) string { return quoted(quoted(s, "> "), "> ") },
		"UTF-16LE":       func(s string) string { return wide(s, binary.LittleEndian) },
		"UTF-16BE":       func(s string) string { return wide(s, binary.BigEndian) },
	}
	forText := map[string]func(string) string{
		"wrapped at 60":       func(s string) string { return wrapped(s, 60) },
		"wrapped at 30":       func(s string) string { return wrapped(s, 30) },
		"every word alone":    func(s string) string { return wrapped(s, 1) },
		"wrapped and quoted":  func(s string) string { return quoted(wrapped(s, 72), "> ") },
		"entities":            html.EscapeString,
		"spaces that hold on": func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
		"zero width":          func(s string) string { return strings.ReplaceAll(s, " ", "\u200b \u200b") },
		"upper case":          strings.ToUpper,
		"between tags":        func(s string) string { return "<div>\n<p>" + strings.ReplaceAll(s, "\n", "<br>\n") + "</p></div>" },
	}
	g := newGrammar()
	for _, s := range corpus(t) {
		want := meaning(g.reading([]byte(s.text)))
		for name, disguise := range disguises {
			if s.text == "" && strings.HasPrefix(name, "UTF") {
				continue
			}
			if got := meaning(g.reading([]byte(disguise(s.text)))); got != want {
				t.Errorf("%s, %s:\ngot  %s\nwant %s", s.name, name, got, want)
			}
		}
		for name, disguise := range forText {
			if isMail(s.text) || name == "upper case" && strings.Contains(s.text, "ü") || strings.Contains(s.text, "<html>") {
				continue
			}
			if got := meaning(g.reading([]byte(disguise(s.text)))); got != want {
				t.Errorf("%s, %s:\ngot  %s\nwant %s", s.name, name, got, want)
			}
		}
	}
}

// TestWrappedAnywhere breaks the lines of a text at any of its spaces.
func TestWrappedAnywhere(t *testing.T) {
	all := corpus(t)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all).Draw(t, "text")
		if isMail(s.text) || strings.Contains(s.text, "<html>") {
			return
		}
		text := []byte(s.text)
		for i, ch := range text {
			if ch == ' ' && rapid.Bool().Draw(t, "break") {
				text[i] = '\n'
			}
		}
		if got, want := meaning(Read(text)), meaning(Read([]byte(s.text))); got != want {
			t.Fatalf("%s\ngot  %s\nwant %s", text, got, want)
		}
	})
}

// check holds a reading against what holds for every text.
func check(t testing.TB, text []byte) {
	t.Helper()
	r := Read(text)
	if len(r.Bounces) == 0 || len(r.Bounces) > MaxBounces {
		t.Fatalf("%d bounces", len(r.Bounces))
	}
	for _, b := range r.Bounces {
		if !slices.Contains(Kinds(), b.Kind) {
			t.Errorf("kind %q", b.Kind)
		}
		if b.MTA != "" && b.MTA.Name(nil) == "" {
			t.Errorf("system %q has no name", b.MTA)
		}
		for _, name := range []string{b.Domain, b.Host, b.Reporter} {
			if name != "" && (hostOf(name) != name || strings.Contains(name, "@")) {
				t.Errorf("name %q", name)
			}
		}
		last := 0
		for _, q := range b.Quotes {
			if q.Start < last || q.End <= q.Start || q.End > len(text) {
				t.Fatalf("quote %+v of %d octets, after %d", q, len(text), last)
			}
			last = q.Start
		}
	}
}

// TestQuotes checks that quotes mark the very words, in the text as it was pasted.
func TestQuotes(t *testing.T) {
	const line = "Nov 21 12:00:01 mail postfix/smtp[1201]: 4Zk1aB2cD3: to=<anna@example.org>, relay=mx1.example.net[192.0.2.25]:25, dsn=4.7.5, status=deferred (Server certificate not verified)"
	for name, text := range map[string]string{
		"plain": line, "quoted": quoted(wrapped(line, 50), "> "), "entities": html.EscapeString(line),
	} {
		b := Read([]byte(text)).Bounces[0]
		got := map[Role]string{}
		for _, q := range b.Quotes {
			words := strings.Join(strings.Fields(strings.ReplaceAll(text[q.Start:q.End], "\n> ", " ")), " ")
			if got[q.Role] == "" {
				got[q.Role] = words
			}
		}
		for role, words := range map[Role]string{
			RoleRecipient: "example.org", RoleHost: "mx1.example.net", RoleAddress: "192.0.2.25", RoleCode: "4.7.5", RoleFault: "Server certificate not verified", RoleSystem: "postfix/",
		} {
			if got[role] != words {
				t.Errorf("%s: %s is %q, want %q", name, role, got[role], words)
			}
		}
	}
}

// TestQuotesOfMail checks that words in base64 are marked where they stand encoded.
func TestQuotesOfMail(t *testing.T) {
	for _, s := range corpus(t) {
		check(t, []byte(s.text))
		if s.name != "exo report with base64" {
			continue
		}
		from, to := strings.Index(s.text, "RGVsaXZ"), strings.Index(s.text, "aW9uJwo=")
		marked := false
		for _, q := range Read([]byte(s.text)).Bounces[0].Quotes {
			marked = marked || q.Role == RoleFault && q.Start >= from && q.End <= to+8
		}
		if !marked {
			t.Error("nothing marked in the encoded part")
		}
	}
}

// TestDetails reads what the lines of the corpus do not show.
func TestDetails(t *testing.T) {
	b := Read([]byte("2026-11-21T12:00:00.5+01:00 mail.example.com postfix/smtp[1]: 4Zk1aB2cD3: to=<anna@example.org>, relay=none, dsn=4.7.5, status=deferred (TLSA lookup error for mx1.example.net:25)")).Bounces[0]
	if want := time.Date(2026, 11, 21, 11, 0, 0, 5e8, time.UTC); !b.Time.Equal(want) || b.Reporter != "mail.example.com" {
		t.Errorf("%s of %q", b.Time, b.Reporter)
	}
	b = Read([]byte("Reporting-MTA: dns; mail.example.com\nArrival-Date: Mon, 16 Nov 2026 12:00:01 +0100 (CET)\n\nFinal-Recipient: rfc822; anna@example.org\nAction: failed\nStatus: 5.4.312\nLast-Attempt-Date: Tue, 17 Nov 2026 12:00:01 +0100")).Bounces[0]
	if want := time.Date(2026, 11, 17, 11, 0, 1, 0, time.UTC); !b.Time.Equal(want) || b.Reporter != "mail.example.com" {
		t.Errorf("%s of %q", b.Time, b.Reporter)
	}
	b = Read([]byte("Final-Recipient: rfc822;anna@example.org\nStatus: 5.4.312\nDiagnostic-Code: smtp;550 5.4.312 Message expired, DNS query failed")).Bounces[0]
	if !slices.Contains(b.Remarks, RemarkDSLeftOver) || !slices.Contains(b.Remarks, RemarkGaveUp) || !slices.Contains(b.Points, Point{"dnssec.ds-mismatch", Likely}) {
		t.Errorf("%v %v", b.Remarks, b.Points)
	}
	b = Read([]byte("EDE: 23 (Network Error): ([192.0.2.53] rcode=NOTIMP for _25._tcp.mx1.example.net/tlsa)")).Bounces[0]
	if b.EDE != 23 || len(b.Points) == 0 || b.Points[0] != (Point{"dns.tlsa-qtype-mishandled", Named}) {
		t.Errorf("%d %v", b.EDE, b.Points)
	}
}

// TestBounds reads texts that are larger than anybody pastes.
func TestBounds(t *testing.T) {
	const line = "Nov 21 12:00:01 mail postfix/smtp[1201]: 4Zk1aB2cD3: to=<anna@example%d.org>, relay=none, dsn=4.7.5, status=deferred (TLSA lookup error for mx%d.example.net:25)\n"
	var many strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&many, line, i, i)
	}
	r := Read([]byte(many.String()))
	if len(r.Bounces) != MaxBounces || !r.Cut {
		t.Errorf("%d bounces, cut %v", len(r.Bounces), r.Cut)
	}
	for name, text := range map[string]string{
		"octets":     strings.Repeat("\x00\xff", 1<<20),
		"addresses":  strings.Repeat("a@example.org ", 10000),
		"beginnings": strings.Repeat("relay=", 20000),
		"codes":      strings.Repeat("550 5.7.323 ", 10000),
		"fields":     strings.Repeat("Final-Recipient: ", 20000),
		"boundaries": strings.Repeat("boundary=\"a\"\n--a\n", 20000),
		"tags":       strings.Repeat("<p ", 30000),
		"openings":   strings.Repeat("<style><!--", 10000),
		"entities":   strings.Repeat("&#x3c;", 50000),
		"signs":      strings.Repeat("> ", 600000),
		"lines":      strings.Repeat("\n", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			check(t, []byte(text))
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// TestMangled reads texts of the corpus cut, doubled, mixed and with wrong octets.
func TestMangled(t *testing.T) {
	all := corpus(t)
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(n int, name string) int { return rapid.IntRange(0, max(n-1, 0)).Draw(rt, name) }
		text := []byte(rapid.SampledFrom(all).Draw(rt, "text").text)
		for range draw(6, "changes") {
			at := draw(len(text), "at")
			switch draw(4, "change") {
			case 0:
				if len(text) > 0 {
					text[at] = rapid.Byte().Draw(rt, "octet")
				}
			case 1:
				text = slices.Insert(text, at, []byte(rapid.SampledFrom(all).Draw(rt, "other").text)...)
			case 2:
				text = text[:at]
			case 3:
				text = append(text, bytes.Repeat(text[at:], draw(20, "times"))...)
			}
		}
		check(t, text[:min(len(text), 1<<15)])
	})
}

func FuzzRead(f *testing.F) {
	for _, s := range corpus(f) {
		f.Add([]byte(s.text))
	}
	f.Add([]byte("\xff\xfea\x00b\x00"))
	f.Add([]byte("boundary=\xf1\xf1\xf1\xf1 boundary="))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		check(t, text)
		if utf8.Valid(text) && !bytes.Contains(text, []byte("\r")) && !bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
			crlf := bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
			if got, want := meaning(Read(crlf)), meaning(Read(text)); got != want {
				t.Errorf("with CRLF\ngot  %s\nwant %s", got, want)
			}
		}
	})
}
