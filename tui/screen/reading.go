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
	paper
	words  Words
	title  string
	blocks []explain.Block
}

// NewReading makes a screen with something to read. Words is called again when
// the language changes.
func NewReading(l Look, words Words) *Reading {
	s := &Reading{paper: paper{choices: choices{base: newBase(l)}, find: search{at: -1}}, words: words}
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
	return s.marked(p)
}

// Lines is the whole frame.
func (s *Reading) Lines() []string {
	return s.page(s.title, s.footer(), s.corners(), func(w, h int) []string {
		p := s.content(w)
		return p.Render(h, s.offset(p, h), 0)
	})
}

func (s *Reading) footer() []pane.Hint {
	return s.keysBelow(s.content, command.Back, command.Search, command.Language)
}

// Key handles a key by its name.
func (s *Reading) Key(key string) Effect {
	if name, ok := s.pressed(key, s.content); ok {
		return s.Do(name)
	}
	return Effect{}
}

// Paste writes into the field of the search.
func (s *Reading) Paste(content string) Effect { return s.pasted(content, s.content) }

// Do carries out a command.
func (s *Reading) Do(name command.Name) Effect {
	s.toast = ""
	if s.hunted(name, s.content) {
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
