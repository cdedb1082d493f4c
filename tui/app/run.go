package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// maxFPS bounds how often the terminal is written to.
const maxFPS = 30

// Terminal is where the program runs.
type Terminal struct {
	Input         io.Reader // nil: the standard input
	Output        io.Writer // nil: the standard output
	Mono          bool      // no colours
	Width, Height int       // of the first frame; zero: ask the terminal
}

// Run shows the screen until the person leaves or ctx ends, and returns the
// model as it was left.
func Run(ctx context.Context, o Options, t Terminal) (*App, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the program does not wait for its commands
	model := New(ctx, o)
	if t.Width > 0 && t.Height > 0 {
		model.resize(t.Width, t.Height)
	}
	_, err := tea.NewProgram(model, programOptions(ctx, t)...).Run()
	model.finish()
	switch {
	case err == nil:
		return model, nil
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil:
		model.interrupt()
		return model, nil
	case errors.Is(err, tea.ErrProgramPanic): // the library has given the terminal back, and said where
		model.interrupt()
		return model, errFell
	}
	return model, fmt.Errorf("terminal: %w", err)
}

// errFell is returned when the program fell while the screens were shown: what was
// seen by then is in the logs of the walks that were left.
var errFell = errors.New("fault of the program: it fell while the screen was shown\nhint: please report it together with the text above")

// interrupt tells that the program was ended from outside.
func (a *App) interrupt() {
	for _, c := range a.checks {
		c.interrupted = c.interrupted || c.walk.Running()
	}
}

// Size of a terminal that does not know its own: a serial line, some containers.
const unknownW, unknownH = 80, 24

// sized gives a terminal without a size the usual one, as nothing would be drawn
// in it.
func sized(_ tea.Model, msg tea.Msg) tea.Msg {
	size, ok := msg.(tea.WindowSizeMsg)
	if !ok {
		return msg
	}
	if size.Width <= 0 {
		size.Width = unknownW
	}
	if size.Height <= 0 {
		size.Height = unknownH
	}
	return size
}

func programOptions(ctx context.Context, t Terminal) []tea.ProgramOption {
	out := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithFPS(maxFPS), tea.WithFilter(sized),
		tea.WithoutSignalHandler(), // signals end ctx; a second way out would race with it, and may wait for ever
	}
	if t.Input != nil {
		out = append(out, tea.WithInput(t.Input))
	}
	if t.Output != nil {
		out = append(out, tea.WithOutput(t.Output))
	}
	if t.Mono { // our own: the library reads NO_COLOR as a boolean
		out = append(out, tea.WithColorProfile(colorprofile.ASCII))
	}
	if t.Width > 0 && t.Height > 0 {
		out = append(out, tea.WithWindowSize(t.Width, t.Height))
	}
	return out
}
