package screen

import (
	"danewalk/tui/command"
	"danewalk/tui/layout"
)

// key is the first key of a command in the walk.
func (w *Walk) key(name command.Name) string { return w.keys.Of(command.InWalk, name) }

// At is the place whose keys count here.
func (w *Walk) At() command.Place { return command.InWalk }

// Offers is what can be done in the walk. A command that does nothing now stays
// in the list with its reason.
func (w *Walk) Offers() []Offer {
	out := w.offers(command.InWalk, w.disabled)
	for i := range out {
		if says := w.opens(); out[i].Name == command.Open && says != "" {
			out[i].Sentence = says
		}
	}
	return out
}

// disabled says why a command does nothing at the moment, or "".
func (w *Walk) disabled(name command.Name) string {
	switch name {
	case command.Open:
		if w.opens() == "" {
			return w.book.Say("there is nothing to open in this pane")
		}
	case command.Repeat:
		return w.noRepeat()
	case command.Export:
		if w.diagnosis == nil {
			return w.book.Say("nothing was seen yet")
		}
	case command.Again:
		switch {
		case w.round.of > 0:
			return w.book.Say("that is going on; %s stops it", w.key(command.Stop))
		case w.Options.NoRestart:
			return w.book.Say("not possible for a recorded check")
		case w.running:
			return w.book.Say("not while the check is running; %s stops it", w.key(command.Stop))
		}
	case command.Playback:
		switch {
		case w.running:
			return w.book.Say("not while the check is running")
		case len(w.links()) == 0:
			return w.book.Say("nothing was seen")
		}
	case command.Search:
		if w.plan().Kind == layout.Verdict {
			return w.book.Say("the window is too small")
		}
	case command.Stop:
		if !w.Busy() {
			return w.book.Say("nothing is running")
		}
	case command.NextProblem, command.PrevProblem:
		if len(w.problems()) == 0 {
			return w.book.Say("no problem found")
		}
	case command.PrevHost, command.NextHost:
		if len(w.talkHosts()) < 2 {
			return w.book.Say("there is no other conversation")
		}
	}
	return ""
}
