package bounce

import (
	"mime"
	"strings"
)

// A mail is read here and not by net/mail: what people paste begins in the
// middle, lacks headers, or is indented; and each octet must keep its place in
// the original, which no library tells.

// maxBoundaries is how many parts within parts are told apart.
const maxBoundaries = 32

// maxParts is how many parts are read: a notification has three, and as many
// again for each mail inside it.
const maxParts = 100

// part is one part of a mail.
type part struct {
	body     canvas
	typ      string // media type, empty if not said
	encoding string
}

// parts splits a mail into its parts, decoded. A text that is no mail is one
// part. What a notification carries of the original message is left out: its
// words are not those of a mail system.
func parts(c canvas) []canvas {
	bounds := boundaries(c.text)
	if len(bounds) == 0 {
		p := split(c)
		return []canvas{c.slice(0, len(c.text)-len(p.body.text)), decode(p)}
	}
	var out []canvas
	status := ""  // the boundary of the parts among which the status was
	skip := false // within the original message
	from, own := 0, ""
	flush := func(to int) {
		p := split(c.slice(from, to))
		switch {
		case own == "" && from == 0: // the header, and what stands before the first part
			out = append(out, c.slice(from, to))
			return
		case strings.HasPrefix(p.typ, "message/delivery-status"), strings.HasPrefix(p.typ, "message/global-delivery-status"):
			status = own
		case status != "" && (p.typ == "message/rfc822" || p.typ == "text/rfc822-headers" || p.typ == "message/global" || p.typ == "message/global-headers"):
			skip = true
			return
		case p.typ != "" && !strings.HasPrefix(p.typ, "text/") && !strings.HasPrefix(p.typ, "message/"):
			return // pictures, programs
		}
		out = append(out, decode(p))
	}
	c.lines(func(lineFrom, lineTo int) {
		b, ok := boundaryLine(c.text[lineFrom:lineTo], bounds)
		if !ok || skip && b != status {
			return
		}
		if !skip && len(out) < maxParts {
			if flush(lineFrom); skip && b != status {
				return // within the original message, which has parts of its own
			}
		}
		skip, from, own = false, min(lineTo+1, len(c.text)), b
	})
	if !skip && len(out) < maxParts {
		flush(len(c.text))
	}
	return out
}

// boundaries finds what separates parts (RFC 2046 5.1.1).
func boundaries(text []byte) []string {
	var out []string
	low := lower(text) // of the same length, whatever the octets
	for at := 0; len(out) < maxBoundaries; {
		i := strings.Index(low[at:], "boundary=")
		if i < 0 {
			break
		}
		at += i + len("boundary=")
		b := string(text[at:min(at+72, len(text))]) // RFC 2046 5.1.1: at most 70 characters
		if rest, quoted := strings.CutPrefix(b, `"`); quoted {
			b, _, _ = strings.Cut(rest, `"`)
		} else if end := strings.IndexAny(b, "; \t\r\n"); end >= 0 {
			b = b[:end]
		}
		if b != "" && !strings.ContainsAny(b, "\r\n") {
			out = append(out, b)
		}
	}
	return out
}

// boundaryLine tells whether a line separates parts, and by which boundary.
func boundaryLine(line []byte, bounds []string) (string, bool) {
	rest, ok := strings.CutPrefix(strings.TrimRight(string(line[:min(len(line), 100)]), " \t\r"), "--")
	if !ok {
		return "", false
	}
	for _, b := range bounds {
		if rest == b || rest == b+"--" {
			return b, true
		}
	}
	return "", false
}

// split takes the header off a part, if it has one that says how to read it.
func split(c canvas) part {
	p := part{body: c}
	known, end := false, -1
	header := true
	c.lines(func(from, to int) {
		if !header {
			return
		}
		line := string(c.text[from:to])
		name, value, ok := strings.Cut(line, ":")
		switch name = strings.ToLower(name); {
		case strings.TrimSpace(line) == "":
			if header = from == 0; !header {
				end = min(to+1, len(c.text))
			}
		case line[0] == ' ' || line[0] == '\t': // a header line goes on
		case !ok || strings.ContainsAny(name, " \t<>[]"):
			header = false
		case name == "content-type":
			p.typ, _, _ = mime.ParseMediaType(value)
			if p.typ == "" {
				p.typ, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(value)), ";")
			}
			known = true
		case name == "content-transfer-encoding":
			p.encoding = strings.ToLower(strings.TrimSpace(value))
			known = true
		}
	})
	if known && end >= 0 && p.encoding != "" {
		p.body = c.slice(end, len(c.text))
	}
	return p
}

// decode undoes the transfer encoding.
func decode(p part) canvas {
	switch p.encoding {
	case "base64":
		return p.body.unbased()
	case "quoted-printable":
		return p.body.unprinted()
	}
	return p.body
}
