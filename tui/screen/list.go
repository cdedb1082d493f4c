package screen

import (
	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// choices is a page of lines of which one is chosen: what is common to the
// screens that are one.
type choices struct {
	base
	sel int // number of the choice, from 1; zero: none
	off int
	// rolled says that the person scrolled: the choice need not be in sight.
	rolled bool
}

// offset is the first line that is shown.
func (c *choices) offset(p *pane.Page, h int) int {
	if c.rolled {
		return p.Clamp(c.off, h)
	}
	return p.Reveal(c.sel, c.off, h)
}

// move handles the commands that move the choice among n, or scroll the page;
// false: it is none of them.
func (c *choices) move(name command.Name, n int, p *pane.Page) bool {
	h := c.body().H
	switch name {
	case command.Up, command.Down:
		c.off, c.rolled = c.offset(p, h), n == 0
		if n == 0 {
			c.off = p.Clamp(c.off+scrolled(name, h), h)
			return true
		}
		c.sel = min(max(c.sel+scrolled(name, h), 1), n)
		c.off = p.Reveal(c.sel, c.off, h)
	case command.PageUp, command.PageDown, command.First, command.Last:
		c.off = p.Clamp(c.offset(p, h)+scrolled(name, h), h)
		c.rolled = true
	default:
		return false
	}
	return true
}

// wheel scrolls.
func (c *choices) wheel(direction int, p *pane.Page) {
	h := c.body().H
	c.off = p.Clamp(c.offset(p, h)+direction*wheelStep, h)
	c.rolled = true
}

// clicked is the choice at a cell of the body; zero: none.
func (c *choices) clicked(x, y int, p *pane.Page) int {
	r := c.body()
	if !r.Contains(x, y) {
		return 0
	}
	return p.At(y-r.Y, c.offset(p, r.H))
}
