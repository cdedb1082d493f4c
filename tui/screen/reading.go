package screen

import (
	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// Words gives a title and a text in a language.
type Words func(book *text.Book) (title string, blocks []explain.Block)

// Reading is a screen with something to read.
type Reading struct {
	choices
	words  Words
	title  string
	blocks []explain.Block
	find   search
}

// NewReading makes a screen with something to read. Words is called again when
// the language changes.
func NewReading(l Look, words Words) *Reading {
	s := &Reading{choices: choices{base: newBase(l)}, words: words, find: search{at: -1}}
	s.title, s.blocks = words(s.book)
	return s
}

// At is the place whose keys count here.
func (s *Reading) At() command.Place { return command.InText }

// Place is where we are.
func (s *Reading) Place() string { return s.title }

// Offers is what can be done here.
func (s *Reading) Offers() []Offer {
	return s.offers(command.InText, nil, unread()...)
}

// Speak changes the language.
func (s *Reading) Speak(book *text.Book) {
	s.base.Speak(book)
	s.title, s.blocks = s.words(book)
}

func (s *Reading) content(w int) *pane.Page {
	p := pane.NewPage(s.th, w)
	for _, b := range s.blocks {
		p.Blank(1)
		if b.Heading != "" {
			p.Say(2, theme.Strong, b.Heading)
		}
		for _, para := range b.Paras {
			p.Say(4, theme.Plain, para)
		}
	}
	p.Mark(s.find.finder(s.th), s.find.at+1)
	return p
}

// Lines is the whole frame.
func (s *Reading) Lines() []string {
	if s.note = ""; s.find.typing {
		s.note = s.find.line(s.book, s.th, s.searched())
	}
	return s.page(s.title, s.footer(), s.corners(), func(w, h int) []string {
		p := s.content(w)
		return p.Render(h, s.offset(p, h), 0)
	})
}

func (s *Reading) footer() []pane.Hint {
	if s.find.on {
		return s.find.hints(&s.base, command.InText, s.searched())
	}
	return s.hints(command.InText, command.Back, command.Search, command.Language)
}

// Key handles a key by its name.
func (s *Reading) Key(key string) Effect {
	if s.find.typing {
		s.toast = ""
		if name := s.find.typed(s.th, s.keys, s.searched(), key); name != "" {
			return s.Do(name)
		}
		return Effect{}
	}
	name := s.keys.Find(command.InText, key)
	if name == "" && s.find.on { // those of the problems
		name = s.keys.Find(command.InWalk, key)
	}
	return s.Do(name)
}

// searched is the text as a search reads it.
func (s *Reading) searched() searched {
	r := s.body()
	p := s.content(r.W)
	top := s.offset(p, r.H)
	out := searched{n: p.Rows(), here: top}
	if at := s.find.at; at >= top && at < top+r.H {
		out.here = at
	}
	out.text = func(row int) string { return pane.Folded(s.th, p.Line(row)) }
	out.show = func(row int) {
		const around = 2
		top := s.offset(p, r.H)
		s.off, s.rolled = p.Clamp(min(max(top, row-r.H+1+around), max(row-around, 0)), r.H), true
	}
	return out
}

// undo brings back what is seen now.
func (s *Reading) undo() func() {
	off, rolled := s.off, s.rolled
	return func() { s.off, s.rolled = off, rolled }
}

// whileSearching handles the commands of a search; false: it is none of them.
func (s *Reading) whileSearching(name command.Name) bool {
	switch {
	case name == command.Search:
		s.find.begin(s.searched(), s.undo())
	case !s.find.on:
		return false
	case name == command.NextProblem:
		s.toast = s.find.again(s.book, s.th, s.searched(), 1)
	case name == command.PrevProblem:
		s.toast = s.find.again(s.book, s.th, s.searched(), -1)
	case name == command.Back:
		s.find.end()
	default:
		return false
	}
	return true
}

// Paste writes into the field of the search.
func (s *Reading) Paste(content string) Effect {
	if s.find.typing {
		s.find.field.insert(content)
		s.find.first(s.th, s.searched())
	}
	return Effect{}
}

// Message is what the footer says in place of its keys.
func (s *Reading) Message() string {
	if s.toast == "" && s.find.typing {
		return s.find.line(s.book, s.th, s.searched())
	}
	return s.toast
}

// corners is what the footer shows at its right end.
func (s *Reading) corners() []pane.Hint {
	if s.find.typing {
		return s.find.corner(&s.base, command.InText)
	}
	return s.corner(command.InText)
}

// Do carries out a command.
func (s *Reading) Do(name command.Name) Effect {
	s.toast = ""
	if s.find.typing {
		s.find.settle()
	}
	if s.whileSearching(name) {
		return Effect{}
	}
	if name == command.Open {
		return Effect{Do: DoBack}
	}
	if s.move(name, 0, s.content(s.body().W)) {
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

// Click handles a click on the title or the footer.
func (s *Reading) Click(x, y int) Effect {
	return s.Do(s.pageHit(command.InText, s.title, s.footer(), s.corners(), x, y))
}

// Wheel scrolls.
func (s *Reading) Wheel(_, _, direction int) { s.wheel(direction, s.content(s.body().W)) }
