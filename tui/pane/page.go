package pane

import (
	"strings"

	"danewalk/tui/theme"
)

// Page is a page of lines from top to bottom, of which some can be chosen.
type Page struct {
	th   *theme.Theme
	w    int // of the text
	full int // of the window
	rows []pageRow
	find *Find // what is looked for; nil: nothing
	here int   // the row, from 1, that the search has come to
}

// pageWidth is how wide a page is at most: longer lines are hard to read, and what
// stands at their right end is far from what it belongs to.
const pageWidth = 112

// pageRow is a line, and the number of the choice it belongs to; zero: none.
type pageRow struct {
	line   Line
	choice int
	field  bool // has a cursor of its own: never in reverse video as a whole
}

// NewPage makes an empty page for a window of w cells.
func NewPage(th *theme.Theme, w int) *Page { return &Page{th: th, w: min(w, pageWidth), full: w} }

// Wide is how many cells a line of text has.
func (s *Page) Wide() int { return s.w }

// Blank adds empty lines.
func (s *Page) Blank(n int) {
	for range n {
		s.rows = append(s.rows, pageRow{})
	}
}

// Say adds a text, wrapped and indented.
func (s *Page) Say(indent int, token theme.Token, words string) {
	for _, line := range wrap(s.th, words, s.w-indent-1) {
		s.rows = append(s.rows, pageRow{line: Line{{strings.Repeat(" ", indent), theme.Plain}, {line, token}}})
	}
}

// Two adds one line with a text at the left and another one at the right.
func (s *Page) Two(indent int, token theme.Token, left, right string) {
	l := Line{{strings.Repeat(" ", indent), theme.Plain}, {left, token}}
	r := Line{{right, theme.Faint}, {strings.Repeat(" ", min(indent, 2)), theme.Plain}}
	if right == "" || l.width(s.th)+r.width(s.th) >= s.w {
		s.Say(indent, token, left)
		return
	}
	s.rows = append(s.rows, pageRow{line: spread(s.th, l, r, s.w)})
}

// Labelled adds a value under its label; an empty value not at all.
func (s *Page) Labelled(indent, column int, label, value string) {
	if value == "" {
		return
	}
	column = min(column, max(s.w/2-indent, 1))
	head := Line{{strings.Repeat(" ", indent), theme.Plain}, {label, theme.Faint}}.cutTo(s.th, indent+column)
	for _, part := range wrap(s.th, value, s.w-indent-column-2) {
		gap := strings.Repeat(" ", max(indent+column+1-head.width(s.th), 0))
		s.rows = append(s.rows, pageRow{line: append(head, Span{gap + part, theme.Plain})})
		head = Line{}
	}
}

// Choose adds a line that can be chosen; into says that it is chosen now.
func (s *Page) Choose(choice int, into bool, words string) {
	sign := strings.Repeat(" ", width(s.th.Signs.Into))
	if into {
		sign = s.th.Signs.Into
	}
	for _, part := range wrap(s.th, words, s.w-5) {
		s.rows = append(s.rows, pageRow{line: Line{{"  " + sign + " ", theme.Plain}, {part, theme.Plain}}, choice: choice})
		sign = strings.Repeat(" ", width(sign))
	}
}

// Found adds a result that can be chosen: its mark, a name in a column, what was
// found, and its age at the right.
func (s *Page) Found(choice, column int, m theme.Mark, name, says, age string) {
	sign := m.Sign + strings.Repeat(" ", max(width(s.th.Signs.OK)-width(m.Sign), 0))
	left := Line{{"  ", theme.Plain}, {sign, m.Token}, {" ", theme.Plain}, {name, theme.Plain}}.cutTo(s.th, 4+column)
	gap := max(4+column+2-left.width(s.th), 1)
	left = append(left, Span{strings.Repeat(" ", gap) + says, theme.Plain})
	s.rows = append(s.rows, pageRow{line: spread(s.th, left, Line{{age, theme.Faint}, {"  ", theme.Plain}}, s.w), choice: choice})
}

// Set adds a setting that can be chosen: its label in a column and its value.
func (s *Page) Set(choice, column int, label, value string) {
	left := Line{{"  ", theme.Plain}, {label, theme.Plain}}.cutTo(s.th, 2+column)
	gap := max(2+column+2-left.width(s.th), 1)
	s.rows = append(s.rows, pageRow{line: append(left, Span{strings.Repeat(" ", gap), theme.Plain}, Span{value, theme.Strong}), choice: choice})
}

// Box adds a text field: what stands before and after its cursor. Without focus
// there is no cursor.
func (s *Page) Box(choice int, focused bool, before, after string) {
	c := s.th.Signs.Corners
	inner := s.w - 6
	if inner < 4 { // no room for a frame
		s.rows = append(s.rows, pageRow{line: s.typed(focused, before, after, s.w), choice: choice, field: true})
		return
	}
	rule := strings.Repeat(s.th.Signs.Rule, inner)
	edge := func(left, right string) {
		s.rows = append(s.rows, pageRow{line: Line{{"  " + left + rule + right, theme.Faint}}, choice: choice, field: true})
	}
	edge(c[0], c[1])
	line := Line{{"  ", theme.Plain}, {s.th.Signs.Divider, theme.Faint}, {" ", theme.Plain}}
	line = append(line, s.typed(focused, before, after, inner-2)...)
	s.rows = append(s.rows, pageRow{line: append(line, Span{" ", theme.Plain}, Span{s.th.Signs.Divider, theme.Faint}), choice: choice, field: true})
	edge(c[2], c[3])
}

// typed is the text around the cursor, in exactly w cells.
func (s *Page) typed(focused bool, before, after string, w int) Line {
	before, after = s.th.Text(before), s.th.Text(after)
	cursor, rest := " ", ""
	if after != "" {
		r := []rune(after)
		cursor, rest = string(r[0]), string(r[1:])
	}
	for width(before)+width(cursor) > w && before != "" { // the end is what is being written
		before = string([]rune(before)[1:])
	}
	token := theme.Plain
	if focused {
		token = theme.Selected
	}
	line := Line{{before, theme.Plain}, {cursor, token}, {rest, theme.Plain}}.cutTo(s.th, w)
	return append(line, Span{strings.Repeat(" ", max(w-line.width(s.th), 0)), theme.Plain})
}

// Rows is how many lines there are.
func (s *Page) Rows() int { return len(s.rows) }

// Line is one line, as a search reads it.
func (s *Page) Line(i int) Line { return s.rows[i].line }

// Mark marks what is looked for; here is the line, from 1, that the search has come
// to.
func (s *Page) Mark(f *Find, here int) { s.find, s.here = f, here }

// At is the choice at a line of the window that begins at line off; zero: none.
func (s *Page) At(y, off int) int {
	if y += off; y < 0 || y >= len(s.rows) {
		return 0
	}
	return s.rows[y].choice
}

// Reveal gives the offset nearest to off at which all lines of a choice are seen
// in h lines, as far as they fit. Choice zero leaves it as it is.
func (s *Page) Reveal(choice, off, h int) int {
	first, last := -1, -1
	for i, r := range s.rows {
		if choice != 0 && r.choice == choice {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first >= 0 {
		off = min(max(off, last-h+1), first)
	}
	return s.Clamp(off, h)
}

// Clamp keeps an offset within the page.
func (s *Page) Clamp(off, h int) int { return min(max(off, 0), max(len(s.rows)-h, 0)) }

// Render gives h lines from line off on, with a choice in reverse video.
func (s *Page) Render(h, off, chosen int) []string {
	out := make([]string, 0, max(h, 0))
	off = s.Clamp(off, h)
	for i := off; len(out) < h; i++ {
		switch {
		case i >= len(s.rows):
			out = append(out, Line{}.Draw(s.th, s.full))
		case chosen != 0 && s.rows[i].choice == chosen && s.find != nil && !s.rows[i].field:
			out = append(out, s.find.drawSelected(s.rows[i].line, s.full, theme.Selected))
		case chosen != 0 && s.rows[i].choice == chosen && !s.rows[i].field:
			out = append(out, s.rows[i].line.DrawSelected(s.th, s.full, theme.Selected))
		case s.find != nil:
			out = append(out, s.find.draw(s.rows[i].line, s.full, i+1 == s.here))
		default:
			out = append(out, s.rows[i].line.Draw(s.th, s.full))
		}
	}
	return out
}
