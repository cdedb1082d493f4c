package app

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/repeat"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/tui/feed"
	"danewalk/tui/screen"
	"danewalk/tui/words"
)

// Session is a check as the caller hands it in: one that runs, or a saved one.
type Session struct {
	Log      *evidence.Log // may still grow
	Diagnose func(evidence.Case, *text.Book) *explain.Diagnosis
	Again    func() (Session, error)                  // checks again; nil: not possible
	Stop     func()                                   // ends the check that runs and waits for it; nil: nothing to stop
	Keep     func(*explain.Diagnosis) (string, error) // saves the finished check and says where; nil: not kept
	Path     string                                   // of a saved case
	Title    string                                   // shown in place of the domain, if set
	Recorded time.Time                                // of a saved case: when it was recorded
	Bounces  []bounce.Bounce                          // what made the person ask
	Pause    time.Duration                            // between checks in a row; zero: RepeatPause
}

// Left is how a walk was left.
type Left struct {
	Log         *evidence.Log
	Diagnosis   *explain.Diagnosis // the last one shown; nil when there was none yet
	Path        string             // where it was kept; empty: nowhere yet
	Recorded    bool               // it was a saved case
	Interrupted bool               // it did not come to its end
	Hidden      bool               // not all of it was revealed: nothing may be told
}

// check is a session on the screen.
type check struct {
	Session
	walk        *screen.Walk
	run         int
	cursor      int
	seen        int // how much of the log the diagnosis shown is about
	pacer       feed.Pacer
	began       time.Time // when the check began, by our clock
	path        string
	kept        bool
	interrupted bool
	lesson      bool // it was opened to be played
	restarting  bool // a new run was asked for and has not begun

	series   *series        // of checks in a row, of which this one is a part; nil: none
	counted  bool           // it has its place in the series
	repeated []Session      // the checks that were compared last
	due      *repeat.Result // waits to be shown
}

// Messages about checks.
type (
	batchMsg  feed.Batch
	goneMsg   struct{} // the context ended while waiting
	resultMsg feed.Result
	quietMsg  struct{ run, ticket int }
	againMsg  struct {
		run     int
		session Session
		err     error
	}
	keptMsg struct {
		run  int
		path string
		err  error
	}
)

// enter shows a session above the other screens.
func (a *App) enter(s Session) *check {
	o := a.o.Walk
	o.Title, o.NoRestart, o.Recorded, o.Bounces = s.Title, s.Again == nil, s.Recorded, s.Bounces
	c := &check{walk: screen.NewWalk(a.o.Look.Theme, o)}
	c.walk.Mouse(a.o.Look.Mouse)
	c.walk.Resize(a.w, a.h)
	a.begin(c, s)
	a.checks = append(a.checks, c)
	a.stack = append(a.stack, c.walk)
	if a.o.Teach {
		a.play(c)
	}
	return c
}

// begin gives a check a session to follow, and a number of its own.
func (a *App) begin(c *check, s Session) {
	a.runs++
	*c = check{Session: s, walk: c.walk, run: a.runs, began: time.Now(), path: s.Path}
}

// last is the uppermost check; nil if there is none.
func (a *App) last() *check {
	if len(a.checks) == 0 {
		return nil
	}
	return a.checks[len(a.checks)-1]
}

// of finds the check of a run that is still on the stack; nil: its message is late.
func (a *App) of(run int) *check {
	for _, c := range a.checks {
		if c.run == run {
			return c
		}
	}
	return nil
}

// followed handles the messages about checks; those of a run that is gone are
// dropped.
func (a *App) followed(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case batchMsg:
		if c := a.of(msg.Run); c != nil {
			return a.batch(c, feed.Batch(msg))
		}
	case quietMsg:
		if c := a.of(msg.run); c != nil {
			return a.move(c, c.pacer.Quiet(msg.ticket))
		}
	case resultMsg:
		if c := a.of(msg.Run); c != nil {
			return a.result(c, feed.Result(msg))
		}
	case againMsg:
		if c := a.of(msg.run); c != nil {
			return a.restart(c, msg)
		}
		if stop := msg.session.Stop; stop != nil { // nobody looks any more
			return func() tea.Msg { stop(); return stoppedMsg{} }
		}
	case keptMsg:
		if c := a.of(msg.run); c != nil {
			if c.path = msg.path; msg.err != nil {
				c.path = ""
				c.walk.Toast(a.o.Look.Book.Say("this check could not be saved: %s", words.Complaint(a.o.Look.Book, msg.err)))
			}
		}
	}
	return nil
}

// follow waits for the next batch of the log, and turns the spinner.
func (a *App) follow(c *check) tea.Cmd { return tea.Batch(a.next(c), a.spin(c)) }

// next waits for the next batch of the log.
func (a *App) next(c *check) tea.Cmd {
	ctx, log, run, cursor := a.ctx, c.Log, c.run, c.cursor
	return func() tea.Msg {
		b, ok := feed.Next(ctx, log, run, cursor)
		if !ok {
			return goneMsg{}
		}
		return batchMsg(b)
	}
}

func (a *App) batch(c *check, b feed.Batch) tea.Cmd {
	c.cursor += len(b.Items)
	if n := len(b.Items); n > 0 { // what the check measured is the better clock
		c.began = time.Now().Add(-b.Items[n-1].At)
	}
	c.walk.Fold(b)
	cmd := a.move(c, c.pacer.Batch(b))
	if b.Closed {
		return cmd
	}
	return tea.Batch(cmd, a.next(c))
}

// move does what the pacer asks for.
func (a *App) move(c *check, m feed.Move) tea.Cmd {
	log, run := c.Log, c.run
	switch m {
	case feed.JudgeNow:
		diagnose, book := c.Diagnose, a.o.Look.Book
		return func() tea.Msg {
			return resultMsg(feed.Judge(log, run, func(e evidence.Case) *explain.Diagnosis { return diagnose(e, book) }))
		}
	case feed.WaitQuiet:
		ticket := c.pacer.Ticket
		return tea.Tick(feed.QuietTime, func(time.Time) tea.Msg { return quietMsg{run, ticket} })
	}
	return nil
}

// result shows a diagnosis unless a newer one is shown already.
func (a *App) result(c *check, r feed.Result) tea.Cmd {
	cmd := a.move(c, c.pacer.Done())
	if r.Diagnosis != nil && r.Seen >= c.seen {
		c.seen = r.Seen
		c.walk.Diagnosed(r.Diagnosis)
	}
	if !c.pacer.Settled() {
		return cmd
	}
	c.walk.Ended()
	return tea.Batch(cmd, a.keep(c), a.ran(c))
}

// keep saves a check that has come to its end, once.
func (a *App) keep(c *check) tea.Cmd {
	keep, run, d := c.Keep, c.run, c.walk.Diagnosis()
	if keep == nil || c.kept || d == nil || a.hides(c) {
		return nil
	}
	c.kept = true
	return func() tea.Msg {
		path, err := keep(d)
		return keptMsg{run, path, err}
	}
}

// again asks for another run of the uppermost check.
func (a *App) again() tea.Cmd {
	c := a.last()
	if c == nil || c.series != nil {
		return nil
	}
	c.repeated = nil
	return a.againOf(c)
}

// againOf asks for another run of a check.
func (a *App) againOf(c *check) tea.Cmd {
	if c.Again == nil || c.restarting { // two runs at once: one could not be stopped
		return nil
	}
	c.restarting = true
	again, run := c.Again, c.run
	return func() tea.Msg {
		s, err := again()
		return againMsg{run, s, err}
	}
}

// restart follows a new run.
func (a *App) restart(c *check, msg againMsg) tea.Cmd {
	c.restarting = false
	if msg.err != nil || msg.session.Log == nil {
		_, cmd := a.endSeries(c)
		c.walk.Toast(a.o.Look.Book.Say("it cannot be checked again"))
		return cmd
	}
	row := c.series
	a.begin(c, msg.session)
	c.series = row
	c.walk.Title, c.walk.NoRestart, c.walk.Recorded = c.Title, c.Again == nil, c.Recorded
	c.walk.Restarted()
	return tea.Batch(a.follow(c), a.running(c))
}

// stop ends the uppermost check in the background: a collector may take a moment.
func (a *App) stop(quit bool) tea.Cmd {
	c := a.last()
	if c == nil {
		return nil
	}
	if paused, cmd := a.endSeries(c); paused && !quit {
		return cmd
	}
	c.interrupted = true
	stop := c.Stop
	return func() tea.Msg {
		if stop != nil {
			stop()
		}
		return stoppedMsg{quit}
	}
}

// leave forgets the check of a walk that was left, and stops it if it runs.
func (a *App) leave(gone screen.Screen) tea.Cmd {
	c := a.last()
	if c == nil || screen.Screen(c.walk) != gone {
		return nil
	}
	var cmd tea.Cmd
	if c.walk.Running() {
		cmd = a.stop(false)
	}
	a.left = append(a.left[max(len(a.left)-MostLeft+1, 0):len(a.left):len(a.left)], c.leave()) // a copy: what is cut off is forgotten
	a.checks = a.checks[:len(a.checks)-1]
	return cmd
}

func (c *check) leave() Left {
	return Left{Log: c.Log, Diagnosis: c.walk.Diagnosis(), Path: c.path, Recorded: !c.Recorded.IsZero(), Interrupted: c.interrupted}
}

// MostLeft is how many of the walks that were left are remembered, with all that
// was seen: somebody who looks at cases all day must not fill the memory.
const MostLeft = 5

// Left lists the last walks of this sitting, in the order in which
// they were left.
func (a *App) Left() []Left {
	out := slices.Clone(a.left)
	for _, c := range a.checks {
		l := c.leave()
		l.Hidden = a.hides(c)
		out = append(out, l)
	}
	return out[max(len(out)-MostLeft, 0):]
}

func (a *App) turn(msg spinMsg) tea.Cmd {
	c := a.of(msg.run)
	if c == nil || !c.walk.Running() {
		return nil
	}
	c.walk.Tick(msg.now.Sub(c.began))
	return a.spin(c)
}

func (a *App) spin(c *check) tea.Cmd {
	run := c.run
	return tea.Tick(SpinTime, func(t time.Time) tea.Msg { return spinMsg{run, t} })
}
