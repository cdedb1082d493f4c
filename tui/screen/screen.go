package screen

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// Screen is one level of what is shown: the start, a walk, something to read. The
// program shows the uppermost one; below it the others keep their state.
//
// A screen is called by one goroutine, never waits, and asks nobody: what it
// cannot do itself comes out as an Effect.
type Screen interface {
	At() command.Place           // whose keys count here
	Offers() []Offer             // what can be done here, in the order of the help
	Resize(width, height int)    // in cells
	Lines() []string             // the whole frame, exactly as large as the window
	Key(key string) Effect       // by its name: "n", "pgdown", "ctrl+c"
	Do(name command.Name) Effect // a command, however it was given
	Paste(content string) Effect // what the terminal says was pasted, as it came
	Click(x, y int) Effect       // the left button
	Wheel(x, y, direction int)   // down is positive
	Place() string               // where we are, for the title of the window
	Message() string             // what the footer says in place of its keys
	Toast(message string)        // shows a short message; "" takes it away
	MouseOn() bool               // whether the mouse is wanted
	Mouse(on bool)               // the person wants it, or not
	Select(on bool)              // without mouse, borders and other panes, to select text with the terminal
	Selecting() bool             // whether it is shown like that
	Speak(book *text.Book)       // another language
	Dress(th *theme.Theme)       // other signs or colours
}

// Offer is a command with the reason why it does nothing at the moment; empty: it
// does.
type Offer struct {
	command.Command
	Why string
}

// Do is something that a screen cannot do itself.
type Do int

// What can be asked for.
const (
	Nothing Do = iota
	DoQuit
	DoInterrupt // quit as after Ctrl+C
	DoStop
	DoStopAndQuit
	DoRestart
	DoCopy // Text; Name is what was copied, in words
	DoRedraw
	DoSuspend
	DoBack     // leave this screen
	DoPush     // show Screen above this one
	DoHelp     // what can be done here
	DoCheck    // check Text, as it was typed
	DoRead     // read Text, a message that was pasted
	DoOpen     // open the saved case at the path Text
	DoCases    // the list of saved cases
	DoSettings // the settings
	DoPort25   // is port 25 open from this computer?
	DoRemember // the choice Text of the setting Name, for this time and the next
	DoRun      // leave this screen, then the command Text on the one below
	DoHold     // call Held with Ticket in a moment: see Holder
	DoExport   // write the check to the file Text, in the Form Name
	DoRepeat   // check several times in a row
	DoMouse    // select mode on or off, in the screen that is shown
	DoTeach    // play what is opened as a lesson, or no longer
	DoRecheck  // check again what the saved case at the path Text is about
)

// Effect is what a key asks of the program.
type Effect struct {
	Do     Do
	Text   string
	Name   string        // DoRemember: of the setting; DoCopy: "row copied"
	Screen Screen        // DoPush
	Ticket int           // DoHold
	After  time.Duration // DoHold: when; zero: before a person notices

	Bounces []bounce.Bounce // DoCheck: what made the person ask
}

// Past is a saved case as lists show it.
type Past struct {
	Path    string
	Typed   string // as the person typed it
	Domain  string
	Verdict mail.Verdict
	Says    string // what was found, in a few words
	Age     string // when it was recorded, in words
	Once    string // why it cannot be checked again; empty: it can
}

// Historian is a screen that lists saved cases. While there is teaching, it tells
// nothing of what was found in them.
type Historian interface {
	Past(list []Past)
	Teach(on bool)
}

// Asker is a screen that offers the question whether port 25 is open: it is told
// when the answer is there, and when it was shown.
type Asker interface {
	Answered(there bool)
}

// Holder is a screen that wants to know what comes next before it acts on a key.
type Holder interface {
	Held(ticket int) Effect
}

// Look is what all screens share: how they look and speak, and the keys.
type Look struct {
	Theme *theme.Theme
	Book  *text.Book    // nil: English
	Keys  *command.Keys // nil: as they are built in
	Mouse bool
	Still bool // nothing moves by itself
}

// base is what all screens have.
type base struct {
	th    *theme.Theme
	book  *text.Book
	keys  *command.Keys
	asked string // language that was asked for and has not come; empty: none
	w, h  int
	toast string
	note  string // said in place of the keys while there is no toast
	mouse bool
	bare  bool // select mode
}

func newBase(l Look) base {
	if l.Keys == nil {
		l.Keys, _ = command.NewKeys(nil) // a test holds that they are right
	}
	return base{th: l.Theme, book: l.Book, keys: l.Keys.Speak(l.Book), mouse: l.Mouse}
}

// look is what another screen above this one is made with.
func (b *base) look() Look { return Look{Theme: b.th, Book: b.book, Keys: b.keys, Mouse: b.mouse} }

// Resize tells the size of the window.
func (b *base) Resize(width, height int) { b.w, b.h = width, height }

// Toast shows a short message in the footer until it is cleared with "".
func (b *base) Toast(s string) { b.toast = s }

// Message is what the footer says in place of its keys.
func (b *base) Message() string { return b.toast }

// MouseOn tells whether the mouse is wanted.
func (b *base) MouseOn() bool { return b.mouse && !b.bare }

// Mouse tells whether the person wants the mouse.
func (b *base) Mouse(on bool) { b.mouse = on }

// Select shows the screen without borders, or with them again.
func (b *base) Select(on bool) {
	if b.bare = on; on {
		b.toast = b.book.Say("select mode: the terminal selects text now; %s ends it", b.keys.Of(command.InText, command.Mouse))
		return
	}
	b.toast = b.book.Say("select mode is over")
}

// Selecting tells whether the screen is shown without borders.
func (b *base) Selecting() bool { return b.bare }

// Speak changes the language.
func (b *base) Speak(book *text.Book) {
	b.book, b.keys = book, b.keys.Speak(book)
	if b.asked == book.Language() {
		b.asked = ""
	}
}

// Dress changes signs and colours.
func (b *base) Dress(th *theme.Theme) { b.th = th }

// Paste is for screens in which nothing is written.
func (b *base) Paste(string) Effect { return Effect{} }

// Wheel is for screens in which nothing scrolls.
func (b *base) Wheel(int, int, int) {}

// common does what is the same in all screens.
func (b *base) common(name command.Name) (Effect, bool) {
	do, ok := map[command.Name]Do{
		command.Quit: DoQuit, command.Break: DoInterrupt, command.Back: DoBack, command.Redraw: DoRedraw, command.Suspend: DoSuspend,
		command.Help: DoHelp, command.Mouse: DoMouse, command.Settings: DoSettings, command.Port25: DoPort25, command.Cases: DoCases,
		command.Teach: DoTeach,
	}[name]
	if name == command.Back && b.bare {
		b.Select(false)
		return Effect{}, true
	}
	if name == command.Language {
		return Effect{Do: DoRemember, Name: SettingLanguage, Text: b.nextLanguage()}, true
	}
	return Effect{Do: do}, ok
}

// nextLanguage is the one after the last that was asked for: the key may be faster
// than the change.
func (b *base) nextLanguage() string {
	all := text.Languages()
	b.asked = all[(slices.Index(all, cmp.Or(b.asked, b.book.Language()))+1)%len(all)]
	return b.asked
}

// Names of settings that screens change by a key.
const (
	SettingLanguage = "language"
	SettingAudience = "audience"
	SettingMouse    = "mouse"
)

// offers lists the commands of a place; why says why one does nothing, and
// without tells of those that this screen has no use for.
func (b *base) offers(at command.Place, why func(command.Name) string, without ...command.Name) []Offer {
	var out []Offer
	for _, c := range b.keys.In(at) {
		if slices.Contains(without, c.Name) {
			continue
		}
		o := Offer{Command: c}
		if why != nil {
			o.Why = why(c.Name)
		}
		out = append(out, o)
	}
	return out
}

// hint is a command as the footer shows it; ok is false if it has no key here.
func (b *base) hint(at command.Place, name command.Name) (h pane.Hint, ok bool) {
	for _, c := range b.keys.In(at) {
		if c.Name == name && c.Word != "" && len(c.Keys) > 0 {
			return pane.Hint{Key: b.keys.Shown(c.Keys[0]), Word: b.book.Say(c.Word)}, true
		}
	}
	return h, false
}

// hints are commands as the footer shows them.
func (b *base) hints(at command.Place, names ...command.Name) []pane.Hint {
	var out []pane.Hint
	for _, n := range names {
		if h, ok := b.hint(at, n); ok {
			out = append(out, h)
		}
	}
	return out
}

// scrollKeys are the keys that scroll in a place, in the fewest letters.
func (b *base) scrollKeys(at command.Place) string {
	down, up := b.keys.Short(at, command.Down), b.keys.Short(at, command.Up)
	if down == "" || up == "" {
		return down + up
	}
	return down + "/" + up
}

// corner is what the footer always shows at its right end.
func (b *base) corner(at command.Place) []pane.Hint {
	out := b.hints(at, command.Help, command.Quit)
	if at == command.AtStart { // letters belong to the text field
		out = nil
		if key := b.keys.Of(at, command.Help); key != "" {
			out = append(out, pane.Hint{Key: key, Word: b.book.Say("[key] help")})
		}
		if key := b.keys.Of(at, command.Break); key != "" {
			out = append(out, pane.Hint{Key: key, Word: b.book.Say("[key] quit")})
		}
	}
	return out
}

// named finds the command behind a word that was clicked: footers and titles name
// keys as people read them, and "[ ]" stands for two keys of which the last counts.
func (b *base) named(at command.Place, shown string) command.Name {
	if parts := strings.Fields(shown); len(parts) > 0 {
		shown = parts[len(parts)-1]
	}
	for _, c := range b.keys.In(at) {
		for _, key := range c.Keys {
			if b.keys.Shown(key) == shown {
				return c.Name
			}
		}
	}
	if at == command.AtStart && shown == b.keys.Of(command.InWalk, command.Again) { // a row has the keys of a check for that
		return command.Again
	}
	return ""
}

// hitAt is the command of the word at cell x.
func (b *base) hitAt(at command.Place, hits []pane.Hit, x int) command.Name {
	for _, h := range hits {
		if x >= h.X && x < h.End {
			return b.named(at, h.Key)
		}
	}
	return ""
}
