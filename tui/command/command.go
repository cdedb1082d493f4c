package command

import (
	"danewalk/explain/text"
)

// Name is the stable name of a command, as the configuration writes it.
type Name string

// The commands.
const (
	Up       Name = "up"
	Down     Name = "down"
	Left     Name = "left"
	Right    Name = "right"
	PageUp   Name = "page-up"
	PageDown Name = "page-down"
	First    Name = "first"
	Last     Name = "last"
	Open     Name = "open"
	Back     Name = "back"
	NextPane Name = "next-pane"
	PrevPane Name = "previous-pane"

	NextProblem Name = "next-problem"
	PrevProblem Name = "previous-problem"
	Audience    Name = "audience"
	Language    Name = "language"
	Copy        Name = "copy"
	Plain       Name = "plain"
	Export      Name = "export"
	Answer      Name = "view-answer"
	Records     Name = "view-records"
	Form        Name = "form"
	Talk        Name = "view-talk"
	Timing      Name = "view-timing"
	Servers     Name = "view-servers"
	PrevHost    Name = "previous-server"
	NextHost    Name = "next-server"
	Glossary    Name = "glossary"
	Search      Name = "search"
	Zoom        Name = "zoom"
	Again       Name = "again"
	Repeat      Name = "repeat"
	Stop        Name = "stop"
	Playback    Name = "playback"

	Step    Name = "step" // playback: reveal, then go on
	Faster  Name = "faster"
	Slower  Name = "slower"
	Teach   Name = "teach" // hide the state of a step until it is revealed
	Guess1  Name = "guess-1"
	Guess2  Name = "guess-2"
	Guess3  Name = "guess-3"
	Guess4  Name = "guess-4"
	Details Name = "details"
	Blank   Name = "blank"

	Cases    Name = "cases"
	Settings Name = "settings"
	Port25   Name = "port-25"

	Help    Name = "help"
	Mouse   Name = "mouse"
	Quit    Name = "quit"
	Break   Name = "interrupt"
	Redraw  Name = "redraw"
	Suspend Name = "suspend"
)

// Place is a screen, or a part of one, in which commands are given.
type Place string

// The places. A command without places is known everywhere.
const (
	AtStart    Place = "start"    // no letters here: they belong to the text field
	InWalk     Place = "walk"     // the five views of a check
	InPlayback Place = "playback" // step by step
	InBounce   Place = "bounce"   // the answer to a pasted bounce
	InText     Place = "text"     // plain text, help, glossary: something to read
	InSettings Place = "settings"
)

// Command is one thing that can be done.
type Command struct {
	Name     Name
	Places   []Place
	Keys     []string    // as the terminal names them: "n", "shift+tab", "ctrl+p"
	Word     text.Phrase // one or two words, for the footer; empty: never there
	Sentence text.Phrase // for the help; empty: the command before it says it too
}

// In tells whether the command is known in a place.
func (c Command) In(p Place) bool {
	if len(c.Places) == 0 {
		return true
	}
	for _, place := range c.Places {
		if place == p {
			return true
		}
	}
	return false
}
