package pane

import (
	"strings"

	"danewalk/probe/evidence"
	"danewalk/tui/theme"
)

// Chosen names a row that a cursor can be on, for as long as the view lives. The
// zero value is none.
type Chosen struct {
	Part string      // which table
	Row  string      // of it
	Item evidence.ID // of that row
}

// Within is the group of exchanges that holds the row; false: the row is no exchange
// in a group.
func (c Chosen) Within() (group string, ok bool) { return c.Row, c.Part == inGroup && c.Item != 0 }

// Table is a content of rows, on some of which a cursor can be put.
type Table struct {
	Content
	Chosen func(i int) Chosen // what row i is; the zero value where no cursor can be
}

// At is the row of a choice, or -1.
func (r Table) At(c Chosen) int {
	for i := range r.Len() {
		if c != (Chosen{}) && r.Chosen(i) == c {
			return i
		}
	}
	return -1
}

// Step is the choice that is so many rows away from another one; from nowhere it
// is the one that the content points at, else the first. It passes over what
// cannot be chosen, and stops at the ends.
func (r Table) Step(from Chosen, step int) Chosen {
	at, out := r.At(from), from
	if at < 0 && r.Point > 0 && step*step == 1 {
		return r.Chosen(r.Point - 1)
	}
	direction := 1
	if step < 0 {
		direction = -1
	}
	if at < 0 && step < 0 {
		step, direction = 1, 1
	}
	for i := at + direction; i >= 0 && i < r.Len() && step != 0; i += direction {
		if c := r.Chosen(i); c != (Chosen{}) {
			out, step = c, step-direction
		}
	}
	return out
}

// Copy is the row under the cursor with what belongs to it, as text.
func (r Table) Copy(th *theme.Theme) string {
	var out []string
	for i := max(r.Cursor, 0); i <= r.Cursor+r.Tail && i < r.Len(); i++ {
		said := ""
		for _, s := range r.Line(i) {
			said += th.Text(s.Text)
		}
		out = append(out, strings.TrimRight(said, " "))
	}
	return strings.Join(out, "\n")
}
