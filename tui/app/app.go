package app

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/tui/feed"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// Times of the program loop.
const (
	SpinTime  = 250 * time.Millisecond // 4 turns per second, only while the check runs
	ToastTime = 4 * time.Second        // long enough to read one sentence
)

// Options is what the program works with.
type Options struct {
	Log      *evidence.Log
	Diagnose func(evidence.Case) *explain.Diagnosis
	Restart  func() *evidence.Log // nil: cannot be checked again
	Stop     func()               // nil: cannot be stopped
	Theme    *theme.Theme
	Screen   screen.Options
}

// App is the model. All its methods run in the program loop.
type App struct {
	o           Options
	ctx         context.Context // ends with the program; commands that wait must end too
	walk        *screen.Walk
	log         *evidence.Log
	run         int // counts the runs: messages of an older one are dropped
	cursor      int
	seen        int // how much of the log the diagnosis shown is about
	pacer       feed.Pacer
	began       time.Time // when the check began, by our clock
	toast       string    // the one that is being timed
	toasts      int
	interrupted bool
	restarting  bool // a new run was asked for and has not begun
}

// New makes the model. It waits for nothing.
func New(ctx context.Context, o Options) *App {
	o.Screen.NoRestart = o.Restart == nil
	return &App{o: o, ctx: ctx, log: o.Log, walk: screen.NewWalk(o.Theme, o.Screen), began: time.Now()}
}

// Walk is the screen.
func (a *App) Walk() *screen.Walk { return a.walk }

// Interrupted tells whether the check was kept from coming to its end.
func (a *App) Interrupted() bool { return a.interrupted }

// Messages of the loop.
type (
	batchMsg  feed.Batch
	goneMsg   struct{} // the context ended while waiting
	resultMsg feed.Result
	quietMsg  struct{ run, ticket int }
	spinMsg   struct {
		run int
		now time.Time
	}
	toastMsg   struct{ number int }
	restartMsg struct{ log *evidence.Log }
	stoppedMsg struct{ quit bool }
)

// Init starts to follow the log.
func (a *App) Init() tea.Cmd { return tea.Batch(a.next(), a.spin()) }

// Update handles one message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := a.handle(msg)
	return a, tea.Batch(cmd, a.timeToast())
}

func (a *App) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.walk.Resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		return a.do(a.walk.Key(msg.String()))
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return a.do(a.walk.Click(msg.X, msg.Y))
		}
	case tea.MouseWheelMsg:
		a.wheel(msg)
	case batchMsg:
		return a.batch(feed.Batch(msg))
	case quietMsg:
		if msg.run == a.run {
			return a.move(a.pacer.Quiet(msg.ticket))
		}
	case resultMsg:
		return a.result(feed.Result(msg))
	case spinMsg:
		if msg.run == a.run && a.walk.Running() {
			a.walk.Tick(msg.now.Sub(a.began))
			return a.spin()
		}
	case toastMsg:
		if msg.number == a.toasts {
			a.walk.Toast("")
		}
	case restartMsg:
		return a.restart(msg.log)
	case stoppedMsg:
		if msg.quit {
			return tea.Quit
		}
	}
	return nil
}

// View joins the lines of the screen.
func (a *App) View() tea.View {
	v := tea.NewView(strings.Join(a.walk.Lines(), "\n"))
	v.AltScreen = true
	v.WindowTitle = a.o.Theme.Text("danewalk: " + a.walk.Place())
	if a.walk.MouseOn() {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (a *App) wheel(msg tea.MouseWheelMsg) {
	switch msg.Button {
	case tea.MouseWheelUp:
		a.walk.Wheel(msg.X, msg.Y, -1)
	case tea.MouseWheelDown:
		a.walk.Wheel(msg.X, msg.Y, 1)
	}
}

// do carries out what the screen asks for.
func (a *App) do(e screen.Effect) tea.Cmd {
	switch e.Do {
	case screen.DoQuit:
		return tea.Quit
	case screen.DoInterrupt:
		a.interrupted = a.interrupted || a.walk.Running()
		return tea.Quit
	case screen.DoStop:
		a.interrupted = true
		return a.stop(false)
	case screen.DoStopAndQuit:
		a.interrupted = true
		return a.stop(true)
	case screen.DoRestart:
		if a.restarting { // two runs at once: one could not be stopped
			return nil
		}
		a.restarting = true
		again := a.o.Restart
		return func() tea.Msg { return restartMsg{again()} }
	case screen.DoCopy:
		return tea.SetClipboard(e.Text)
	case screen.DoRedraw:
		return tea.ClearScreen
	case screen.DoSuspend:
		return tea.Suspend
	}
	return nil
}

// stop ends the check in the background: a collector may take a moment.
func (a *App) stop(quit bool) tea.Cmd {
	stop := a.o.Stop
	return func() tea.Msg {
		if stop != nil {
			stop()
		}
		return stoppedMsg{quit}
	}
}

// next waits for the next batch of the log.
func (a *App) next() tea.Cmd {
	ctx, log, run, cursor := a.ctx, a.log, a.run, a.cursor
	return func() tea.Msg {
		b, ok := feed.Next(ctx, log, run, cursor)
		if !ok {
			return goneMsg{}
		}
		return batchMsg(b)
	}
}

func (a *App) batch(b feed.Batch) tea.Cmd {
	if b.Run != a.run {
		return nil
	}
	a.cursor += len(b.Items)
	if n := len(b.Items); n > 0 { // what the check measured is the better clock
		a.began = time.Now().Add(-b.Items[n-1].At)
	}
	a.walk.Fold(b)
	cmd := a.move(a.pacer.Batch(b))
	if b.Closed {
		return cmd
	}
	return tea.Batch(cmd, a.next())
}

// move does what the pacer asks for.
func (a *App) move(m feed.Move) tea.Cmd {
	log, run := a.log, a.run
	switch m {
	case feed.JudgeNow:
		diagnose := a.o.Diagnose
		return func() tea.Msg { return resultMsg(feed.Judge(log, run, diagnose)) }
	case feed.WaitQuiet:
		ticket := a.pacer.Ticket
		return tea.Tick(feed.QuietTime, func(time.Time) tea.Msg { return quietMsg{run, ticket} })
	}
	return nil
}

// result shows a diagnosis unless a newer one is shown already.
func (a *App) result(r feed.Result) tea.Cmd {
	if r.Run != a.run {
		return nil
	}
	cmd := a.move(a.pacer.Done())
	if r.Diagnosis != nil && r.Seen >= a.seen {
		a.seen = r.Seen
		a.walk.Diagnosed(r.Diagnosis)
	}
	if a.pacer.Settled() {
		a.walk.Ended()
	}
	return cmd
}

// restart follows a new log.
func (a *App) restart(log *evidence.Log) tea.Cmd {
	a.restarting = false
	if log == nil {
		a.walk.Toast("it cannot be checked again")
		return nil
	}
	a.run++
	a.interrupted = false
	a.log, a.cursor, a.seen, a.pacer, a.began = log, 0, 0, feed.Pacer{}, time.Now()
	a.walk.Restarted()
	return tea.Batch(a.next(), a.spin())
}

func (a *App) spin() tea.Cmd {
	run := a.run
	return tea.Tick(SpinTime, func(t time.Time) tea.Msg { return spinMsg{run, t} })
}

// timeToast lets a new message disappear after a while.
func (a *App) timeToast() tea.Cmd {
	now := a.walk.Message()
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
