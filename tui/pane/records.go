package pane

import (
	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/tui/theme"
)

// Records is the view of the facts behind one link.
type Records struct {
	Link     *explain.Link // nil: there is none yet
	Findings []Noted       // at the link
	Focused  bool
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

// Content gives the lines of the records for a pane w cells wide.
func (r Records) Content(th *theme.Theme, w int) Content {
	out := Content{Title: "RECORDS", Cursor: -1, Focused: r.Focused, Keys: "j/k"}
	if r.Link == nil {
		out.Body = []Line{text(theme.Faint, " nothing recorded yet")}
		return out
	}
	l := *r.Link
	out.Info = text(theme.Plain, l.Label)
	m := th.State(l.State)
	out.Body = append(out.Body, Line{{" ", theme.Plain}, {m.Sign + " ", m.Token}, {l.Label + ": ", theme.Strong}, {m.Word, m.Token}})
	if l.Note != "" {
		out.Body = append(out.Body, body(th, l.Note, false, w)...)
	}
	for _, n := range r.Findings {
		out.Body = append(out.Body, body(th, n.sign(th)+" "+n.Title, false, w)...)
	}
	if len(l.Facts) == 0 {
		out.Body = append(out.Body, Line{}, text(theme.Faint, "  no records belong to this step"))
		return out
	}
	out.Body = append(out.Body, Line{})
	out.Body = append(out.Body, factLines(th, l.Facts, w)...)
	return out
}
