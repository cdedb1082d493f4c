package screen

import "danewalk/tui/pane"

// Action is what a key does, by name.
type Action string

// The actions of the walk screen.
const (
	Up       Action = "up"
	Down     Action = "down"
	Left     Action = "left"
	Right    Action = "right"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	Home     Action = "home"
	End      Action = "end"
	Open     Action = "open"
	Back     Action = "back"
	NextPane Action = "next-pane"
	PrevPane Action = "previous-pane"
	Next     Action = "next-problem"
	Prev     Action = "previous-problem"
	Audience Action = "audience"
	Copy     Action = "copy"
	View1    Action = "view-answer"
	View2    Action = "view-records"
	View3    Action = "view-talk"
	View4    Action = "view-timing"
	PrevHost Action = "previous-server"
	NextHost Action = "next-server"
	Zoom     Action = "zoom"
	Mouse    Action = "mouse"
	Again    Action = "again"
	Stop     Action = "stop"
	Help     Action = "help"
	Quit     Action = "quit"
	Break    Action = "interrupt"
	Redraw   Action = "redraw"
	Suspend  Action = "suspend"
)

// binding is a row of the table of keys.
type binding struct {
	keys     []string
	action   Action
	show     string // the keys as the help shows them; empty: the row above has them
	sentence string
}

// bindings is the only table of keys, in the order of the help.
func bindings() []binding {
	return []binding{
		{[]string{"n"}, Next, "n", "go to the next problem"},
		{[]string{"N", "shift+n"}, Prev, "N", "go to the previous problem"},
		{[]string{"up", "k"}, Up, "arrows hjkl", "move through the chain; scroll in the other panes"},
		{[]string{"down", "j"}, Down, "", ""},
		{[]string{"left", "h"}, Left, "", ""},
		{[]string{"right", "l"}, Right, "", ""},
		{[]string{"enter"}, Open, "Enter", "open the selected step; show the steps of a mail server"},
		{[]string{"esc"}, Back, "Esc", "one level back; never quits"},
		{[]string{"tab"}, NextPane, "Tab", "next pane; Shift+Tab goes back"},
		{[]string{"shift+tab"}, PrevPane, "", ""},
		{[]string{"a"}, Audience, "a", "the same answer for helpdesk, learner or expert"},
		{[]string{"y"}, Copy, "y", "copy the answer to the clipboard of the terminal"},
		{[]string{"1"}, View1, "1", "view: the answer"},
		{[]string{"2"}, View2, "2", "view: the records behind the step"},
		{[]string{"3"}, View3, "3", "view: the conversation with the mail server"},
		{[]string{"4"}, View4, "4", "view: what took how long"},
		{[]string{"["}, PrevHost, "[ ]", "conversation with the previous, next mail server"},
		{[]string{"]"}, NextHost, "", ""},
		{[]string{"z"}, Zoom, "z", "give the whole window to one pane, and back"},
		{[]string{"pgup"}, PageUp, "PgUp PgDn", "a page up, down"},
		{[]string{"pgdown"}, PageDown, "", ""},
		{[]string{"home"}, Home, "Home End", "to the first, the last line"},
		{[]string{"end"}, End, "", ""},
		{[]string{"r"}, Again, "r", "check again"},
		{[]string{"x"}, Stop, "x", "stop the check that is running"},
		{[]string{"m"}, Mouse, "m", "mouse off, to select text with the terminal; and on again"},
		{[]string{"?", "f1"}, Help, "? F1", "this help"},
		{[]string{"q"}, Quit, "q", "quit; asks while a check is running"},
		{[]string{"ctrl+c"}, Break, "Ctrl+C", "stop the check that is running; again: quit"},
		{[]string{"ctrl+l"}, Redraw, "Ctrl+L", "draw the screen again"},
		{[]string{"ctrl+z"}, Suspend, "Ctrl+Z", "suspend"},
	}
}

// actionOf finds the action of a key, or "".
func actionOf(key string) Action {
	for _, b := range bindings() {
		for _, k := range b.keys {
			if k == key {
				return b.action
			}
		}
	}
	return ""
}

// keyOf finds the key behind a word that was clicked: footers name keys as
// people read them.
func keyOf(shown string) string {
	switch shown {
	case "Enter":
		return "enter"
	case "Esc":
		return "esc"
	case "Tab":
		return "tab"
	case "[ ]":
		return "]"
	}
	return shown
}

// helpRows is the help of the walk screen. A key that does nothing now stays in
// the list with its reason.
func (w *Walk) helpRows() []pane.HelpRow {
	var out []pane.HelpRow
	for _, b := range bindings() {
		if b.show != "" {
			out = append(out, pane.HelpRow{Keys: b.show, Sentence: b.sentence, Why: w.disabled(b.action)})
		}
	}
	return out
}

// disabled says why an action does nothing at the moment, or "".
func (w *Walk) disabled(a Action) string {
	switch a {
	case Again:
		switch {
		case w.Options.NoRestart:
			return "not possible for a recorded check"
		case w.running:
			return "not while the check is running; x stops it"
		}
	case Stop:
		if !w.running {
			return "nothing is running"
		}
	case Next, Prev:
		if len(w.problems()) == 0 {
			return "no problem found"
		}
	case PrevHost, NextHost:
		if len(w.talk.Hosts()) < 2 {
			return "there is no other conversation"
		}
	}
	return ""
}
