package command

import "danewalk/explain/text"

// All lists the commands in the order of the help.
func All() []Command {
	var out []Command
	for _, part := range [][]Command{moving(), walking(), looking(), running(), playing(), elsewhere(), everywhere()} {
		out = append(out, part...)
	}
	return out
}

func moving() []Command {
	reading := []Place{InWalk, InPlayback, InText, InSettings, InBounce}
	walk, pages := []Place{InWalk}, []Place{AtStart, InPlayback, InText, InSettings, InBounce}
	panes := []Place{AtStart, InWalk} // where there is more than one
	return []Command{
		{Up, walk, []string{"up"}, "", text.Phrase("move through the chain; scroll in the other panes")},
		{Down, walk, []string{"down"}, "", ""},
		{Up, pages, []string{"up"}, "", text.Phrase("a line up, down")},
		{Down, pages, []string{"down"}, "", ""},
		{Up, reading, []string{"k"}, "", ""},
		{Down, reading, []string{"j"}, "", ""},
		{Left, []Place{InWalk, InText, InSettings}, []string{"left", "h"}, "", text.Phrase("close what is open; in the settings: the value before")},
		{Right, []Place{InWalk, InText, InSettings}, []string{"right", "l"}, "", text.Phrase("open what is selected; in the settings: the next value")},
		{PageUp, nil, []string{"pgup"}, "", text.Phrase("a page up, down")},
		{PageDown, nil, []string{"pgdown"}, "", ""},
		{First, []Place{InWalk, InText, InSettings}, []string{"home"}, "", text.Phrase("to the first, the last line")},
		{Last, []Place{InWalk, InText, InSettings}, []string{"end"}, "", ""},
		{Open, walk, []string{"enter"}, text.Phrase("[key] open"), text.Phrase("open what is selected; show the steps of a mail server")},
		{Open, pages, []string{"enter"}, text.Phrase("[key] open"), text.Phrase("open what is selected")},
		{Back, nil, []string{"esc"}, text.Phrase("[key] back"), text.Phrase("one level back; never quits")},
		{NextPane, panes, []string{"tab"}, text.Phrase("[key] next pane"), text.Phrase("next pane, next area")},
		{PrevPane, panes, []string{"shift+tab"}, "", text.Phrase("previous pane, previous area")},
	}
}

func walking() []Command {
	walk := []Place{InWalk}
	return []Command{
		{NextProblem, walk, []string{"n"}, text.Phrase("[key] next problem"), text.Phrase("go to the next problem")},
		{PrevProblem, walk, []string{"N", "shift+n"}, "", text.Phrase("go to the previous problem")},
		{Audience, walk, []string{"a"}, text.Phrase("[key] audience"), text.Phrase("the same answer for helpdesk, learner or expert")},
		{Language, []Place{InWalk, InPlayback, InBounce, InText}, []string{"L", "shift+l"}, text.Phrase("[key] language"), text.Phrase("English, German, Dutch")},
		{Copy, []Place{InWalk, InText, InBounce, InPlayback}, []string{"y"}, text.Phrase("[key] copy answer"), text.Phrase("copy the answer to the clipboard of the terminal")},
		{Plain, []Place{InWalk, InBounce, InPlayback}, []string{"Y", "shift+y"}, text.Phrase("[key] plain text"), text.Phrase("show the answer as plain text, to select it with the mouse")},
		{Export, []Place{InWalk, InPlayback}, []string{"e"}, text.Phrase("[key] export"), text.Phrase("save as text, Markdown, JSON, a handout for a class, or a case that can be opened again")},
		{Answer, walk, []string{"1"}, "", text.Phrase("view: the answer, and who delivers")},
		{Records, walk, []string{"2"}, "", text.Phrase("view: the records behind the step")},
		{Form, walk, []string{"d"}, text.Phrase("[key] form"), text.Phrase("the records: readable, as dig writes them, or the octets of the messages")},
		{Talk, walk, []string{"3"}, "", text.Phrase("view: the conversation with the mail server")},
		{Timing, walk, []string{"4"}, "", text.Phrase("view: what took how long")},
		{Servers, walk, []string{"5"}, "", text.Phrase("view: which server answered what")},
		{PrevHost, walk, []string{"["}, text.Phrase("[key] server"), text.Phrase("conversation with the previous, next mail server")},
		{NextHost, walk, []string{"]"}, "", ""},
	}
}

func looking() []Command {
	return []Command{
		{Glossary, []Place{InWalk, InPlayback, InBounce}, []string{"g"}, text.Phrase("[key] words"), text.Phrase("explain the terms on the screen, with the values on the screen")},
		{Search, []Place{InWalk, InText}, []string{"/"}, text.Phrase("[key] search"), text.Phrase("search in the pane; the keys for problems then lead from match to match")},
		{Zoom, []Place{InWalk}, []string{"z"}, text.Phrase("[key] zoom"), text.Phrase("give the whole window to one pane, and back")},
	}
}

func running() []Command {
	walk := []Place{InWalk}
	return []Command{
		{Again, walk, []string{"r"}, text.Phrase("[key] again"), text.Phrase("check again")},
		{Repeat, walk, []string{"R", "shift+r"}, text.Phrase("[key] five times"), text.Phrase("check five times in a row, to catch what fails only sometimes")},
		{Stop, walk, []string{"x"}, text.Phrase("[key] stop"), text.Phrase("stop the check that is running")},
		{Playback, walk, []string{"space"}, text.Phrase("[key] step by step"), text.Phrase("play the finished check step by step")},
	}
}

func playing() []Command {
	play := []Place{InPlayback}
	return []Command{
		{Step, play, []string{"space", "right"}, text.Phrase("[key] next"), text.Phrase("reveal the step, then go to the next one")},
		{Left, play, []string{"left"}, text.Phrase("[key] step back"), text.Phrase("one step back")},
		{First, play, []string{"home"}, text.Phrase("[key] restart"), text.Phrase("to the first step")},
		{Last, play, []string{"end"}, "", text.Phrase("to the last step")},
		{Faster, play, []string{"+"}, text.Phrase("[key] faster"), text.Phrase("play by itself; again: faster")},
		{Slower, play, []string{"-"}, "", text.Phrase("slower, and at last by hand")},
		{Teach, play, []string{"t"}, text.Phrase("[key] teach"), text.Phrase("hide the state of each step until it is revealed")},
		{Guess1, play, []string{"1"}, text.Phrase("[key] guess"), text.Phrase("note what is guessed, before the step is revealed; again: no longer")},
		{Guess2, play, []string{"2"}, "", ""},
		{Guess3, play, []string{"3"}, "", ""},
		{Guess4, play, []string{"4"}, "", ""},
		{Details, play, []string{"d"}, text.Phrase("[key] details"), text.Phrase("the records behind the step")},
		{Blank, play, []string{"b"}, text.Phrase("[key] blank"), text.Phrase("blank the screen; any key brings it back")},
	}
}

// elsewhere are the ways to other screens. They have no keys of their own: a person
// finds them in the list, and may give them some.
func elsewhere() []Command {
	beside := []Place{InWalk, InBounce}
	return []Command{
		{Search, []Place{AtStart}, nil, text.Phrase("[key] search"), text.Phrase("search the saved cases")},
		{Cases, []Place{AtStart}, nil, "", text.Phrase("open a check that was saved, or any case file")},
		{Again, []Place{AtStart}, nil, text.Phrase("[key] again"), text.Phrase("check again what is chosen in the list")},
		{Teach, []Place{AtStart}, nil, "", text.Phrase("play what is opened step by step, all of it hidden until it is revealed; again: no longer")},
		{Settings, []Place{AtStart}, nil, "", text.Phrase("change language, audience, signs and more; kept for the next time")},
		{Settings, beside, nil, "", text.Phrase("change language, audience, signs and more; kept for the next time")},
		{Port25, []Place{AtStart}, nil, "", text.Phrase("Is port 25 open from this computer?")},
		{Port25, beside, nil, "", text.Phrase("Is port 25 open from this computer?")},
	}
}

func everywhere() []Command {
	return []Command{
		{Mouse, []Place{InWalk, InPlayback, InText, InBounce}, []string{"m"}, text.Phrase("[key] mouse"), text.Phrase("select mode: mouse off and no borders, to select text with the terminal; and on again")},
		{Help, []Place{InWalk, InPlayback, InText, InBounce, InSettings}, []string{"?", ":"}, text.Phrase("[key] help"), text.Phrase("what can be done here: type to find it, and do it from the list")},
		{Help, nil, []string{"f1", "ctrl+p"}, "", ""},
		{Quit, []Place{InWalk, InPlayback, InText, InBounce, InSettings}, []string{"q"}, text.Phrase("[key] quit"), text.Phrase("quit; asks while a check is running")},
		{Break, nil, []string{"ctrl+c"}, "", text.Phrase("stop the check that is running; again: quit")},
		{Redraw, nil, []string{"ctrl+l"}, "", text.Phrase("draw the screen again")},
		{Suspend, nil, []string{"ctrl+z"}, "", text.Phrase("suspend")},
	}
}
