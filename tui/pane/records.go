package pane

import (
	"danewalk/explain"
	"danewalk/tui/theme"
)

// Records is the view of the facts behind one link.
type Records struct {
	Link    *explain.Link // nil: there is none yet
	Titles  []string      // titles of the findings at the link
	Focused bool
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
	for _, t := range r.Titles {
		out.Body = append(out.Body, body(th, th.Signs.Broken+" "+t, false, w)...)
	}
	if len(l.Facts) == 0 {
		out.Body = append(out.Body, Line{}, text(theme.Faint, "  no records belong to this step"))
		return out
	}
	out.Body = append(out.Body, Line{})
	out.Body = append(out.Body, factLines(th, l.Facts, w)...)
	return out
}
