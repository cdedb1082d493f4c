package screen

import (
	"slices"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// Setting is a choice that is remembered.
type Setting struct {
	Name    string // in the configuration
	Label   text.Phrase
	Value   string
	Choices []string
	Words   map[string]text.Phrase // of the choices; one without is shown as it is
	Fixed   text.Phrase            // why it cannot be changed now; empty: it can
}

// Settings is the screen of the settings.
type Settings struct {
	choices
	list []Setting
	file string // where they are kept
}

// NewSettings makes the screen of the settings.
func NewSettings(l Look, list []Setting, file string) *Settings {
	return &Settings{choices: choices{base: newBase(l), sel: 1}, list: slices.Clone(list), file: file}
}

// At is the place whose keys count here.
func (s *Settings) At() command.Place { return command.InSettings }

// Place is where we are.
func (s *Settings) Place() string { return s.book.Say("settings") }

// Offers is what can be done here.
func (s *Settings) Offers() []Offer { return s.offers(command.InSettings, nil, still()...) }

// Lines is the whole frame.
func (s *Settings) Lines() []string {
	return s.page(s.Place(), s.footer(), s.corner(command.InSettings), func(w, h int) []string {
		p := s.content(w)
		return p.Render(h, s.offset(p, h), s.sel)
	})
}

func (s *Settings) footer() []pane.Hint {
	out := s.hints(command.InSettings, command.Back)
	key := s.keys.Of(command.InSettings, command.Open)
	if key == "" {
		return out
	}
	return append([]pane.Hint{{Key: key, Word: s.book.Say("[key] change")}}, out...)
}

func (s *Settings) content(w int) *pane.Page {
	p := pane.NewPage(s.th, w)
	p.Blank(1)
	column := 0
	for _, x := range s.list {
		column = max(column, len([]rune(s.book.Say(x.Label))))
	}
	for i, x := range s.list {
		value := s.valueOf(x)
		if x.Fixed != "" {
			value += "  (" + s.book.Say(x.Fixed) + ")"
		}
		p.Set(i+1, min(column, w/2), s.book.Say(x.Label), value)
	}
	p.Blank(1)
	if s.file != "" {
		p.Say(2, theme.Plain, s.book.Say("Changes are saved at once in:"))
		p.Say(4, theme.Plain, s.file)
	}
	p.Say(2, theme.Plain, s.book.Say("Limits and keys are changed in that file; danewalk config --print-default shows what can stand there."))
	return p
}

func (s *Settings) valueOf(x Setting) string {
	if words, ok := x.Words[x.Value]; ok {
		return s.book.Say(words)
	}
	return x.Value
}

// Key handles a key by its name.
func (s *Settings) Key(key string) Effect {
	name := s.keys.Find(command.InSettings, key)
	if name == "" && key == "space" {
		name = command.Open
	}
	return s.Do(name)
}

// Do carries out a command.
func (s *Settings) Do(name command.Name) Effect {
	s.toast = ""
	switch {
	case name == command.Open, name == command.Right:
		return s.change(1)
	case name == command.Left:
		return s.change(-1)
	case s.move(name, len(s.list), s.content(s.body().W)):
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

// change takes the next value of the setting that is chosen.
func (s *Settings) change(step int) Effect {
	if len(s.list) == 0 {
		return Effect{}
	}
	x := &s.list[s.sel-1]
	if x.Fixed != "" {
		s.toast = s.book.Say(x.Fixed)
		return Effect{}
	}
	n := len(x.Choices)
	x.Value = x.Choices[(slices.Index(x.Choices, x.Value)+step+n)%n]
	return Effect{Do: DoRemember, Name: x.Name, Text: x.Value}
}

// Click chooses a line; a click on the line that is chosen changes it.
func (s *Settings) Click(x, y int) Effect {
	choice := s.clicked(x, y, s.content(s.body().W))
	if choice == 0 {
		return s.Do(s.pageHit(command.InSettings, s.Place(), s.footer(), s.corner(command.InSettings), x, y))
	}
	if choice == s.sel {
		return s.change(1)
	}
	s.sel = choice
	return Effect{}
}

// Wheel scrolls.
func (s *Settings) Wheel(_, _, direction int) { s.wheel(direction, s.content(s.body().W)) }
