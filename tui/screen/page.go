package screen

import (
	"cmp"

	"danewalk/tui/command"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
)

// page draws a screen of one body between a title and a footer: draw gives the
// body in w x h cells.
func (b *base) page(title string, hints, corner []pane.Hint, draw func(w, h int) []string) []string {
	if b.w < 1 || b.h < 1 {
		return nil
	}
	var out []string
	for _, a := range layout.Page(b.w, b.h).Areas {
		switch a.Name {
		case layout.TitleBar:
			line, _ := pane.PageBar(b.th, title, corner, a.W)
			out = append(out, line)
		case layout.Rule:
			out = append(out, pane.RuleLine(b.th, a.W))
		case layout.Footer:
			line, _ := pane.Footer(b.th, hints, corner, cmp.Or(b.toast, b.note), a.W)
			out = append(out, line)
		default:
			out = append(out, draw(a.W, a.H)...)
		}
	}
	return out
}

// pageHit is the command of a word of the title or the footer of a page.
func (b *base) pageHit(at command.Place, title string, hints, corner []pane.Hint, x, y int) command.Name {
	a, ok := layout.Page(b.w, b.h).At(x, y)
	if !ok {
		return ""
	}
	var hits []pane.Hit
	switch a.Name {
	case layout.TitleBar:
		_, hits = pane.PageBar(b.th, title, corner, a.W)
	case layout.Footer:
		_, hits = pane.Footer(b.th, hints, corner, cmp.Or(b.toast, b.note), a.W)
	}
	return b.hitAt(at, hits, x)
}

// body is where the content of a page is.
func (b *base) body() layout.Rect {
	r, _ := layout.Page(b.w, b.h).Find(layout.Solo)
	return r
}
