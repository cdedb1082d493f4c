package pane

import (
	"strings"

	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Palette is the list of what can be done somewhere, and the text that it is
// narrowed by.
type Palette struct {
	Before, After string // what is typed, around the cursor
	Rows          []PaletteRow
	All           []PaletteRow // without the text: the columns stay while a person types
	Sel           int          // number of the chosen row, from 1; zero: none
	Legend        bool
	Words         *lang.Book
}

// PaletteRow is a command: its name, one sentence and its keys; Why says why it
// does nothing at the moment.
type PaletteRow struct{ Title, Sentence, Keys, Why string }

// PaletteHead is how many of h lines stand above the list.
func PaletteHead(h int) int {
	const roomy = 14
	switch {
	case h >= roomy:
		return 2
	case h >= 2:
		return 1
	}
	return 0
}

// Lines gives h lines of w cells, the list from its line off on.
func (p Palette) Lines(th *theme.Theme, w, h, off int) []string {
	if w < 1 || h < 1 {
		return nil
	}
	head := []string{p.field(th, w), Line{}.Draw(th, w)}[:PaletteHead(h)]
	return append(head, p.Page(th, w).Render(h-len(head), off, p.Sel)...)
}

// field is the line with what is typed.
func (p Palette) field(th *theme.Theme, w int) string {
	page := NewPage(th, w)
	count := Line{{p.Words.Say("%d of %d", len(p.Rows), len(p.All)), theme.Faint}, {" ", theme.Plain}}
	room := page.w - 3 - count.width(th)
	if room < 12 {
		count, room = nil, page.w-3
	}
	line := append(Line{{" / ", theme.Key}}, page.typed(true, p.Before, p.After, max(room, 1))...)
	if p.Before+p.After == "" {
		line = Line{{" / ", theme.Key}, {" ", theme.Selected}, {" " + p.Words.Say("type to find"), theme.Faint}}.cutTo(th, room+3)
		line = append(line, Span{strings.Repeat(" ", max(room+3-line.width(th), 0)), theme.Plain})
	}
	return append(line, count...).Draw(th, w)
}

// Sizes of the columns, in cells.
const (
	titleMost    = 26
	keysMost     = 16
	sentenceFrom = 24 // room that a sentence needs beside its title
)

// Page is the list alone, a choice a row.
func (p Palette) Page(th *theme.Theme, w int) *Page {
	page := NewPage(th, w)
	title := 0
	for _, r := range p.All {
		title = max(title, min(width(th.Text(r.Title)), titleMost))
	}
	column := title + 2
	if page.w-paletteLead(th)-column-keysMost-3 < sentenceFrom {
		column = 0 // below its title
	}
	for i, r := range p.Rows {
		page.command(i+1, i+1 == p.Sel, column, r)
	}
	if len(p.Rows) == 0 {
		page.Say(3, theme.Faint, p.Words.Say("nothing found"))
	}
	if p.Legend {
		page.Blank(1)
		for _, l := range legend(th, p.Words, page.w) {
			page.rows = append(page.rows, pageRow{line: l})
		}
	}
	return page
}

// paletteLead is what stands before a title: a cell, the sign of the chosen row, a
// cell.
func paletteLead(th *theme.Theme) int { return width(th.Signs.Into) + 2 }

// command adds a row: its title in a column, its sentence, and its keys at the
// right. Column zero puts the sentence below.
func (s *Page) command(choice int, chosen bool, column int, r PaletteRow) {
	lead := paletteLead(s.th)
	sign := strings.Repeat(" ", width(s.th.Signs.Into))
	if chosen {
		sign = s.th.Signs.Into
	}
	sentence, strong, plain, key := r.Sentence, theme.Strong, theme.Plain, theme.Key
	if r.Why != "" {
		sentence, strong, plain, key = sentence+" ("+r.Why+")", theme.Faint, theme.Faint, theme.Faint
	}
	right := Line{{r.Keys, key}, {" ", theme.Plain}}.cutTo(s.th, max(s.w/2, 1))
	left := Line{{" " + sign + " ", theme.Plain}, {r.Title, strong}}
	add := func(l Line) { s.rows = append(s.rows, pageRow{line: l, choice: choice}) }
	if column == 0 {
		add(spread(s.th, left, right, s.w))
		for _, part := range wrap(s.th, sentence, s.w-lead-3) {
			add(Line{{strings.Repeat(" ", lead+2), theme.Plain}, {part, plain}})
		}
		return
	}
	left = left.cutTo(s.th, lead+column-2)
	for _, part := range wrap(s.th, sentence, s.w-lead-column-right.width(s.th)-2) {
		gap := strings.Repeat(" ", max(lead+column-left.width(s.th), 1))
		add(spread(s.th, append(left, Span{gap, theme.Plain}, Span{part, plain}), right, s.w))
		left, right = Line{}, nil
	}
}
