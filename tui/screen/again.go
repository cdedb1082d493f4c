package screen

import (
	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// again tells whether a key checks again what a row of saved cases is about: that of
// the check, which may be a letter, since a row has no text.
func (b *base) again(key string) bool {
	return b.keys.Find(command.InWalk, key) == command.Again || b.keys.Find(command.AtStart, key) == command.Again
}

// recheck asks for a new check of what a saved case is about, in the world that it
// comes from; or says why there is none.
func (b *base) recheck(p Past) Effect {
	if p.Once != "" {
		b.toast = p.Once
		return Effect{}
	}
	return Effect{Do: DoRecheck, Text: p.Path}
}

// withAgain names the key of a check in the list of what can be done with a row,
// where letters are no keys.
func (b *base) withAgain(list []Offer) []Offer {
	for i := range list {
		if list[i].Name != command.Again || len(list[i].Keys) > 0 {
			continue
		}
		for _, c := range b.keys.In(command.InWalk) {
			if c.Name == command.Again {
				list[i].Keys = c.Keys
			}
		}
	}
	return list
}

// againHint is what the footer says while a row is chosen.
func (b *base) againHint() []pane.Hint { return b.hints(command.InWalk, command.Again) }

// chosen is the saved case that is chosen.
func (s *Start) chosen() (Past, bool) {
	if list := s.listed(); s.sel > 0 && s.sel <= len(list) {
		return list[s.sel-1], true
	}
	return Past{}, false
}

// searches tells whether a search is being written: then letters belong to it.
func (s *Start) searches() bool { return s.search != "" || s.hunts }
