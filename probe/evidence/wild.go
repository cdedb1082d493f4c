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

// Format makes every verb of fmt print the safe text.
func (w Wild) Format(f fmt.State, verb rune) {
	s := w.String()
	if verb == 'q' {
		s = strconv.Quote(s)
	}
	if n, ok := f.Width(); ok {
		s += strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
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
// shown as \xNN, bidirectional, invisible and other format runes as \u{…}; at
// most limit runes come out, with "…" as the last one where text was cut. It is idempotent on its own output.
func Escape(s string, limit int) string {
	var b strings.Builder
	count := 0
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		piece := s[:n]
		switch {
		case r == utf8.RuneError && n <= 1:
			piece = fmt.Sprintf(`\x%02x`, s[0])
		case unsafeRune(r) && r < 0x100:
			piece = fmt.Sprintf(`\x%02x`, r)
		case unsafeRune(r):
			piece = fmt.Sprintf(`\u{%x}`, r)
		}
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

// unsafeRune tells whether a rune must not reach a terminal or a reader as it
// is: controls, format characters (bidi, zero width, tags), line and paragraph
// separators, private use, unassigned code points, and combining marks, which
// could pile up over other text.
func unsafeRune(r rune) bool {
	if r < 0x7f {
		return r < 0x20
	}
	if r == '…' {
		return false
	}
	if r < 0xa0 || r == 0xad || r == 0x034f || r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x2800 {
		return true // C1, soft hyphen, and letters that draw nothing
	}
	return !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) || (unicode.Is(unicode.Zs, r) && r != ' ')
}
