// Package tui shows a check while it happens, and its result, on a terminal.
//
// It reads what was seen from the log and what is to be said from the
// diagnosis; it asks nothing of the network itself and shows nothing that is in
// neither. The caller decides whether there is a terminal: a program whose
// output goes elsewhere must not call Run.
package tui

import (
	"context"
	"io"
	"os"
	"runtime"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/tui/app"
	"danewalk/tui/command"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// What the caller and the screens hand each other.
type (
	Session  = app.Session
	Services = app.Services
	Left     = app.Left
	Look     = screen.Look
	Past     = screen.Past
	Setting  = screen.Setting
	Words    = screen.Words
	Export   = app.Export
)

// Options of a session at the terminal.
type Options struct {
	Services
	First    *Session            // the check to begin with; nil: the start screen
	Typed    string              // what stands in the field of the start screen
	World    string              // of the lab, in which everything is checked; empty: the network
	Folder   string              // where files are written that are named without one; empty: not known
	Teach    bool                // what is opened is played as a lesson, with all of it hidden until revealed
	Book     *text.Book          // the language; nil: English
	Keys     *command.Keys       // nil: as they are built in
	Audience explain.Audience    // the first one; default helpdesk
	NoColor  bool                // also set by NO_COLOR
	Palette  theme.Palette       // the colours
	ASCII    bool                // also chosen by terminal and locale
	Unicode  bool                // whatever terminal and locale say
	NoMouse  bool                // leave the mouse to the terminal
	NoSpin   bool                // nothing moves by itself
	Input    io.Reader           // nil: the standard input
	Output   io.Writer           // nil: the standard output
	Env      func(string) string // nil: os.Getenv
	Width    int                 // with Height: the size of the first frame; zero: ask the terminal
	Height   int
}

// Run shows the screens until the person leaves or ctx ends, and returns the walks
// as they were left. The first frame appears at once. The caller prints what is to
// stay below the prompt.
func Run(ctx context.Context, o Options) ([]Left, error) {
	look, mono := o.look()
	a, err := app.Run(ctx, app.Options{
		Services: o.Services, First: o.First, Typed: o.Typed, World: o.World, Folder: o.Folder, Teach: o.Teach, Look: look,
		Walk: screen.Options{Audience: o.Audience},
	}, app.Terminal{Input: o.Input, Output: o.Output, Mono: mono, Width: o.Width, Height: o.Height})
	return a.Left(), err
}

// look is how the screens look, and whether that is without colours.
func (o *Options) look() (look screen.Look, mono bool) {
	env := o.Env
	if env == nil {
		env = os.Getenv
	}
	mono = o.NoColor || theme.MonoByEnv(env)
	th := theme.New(theme.Options{ASCII: o.ASCII || !o.Unicode && theme.ASCIIByEnv(env, runtime.GOOS), Mono: mono, Palette: o.Palette})
	return screen.Look{Theme: th, Book: o.Book, Keys: o.Keys, Mouse: !o.NoMouse, Still: o.NoSpin}, mono
}

// Look is how the screens look with these options: what a change of a setting
// leads to.
func (o Options) Look() Look {
	look, _ := o.look()
	return look
}
