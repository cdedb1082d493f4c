package horizon

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"danewalk/explain"
)

// foldAt is the longest line of a calendar, octets without the line break
// (RFC 5545 3.1).
const foldAt = 75

// Calendar writes the dated events of some diagnoses as one calendar (RFC 5545), each
// in its language. An event keeps its UID when its date moves, so
// that a calendar program which reads a later file moves it too. Each has an alarm a
// week ahead. What has no date is left out.
func Calendar(w io.Writer, list []*explain.Diagnosis) error {
	c := &calendar{w: w}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//danewalk//horizon 1//EN")
	c.line("CALSCALE", "GREGORIAN")
	c.line("METHOD", "PUBLISH")
	written := map[string]bool{} // the same domain may be checked twice
	for _, d := range list {
		for _, e := range Of(d) {
			if !e.Dated() || written[e.ID] {
				continue
			}
			written[e.ID] = true
			if err := c.event(d, e); err != nil {
				return err
			}
		}
	}
	c.line("END", "VCALENDAR")
	return c.err
}

// calendar writes lines and keeps the first error.
type calendar struct {
	w   io.Writer
	err error
}

// line writes one property. value is not escaped: see escape.
func (c *calendar) line(name, value string) {
	if c.err == nil {
		_, c.err = io.WriteString(c.w, fold(name+":"+value))
	}
}

func (c *calendar) event(d *explain.Diagnosis, e Event) error {
	b := d.Words
	words, err := Say(e, b)
	if err != nil {
		return err
	}
	args := map[string]string{"domain": d.Domain, "what": words.What}
	title, err := Shared("calendar", b, args)
	if err != nil {
		return err
	}
	alarm, err := Shared("alarm", b, map[string]string{"what": title})
	if err != nil {
		return err
	}
	who, err := Shared("who", b, map[string]string{"who": words.Who})
	if err != nil {
		return err
	}
	otherwise, err := Shared("otherwise", b, map[string]string{"otherwise": words.Otherwise})
	if err != nil {
		return err
	}
	c.line("BEGIN", "VEVENT")
	c.line("UID", e.ID+"@danewalk.invalid") // RFC 2606 2: nobody else makes such names
	c.line("DTSTAMP", stamp(d.Started))
	c.line("DTSTART", stamp(e.At))
	c.line("SUMMARY", escape(title))
	c.line("DESCRIPTION", escape(strings.Join([]string{words.Look, otherwise, who}, "\n")))
	c.line("CATEGORIES", escape(string(e.Kind)))
	c.line("TRANSP", "TRANSPARENT") // it takes nobody's time
	c.line("BEGIN", "VALARM")
	c.line("ACTION", "DISPLAY")
	c.line("TRIGGER", "-P7D")
	c.line("DESCRIPTION", escape(alarm))
	c.line("END", "VALARM")
	c.line("END", "VEVENT")
	return c.err
}

// stamp writes a moment in UTC (RFC 5545 3.3.5, form 2). Years have four digits.
func stamp(t time.Time) string {
	t = t.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return fmt.Sprintf("%04d1231T235959Z", min(max(y, 0), 9999))
	}
	return t.Format("20060102T150405Z")
}

// escape makes a TEXT value (RFC 5545 3.3.11). Control characters have no place in
// one; a line break is written as \n.
func escape(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
		default:
			b.WriteRune(r) // octets that are no UTF-8 become U+FFFD
		}
	}
	return b.String()
}

// fold breaks a content line after at most 75 octets, never within a character,
// and ends it (RFC 5545 3.1). The space that a further line begins with counts.
func fold(line string) string {
	var b strings.Builder
	used := 0
	for _, r := range line {
		n := utf8.RuneLen(r)
		if used+n > foldAt {
			b.WriteString("\r\n ")
			used = 1
		}
		b.WriteRune(r)
		used += n
	}
	b.WriteString("\r\n")
	return b.String()
}
