package pane

import (
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Content is what a pane shows, before it is cut to a size.
type Content struct {
	Title   string
	Info    Line // at the right of the title, left out where it does not fit
	Body    []Line
	Count   int              // with Row, in place of Body: how many rows there are
	Row     func(i int) Line // makes one row when it is in sight, as there may be thousands
	Cursor  int              // the row in reverse video; -1 for none
	Tail    int              // rows below the cursor that belong to it
	Mark    theme.Token      // its style: Selected, or SelectedBad for a broken step
	Point   int              // number, from 1, of the row to show while nobody scrolls; 0 for none
	Find    *Find            // what is looked for, marked where it is seen; nil: nothing
	Here    int              // number, from 1, of the row that the search has come to; 0 for none
	Focused bool
	Keys    string     // what scrolls this pane, for the scroll hint; empty: no key does
	Way     string     // the key that leads to this pane, for the hint while it is not Focused
	Words   *lang.Book // of the hint; nil: English
}

// window says how a body of n lines is shown in h rows: the rows before it, the
// rows of it, and whether a hint takes the last row.
func window(n, h int) (lead, rows int, hint bool) {
	switch {
	case n <= h-2:
		return 2, h - 2, false
	case n <= h-1 || h < 3:
		return 1, max(h-1, 0), false
	}
	return 1, h - 2, true
}

// Len is the number of rows of the body.
func (c Content) Len() int {
	if c.Row != nil {
		return c.Count
	}
	return len(c.Body)
}

// Line is one row of the body.
func (c Content) Line(i int) Line {
	if c.Row != nil {
		return c.Row(i)
	}
	return c.Body[i]
}

// MaxOffset is how far the body can be scrolled in h rows.
func (c Content) MaxOffset(h int) int {
	_, rows, _ := window(c.Len(), h)
	return max(0, c.Len()-rows)
}

// Reveal gives the offset nearest to off at which a row of the body is seen.
func (c Content) Reveal(row, off, h int) int {
	_, rows, _ := window(c.Len(), h)
	if row < off {
		off = row
	}
	if row >= off+rows {
		off = row - rows + 1
	}
	return min(max(off, 0), c.MaxOffset(h))
}

// RowAt tells which row of the body is at line y of the pane, or -1.
func (c Content) RowAt(y, off, h int) int {
	lead, rows, _ := window(c.Len(), h)
	off = min(max(off, 0), c.MaxOffset(h))
	row := y - lead + off
	if y < lead || y >= lead+rows || row >= c.Len() {
		return -1
	}
	return row
}

// Render gives h lines of w cells, from line off of the body on.
func (c Content) Render(th *theme.Theme, w, h, off int) []string {
	if w < 1 || h < 1 {
		return nil
	}
	lead, rows, hint := window(c.Len(), h)
	off = min(max(off, 0), c.MaxOffset(h))
	out := make([]string, 0, h)
	out = append(out, c.header(th, w))
	for len(out) < min(lead, h) {
		out = append(out, Line{}.Draw(th, w))
	}
	for i := off; i < off+rows && len(out) < h; i++ {
		out = append(out, c.row(th, w, i))
	}
	if hint {
		out = append(out, text(theme.Faint, c.hint(off, rows)).Draw(th, w))
	}
	return out
}

func (c Content) header(th *theme.Theme, w int) string {
	token := theme.Title
	if c.Focused {
		token = theme.Focused
	}
	title := Line{{" ", theme.Plain}, {c.Title, token}}
	info := append(append(Line{}, c.Info...), Span{" ", theme.Plain})
	if title.width(th)+info.width(th)+1 > w {
		return title.Draw(th, w)
	}
	return spread(th, title, info, w).Draw(th, w)
}

func (c Content) row(th *theme.Theme, w, i int) string {
	if i >= c.Len() {
		return Line{}.Draw(th, w)
	}
	switch {
	case i == c.Cursor && c.Find != nil:
		return c.Find.drawSelected(c.Line(i), w, c.Mark)
	case c.Find != nil:
		return c.Find.draw(c.Line(i), w, i+1 == c.Here)
	case i == c.Cursor:
		return c.Line(i).DrawSelected(th, w, c.Mark)
	}
	return c.Line(i).Draw(th, w)
}

func (c Content) hint(off, rows int) string {
	above, below := off, c.Len()-off-rows
	keys := c.Keys
	if keys != "" && c.Way != "" && !c.Focused {
		keys = c.Way + ", " + keys
	}
	if keys == "" {
		return " " + c.unaided(above, below)
	}
	switch {
	case above == 0:
		return " " + c.Words.Say("-- %d more (%s) --", below, keys)
	case below == 0:
		return " " + c.Words.Say("-- end, %d above (%s) --", above, keys)
	}
	return " " + c.Words.Say("-- %d above, %d more (%s) --", above, below, keys)
}

// unaided is the hint where no key scrolls.
func (c Content) unaided(above, below int) string {
	switch {
	case above == 0:
		return c.Words.Say("-- %d more --", below)
	case below == 0:
		return c.Words.Say("-- end, %d above --", above)
	}
	return c.Words.Say("-- %d above, %d more --", above, below)
}
