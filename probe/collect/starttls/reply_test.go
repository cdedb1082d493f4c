package starttls

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReadReply(t *testing.T) {
	lim := bounds{octets: 10, lines: 3}
	for _, tc := range []struct {
		in    string
		code  int
		lines string // joined with |
		rest  string
		err   error
	}{
		{in: "220 hi\r\nmore", code: 220, lines: "220 hi"},
		{in: "220\r\n", code: 220, lines: "220"},
		{in: "220 bare\n", code: 220, lines: "220 bare"},
		{in: "250-a\r\n250 b\r\n", code: 250, lines: "250-a|250 b"},
		{in: "250-a\r\n550 b\r\n", code: 550, lines: "250-a|550 b"},
		{in: "250-a\r\nnoise\r\n250 b\r\n", code: 250, lines: "250-a|noise|250 b"},
		{in: "HTTP/1.1\r\n250 b\r\n", lines: "HTTP/1.1"},
		{in: "199 no\r\n", lines: "199 no"},
		{in: "2x0 no\r\n", lines: "2x0 no"},
		{in: "2200 no\r\n", lines: "2200 no"},
		{in: "220 123456\r\n", code: 220, lines: "220 123456"},
		{in: "220 1234567\r\n220 next\r\n", code: 220, lines: "220 123456(cut)"},
		{in: "220 " + strings.Repeat("x", 9000) + "\r\n", code: 220, lines: "220 xxxxxx(cut)"},
		{in: "", err: io.EOF},
		{in: "250-a\r\n250", code: 250, lines: "250-a", rest: "250", err: io.ErrUnexpectedEOF},
		{in: "250-a\r\n250-b\r\n250-c\r\n250-d\r\n250 e\r\n", code: 250, lines: "250-a|250-b|250-c|250 e"},
		{in: "250-a\r\n250-b\r\n250-c\r\n250-d\r\n", code: 250, lines: "250-a|250-b|250-c", err: io.EOF},
	} {
		var each []string
		rep, rest, err := readReply(bufio.NewReader(strings.NewReader(tc.in)), lim, func(l rawLine) {
			text := string(l.text)
			if l.cut {
				text += "(cut)"
			}
			each = append(each, text)
		})
		if rep.code != tc.code || strings.Join(each, "|") != tc.lines || string(rest.text) != tc.rest || !errors.Is(err, tc.err) {
			t.Errorf("%.30q: code %d, lines %q, rest %q, err %v", tc.in, rep.code, each, rest.text, err)
		}
	}
}

// A reply longer than anybody writes is read to its end, and its offer is found.
func TestLongReply(t *testing.T) {
	in := "250-STARTTLS\r\n" + strings.Repeat("250-x\r\n", 5000) + strings.Repeat("250-starttls\r\n", 5000) + "250 end\r\n"
	kept := 0
	rep, _, err := readReply(bufio.NewReader(strings.NewReader(in)), bounds{octets: 40, lines: 3}, func(rawLine) { kept++ })
	if err != nil || rep.code != 250 || !rep.long || !rep.offers(startTLS) || len(rep.lines) != 5 || kept != 5 {
		t.Errorf("code %d, long %v, %d lines, %v", rep.code, rep.long, len(rep.lines), err)
	}
}

func TestOffers(t *testing.T) {
	for lines, want := range map[string]bool{
		"250-mx|250 STARTTLS":       true,
		"250-mx|250-starttls|250 X": true,
		"250-mx|250 StartTLS now":   true,
		"250 STARTTLS":              false, // the server's own name
		"250-mx|250 XSTARTTLS":      false,
		"250-mx|250 XXXXXXXA":       false,
		"250-mx|250":                false,
		"250-mx|250 ":               false,
	} {
		var rep reply
		for l := range strings.SplitSeq(lines, "|") {
			rep.lines = append(rep.lines, rawLine{text: []byte(l)})
		}
		if got := rep.offers("STARTTLS"); got != want {
			t.Errorf("%s: got %v", lines, got)
		}
	}
}

// FuzzReply: whatever comes, lines are within their limits, none holds a line
// end, and put together again they are what came.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{"220 hi\r\n", "250-a\r\n250 b\n", "x\r\r\n", "250-" + strings.Repeat("y", 99) + "\r\n\n", "220"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		lim := bounds{octets: 40, lines: 5}
		from := bytes.NewReader(in)
		r := bufio.NewReaderSize(from, 16)
		var lines []rawLine
		rep, rest, err := readReply(r, lim, func(l rawLine) { lines = append(lines, l) })
		read := in[:len(in)-from.Len()-r.Buffered()]
		if len(lines) > lim.lines+2 || len(rep.lines) != len(lines) || len(lines) > lim.lines && !rep.long {
			t.Fatalf("%d lines", len(lines))
		}
		if rep.long {
			lines, rest = lines[:lim.lines], rawLine{} // what is kept of the rest is not in order
		}
		for _, l := range append(lines, rest) {
			if len(l.text) > lim.octets || bytes.ContainsRune(l.text, '\n') || l.cut && len(l.text) != lim.octets {
				t.Fatalf("line %q cut %v", l.text, l.cut)
			}
			if !bytes.HasPrefix(read, l.text) {
				t.Fatalf("line %q is not what came: %q", l.text, read)
			}
			if _, after, ok := bytes.Cut(read, []byte("\n")); ok {
				read = after
			} else {
				read = nil
			}
		}
		if err == nil && rep.code != 0 && (rep.code < 200 || rep.code > 599) {
			t.Fatalf("code %d", rep.code)
		}
	})
}
