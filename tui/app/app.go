package app

import (
	"cmp"
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"danewalk/tui/command"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// Times of the program loop.
const (
	SpinTime  = 250 * time.Millisecond // 4 turns per second, only while the check runs
	ToastTime = 4 * time.Second        // long enough to read one sentence
	HoldTime  = 30 * time.Millisecond  // more than between two keys of a paste, less than a person notices
	SizeTime  = 200 * time.Millisecond // by then the library hears when the window changes; before, a change is lost
)

// Options is what the program works with.
type Options struct {
	Services
	First  *Session       // the check to begin with; nil: the start screen
	Look   screen.Look    // of the first frame
	Walk   screen.Options // of every walk; what a session says goes before
	NoSpin bool           // nothing moves by itself
	Typed  string         // what stands in the field of the start screen
	World  string         // of the lab, in which everything is checked; empty: the network
	Folder string         // of files that are written; empty: not known
	Teach  bool           // what is opened is played as a lesson
}

// App is the model. All its methods run in the program loop.
type App struct {
	o         Options
	ctx       context.Context // ends with the program; commands that wait must end too
	stack     []screen.Screen // the last one is shown
	checks    []*check        // of the walks on the stack
	left      []Left          // of the walks that were left
	runs      int             // counts the runs: messages of an older one are dropped
	w, h      int
	starting  bool         // a check was asked for and has not begun
	asking    bool         // about port 25
	answer    screen.Words // to it, that was not shown yet; nil: none
	announced bool         // it was said that it is there
	writes    writes
	looked    int    // number of the choice that the looks are from
	toast     string // the one that is being timed
	toasts    int
	on        theme.Ground // of the terminal, once it has told
}

// New makes the model. It waits for nothing.
func New(ctx context.Context, o Options) *App {
	a := &App{o: o, ctx: ctx}
	a.o.Walk.Book, a.o.Walk.Keys, a.o.Walk.NoMouse, a.o.Walk.NoSpin = o.Look.Book, o.Look.Keys, !o.Look.Mouse, o.Look.Still
	if o.First == nil || o.Start != nil {
		start := screen.NewStart(o.Look, o.Typed, o.World)
		start.Teach(o.Teach)
		a.stack = append(a.stack, start)
	}
	if o.First != nil {
		a.enter(*o.First)
	}
	return a
}

// Walk is the uppermost walk; nil if there is none.
func (a *App) Walk() *screen.Walk {
	if c := a.last(); c != nil {
		return c.walk
	}
	return nil
}

// top is the screen that is shown.
func (a *App) top() screen.Screen { return a.stack[len(a.stack)-1] }

// Messages of the loop.
type (
	spinMsg struct {
		run int
		now time.Time
	}
	toastMsg struct{ number int }
	heldMsg  struct {
		of     screen.Screen
		ticket int
	}
	stoppedMsg struct{ quit bool }
)

// Init starts to follow the log.
func (a *App) Init() tea.Cmd {
	sizeAgain := tea.Tick(SizeTime, func(time.Time) tea.Msg { return tea.RequestWindowSize() })
	cmds := []tea.Cmd{a.refresh(), sizeAgain, tea.RequestBackgroundColor} // a terminal that does not tell gets colours for any background
	for _, c := range a.checks {
		cmds = append(cmds, a.follow(c))
	}
	return tea.Batch(cmds...)
}

// ground takes the background of the terminal as it tells it.
func (a *App) ground(msg tea.BackgroundColorMsg) {
	a.on = theme.Light
	if msg.IsDark() {
		a.on = theme.Dark
	}
	a.o.Look.Theme = a.o.Look.Theme.On(a.on)
	for _, s := range a.stack {
		s.Dress(a.o.Look.Theme)
	}
}

// Update handles one message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := a.handle(msg)
	a.announce()
	return a, tea.Batch(cmd, a.revealed(), a.timeToast())
}

func (a *App) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		return a.do(a.top().Key(msg.String()))
	case tea.PasteMsg:
		return a.do(a.top().Paste(msg.Content))
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return a.do(a.top().Click(msg.X, msg.Y))
		}
	case tea.MouseWheelMsg:
		a.wheel(msg)
	case heldMsg:
		if h, ok := a.top().(screen.Holder); ok && a.top() == msg.of {
			return a.do(h.Held(msg.ticket))
		}
	case tea.BackgroundColorMsg:
		a.ground(msg)
	case toastMsg:
		if msg.number == a.toasts {
			a.top().Toast("")
		}
	case stoppedMsg:
		if msg.quit {
			return tea.Quit
		}
		return a.refresh() // it lies among the saved ones, with what it came to
	case spinMsg:
		return a.turn(msg)
	case nextRunMsg:
		return a.nextRun(msg)
	case repeatedMsg:
		return a.compared(msg)
	case batchMsg, quietMsg, resultMsg, againMsg, keptMsg:
		return a.followed(msg)
	default:
		return a.served(msg)
	}
	return nil
}

// View joins the lines of the screen.
func (a *App) View() tea.View {
	v := tea.NewView(strings.Join(a.top().Lines(), "\n"))
	v.AltScreen = true
	v.WindowTitle = a.o.Look.Theme.Text(strings.TrimSuffix("danewalk: "+a.top().Place(), ": "))
	if a.top().MouseOn() {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (a *App) resize(w, h int) {
	a.w, a.h = w, h
	for _, s := range a.stack {
		s.Resize(w, h)
	}
}

func (a *App) wheel(msg tea.MouseWheelMsg) {
	switch msg.Button {
	case tea.MouseWheelUp:
		a.top().Wheel(msg.X, msg.Y, -1)
	case tea.MouseWheelDown:
		a.top().Wheel(msg.X, msg.Y, 1)
	}
}

// do carries out what the screen asks for.
func (a *App) do(e screen.Effect) tea.Cmd {
	switch e.Do {
	case screen.DoQuit, screen.DoInterrupt, screen.DoStop, screen.DoStopAndQuit:
		return a.end(e.Do)
	case screen.DoRestart:
		return a.again()
	case screen.DoRepeat:
		return a.repeat()
	case screen.DoCopy:
		return a.copy(e)
	case screen.DoRedraw:
		return tea.ClearScreen
	case screen.DoSuspend:
		return tea.Suspend
	case screen.DoBack:
		return a.back()
	case screen.DoPush:
		return a.push(e.Screen)
	case screen.DoHelp:
		return a.push(screen.NewPalette(a.o.Look, a.top()))
	case screen.DoRun:
		return a.run(command.Name(e.Text))
	case screen.DoMouse:
		a.top().Select(!a.top().Selecting())
	case screen.DoTeach:
		a.teach()
	case screen.DoHold:
		held := heldMsg{a.top(), e.Ticket}
		return tea.Tick(cmp.Or(e.After, HoldTime), func(time.Time) tea.Msg { return held })
	case screen.Nothing:
	default:
		return a.serve(e)
	}
	return nil
}

// run leaves a screen and carries out a command on the one below it.
func (a *App) run(name command.Name) tea.Cmd {
	left := a.drop() // what waits to be shown must not get the command
	did := a.do(a.top().Do(name))
	return tea.Batch(left, did, a.refresh(), a.due())
}

// end handles the ways out, and the way to stop. A check that runs below another
// screen is asked about first: it would be lost unseen.
func (a *App) end(how screen.Do) tea.Cmd {
	if c := a.last(); c != nil && c.walk.Busy() && a.top() != a.face(c) {
		for a.top() != a.face(c) {
			a.stack = a.stack[:len(a.stack)-1]
		}
		if how == screen.DoInterrupt {
			return a.do(a.top().Do(command.Break))
		}
		return a.do(a.top().Do(command.Quit))
	}
	switch how {
	case screen.DoStop, screen.DoStopAndQuit:
		return a.stop(how == screen.DoStopAndQuit)
	case screen.DoInterrupt:
		a.interrupt()
	}
	return tea.Quit
}

// push shows a screen above the others.
func (a *App) push(s screen.Screen) tea.Cmd {
	switch s := s.(type) {
	case *screen.Export:
		s.Into(a.o.Folder)
	case screen.Historian:
		s.Teach(a.o.Teach)
	}
	s.Resize(a.w, a.h)
	s.Mouse(a.o.Look.Mouse)
	a.top().Toast("")
	a.stack = append(a.stack, s)
	return a.refresh()
}

// back leaves a screen; the first one stays.
func (a *App) back() tea.Cmd {
	if len(a.stack) == 1 {
		if w, ok := a.top().(*screen.Walk); ok {
			w.Stays()
		}
		return nil
	}
	return tea.Batch(a.drop(), a.refresh(), a.due())
}

// drop takes the uppermost screen away.
func (a *App) drop() tea.Cmd {
	gone := a.top()
	a.stack = a.stack[:len(a.stack)-1]
	return a.leave(gone)
}

// timeToast lets a new message disappear after a while.
func (a *App) timeToast() tea.Cmd {
	now := a.top().Message()
	if now == a.toast {
		return nil
	}
	a.toast = now
	a.toasts++
	if now == "" {
		return nil
	}
	number := a.toasts
	return tea.Tick(ToastTime, func(time.Time) tea.Msg { return toastMsg{number} })
}
