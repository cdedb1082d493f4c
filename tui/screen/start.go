package screen

import (
	"danewalk/tui/command"
)

// Start is the first screen: what is to be checked?
type Start struct {
	base
	field string
}

// NewStart makes the start screen.
func NewStart(l Look, typed string) *Start { return &Start{base: newBase(l), field: typed} }

// At is the place whose keys count here.
func (s *Start) At() command.Place { return command.AtStart }

// Place is where we are: nowhere yet.
func (s *Start) Place() string { return "" }

// Offers is what can be done here.
func (s *Start) Offers() []Offer { return s.offers(command.AtStart, nil) }

// Lines is the whole frame.
func (s *Start) Lines() []string {
	return s.page("", s.hints(command.AtStart, command.Open), s.corner(command.AtStart), func(w, h int) []string {
		return nil
	})
}

// Key handles a key by its name.
func (s *Start) Key(key string) Effect { return s.Do(s.keys.Find(command.AtStart, key)) }

// Do carries out a command.
func (s *Start) Do(name command.Name) Effect {
	e, _ := s.common(name)
	return e
}

// Click handles a click.
func (s *Start) Click(x, y int) Effect { return Effect{} }
