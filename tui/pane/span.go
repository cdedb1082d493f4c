package pane

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"danewalk/tui/theme"
)

// cutSign ends a line that did not fit.
const cutSign = "~"

// Span is a piece of a line with its meaning.
type Span struct {
	Text  string
	Token theme.Token
}

// Line is what one row shows.
type Line []Span

// text is a line of one span.
func text(token theme.Token, s string) Line { return Line{{s, token}} }

// width is the number of cells that a safe text takes.
func width(s string) int {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// width is the number of cells that the line takes before it is cut.
func (l Line) width(th *theme.Theme) (n int) {
	for _, s := range l {
		n += width(th.Text(s.Text))
	}
	return n
}

// Draw gives the line as exactly w cells.
func (l Line) Draw(th *theme.Theme, w int) string {
	return strings.Join(l.fit(th, w, func(s Span) string { return th.Paint(s.Token, s.Text) }), "")
}

// DrawSelected gives the line as exactly w cells in one style, whatever its
// spans mean.
func (l Line) DrawSelected(th *theme.Theme, w int, token theme.Token) string {
	return th.Paint(token, strings.Join(l.fit(th, w, func(s Span) string { return s.Text }), ""))
}

// fit cuts or fills the line to w cells. Each piece is painted.
func (l Line) fit(th *theme.Theme, w int, paint func(Span) string) []string {
	if w <= 0 {
		return nil
	}
	room, cut := w, l.width(th) > w
	if cut {
		room--
	}
	out := make([]string, 0, len(l)+2)
	used := 0
	for _, s := range l {
		s.Text = th.Text(s.Text)
		n := width(s.Text)
		whole := used+n <= room
		if !whole {
			s.Text = ansi.Truncate(s.Text, room-used, "")
			n = width(s.Text)
		}
		out = append(out, paint(s))
		if used += n; used >= room || !whole { // a wide sign had no room: nothing behind it is shown
			break
		}
	}
	if fill := room - used; fill > 0 {
		out = append(out, strings.Repeat(" ", fill))
	}
	if cut {
		out = append(out, cutSign)
	}
	return out
}

// spread puts one line at the left and one at the right of w cells. The left
// one is cut first; where even the right one has no room it is left out.
func spread(th *theme.Theme, left, right Line, w int) Line {
	r := right.width(th)
	if r == 0 || r+1 >= w {
		return left
	}
	room := w - r
	gap := room - left.width(th)
	if gap < 1 {
		left = left.cutTo(th, room-1)
		gap = room - left.width(th)
	}
	out := append(Line{}, left...)
	return append(append(out, Span{strings.Repeat(" ", gap), theme.Plain}), right...)
}

// cutTo gives the line in at most w cells, with the sign where it was cut.
func (l Line) cutTo(th *theme.Theme, w int) Line {
	if l.width(th) <= w {
		return l
	}
	var out Line
	l.fit(th, w, func(s Span) string { out = append(out, s); return "" })
	if w > 0 {
		out = append(out, Span{strings.Repeat(" ", w-1-out.width(th)) + cutSign, theme.Plain})
	}
	return out
}

// wrap breaks a text at its spaces into lines of at most w cells. A word that
// is longer than a line is broken anywhere.
func wrap(th *theme.Theme, s string, w int) []string {
	w = max(w, 1)
	s = th.Text(s)
	if s != "" && width(s) <= w {
		return []string{s} // spaces as they came
	}
	var out []string
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		n := width(word)
		if used > 0 && used+1+n <= w {
			line, used = line+" "+word, used+1+n
			continue
		}
		if used > 0 {
			out = append(out, line)
		}
		for n > w {
			head := ansi.Truncate(word, w, "")
			if head == "" { // a wide rune in a line of one cell
				head, word = cutSign, ""
			}
			out = append(out, head)
			word = strings.TrimPrefix(word, head)
			n = width(word)
		}
		line, used = word, n
	}
	if used > 0 {
		out = append(out, line)
	}
	return out
}
