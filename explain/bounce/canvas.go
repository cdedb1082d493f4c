package bounce

import (
	"bytes"
	"encoding/base64"
	"html"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// canvas is text with, for each octet, the octets of the original that it came
// from: from at[i] to end[i].
type canvas struct {
	text    []byte
	at, end []int32
}

// paint makes a canvas of the text as it was pasted.
func paint(text []byte) canvas {
	c := canvas{text: text, at: make([]int32, len(text)), end: make([]int32, len(text))}
	for i := range text {
		c.at[i], c.end[i] = int32(i), int32(i+1)
	}
	return c
}

func (c canvas) slice(from, to int) canvas {
	return canvas{c.text[from:to], c.at[from:to], c.end[from:to]}
}

// empty returns a canvas to be filled from c.
func (c canvas) empty() canvas {
	n := len(c.text)
	return canvas{make([]byte, 0, n), make([]int32, 0, n), make([]int32, 0, n)}
}

// keep appends octets of another canvas.
func (c *canvas) keep(o canvas, from, to int) {
	c.text = append(c.text, o.text[from:to]...)
	c.at = append(c.at, o.at[from:to]...)
	c.end = append(c.end, o.end[from:to]...)
}

// put appends octets that stand for o[from:to].
func (c *canvas) put(s string, o canvas, from, to int) {
	for i := range len(s) {
		c.text = append(c.text, s[i])
		c.at = append(c.at, o.at[from])
		c.end = append(c.end, o.end[to-1])
	}
}

// fromUTF16 reads what Windows programs save with a byte order mark.
func (c canvas) fromUTF16() canvas {
	if len(c.text) < 4 {
		return c
	}
	var hi, lo int
	switch {
	case c.text[0] == 0xff && c.text[1] == 0xfe:
		hi, lo = 1, 0
	case c.text[0] == 0xfe && c.text[1] == 0xff:
		hi, lo = 0, 1
	default:
		return c
	}
	out := c.empty()
	unit := func(i int) rune { return rune(c.text[i+hi])<<8 | rune(c.text[i+lo]) }
	for i := 2; i+1 < len(c.text); i += 2 {
		r, to := unit(i), i+2
		if utf16.IsSurrogate(r) && i+3 < len(c.text) {
			if whole := utf16.DecodeRune(r, unit(i+2)); whole != utf8.RuneError {
				r, to = whole, i+4
			}
		}
		out.put(string(r), c, i, to)
		i = to - 2
	}
	return out
}

// lines calls f for each line with its bounds, the newline not included.
func (c canvas) lines(f func(from, to int)) {
	for from := 0; from < len(c.text); {
		to := bytes.IndexByte(c.text[from:], '\n')
		if to < 0 {
			f(from, len(c.text))
			return
		}
		f(from, from+to)
		from += to + 1
	}
}

// unquoted takes off the signs of quoted lines and carriage returns.
func (c canvas) unquoted() canvas {
	out := c.empty()
	c.lines(func(from, to int) {
		start := from
		for i := from; i < to && (c.text[i] == '>' || c.text[i] == ' '); i++ {
			if c.text[i] == '>' {
				if start = i + 1; start < to && c.text[start] == ' ' {
					start++
				}
			}
		}
		end := to
		for end > start && c.text[end-1] == '\r' {
			end--
		}
		out.keep(c, start, end)
		if to < len(c.text) {
			out.keep(c, to, to+1)
		}
	})
	return out
}

// unbased reads base64 (RFC 2045 6.8), leaving out what is none.
func (c canvas) unbased() canvas {
	out := c.empty()
	var quad [4]byte
	n, start, last := 0, 0, 0
	flush := func() {
		if n < 2 {
			return
		}
		var raw [3]byte
		if k, err := base64.RawStdEncoding.Decode(raw[:], quad[:n]); err == nil {
			out.put(string(raw[:k]), c, start, last+1)
		}
	}
	for i, b := range c.text {
		if b == '=' {
			break
		}
		if !('A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '+' || b == '/') {
			continue
		}
		if n == 0 {
			start = i
		}
		quad[n], last = b, i
		if n++; n == 4 {
			flush()
			n = 0
		}
	}
	flush()
	return out
}

// unprinted reads quoted-printable (RFC 2045 6.7).
func (c canvas) unprinted() canvas {
	out := c.empty()
	for i := 0; i < len(c.text); i++ {
		if c.text[i] != '=' {
			out.keep(c, i, i+1)
			continue
		}
		if n := softBreak(c.text[i+1:]); n > 0 {
			i += n
			continue
		}
		if hi, lo := hexDigit(c.text, i+1), hexDigit(c.text, i+2); hi >= 0 && lo >= 0 {
			out.put(string([]byte{byte(hi<<4 | lo)}), c, i, i+3)
			i += 2
			continue
		}
		out.keep(c, i, i+1)
	}
	return out
}

// softBreak is the length of what joins a line with the next one.
func softBreak(b []byte) int {
	for i, ch := range b {
		switch ch {
		case ' ', '\t', '\r':
		case '\n':
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

func hexDigit(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	return strings.IndexByte("0123456789ABCDEF", bytes.ToUpper(b[i : i+1])[0])
}

// tagWords are those of HTML that notifications are made of. Others may be an
// address in angle brackets.
const tagWords = `(?i)<!--[^>]*>|<(?:style|script)\b[^<>]*>[^<]*</(?:style|script)>|</?(?:!doctype|html|head|body|title|meta|link|center|p|br|hr|div|span|font|a|b|i|u|strong|em|tt|pre|code|small|big|h[1-6]|ul|ol|li|table|tbody|thead|tr|td|th|img|blockquote|o:p)(?:\s[^<>]*)?/?>`

// untagged takes off HTML tags.
func (c canvas) untagged(tags *regexp.Regexp) canvas {
	if bytes.IndexByte(c.text, '<') < 0 {
		return c
	}
	out, last := c.empty(), 0
	for _, m := range tags.FindAllIndex(c.text, -1) {
		out.keep(c, last, m[0])
		out.put(" ", c, m[0], m[1])
		last = m[1]
	}
	out.keep(c, last, len(c.text))
	return out
}

// maxEntity is the longest entity that is read: "&#x200B;" and the like.
const maxEntity = 10

// unescaped reads HTML entities.
func (c canvas) unescaped() canvas {
	out := c.empty()
	for i := 0; i < len(c.text); {
		if c.text[i] == '&' {
			if n := bytes.IndexByte(c.text[i:min(i+maxEntity, len(c.text))], ';'); n > 1 {
				raw := string(c.text[i : i+n+1])
				if s := html.UnescapeString(raw); s != raw {
					out.put(s, c, i, i+n+1)
					i += n + 1
					continue
				}
			}
		}
		out.keep(c, i, i+1)
		i++
	}
	return out
}

// flat makes one line of all: every run of white space is one space, invisible
// runes are left out, quotation marks of word processors are those of ASCII.
func (c canvas) flat() canvas {
	out := c.empty()
	space := true
	for i := 0; i < len(c.text); {
		r, n := utf8.DecodeRune(c.text[i:])
		switch {
		case r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\v' || r == 0xa0 || r == 0x2028 || r == 0x202f:
			if !space {
				out.put(" ", c, i, i+n)
			}
			space = true
			i += n
			continue
		case r >= 0x200b && r <= 0x200f || r == 0xfeff || r == 0xad || r == 0x2060 || r == 0:
			i += n
			continue
		case r == 0x2018 || r == 0x2019:
			out.put("'", c, i, i+n)
		case r == 0x201c || r == 0x201d || r == 0x201e:
			out.put(`"`, c, i, i+n)
		default:
			out.keep(c, i, i+n)
		}
		space = false
		i += n
	}
	return out
}
