package command

import (
	"slices"

	"danewalk/explain/text"
)

// Title is the command in a few words, for lists in which it stands without its
// key: its word in the footer, unless that says too little alone.
func (c Command) Title() text.Phrase {
	if title := own(c.Name); title != "" && (c.Word == "" || short(c.Name)) {
		return title
	}
	return c.Word
}

// Says is the sentence about the command: its own, else that of another row of it,
// else that of the row before it, which says it too.
func (c Command) Says() text.Phrase {
	if c.Sentence != "" {
		return c.Sentence
	}
	list, first := All(), -1
	for i, other := range list {
		if other.Name != c.Name || !c.meets(other) {
			continue
		}
		if other.Sentence != "" {
			return other.Sentence
		}
		if first < 0 {
			first = i
		}
	}
	for ; first > 0; first-- {
		if s := list[first].Sentence; s != "" {
			return s
		}
	}
	return list[0].Sentence
}

// meets tells whether two commands are known in one place.
func (c Command) meets(other Command) bool {
	return len(c.Places) == 0 || len(other.Places) == 0 || slices.ContainsFunc(c.Places, other.In)
}

// short tells whether the word in the footer is clear only beside what it is about.
func short(n Name) bool {
	switch n {
	case Form, Glossary, PrevHost, Mouse, Again, Repeat, Blank, Guess1:
		return true
	}
	return false
}

// Moves tells whether the command only moves what is seen: people know these keys,
// and seldom look for them.
func (c Command) Moves() bool {
	switch c.Name {
	case Up, Down, Left, Right, PageUp, PageDown, First, Last:
		return c.Word == "" || len(c.Places) == 0
	case Open, Back, NextPane, PrevPane:
		return true
	}
	return false
}

// own are the titles of the commands whose word in the footer does not do.
func own(n Name) text.Phrase {
	switch n {
	case Up:
		return text.Phrase("[command] up")
	case Down:
		return text.Phrase("[command] down")
	case Left:
		return text.Phrase("[command] left")
	case Right:
		return text.Phrase("[command] right")
	case PageUp:
		return text.Phrase("[command] page up")
	case PageDown:
		return text.Phrase("[command] page down")
	case First:
		return text.Phrase("[command] to the beginning")
	case Last:
		return text.Phrase("[command] to the end")
	case PrevPane:
		return text.Phrase("[command] previous pane")
	case PrevProblem:
		return text.Phrase("[command] previous problem")
	case Answer:
		return text.Phrase("[command] answer")
	case Records:
		return text.Phrase("[command] records")
	case Form:
		return text.Phrase("[command] form of the records")
	case Talk:
		return text.Phrase("[command] conversation")
	case Timing:
		return text.Phrase("[command] timing")
	case Servers:
		return text.Phrase("[command] servers")
	case PrevHost:
		return text.Phrase("[command] previous mail server")
	case NextHost:
		return text.Phrase("[command] next mail server")
	case Glossary:
		return text.Phrase("[command] explain terms")
	case Again:
		return text.Phrase("[command] check again")
	case Repeat:
		return text.Phrase("[command] check five times")
	case Slower:
		return text.Phrase("[command] slower")
	case Teach:
		return text.Phrase("[command] teach")
	case Guess1:
		return text.Phrase("[command] guess 1")
	case Guess2:
		return text.Phrase("[command] guess 2")
	case Guess3:
		return text.Phrase("[command] guess 3")
	case Guess4:
		return text.Phrase("[command] guess 4")
	case Blank:
		return text.Phrase("[command] blank screen")
	case Cases:
		return text.Phrase("[command] saved cases")
	case Settings:
		return text.Phrase("[command] settings")
	case Port25:
		return text.Phrase("[command] is port 25 open?")
	case Help:
		return text.Phrase("all commands")
	case Mouse:
		return text.Phrase("[command] select mode")
	case Break:
		return text.Phrase("[command] interrupt")
	case Redraw:
		return text.Phrase("[command] draw again")
	case Suspend:
		return text.Phrase("[command] suspend")
	}
	return ""
}
