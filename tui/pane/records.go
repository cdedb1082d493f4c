package pane

import (
	"danewalk/explain"
	"danewalk/explain/exhibit"
	"danewalk/explain/finding"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Records is the view of the evidence behind one link.
type Records struct {
	Link     *explain.Link // nil: there is none yet
	Findings []Noted       // at the link
	Rows     []exhibit.Row // none: the facts of the link are shown
	Form     exhibit.Form
	Words    *lang.Book // nil: English
	FormKey  string     // that shows the next form; empty: not named
}

// Noted is a finding as one line.
type Noted struct {
	Weight finding.Severity
	Title  string
}

// sign is the mark in front: a note is no break, and our own side none of the
// recipient's.
func (n Noted) sign(th *theme.Theme) string {
	switch n.Weight {
	case finding.Fatal:
		return th.Signs.Broken
	case finding.Risk:
		return th.Signs.Warning
	case finding.Lost:
		return th.Signs.Open
	case finding.Local:
		return th.Signs.Unknown
	}
	return th.Signs.Skipped
}

// Sheet is the records as lines of one width. Making it costs more than a frame
// may, so that it is made once and kept while nothing changes.
type Sheet struct {
	content Content
	rows    []exhibit.Row
	of      []int // for each line its row, or -1
	guilty  int   // the first line of what is wrong; -1 if nothing is
}

// Sheet sets the records in lines of w cells.
func (r Records) Sheet(th *theme.Theme, w int) *Sheet {
	s := &Sheet{rows: r.Rows, guilty: -1}
	s.content = Content{Title: r.Words.Say("RECORDS"), Cursor: -1, Words: r.Words}
	if r.Link == nil {
		s.add(-1, text(theme.Faint, " "+r.Words.Say("nothing recorded yet")))
		return s
	}
	s.content.Info = text(theme.Plain, r.Link.Label)
	if len(r.Rows) > 0 {
		s.content.Info = text(theme.Plain, r.Form.Words(r.Words)+bracketed(" ", r.FormKey))
	}
	s.add(-1, r.head(th, w)...)
	d := drawer{th: th, book: r.Words, w: w}
	airy := 0 // a line is left free in front of headings of this level
	if w >= airyFrom {
		airy = 1
	}
	for i, row := range r.Rows {
		if len(s.of) >= maxSheetLines {
			break
		}
		if row.Kind == exhibit.Heading && row.Level <= airy && i > 0 && r.Rows[i-1].Kind != exhibit.Heading {
			s.add(-1, Line{})
		}
		if row.Guilty && s.guilty < 0 {
			s.guilty = len(s.of)
		}
		s.add(i, d.row(row)...)
	}
	if s.guilty >= 0 {
		s.content.Point = s.guilty + 1
	}
	return s
}

// head is the link in words, its findings, and where nothing else is at hand its
// facts.
func (r Records) head(th *theme.Theme, w int) []Line {
	l := *r.Link
	m := th.State(r.Words, l.State)
	lead := Line{{" ", theme.Plain}, {m.Sign, m.Token}, {" ", theme.Plain}}
	out := []Line{append(lead, Span{l.Label + ": ", theme.Strong}, Span{m.Word, m.Token})}
	if out[0].width(th) > w {
		out = []Line{append(lead, Span{l.Label + ":", theme.Strong}), {{"   ", theme.Plain}, {m.Word, m.Token}}}
	}
	if l.Note != "" {
		out = append(out, body(th, l.Note, false, w)...)
	}
	for _, n := range r.Findings {
		out = append(out, body(th, n.sign(th)+" "+n.Title, false, w)...)
	}
	switch {
	case len(r.Rows) > 0:
		return append(out, Line{})
	case len(l.Facts) == 0:
		return append(out, Line{}, text(theme.Faint, "  "+r.Words.Say("no records belong to this step")))
	}
	return append(append(out, Line{}), factLines(th, l.Facts, w)...)
}

// maxSheetLines bounds a sheet: far more than anybody scrolls through, and few
// enough to be set between two frames.
const maxSheetLines = 8000

func (s *Sheet) add(row int, lines ...Line) {
	if len(s.of)+len(lines) > maxSheetLines {
		lines = lines[:max(0, maxSheetLines-len(s.of))]
		if len(lines) > 0 {
			lines[len(lines)-1] = text(theme.Faint, " "+cutSign)
		}
	}
	s.content.Body = append(s.content.Body, lines...)
	for range lines {
		s.of = append(s.of, row)
	}
}

// Lines is how many lines there are.
func (s *Sheet) Lines() int { return len(s.of) }

// Guilty is the first line of what is wrong; -1 if nothing is.
func (s *Sheet) Guilty() int { return s.guilty }

// Content gives the pane with the cursor on a line; -1 for none.
func (s *Sheet) Content(cursor int, focused bool) Content {
	c := s.content
	c.Focused = focused
	if cursor >= 0 && len(c.Body) > 0 {
		c.Cursor, c.Mark = min(cursor, len(c.Body)-1), theme.Selected
		if row := s.row(c.Cursor); row != nil && row.Guilty {
			c.Mark = theme.SelectedBad
		}
	}
	return c
}

// Copy is what the copy key copies on a line: the record that the line is of or
// about, in zone-file form. Empty if it is about none.
func (s *Sheet) Copy(line int) string {
	if row := s.row(line); row != nil {
		return row.Copy()
	}
	return ""
}

func (s *Sheet) row(line int) *exhibit.Row {
	if line < 0 || line >= len(s.of) || s.of[line] < 0 {
		return nil
	}
	return &s.rows[s.of[line]]
}
