package screen

import (
	"maps"
	"time"

	"danewalk/explain"
	"danewalk/explain/exhibit"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// startSearch opens the field for the pane that has the keyboard.
func (w *Walk) startSearch() {
	if why := w.disabled(command.Search); why != "" {
		w.toast = why
		return
	}
	w.find.begin(w.searched(), w.undoSearch())
}

// undoSearch brings back what is seen now.
func (w *Walk) undoSearch() func() {
	sel, which, moved, folded, host := w.sel, w.which, w.moved, maps.Clone(w.folded), w.host
	scroll, held := w.scroll, w.held
	chosen, line := w.recs.chosen, w.recs.line
	exchange, server, opened := w.tables.exchange, w.tables.server, maps.Clone(w.tables.opened)
	return func() {
		w.sel, w.which, w.moved, w.folded, w.host = sel, which, moved, maps.Clone(folded), host
		w.scroll, w.held = scroll, held
		w.recs.chosen, w.recs.line = chosen, line
		w.tables.exchange, w.tables.server, w.tables.opened = exchange, server, maps.Clone(opened)
		w.follow()
	}
}

// whileSearching gives the commands another meaning while a search is on; false:
// the command is not one of them.
func (w *Walk) whileSearching(name command.Name) bool {
	if !w.find.on {
		return false
	}
	switch name {
	case command.NextProblem:
		w.find.settle()
		w.toast = w.find.again(w.book, w.th, w.searched(), 1)
	case command.PrevProblem:
		w.find.settle()
		w.toast = w.find.again(w.book, w.th, w.searched(), -1)
	case command.Back:
		w.find.end()
		w.toast = ""
	default:
		return false
	}
	return true
}

// act carries out a command that was given by a key or a word of the footer.
func (w *Walk) act(name command.Name) Effect {
	if w.whileSearching(name) {
		return Effect{}
	}
	return w.Do(name)
}

// write takes a key while the text to look for is written.
func (w *Walk) write(key string) Effect {
	w.toast = ""
	if name := w.find.typed(w.th, w.keys, w.searched(), key); name != "" {
		return w.Do(name)
	}
	return Effect{}
}

// Paste writes into the field of the search.
func (w *Walk) Paste(content string) Effect {
	if w.find.typing {
		w.find.field.insert(content)
		w.find.first(w.th, w.searched())
	}
	return Effect{}
}

// marked marks in a pane of so many cells what is looked for, if it is the one that
// is searched.
func (w *Walk) marked(f Focus, c pane.Content, width int) pane.Content {
	if f != w.focus {
		return c
	}
	c.Find = w.find.finder(w.th)
	at := w.find.at
	if c.Find == nil || at < 0 || f == OnChain || w.onRecords() {
		return c // there the cursor shows where the search has come to
	}
	if t, ok := w.searchedTable(width); ok {
		now, _ := w.table(width)
		at = shownAs(t, now, at)
	}
	c.Here = at + 1
	return c
}

// rowsKey is what the rows of a pane depend on. The time of a step that runs is not
// among it: it is no text that people look for.
type rowsKey struct {
	focus     Focus
	view      View
	w, h      int
	diagnosis *explain.Diagnosis
	folds     int
	sel       string
	which     int
	moved     bool
	form      exhibit.Form
	audience  explain.Audience
	host      string
	book      *text.Book
	th        *theme.Theme
	ended     bool
}

func (w *Walk) rowsKey(r layout.Rect) rowsKey {
	k := rowsKey{
		focus: w.focus, view: w.view, w: r.W, h: r.H, diagnosis: w.diagnosis, folds: w.folds, form: w.recs.form, audience: w.Audience,
		host: w.host, book: w.book, th: w.th, ended: !w.running,
	}
	if w.focus != OnChain { // the other panes are about the selected link
		k.sel, k.which, k.moved = w.sel, w.which, w.moved
	}
	return k
}

// searched is the pane that has the keyboard, as a search reads it.
func (w *Walk) searched() searched {
	r, ok := w.area(w.focus)
	if !ok {
		return searched{here: -1, show: func(int) {}}
	}
	if k := (rowsKey{focus: w.focus, view: w.view, sel: w.sel, host: w.host}); w.findIn != k {
		w.findIn, w.find.at = k, -1 // a row of another pane, or of what it showed before
	}
	var out searched
	t, isTable := w.searchedTable(r.W)
	switch {
	case w.focus == OnChain:
		out = w.searchedChain(r)
	case w.onRecords():
		s := w.sheet(r.W)
		c := s.Content(-1, true)
		out = searched{n: c.Len(), here: w.recordLine(s), show: func(row int) { w.pointRecord(row, r) }}
		out.text = func(row int) string { return pane.Folded(w.th, c.Line(row)) }
	case isTable:
		out = searched{n: t.Len(), here: w.tableRow(t), show: func(row int) { w.showTableRow(t, row, r) }}
		out.text = func(row int) string { return pane.Folded(w.th, t.Line(row)) }
	default:
		out = w.searchedText(r)
	}
	out.key = w.rowsKey(r)
	return out
}

// searchedText is a pane that has no cursor: what is seen of it is where the person
// is.
func (w *Walk) searchedText(r layout.Rect) searched {
	w.settled()
	f := w.focus
	c := w.content(f, r.W, r.H)
	out := searched{n: c.Len(), here: min(w.scroll[f], max(c.Len()-1, 0))}
	if at := w.find.at; at >= 0 && c.RowAt(rowLine(c, at, w.scroll[f], r.H), w.scroll[f], r.H) == at {
		out.here = at
	}
	out.text = func(row int) string { return pane.Folded(w.th, c.Line(row)) }
	out.show = func(row int) {
		w.scroll[f] = inSight(c, row, w.scroll[f], r.H)
		w.held[f] = true
	}
	return out
}

// rowLine is the line of the pane at which a row of its body is seen; one outside
// the pane where it is not.
func rowLine(c pane.Content, row, off, h int) int {
	for y := range h {
		if c.RowAt(y, off, h) == row {
			return y
		}
	}
	return -1
}

// inSight is the offset nearest to off at which a row is seen, with a little of what
// stands around it.
func inSight(c pane.Content, row, off, h int) int {
	const around = 2
	last := max(c.Len()-1, 0)
	off = c.Reveal(min(row+around, last), off, h)
	off = c.Reveal(max(row-around, 0), off, h)
	return c.Reveal(row, off, h)
}

// searchedChain is all links of the chain, also those of mail servers whose steps
// are not shown: they are shown when something is found there.
func (w *Walk) searchedChain(r layout.Rect) searched {
	links := w.links()
	c, ids := w.chain().Content(w.th, r.W, r.H)
	line := make(map[string]int, len(ids))
	for i, id := range ids {
		line[id] = i
	}
	out := searched{n: len(links), here: -1}
	for i := range links {
		if links[i].ID == w.sel {
			out.here = i
		}
	}
	out.text = func(i int) string {
		text := pane.Fold(w.th.Text(links[i].Label)) // whole, also where the row has no room for it
		if at, shown := line[links[i].ID]; shown {
			text += "\n" + pane.Folded(w.th, c.Line(at))
		}
		return text
	}
	out.show = func(i int) {
		if links[i].ID != w.sel {
			w.selectLink(links[i].ID, 0)
		}
	}
	return out
}

// searchedTable is the table that has the keyboard as a search reads it: nothing is
// told about the chosen row, and every group is open; false: there is none.
func (w *Walk) searchedTable(width int) (t pane.Table, ok bool) {
	switch {
	case w.focus == OnTiming, w.focus == OnSlot && w.view == TimingView:
		all := w.timing(true)
		all.Sel, all.Open, all.Now = pane.Chosen{}, func(*feed.Group) bool { return true }, time.Duration(0)
		return all.Content(w.th, width), true
	case w.focus == OnSlot && w.view == ServersView:
		all := w.servers(true)
		all.Sel = pane.Chosen{}
		return all.Content(w.th, width), true
	}
	return t, false
}

// tableRow is the row of a table at which the person is.
func (w *Walk) tableRow(t pane.Table) int {
	if at := w.tableCursor(); *at != (pane.Chosen{}) {
		return t.At(*at)
	}
	return w.find.at
}

// tableCursor is where the cursor of the table that has the keyboard is kept.
func (w *Walk) tableCursor() *pane.Chosen {
	if w.focus == OnSlot && w.view == ServersView {
		return &w.tables.server
	}
	return &w.tables.exchange
}

// showTableRow puts the cursor on a row. Where none can be, in a heading, there is
// no cursor and the row is brought in sight.
func (w *Walk) showTableRow(t pane.Table, row int, r layout.Rect) {
	w.find.at = row
	c := t.Chosen(row)
	if group, ok := c.Within(); ok {
		if w.tables.opened == nil {
			w.tables.opened = map[string]bool{}
		}
		w.tables.opened[group] = true
	}
	w.pointRow(c, w.tableCursor())
	if c != (pane.Chosen{}) {
		return
	}
	w.settled()
	now, _ := w.table(r.W)
	w.scroll[w.focus] = inSight(now.Content, max(shownAs(t, now, row), 0), w.scroll[w.focus], r.H)
	w.held[w.focus] = true
}

// shownAs is the row of a table without a chosen row that is row i of the same table
// with all its groups open; -1 if its group is closed.
func shownAs(all, shown pane.Table, i int) int {
	at := 0
	for j := 0; j <= i && j < all.Len() && at < shown.Len(); j++ {
		switch {
		case all.Chosen(j) != shown.Chosen(at): // in a group that is closed
		case j == i:
			return at
		default:
			at++
		}
	}
	return -1
}
