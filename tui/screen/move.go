package screen

import (
	"cmp"
	"slices"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
)

// move handles the keys that go up and down: the cursor in the chain, the text
// in the other panes.
func (w *Walk) move(name command.Name) {
	r, ok := w.area(w.focus)
	if !ok {
		return
	}
	step := scrolled(name, r.H)
	if w.focus == OnChain {
		w.moveCursor(step)
		return
	}
	if w.onRecords() {
		w.moveRecord(step, r)
		return
	}
	if w.moveRow(step, r) {
		return
	}
	w.scrollBy(w.focus, step)
}

func (w *Walk) moveCursor(step int) {
	rows := w.rows()
	if len(rows) == 0 {
		return
	}
	at := slices.IndexFunc(rows, func(r pane.Row) bool { return r.ID == w.sel })
	if at < 0 && step > 0 {
		step-- // from nowhere to the first row
	}
	to := min(max(max(at, 0)+step, 0), len(rows)-1)
	w.selectLink(rows[to].ID, 0)
}

// selectLink puts the cursor on a link by the person's wish.
func (w *Walk) selectLink(id string, which int) {
	if id != w.sel || which != w.which {
		w.scroll[OnSlot], w.held[OnSlot] = 0, false
		w.scroll[OnTalk], w.held[OnTalk] = 0, false
		w.host = ""
	}
	w.sel, w.which, w.moved = id, which, true
	if l := w.link(id); l != nil && l.Depth >= 2 && !w.unfolded(l.Parent) {
		w.folded[l.Parent] = false
	}
	w.held[OnChain] = false
	w.follow()
}

func (w *Walk) scrollBy(f Focus, step int) {
	r, ok := w.area(f)
	if !ok {
		return
	}
	w.settled()
	most := w.content(f, r.W, r.H).MaxOffset(r.H)
	w.scroll[f] = min(max(min(w.scroll[f], most)+step, 0), most)
	w.held[f] = true
	if w.follows(f) && w.scroll[f] == most {
		w.held[f] = false // at the end again: follow
	}
}

// follows tells whether a pane shows what comes last until it is scrolled.
func (w *Walk) follows(f Focus) bool {
	return f == OnTalk || (f == OnSlot && w.view == TalkView)
}

// follow asks that what matters is in sight when the next frame is drawn, or the
// next key needs to know what is: what is seen of a large check comes faster than
// frames are drawn.
func (w *Walk) follow() { w.loose = true }

// settled keeps in sight what matters: the cursor or the running step in the
// chain, the newest line of a live conversation. Offsets never pass the end.
func (w *Walk) settled() {
	if !w.loose {
		return
	}
	w.loose, w.laid = false, map[Focus]pane.Content{}
	for f := range numFocus {
		r, ok := w.area(f)
		if !ok {
			continue
		}
		c := w.content(f, r.W, r.H)
		w.laid[f] = c
		most := c.MaxOffset(r.H)
		switch {
		case f == OnChain && !w.held[f]:
			w.scroll[f] = w.revealed(c, r)
		case f == OnSlot && w.view == RecordsView && !w.held[f]:
			w.scroll[f] = c.Reveal(max(c.Cursor, c.Point-1, 0), 0, r.H-recordsBelow)
			w.scroll[f] = c.Reveal(max(c.Cursor, c.Point-1, 0), w.scroll[f], r.H)
		case (f == OnTiming || f == OnSlot && (w.view == TimingView || w.view == ServersView)) && !w.held[f]:
			w.scroll[f] = shownRow(c, w.scroll[f], r.H)
		case w.follows(f) && !w.held[f]:
			w.scroll[f] = most
			if c.Point > 0 { // what is wrong, with a little of what comes after
				w.scroll[f] = c.Reveal(min(c.Point+1, len(c.Body)-1), 0, r.H)
			}
		}
		w.scroll[f] = min(max(w.scroll[f], 0), most)
	}
}

// revealed is the offset of the chain that shows the cursor, or without one the
// row that is being checked.
func (w *Walk) revealed(c pane.Content, r layout.Rect) int {
	row := c.Cursor
	if row < 0 {
		row = w.runningRow(r)
	}
	if row < 0 {
		return w.scroll[OnChain]
	}
	return c.Reveal(row, w.scroll[OnChain], r.H)
}

func (w *Walk) runningRow(r layout.Rect) int {
	_, ids := w.chain().Content(w.th, r.W, r.H)
	for i, id := range ids {
		if l := w.link(id); l != nil && l.State == "running" {
			return i
		}
	}
	return -1
}

// open handles Enter and the right arrow: first the steps of a closed mail
// server, then the words about the link.
func (w *Walk) open(name command.Name) {
	if w.focus != OnChain {
		if w.toast = w.disabled(command.Open); w.toast == "" {
			w.openRow()
		}
		return
	}
	l := w.selected()
	if l == nil && name == command.Right {
		w.moveCursor(1)
		return
	}
	if w.closed(l) {
		w.folded[l.ID] = false
		w.follow()
		return
	}
	if w.view != AnswerView && w.view != RecordsView {
		w.view = AnswerView
	}
	w.focus = OnSlot
	w.follow()
}

// closed tells whether a link is a mail server whose steps are not shown.
func (w *Walk) closed(l *explain.Link) bool {
	return l != nil && l.Depth == 1 && w.hasSteps(l.ID) && !w.unfolded(l.ID)
}

// opens says what opening does where the cursor is; empty: nothing.
func (w *Walk) opens() text.Phrase {
	if w.focus != OnChain {
		switch g := w.group(); {
		case g == nil:
			return ""
		case w.groupOpen(g):
			return text.Phrase("hide the single exchanges of this row")
		}
		return text.Phrase("show the single exchanges of this row")
	}
	switch l := w.selected(); {
	case w.closed(l):
		return text.Phrase("show the steps of this mail server")
	case w.view == RecordsView:
		return text.Phrase("go to the records of this step")
	case l == nil:
		return text.Phrase("go to the answer")
	}
	return text.Phrase("go to the words about this step")
}

func (w *Walk) hasSteps(id string) bool {
	for _, l := range w.links() {
		if l.Parent == id && l.Depth >= 2 {
			return true
		}
	}
	return false
}

// left closes an open mail server, goes to the server of a step, or goes back
// to the chain.
func (w *Walk) left() {
	l := w.selected()
	switch {
	case w.focus != OnChain:
		w.focus = OnChain
		w.follow()
	case l == nil:
	case l.Depth == 1 && w.hasSteps(l.ID) && w.unfolded(l.ID):
		w.folded[l.ID] = true
		w.follow()
	case l.Parent != "":
		w.selectLink(l.Parent, 0)
	}
}

// back goes one level up: out of select mode, out of the zoom, to the chain, to the cursor's own
// way, to the screen below.
func (w *Walk) back() Effect {
	switch {
	case w.bare:
		w.Select(false)
	case w.zoomed:
		w.zoomed = false
	case w.focus != OnChain:
		w.focus = OnChain
	case w.moved:
		w.moved = false
		w.sel, w.which = w.breakLink()
	default:
		return Effect{Do: DoBack}
	}
	w.follow()
	return Effect{}
}

// Stays says how to leave where there is no screen below.
func (w *Walk) Stays() {
	if key := cmp.Or(w.key(command.Quit), w.key(command.Break)); key != "" {
		w.toast = w.book.Say("%s quits", key)
	}
}

// cycle gives the keyboard to the next pane on the screen.
func (w *Walk) cycle(step int) {
	f := w.focus
	for range numFocus {
		f = (f + numFocus + Focus(step)) % numFocus
		if w.onScreen(f) {
			break
		}
	}
	w.focus = f
	w.follow()
}
