package pane

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"danewalk/tui/theme"
)

// PlainLine is a line of a plain text.
type PlainLine struct {
	Text  string
	Code  bool // a record or command: broken by the width of the terminal alone
	Token theme.Token
}

// plainPiece is how many octets of a line are made safe at once: a theme keeps no
// more of one piece, and a record may be longer.
const plainPiece = 2000

// SafeLine makes a line safe without shortening it.
func SafeLine(th *theme.Theme, s string) string {
	if len(s) <= plainPiece {
		return th.Text(s)
	}
	var b strings.Builder
	for runes := []rune(s); len(runes) > 0; {
		n := min(len(runes), plainPiece/4)
		b.WriteString(th.Text(string(runes[:n])))
		runes = runes[n:]
	}
	return b.String()
}

// PlainRows sets a text in rows of at most w cells, from the first cell on: words
// go to the next row at their spaces; a record or command fills each row, so that
// it can be put together again.
func PlainRows(th *theme.Theme, lines []PlainLine, w int) []Line {
	var out []Line
	for _, l := range lines {
		safe := SafeLine(th, l.Text)
		switch {
		case width(safe) <= w:
			out = append(out, text(l.Token, safe))
		case l.Code:
			for _, row := range filled(safe, w) {
				out = append(out, text(l.Token, row))
			}
		default:
			for _, row := range wrap(th, safe, w) {
				out = append(out, text(l.Token, row))
			}
		}
	}
	return out
}

// filled cuts a safe text into rows of w cells.
func filled(safe string, w int) (out []string) {
	for safe != "" {
		piece := safe[:min(len(safe), plainPiece)] // of a long one no more than a row is looked at
		if len(piece) < len(safe) && width(piece) != len(piece) {
			piece = safe
		}
		head := ansi.Truncate(piece, w, "")
		if head == "" { // a wide rune in a row of one cell
			return append(out, cutSign)
		}
		out = append(out, head)
		safe = safe[len(head):]
	}
	return out
}

// DrawFound gives h rows of w cells from the row off on, with what is looked for
// marked; here is the row that the search has come to.
func DrawFound(th *theme.Theme, rows []Line, w, h, off int, f *Find, here int) []string {
	out := make([]string, 0, max(h, 0))
	for i := max(off, 0); len(out) < h; i++ {
		line := Line{}
		if i < len(rows) {
			line = rows[i]
		}
		if f != nil {
			out = append(out, f.draw(line, w, i == here))
			continue
		}
		out = append(out, line.Draw(th, w))
	}
	return out
}
