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
	if b.bare {
		hints = b.bareHints()
	}
	for _, a := range b.pagePlan().Areas {
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
	a, ok := b.pagePlan().At(x, y)
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
	r, _ := b.pagePlan().Find(layout.Solo)
	return r
}

// pagePlan divides the window.
func (b *base) pagePlan() layout.Plan {
	if b.bare {
		return layout.Bare(b.w, b.h)
	}
	return layout.Page(b.w, b.h)
}

// bareHints is what the footer says in select mode: how it ends.
func (b *base) bareHints() []pane.Hint {
	key := b.keys.Of(command.InText, command.Mouse)
	if key == "" { // the person has taken it away
		return nil
	}
	return []pane.Hint{{Key: key, Word: b.book.Say("[key] ends select mode: mouse and borders come back")}}
}
