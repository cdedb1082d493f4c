package screen

import (
	"danewalk/tui/command"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
)

// wheelStep is how many lines the wheel scrolls.
const wheelStep = 3

// Click handles a click at a cell: a word of the footer, a view in the title, a
// row of the chain, or a pane.
func (w *Walk) Click(x, y int) Effect {
	a, ok := w.plan().At(x, y)
	if !ok {
		return Effect{}
	}
	switch a.Name {
	case layout.TitleBar:
		_, hits := pane.TitleBar(w.th, w.Place(), w.note(), w.tabs(), w.short(), a.W)
		return w.Do(w.hitAt(command.InWalk, hits, x))
	case layout.Footer:
		_, hits := pane.Footer(w.th, w.footer(), w.corners(), w.Message(), a.W)
		return w.act(w.hitAt(command.InWalk, hits, x))
	}
	f, ok := w.focusOf(a.Name)
	if !ok || w.plan().Kind == layout.Verdict {
		return Effect{}
	}
	w.toast = ""
	if w.find.typing {
		w.find.settle()
	}
	w.focus = f
	switch {
	case f == OnChain:
		w.clickRow(a, y)
	case w.onRecords():
		w.clickRecord(a, y)
	default:
		w.clickRowOf(a, y)
	}
	return Effect{}
}

// clickRow selects the row under the pointer; a second click opens it.
func (w *Walk) clickRow(a layout.Area, y int) {
	w.settled()
	c, ids := w.chain().Content(w.th, a.W, a.H)
	row := c.RowAt(y-a.Y, w.scroll[OnChain], a.H)
	if row < 0 || row >= len(ids) || ids[row] == "" {
		return
	}
	if ids[row] == w.sel && w.moved {
		w.open(command.Open)
		return
	}
	w.selectLink(ids[row], 0)
}

// Wheel scrolls the pane under the pointer. Down is positive.
func (w *Walk) Wheel(x, y, direction int) {
	a, ok := w.plan().At(x, y)
	if !ok {
		return
	}
	if f, ok := w.focusOf(a.Name); ok {
		w.scrollBy(f, direction*wheelStep)
	}
}
