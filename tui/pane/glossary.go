package pane

import (
	"strings"

	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// bare is the line as text of at most w cells.
func (l Line) bare(th *theme.Theme, w int) string {
	return strings.TrimRight(strings.Join(l.fit(th, w, func(s Span) string { return s.Text }), ""), " ")
}

// Visible is what stands in a pane of w x h cells as text: its title, and the rows
// of the body from off on. The number of a row of the body is first plus its place.
func (c Content) Visible(th *theme.Theme, w, h, off int) (title string, rows []string, first int) {
	if w < 1 || h < 1 {
		return "", nil, 0
	}
	_, most, _ := window(c.Len(), h)
	first = min(max(off, 0), c.MaxOffset(h))
	for i := first; i < min(first+most, c.Len()); i++ {
		rows = append(rows, c.Line(i).bare(th, w))
	}
	return c.Title, rows, first
}

// Visible is what stands on h lines of a page from line off on, as text.
func (s *Page) Visible(h, off int) (rows []string) {
	off = s.Clamp(off, h)
	for i := off; i < min(off+h, len(s.rows)); i++ {
		rows = append(rows, s.rows[i].line.bare(s.th, s.full))
	}
	return rows
}

// Visible is what stands on w x h cells, as text.
func (p Play) Visible(th *theme.Theme, w, h int) (rows []string) {
	if w < 1 || h < 1 || p.At < 0 || p.At >= len(p.Steps) {
		return nil
	}
	body := p.body(th, w, h)
	for _, l := range body[:min(h, len(body))] {
		rows = append(rows, l.bare(th, w))
	}
	return rows
}

// TermColumn is how wide the column of the terms is at most.
const TermColumn = 26

// Term adds a term that can be chosen: its name in a column, and the beginning of
// what it means.
func (s *Page) Term(choice, column int, into bool, name, meaning string) {
	sign := strings.Repeat(" ", width(s.th.Signs.Into))
	if into {
		sign = s.th.Signs.Into
	}
	left := Line{{"  " + sign + " ", theme.Plain}, {name, theme.Strong}}
	room := width(left[0].Text) + min(column, max(s.w/2, 1))
	left = left.cutTo(s.th, room)
	gap := max(room+2-left.width(s.th), 1)
	line := append(left, Span{strings.Repeat(" ", gap) + meaning, theme.Plain})
	s.rows = append(s.rows, pageRow{line: line.cutTo(s.th, s.w), choice: choice})
}

// Example is what a term is on the screen.
type Example struct {
	Value string // empty: the screen shows none
	At    string // the row of the chain that it belongs to; may be empty
}

// Explained adds what a term means: first in a sentence, then what it is here,
// then at length, with the terms that belong to it.
func (s *Page) Explained(words *lang.Book, t lang.Term, here Example, related []string) {
	s.Blank(1)
	s.Say(2, theme.Strong, strings.Join(t.Names, ", "))
	s.Blank(1)
	s.Say(2, theme.Plain, t.Meaning)
	if here.Value != "" {
		s.Blank(1)
		s.Say(2, theme.Strong, words.Say("[an example] here: %s", here.Value))
		if here.At != "" {
			s.Say(2, theme.Faint, words.Say("[an example] seen at: %s", here.At))
		}
	}
	for _, para := range t.Lesson {
		s.Blank(1)
		s.Say(2, theme.Plain, para)
	}
	if len(related) > 0 {
		s.Blank(1)
		s.Say(2, theme.Faint, words.Say("See also: %s", strings.Join(related, ", ")))
	}
}
