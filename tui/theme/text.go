package theme

import (
	"strings"

	"danewalk/explain/text"
	"danewalk/probe/evidence"
)

// textMax is how many runes of one piece of text are kept. It is far above any
// screen width and only bounds the work for one line.
const textMax = 4000

// Text makes a text safe and showable: no control, format or invisible rune
// passes, whoever wrote it, and nothing but ASCII in an ASCII theme. It is
// idempotent.
func (t *Theme) Text(s string) string {
	if printableASCII(s) && len(s) <= textMax {
		return s
	}
	s = evidence.Escape(s, textMax)
	if t.ascii {
		return fold(s)
	}
	return s
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// fold writes text in ASCII. What has no plain form becomes a question mark.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x7f:
			return r
		case r == '…':
			return '~' // our sign for "cut here"
		case r == '‘' || r == '’':
			return '\''
		case r == '“' || r == '”':
			return '"'
		case r == '–' || r == '—' || r == '─':
			return '-'
		}
		return '?'
	}, text.Plain(s))
}
