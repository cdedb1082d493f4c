package pane

import (
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/tui/theme"
)

// Timing is the view of what took how long, as a waterfall.
type Timing struct {
	Links   []explain.Link
	Sel     string
	Focused bool
}

// Content gives the lines of the timing for a pane w cells wide.
func (t Timing) Content(th *theme.Theme, w int) Content {
	out := Content{Title: "TIMING", Cursor: -1, Focused: t.Focused, Keys: "j/k"}
	var begin, end time.Duration
	known, column := false, 0
	for _, l := range t.Links {
		if l.Took <= 0 {
			continue
		}
		if !known || l.Begin < begin {
			begin = l.Begin
		}
		known = true
		end = max(end, l.Begin+l.Took)
		column = max(column, width(th.Text(l.Label)))
	}
	if end <= begin {
		out.Body = []Line{text(theme.Faint, " nothing has been measured yet")}
		return out
	}
	out.Info = text(theme.Plain, Took(end-begin)+" in all")
	column = min(column, max(8, w*35/100))
	for _, l := range t.Links {
		if l.Took <= 0 {
			continue
		}
		if l.ID == t.Sel {
			out.Cursor, out.Mark = len(out.Body), theme.Selected
		}
		out.Body = append(out.Body, waterfall(th, l, begin, end-begin, column, w))
	}
	return out
}

// waterfall is one row: label, time, and a bar from begin to end of the step.
func waterfall(th *theme.Theme, l explain.Link, zero, all time.Duration, column, w int) Line {
	name := text(theme.Plain, l.Label).cutTo(th, column)
	name = append(Line{{" ", theme.Plain}}, name...)
	name = append(name, Span{strings.Repeat(" ", max(0, column+1-name.width(th))) + padLeft(Took(l.Took), 8) + " ", theme.Plain})
	room := w - name.width(th) - 1
	if room < 4 {
		return name
	}
	scale := float64(room) / float64(all)
	from := min(max(int(float64(l.Begin-zero)*scale), 0), room-1)
	cells := min(max(int(float64(l.Took)*scale), 1), room-from)
	m := th.State(l.State)
	token := m.Token
	if token == theme.Bad {
		token = theme.Cut // a bar is a line: not reversed
	}
	return append(name, Span{strings.Repeat(" ", from), theme.Plain}, Span{strings.Repeat(th.Signs.Bar, cells), token})
}
