package screen

import (
	"slices"
	"strings"

	"danewalk/probe/casefile"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// Cases is the screen of the saved cases: all of them, and any file by its name.
type Cases struct {
	choices
	field field
	rows  bool // the list is what the person looks at, not the field
	known []Past
	past  []Past // as far as they are told
	teach bool
}

// NewCases makes the screen of the saved cases.
func NewCases(l Look) *Cases { return &Cases{choices: choices{base: newBase(l), sel: 2}} }

// At is the place whose keys count here: there is a text field.
func (s *Cases) At() command.Place { return command.AtStart }

// Place is where we are.
func (s *Cases) Place() string { return s.book.Say("saved cases") }

// Offers is what can be done here.
func (s *Cases) Offers() []Offer {
	without := slices.DeleteFunc(elsewhere(), func(n command.Name) bool {
		return slices.Contains([]command.Name{command.Teach, command.Again, command.NextPane, command.PrevPane}, n)
	})
	return s.withAgain(s.offers(command.AtStart, s.disabled, without...))
}

// disabled says why a command does nothing at the moment, or "".
func (s *Cases) disabled(name command.Name) string {
	if name != command.Again {
		return ""
	}
	past, ok := s.chosen()
	if !ok {
		return s.book.Say("choose a saved check first")
	}
	return past.Once
}

// chosen is the saved case that is chosen. The name of a file in the field goes
// before it.
func (s *Cases) chosen() (Past, bool) {
	list := s.listed()
	if at := s.sel - 2; at >= 0 && at < len(list) && !isFile(s.field.text()) {
		return list[at], true
	}
	return Past{}, false
}

// Past takes the saved cases.
func (s *Cases) Past(list []Past) { s.known, s.past = list, told(list, s.teach, s.book) }

// Teach tells whether what is opened is played as a lesson.
func (s *Cases) Teach(on bool) {
	s.teach = on
	s.Past(s.known)
}

func (s *Cases) listed() []Past { return matching(s.past, s.field.text()) }

// Lines is the whole frame.
func (s *Cases) Lines() []string {
	return s.page(s.Place(), s.footer(), s.corner(command.AtStart), func(w, h int) []string {
		p := s.content(w)
		return p.Render(h, s.offset(p, h), s.sel)
	})
}

func (s *Cases) footer() []pane.Hint {
	out := s.hints(command.AtStart, command.Open, command.Back)
	if _, ok := s.chosen(); ok && s.rows {
		return append(append(out[:1:1], s.againHint()...), out[1:]...)
	}
	if len(s.listed()) > 0 && !s.rows {
		out = append(out, s.hints(command.AtStart, command.NextPane)...)
	}
	return out
}

// content has the field as choice 1, and the cases behind it.
func (s *Cases) content(w int) *pane.Page {
	p := pane.NewPage(s.th, w)
	list := s.listed()
	count := ""
	if s.field.text() != "" && !isFile(s.field.text()) {
		count = s.book.Say("%d of %d", len(list), len(s.past))
	}
	p.Two(2, theme.Plain, s.book.Say("Type to search, or type the name of a case file"), count)
	p.Box(1, !s.rows, s.field.before, s.field.after)
	column := nameColumn(list, w)
	for i, c := range list {
		p.Found(i+2, column, s.markOf(c), c.Domain, c.Says, c.Age)
	}
	switch {
	case s.teach && len(s.past) > 0:
		p.Blank(1)
		p.Say(2, theme.Faint, s.book.Say("Teaching: what was found is not shown, and what is opened is hidden until it is revealed."))
	case len(s.past) == 0:
		p.Say(4, theme.Faint, s.book.Say("no check was saved yet"))
	case len(list) == 0 && !isFile(s.field.text()):
		p.Say(4, theme.Faint, s.book.Say("nothing found"))
	}
	return p
}

// isFile tells whether a text is the name of a file and not a search.
func isFile(s string) bool {
	return strings.ContainsAny(s, `/\`) || strings.HasSuffix(s, casefile.Suffix)
}

// Key handles a key by its name.
func (s *Cases) Key(key string) Effect {
	if s.rows && s.again(key) {
		return s.Do(command.Again)
	}
	if s.field.key(key) {
		s.sel, s.off, s.rolled, s.rows, s.toast = 2, 0, false, false, ""
		return Effect{}
	}
	return s.Do(s.keys.Find(command.AtStart, key))
}

// Paste writes into the field.
func (s *Cases) Paste(content string) Effect {
	s.field.insert(strings.TrimSpace(content))
	s.sel, s.off, s.rolled, s.rows = 2, 0, false, false
	return Effect{}
}

// Do carries out a command.
func (s *Cases) Do(name command.Name) Effect {
	s.toast = ""
	switch {
	case name == command.Open:
		return s.open()
	case name == command.Again:
		past, ok := s.chosen()
		if !ok {
			s.toast = s.disabled(name)
			return Effect{}
		}
		return s.recheck(past)
	case name == command.NextPane || name == command.PrevPane:
		s.rows = !s.rows && len(s.listed()) > 0
		return Effect{}
	case name == command.Back && s.field.text() != "":
		s.field, s.rows = field{}, false
		return Effect{}
	case s.move(name, len(s.listed())+1, s.content(s.body().W)):
		s.sel = max(s.sel, 2)
		s.rows = len(s.listed()) > 0
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

func (s *Cases) open() Effect {
	list := s.listed()
	switch typed := strings.TrimSpace(s.field.text()); {
	case isFile(typed):
		return Effect{Do: DoOpen, Text: typed}
	case s.sel >= 2 && s.sel-2 < len(list):
		return Effect{Do: DoOpen, Text: list[s.sel-2].Path}
	}
	s.toast = s.book.Say("nothing found")
	return Effect{}
}

// Click chooses a line; a click on the line that is chosen opens it.
func (s *Cases) Click(x, y int) Effect {
	choice := s.clicked(x, y, s.content(s.body().W))
	switch {
	case choice == 0:
		return s.Do(s.pageHit(command.AtStart, s.Place(), s.footer(), s.corner(command.AtStart), x, y))
	case choice == s.sel && choice > 1:
		return s.open()
	case choice > 1:
		s.sel, s.rows = choice, true
	case choice == 1:
		s.rows = false
	}
	return Effect{}
}

// Wheel scrolls.
func (s *Cases) Wheel(_, _, direction int) { s.wheel(direction, s.content(s.body().W)) }
