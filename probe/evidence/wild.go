package evidence

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WildMax is how many runes of network text are shown in one place. Longer
// text is cut with a sign: a banner must not push the answer off the screen.
const WildMax = 400

// Wild is text from the network: a banner, an extended error, a name in a
// certificate. Every way of printing it escapes what could drive a terminal or
// deceive a reader (control characters, bidirectional overrides, invisible
// runes). Only Raw gives the bytes, and only wire and casefile may call it.
type Wild string

// Raw returns the bytes as they came.
func (w Wild) Raw() string { return string(w) }

// String returns the text made safe for a terminal and cut to WildMax runes.
func (w Wild) String() string { return Escape(string(w), WildMax) }

// Format makes every verb of fmt print the safe text; %q quotes it. A precision
// cuts it shorter than WildMax, a width pads it.
//
// fmt never calls methods on unexported struct fields: a Wild in one would be
// printed raw by %v of its struct. So Wild fields are exported, or printed alone.
func (w Wild) Format(f fmt.State, verb rune) {
	limit := WildMax
	if p, ok := f.Precision(); ok {
		limit = min(limit, p)
	}
	s := Escape(string(w), limit)
	if verb == 'q' {
		s = strconv.Quote(s)
	}
	if n, ok := f.Width(); ok {
		pad := strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
		if f.Flag('-') {
			s += pad
		} else {
			s = pad + s
		}
	}
	_, _ = io.WriteString(f, s)
}

// MarshalJSON keeps the bytes: backslash and every byte that is not printable
// ASCII or valid UTF-8 text becomes \xNN, so the round trip is exact.
func (w Wild) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	for s := string(w); len(s) > 0; {
		r, n := utf8.DecodeRuneInString(s)
		if (r == utf8.RuneError && n <= 1) || r == '\\' || unsafeRune(r) {
			for i := range n {
				fmt.Fprintf(&b, `\x%02x`, s[i])
			}
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return json.Marshal(b.String())
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (w *Wild) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	var b strings.Builder
	for len(s) > 0 {
		if strings.HasPrefix(s, `\x`) && len(s) >= 4 {
			n, err := strconv.ParseUint(s[2:4], 16, 8)
			if err != nil {
				return fmt.Errorf("escaped byte %q: %w", s[:4], err)
			}
			b.WriteByte(byte(n))
			s = s[4:]
			continue
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	*w = Wild(b.String())
	return nil
}

// Escape makes text safe for a terminal: invalid UTF-8 and control bytes are
// shown as \xNN, bidirectional, invisible, combining and other format runes as
// \u{…}. At most limit runes come out, with "…" as the last one where text was
// cut; nothing for a limit below one. It is idempotent on its own output.
func Escape(s string, limit int) string {
	if limit < 1 {
		return ""
	}
	if len(s) <= limit && strings.IndexFunc(s, unsafeRune) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	count := 0
	for len(s) > 0 {
		piece, n := escapeFirst(s)
		width := utf8.RuneCountInString(piece)
		if rest := len(s) - n; count+width > limit || (count+width == limit && rest > 0) {
			b.WriteString("…")
			return b.String()
		}
		b.WriteString(piece)
		count += width
		s = s[n:]
	}
	return b.String()
}

// escapeFirst returns the safe form of the first rune of s and the octets it took.
func escapeFirst(s string) (piece string, n int) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n <= 1:
		return fmt.Sprintf(`\x%02x`, s[0]), n
	case !unsafeRune(r):
		return s[:n], n
	case r < 0xa0: // C0, DEL, C1
		return fmt.Sprintf(`\x%02x`, r), n
	}
	return fmt.Sprintf(`\u{%x}`, r), n
}

// unsafeRune tells whether a rune must not reach a terminal or a reader as it
// is: controls, format characters (bidi, zero width, tags), spaces other than
// the usual one, line and paragraph separators, private use, unassigned code
// points, whatever combines with the text before it, and letters that draw
// nothing. Letters that are written from right to left are let through, because
// people read them; a terminal that reorders text may show digits beside them
// on their other side.
func unsafeRune(r rune) bool {
	if r < 0x7f {
		return r < 0x20
	}
	return !usual(r) && odd(r)
}

// usual tells of runes that are on every screen and nothing but themselves: the
// letters and signs of Western Europe, and the lines of boxes. The tables of
// odd take a hundred times as long, and a screen is thousands of runes.
func usual(r rune) bool {
	const softHyphen = 0xad
	return r > 0xa0 && r <= 0xff && r != softHyphen || r >= 0x2500 && r <= 0x257f
}

// odd is unsafeRune by the tables of Unicode.
func odd(r rune) bool {
	return !unicode.IsGraphic(r) ||
		unicode.In(r, unicode.M, unicode.Zs, unicode.Other_Default_Ignorable_Code_Point, unicode.Other_Grapheme_Extend) ||
		joins(r) || blank(r)
}

// joins tells whether a rune that Unicode counts as a letter or symbol is drawn
// into the cell of the one before it: Hangul vowels and final consonants, skin
// tones, and halves of flags. Terminals disagree about their width.
func joins(r rune) bool {
	return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff ||
		r >= 0x1f3fb && r <= 0x1f3ff || r >= 0x1f1e6 && r <= 0x1f1ff
}

// blank tells whether a letter or symbol draws nothing: the empty Braille
// pattern, the empty note head, and the blanks among the hieroglyphs.
func blank(r rune) bool {
	return r == 0x2800 || r == 0x1d159 || r == 0x13441 || r == 0x13442
}
