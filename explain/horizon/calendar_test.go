package horizon_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/horizon"
	"danewalk/probe/judge/mail"
)

// unfold reads the content lines of a calendar (RFC 5545 3.1), and complains about
// lines that are too long or end otherwise.
func unfold(t interface {
	Helper()
	Errorf(string, ...any)
}, doc string,
) []string {
	t.Helper()
	body, ok := strings.CutSuffix(doc, "\r\n")
	if !ok {
		t.Errorf("the last line has no end")
	}
	var out []string
	for line := range strings.SplitSeq(body, "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
		if rest, more := strings.CutPrefix(line, " "); more && len(out) > 0 {
			out[len(out)-1] += rest
			continue
		}
		out = append(out, line)
	}
	return out
}

// unescape reads a TEXT value (RFC 5545 3.3.11).
func unescape(t interface{ Errorf(string, ...any) }, s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ',' || c == ';':
			t.Errorf("%q stands bare in %q", c, s)
		case c != '\\':
			b.WriteByte(c)
		case i+1 == len(s):
			t.Errorf("%q ends in a backslash", s)
		default:
			i++
			b.WriteString(map[byte]string{'n': "\n", ',': ",", ';': ";", '\\': `\`}[s[i]])
		}
	}
	return b.String()
}

// events reads the entries of a calendar: property by name, that of the alarm with
// "alarm" before it.
func events(t *testing.T, doc []byte) []map[string]string {
	t.Helper()
	var out []map[string]string
	var open []string
	for _, line := range unfold(t, string(doc)) {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("no property: %q", line)
		}
		switch {
		case name == "BEGIN":
			open = append(open, value)
			if value == "VEVENT" {
				out = append(out, map[string]string{})
			}
		case name == "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("END:%s within %v", value, open)
			}
			open = open[:len(open)-1]
		case len(open) == 3:
			out[len(out)-1]["alarm "+name] = value
		case len(open) == 2:
			out[len(out)-1][name] = value
		}
	}
	if len(open) > 0 {
		t.Fatalf("%v not ended", open)
	}
	return out
}

func TestCalendar(t *testing.T) {
	d := report(mail.Report{Hosts: []mail.Host{host("mx.example.net", days(30), 365, mail.ModeDANE, "3 1 leaf")}})
	var b bytes.Buffer
	if err := horizon.Calendar(&b, []*explain.Diagnosis{d}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") {
		t.Errorf("it begins with %.60q", b.String())
	}
	list := events(t, b.Bytes())
	if len(list) != 2 {
		t.Fatalf("%d entries", len(list))
	}
	for _, e := range list {
		for name, form := range map[string]string{
			"UID": `^[0-9a-f]{32}@danewalk\.invalid$`, "DTSTAMP": "^20261121T120000Z$", "DTSTART": "^20261221T120000Z$", "SUMMARY": "^example.org: ",
			"DESCRIPTION": "If nobody acts: ", "alarm TRIGGER": "^-P7D$", "alarm ACTION": "^DISPLAY$", "alarm DESCRIPTION": "^In a week: ",
		} {
			if !regexp.MustCompile(form).MatchString(unescape(t, e[name])) {
				t.Errorf("%s: %q does not fit %s", name, e[name], form)
			}
		}
		if at, err := time.Parse("20060102T150405Z", e["DTSTART"]); err != nil || at != days(30) {
			t.Errorf("%v, %v", at, err)
		}
	}
	if list[0]["UID"] == list[1]["UID"] {
		t.Error("two entries have the same UID")
	}
}

// TestFoldingAndEscapingLoseNothing: what is written is read back, whatever it is.
func TestFoldingAndEscapingLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		lines := unfold(t, horizon.Fold("SUMMARY:"+horizon.Escape(s)))
		if len(lines) != 1 {
			t.Fatalf("%d lines", len(lines))
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
				return -1
			}
			return r
		}, strings.ReplaceAll(s, "\r\n", "\n"))
		if got := unescape(t, strings.TrimPrefix(lines[0], "SUMMARY:")); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

func FuzzCalendarLine(f *testing.F) {
	for _, s := range []string{"", "a,b;c\\d\ne", strings.Repeat("é", 80), "\xff\xfe", "BEGIN:VEVENT\r\nEND:VEVENT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if lines := unfold(t, horizon.Fold("SUMMARY:"+horizon.Escape(s))); len(lines) != 1 {
			t.Errorf("%d lines", len(lines))
		}
	})
}
