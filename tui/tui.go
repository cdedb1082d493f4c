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
	"danewalk/probe/evidence"
	"danewalk/tui/app"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// Options of a session at the terminal.
type Options struct {
	Log      *evidence.Log                          // of the check; may still grow
	Diagnose func(evidence.Case) *explain.Diagnosis // called in the background, never twice at once
	Restart  func() *evidence.Log                   // checks again into a new log; nil: not possible
	Stop     func()                                 // stops the check that runs; nil: not possible
	Title    string                                 // shown in place of the domain, if set
	Audience explain.Audience                       // the first one; default helpdesk
	NoColor  bool                                   // also set by NO_COLOR
	ASCII    bool                                   // also chosen by terminal and locale
	NoMouse  bool                                   // leave the mouse to the terminal
	Input    io.Reader                              // nil: the standard input
	Output   io.Writer                              // nil: the standard output
	Env      func(string) string                    // nil: os.Getenv
	Width    int                                    // with Height: the size of the first frame; zero: ask the terminal
	Height   int
}

// Result is how a session was left.
type Result struct {
	Diagnosis   *explain.Diagnosis // the last one shown; nil when there was none yet
	Audience    explain.Audience   // as chosen at the end
	Interrupted bool               // the person or a signal kept the check from coming to its end
}

// Run shows the check until the person leaves or ctx ends. The first frame
// appears at once. The caller prints what is to stay below the prompt.
func Run(ctx context.Context, o Options) (Result, error) {
	env := o.Env
	if env == nil {
		env = os.Getenv
	}
	mono := o.NoColor || theme.MonoByEnv(env)
	t := theme.New(theme.Options{ASCII: o.ASCII || theme.ASCIIByEnv(env, runtime.GOOS), Mono: mono})
	a, err := app.Run(ctx, app.Options{
		Log: o.Log, Diagnose: o.Diagnose, Restart: o.Restart, Stop: o.Stop, Theme: t,
		Screen: screen.Options{Title: o.Title, Audience: o.Audience, NoMouse: o.NoMouse},
	}, app.Terminal{Input: o.Input, Output: o.Output, Mono: mono, Width: o.Width, Height: o.Height})
	return Result{Diagnosis: a.Walk().Diagnosis(), Audience: a.Walk().Audience, Interrupted: a.Interrupted()}, err
}
