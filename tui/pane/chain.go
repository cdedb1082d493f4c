package pane

import (
	"fmt"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/rules"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Chain is the state of the chain of trust as it is to be shown.
type Chain struct {
	Rows    []Row
	Counts  []Count
	Sel     string // ID of the selected row
	Now     time.Duration
	Focused bool
	Bare    bool       // without the lines of the tree
	Words   *lang.Book // nil: English
}

// Row is a visible row of the chain.
type Row struct {
	explain.Link
	Hidden int            // rows below it that are not shown
	Lines  []explain.Seal // for depth 2 and more: the line that passes at each level above, "" for none
	Branch explain.Seal   // the line that leads to this row
}

// Count is how many rows are in a state.
type Count struct {
	State explain.State
	N     int
}

// slowStep is how long a step may run before its seconds are shown.
const slowStep = time.Second

// Widths from which a row says more.
const (
	notesFrom = 60 // the note
	bothFrom  = 46 // word and time
	labelCell = 36 // where the note begins
)

// Rows gives the visible rows of a chain: the steps of a mail server are shown
// if shown says so for the server's ID.
func Rows(links []explain.Link, shown func(id string) bool) []Row {
	var out []Row
	parents := make(map[string]*explain.Link, len(links))
	for i := range links {
		l := &links[i]
		parents[l.ID] = l
		if l.Depth >= 2 && !shown(l.Parent) {
			for i := range out {
				if out[i].ID == l.Parent {
					out[i].Hidden++
				}
			}
			continue
		}
		out = append(out, Row{Link: *l, Branch: branch(l, parents), Lines: passing(l, parents)})
	}
	return out
}

// branch is the line that leads to a row: to a mail server it is the seal of
// the MX answer that names it; to a step it is the step's own.
func branch(l *explain.Link, parents map[string]*explain.Link) explain.Seal {
	if l.Depth == 1 {
		if p := parents[l.Parent]; p != nil {
			return p.Seal
		}
		return ""
	}
	return l.Seal
}

// passing gives the lines that pass a row on their way to later rows.
func passing(l *explain.Link, parents map[string]*explain.Link) []explain.Seal {
	if l.Depth < 2 {
		return nil
	}
	out := make([]explain.Seal, l.Depth-1)
	for depth := l.Depth; ; { // ever smaller, so that it ends whatever the links say
		p, ok := parents[l.Parent]
		if !ok || p.Depth < 1 || p.Depth >= depth {
			break
		}
		if !p.Last {
			out[p.Depth-1] = branch(p, parents)
		}
		l, depth = p, p.Depth
	}
	return out
}

// Content gives the lines of the chain for a pane of w x h cells, and for each
// line the ID of its row ("" for a line between rows).
func (c Chain) Content(th *theme.Theme, w, h int) (Content, []string) {
	spaced := !c.Bare && len(c.Rows)+c.gaps() <= h-2
	out := Content{Title: c.title(), Info: c.info(th, w), Cursor: -1, Focused: c.Focused, Words: c.Words}
	var ids []string
	for i, r := range c.Rows {
		if r.ID == c.Sel {
			out.Cursor, out.Mark = len(out.Body), theme.Selected
			if r.State == explain.Broken {
				out.Mark = theme.SelectedBad
			}
		}
		out.Body = append(out.Body, c.row(th, r, w))
		ids = append(ids, r.ID)
		if spaced && c.gapAfter(i) {
			out.Body = append(out.Body, Line{{" ", theme.Plain}, {th.Signs.Trunk[r.Seal], th.Seal(r.Seal)}})
			ids = append(ids, "")
		}
	}
	if len(c.Rows) == 0 {
		out.Body = []Line{text(theme.Faint, " "+c.Words.Say("waiting for the first answer ..."))}
	}
	return out, ids
}

// gapAfter tells whether a line between rows belongs after row i: between the
// rows of the trunk.
func (c Chain) gapAfter(i int) bool {
	return c.Rows[i].Depth == 0 && i+1 < len(c.Rows) && c.Rows[i+1].Depth == 0
}

func (c Chain) gaps() (n int) {
	for i := range c.Rows {
		if c.gapAfter(i) {
			n++
		}
	}
	return n
}

func (c Chain) title() string { return c.Words.Say("[a title] CHAIN OF TRUST") }

// info counts the states in words, or in signs where the words do not fit.
func (c Chain) info(th *theme.Theme, w int) Line {
	title := len(" ") + width(th.Text(c.title())) + len("  ")
	var words, signs Line
	for i, n := range c.Counts {
		m := th.State(c.Words, n.State)
		gap := "  "
		if i == 0 {
			gap = ""
		}
		words = append(words, Span{fmt.Sprintf("%s%d %s", gap, n.N, strings.ToLower(m.Word)), theme.Plain})
		signs = append(signs, Span{gap, theme.Plain}, Span{m.Sign, m.Token}, Span{fmt.Sprintf(" %d", n.N), theme.Plain})
	}
	if words.width(th)+title < w {
		return words
	}
	return signs
}

func (c Chain) row(th *theme.Theme, r Row, w int) Line {
	mark := th.State(c.Words, r.State)
	lead := append(c.lead(th, r), Span{mark.Sign, mark.Token}, Span{" ", theme.Plain})
	left := append(lead[:len(lead):len(lead)], label(th, c.Words, r)...)
	right := append(c.right(r, mark, w), Span{" ", theme.Plain})
	if w < notesFrom {
		if left.width(th)+right.width(th) >= w { // shorter words rather than cut ones
			mark.Word, r.Label = narrowWord(c.Words, r.State, mark.Word), narrowLabel(c.Words, r.Link)
			left, right = append(lead, label(th, c.Words, r)...), append(c.right(r, mark, w), Span{" ", theme.Plain})
		}
		return spread(th, left, right, w)
	}
	if left.width(th) >= labelCell {
		r.Label = narrowLabel(c.Words, r.Link)
		left = append(lead, label(th, c.Words, r)...)
	}
	left = left.cutTo(th, labelCell-1)
	left = append(left, Span{strings.Repeat(" ", labelCell-left.width(th)), theme.Plain})
	return spread(th, append(left, note(r)...), right, w)
}

// narrowWord is the word of a state where there is little room.
func narrowWord(b *lang.Book, s explain.State, word string) string {
	switch s {
	case explain.Open:
		return b.Say("[a state, short] not protected")
	case explain.Unknown:
		return b.Say("[a state, short] cannot tell")
	case explain.Skipped:
		return b.Say("[a state, short] not checked")
	}
	return word
}

// narrowLabel is the label of a step where there is little room, if there is a
// shorter one that says the same.
func narrowLabel(b *lang.Book, l explain.Link) string {
	switch l.ID[strings.LastIndex(l.ID, "/")+1:] {
	case rules.StepConnect:
		return b.Say("[short] connect")
	case rules.StepMatch:
		return b.Say("[short] certificate")
	}
	return l.Label
}

// lead draws the lines of the tree before the sign of a row.
func (c Chain) lead(th *theme.Theme, r Row) Line {
	out := Line{{" ", theme.Plain}}
	switch {
	case c.Bare:
		return text(theme.Plain, strings.Repeat("  ", max(r.Depth, 0)))
	case r.Depth == 0:
		return out
	}
	for _, seal := range r.Lines {
		sign := th.Signs.Trunk[seal]
		out = append(out, Span{sign, th.Seal(seal)}, Span{strings.Repeat(" ", 3-width(sign)), theme.Plain})
	}
	signs := th.Signs.Branch
	if r.Last {
		signs = th.Signs.LastBranch
	}
	sign := signs[r.Branch]
	if sign == "" {
		sign = "  " // not known yet: no line
	}
	return append(out, Span{sign, th.Seal(r.Branch)})
}

func label(th *theme.Theme, b *lang.Book, r Row) Line {
	token := theme.Plain
	switch r.State {
	case explain.Waiting, explain.Skipped:
		token = theme.Faint
	}
	if r.Break {
		return Line{{r.Sign(b) + ": ", theme.Strong}, {r.Label, theme.Strong}}
	}
	out := Line{{r.Label, token}}
	if r.Hidden > 0 {
		out = append(out, Span{fmt.Sprintf(" %s%d", th.Signs.Into, r.Hidden), theme.Faint})
	}
	return out
}

// note is the fact of a row, faint where nothing is wrong.
func note(r Row) Line {
	switch r.State {
	case explain.OK, explain.Waiting, explain.Running:
		return text(theme.Faint, r.Note)
	}
	return text(theme.Plain, r.Note)
}

// right is what a row ends with: its time, and the word of its state unless all
// is well.
func (c Chain) right(r Row, m theme.Mark, w int) Line {
	took := Took(c.Words, r.Took)
	switch r.State {
	case explain.OK:
		return text(theme.Plain, took)
	case explain.Running:
		first := len(c.Rows) > 0 && r.ID == c.Rows[0].ID // begins with the check itself
		if now := c.Now - r.Begin; now >= slowStep && (r.Begin > 0 || first) {
			return text(theme.Busy, fmt.Sprintf("%s %d s", m.Word, int(now.Seconds())))
		}
		return text(theme.Busy, m.Word+" ...")
	case explain.Waiting, explain.Skipped:
		return text(theme.Faint, m.Word)
	}
	if r.Break { // the label has the word
		return text(theme.Plain, took)
	}
	if w >= bothFrom && took != "" {
		return Line{{m.Word, m.Token}, {"  " + padLeft(took, 6), theme.Plain}}
	}
	return text(m.Token, m.Word)
}

func padLeft(s string, w int) string {
	return strings.Repeat(" ", max(0, w-width(s))) + s
}

// Took writes a duration for people: milliseconds, then seconds. Zero is
// unknown and written as nothing.
func Took(b *lang.Book, d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 10*time.Second && d >= time.Second:
		return b.Decimal(fmt.Sprintf("%.1f s", d.Seconds()))
	case d >= time.Second:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Millisecond:
		return "< 1 ms"
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}
