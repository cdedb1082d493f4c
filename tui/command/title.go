package command

import "danewalk/explain/text"

// Title is the command in a few words, for lists in which it stands without its
// key: its word in the footer, unless that says too little alone.
func (c Command) Title() text.Phrase {
	if own, ok := titles()[c.Name]; ok && (c.Word == "" || short(c.Name)) {
		return own
	}
	return c.Word
}

// short tells whether the word in the footer is clear only beside what it is about.
func short(n Name) bool {
	switch n {
	case Form, Glossary, PrevHost, Mouse, Again, Repeat, Blank:
		return true
	}
	return false
}

// Moves tells whether the command only moves what is seen: people know these keys,
// and seldom look for them.
func (c Command) Moves() bool {
	switch c.Name {
	case Up, Down, Left, Right, PageUp, PageDown, First, Last, Open, Back, NextPane, PrevPane:
		return c.Word == "" || len(c.Places) == 0
	}
	return false
}

func titles() map[Name]text.Phrase {
	return map[Name]text.Phrase{
		Up:          text.Phrase("[command] up"),
		Down:        text.Phrase("[command] down"),
		Left:        text.Phrase("[command] left"),
		Right:       text.Phrase("[command] right"),
		PageUp:      text.Phrase("[command] page up"),
		PageDown:    text.Phrase("[command] page down"),
		First:       text.Phrase("[command] to the beginning"),
		Last:        text.Phrase("[command] to the end"),
		PrevPane:    text.Phrase("[command] previous pane"),
		PrevProblem: text.Phrase("[command] previous problem"),
		Answer:      text.Phrase("[command] answer"),
		Records:     text.Phrase("[command] records"),
		Form:        text.Phrase("[command] form of the records"),
		Talk:        text.Phrase("[command] conversation"),
		Timing:      text.Phrase("[command] timing"),
		Servers:     text.Phrase("[command] servers"),
		PrevHost:    text.Phrase("[command] previous mail server"),
		NextHost:    text.Phrase("[command] next mail server"),
		Glossary:    text.Phrase("[command] explain terms"),
		Again:       text.Phrase("[command] check again"),
		Repeat:      text.Phrase("[command] check five times"),
		Slower:      text.Phrase("[command] slower"),
		Blank:       text.Phrase("[command] blank screen"),
		Cases:       text.Phrase("[command] saved cases"),
		Settings:    text.Phrase("[command] settings"),
		Port25:      text.Phrase("[command] is port 25 open?"),
		Mouse:       text.Phrase("[command] select mode"),
		Break:       text.Phrase("[command] interrupt"),
		Redraw:      text.Phrase("[command] draw again"),
		Suspend:     text.Phrase("[command] suspend"),
	}
}
