package screen

import (
	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// paper is a page of lines that can be searched: what is common to the screens that
// are one. Content gives the page for a window of so many cells.
type paper struct {
	choices
	find search
}

// marked marks in a page what is looked for.
func (c *paper) marked(p *pane.Page) *pane.Page {
	at := 0
	if c.find.at >= 0 {
		at = c.find.at + 1
	}
	p.Mark(c.find.finder(c.th), at)
	return p
}

// searched is the page as a search reads it.
func (c *paper) searched(content func(w int) *pane.Page) searched {
	r := c.body()
	p := content(r.W)
	return searched{
		n: p.Rows(), here: c.row(p, r.H),
		text: func(row int) string { return pane.Folded(c.th, p.Line(row)) },
		show: func(row int) {
			if choice := p.At(row, 0); choice != 0 {
				c.sel, c.rolled = choice, false
				c.off = p.Reveal(choice, c.off, r.H)
				return
			}
			c.off, c.rolled = p.Clamp(rowInSight(c.offset(p, r.H), row, r.H), r.H), true
		},
	}
}

// row is the row at which the person is: of the choice, or else the match that is
// seen, or else the first one that is.
func (c *paper) row(p *pane.Page, h int) int {
	at, top := c.find.at, c.offset(p, h)
	if c.sel != 0 {
		for row := range p.Rows() {
			if p.At(row, 0) == c.sel {
				if at >= 0 && at < p.Rows() && p.At(at, 0) == c.sel {
					return at
				}
				return row
			}
		}
	}
	if at >= top && at < top+h {
		return at
	}
	return top
}

// rowInSight is the first row to show so that a row is seen in h rows, with a little
// of what stands around it.
func rowInSight(top, row, h int) int {
	const around = 2
	return min(max(top, row-h+1+around), max(row-around, 0))
}

// pressed is the command of a key; false: the key was for the search.
func (c *paper) pressed(key string, content func(w int) *pane.Page) (command.Name, bool) {
	if c.find.typing {
		c.toast = ""
		name := c.find.typed(c.th, c.keys, c.searched(content), key)
		return name, name != ""
	}
	return c.find.named(c.keys, key), true
}

// named is the command of a key in a text: while a search is on the keys of the
// problems are those of the matches.
func (s *search) named(keys *command.Keys, key string) command.Name {
	name := keys.Find(command.InText, key)
	if walk := keys.Find(command.InWalk, key); name == "" && s.on && (walk == command.NextProblem || walk == command.PrevProblem) {
		return walk
	}
	return name
}

// hunted handles the commands of a search; false: the command is none of them.
func (c *paper) hunted(name command.Name, content func(w int) *pane.Page) bool {
	if c.find.typing {
		c.find.settle()
	}
	in := func() searched { return c.searched(content) }
	sel, off, rolled := c.sel, c.off, c.rolled
	said, ok := c.find.hunted(&c.base, name, in, func() { c.sel, c.off, c.rolled = sel, off, rolled })
	if ok {
		c.toast = said
	}
	return ok
}

// hunted handles the commands of a search in a text; false: the command is none of
// them. Undo brings back what is seen now.
func (s *search) hunted(b *base, name command.Name, in func() searched, undo func()) (said string, ok bool) {
	switch {
	case name == command.Search:
		s.begin(in(), undo)
	case !s.on:
		return "", false
	case name == command.NextProblem:
		said = s.again(b.book, b.th, in(), 1)
	case name == command.PrevProblem:
		said = s.again(b.book, b.th, in(), -1)
	case name == command.Back:
		s.end()
	default:
		return "", false
	}
	return said, true
}

// pasted writes into the field of the search.
func (c *paper) pasted(content string, page func(w int) *pane.Page) Effect {
	if c.find.typing {
		c.find.field.insert(content)
		c.find.first(c.th, c.searched(page))
	}
	return Effect{}
}

// keysBelow are what the footer shows: those of the search while one is on.
func (c *paper) keysBelow(content func(w int) *pane.Page, names ...command.Name) []pane.Hint {
	if c.note = ""; c.find.typing {
		c.note = c.find.line(c.book, c.th, c.searched(content))
	}
	if c.find.on {
		return c.find.hints(&c.base, command.InText, c.searched(content))
	}
	return c.hints(command.InText, names...)
}

// corners is what the footer shows at its right end.
func (c *paper) corners() []pane.Hint {
	if c.find.typing {
		return c.find.corner(&c.base, command.InText)
	}
	return c.corner(command.InText)
}
