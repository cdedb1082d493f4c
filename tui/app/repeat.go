package app

import (
	"cmp"
	"time"

	tea "charm.land/bubbletea/v2"

	"danewalk/explain/repeat"
	"danewalk/explain/text"
	"danewalk/tui/screen"
)

// Several checks in a row: often enough to catch what fails one time out of three
// or four, seldom enough to be no burden to the servers of others. They run one
// after the other, with a pause between them.
const (
	Repeats     = 5
	RepeatPause = 5 * time.Second // a person does not press a key faster, and no limit on connections counts it as a flood
)

// series is the checks in a row of one walk.
type series struct {
	done  []Session
	ended bool // by the person, or because no further check could begin
}

// Messages about checks in a row.
type (
	nextRunMsg struct {
		run    int
		series *series
	}
	repeatedMsg struct {
		walk   *screen.Walk
		result repeat.Result
		words  *text.Book // that it is told in
		retold bool       // it was told before, in another language
	}
)

// repeat begins a series of checks of the uppermost walk.
func (a *App) repeat() tea.Cmd {
	c := a.last()
	if c == nil || c.Again == nil || c.restarting || c.series != nil {
		return nil
	}
	c.series, c.repeated = &series{}, nil
	c.walk.Round(1, Repeats, false)
	return a.againOf(c)
}

// ran takes note that a check of a series has come to its end, once, and lets the
// next one begin after a pause.
func (a *App) ran(c *check) tea.Cmd {
	s := c.series
	if s == nil || c.counted {
		return nil
	}
	c.counted = true
	s.done = append(s.done, c.Session)
	if s.ended || len(s.done) >= Repeats {
		return a.conclude(c)
	}
	c.walk.Round(len(s.done), Repeats, true)
	next := nextRunMsg{c.run, s}
	return tea.Tick(cmp.Or(c.Pause, RepeatPause), func(time.Time) tea.Msg { return next })
}

// nextRun begins the next check of a series, unless it was ended meanwhile.
func (a *App) nextRun(msg nextRunMsg) tea.Cmd {
	c := a.of(msg.run)
	if c == nil || c.series != msg.series {
		return nil
	}
	return a.againOf(c)
}

// endSeries ends a series. In a pause that is all there is to stop; what runs is
// stopped by the caller, and the series ends with it.
func (a *App) endSeries(c *check) (paused bool, cmd tea.Cmd) {
	if c == nil || c.series == nil {
		return false, nil
	}
	c.series.ended = true
	if c.walk.Running() || c.restarting {
		return false, nil
	}
	return true, a.conclude(c)
}

// conclude ends a series and has its checks compared.
func (a *App) conclude(c *check) tea.Cmd {
	done := c.series.done
	c.series = nil
	c.walk.Round(0, 0, false)
	if len(done) < 2 {
		c.walk.Toast(a.o.Look.Book.Say("stopped: a single check cannot be compared"))
		return nil
	}
	c.repeated = done
	return compare(c.walk, done, a.o.Look.Book, false)
}

// compare judges checks once more, in the language of now, and compares them in
// the background.
func compare(w *screen.Walk, done []Session, book *text.Book, retold bool) tea.Cmd {
	return func() tea.Msg {
		var runs []repeat.Run
		for _, s := range done {
			c := s.Log.Case()
			runs = append(runs, repeat.Run{Case: c, Diagnosis: s.Diagnose(c, book)})
		}
		return repeatedMsg{w, repeat.Of(runs, Repeats), book, retold}
	}
}

// compared shows a result above its walk. Where the person is at something else,
// it waits until they come back. One that comes in a language that was left
// meanwhile is compared again.
func (a *App) compared(msg repeatedMsg) tea.Cmd {
	c := a.last()
	if c == nil || c.walk != msg.walk {
		return nil
	}
	if book := a.o.Look.Book; msg.words.Language() != book.Language() && len(c.repeated) > 0 {
		return compare(c.walk, c.repeated, book, msg.retold)
	}
	if msg.retold {
		a.retold(c, msg.result)
		return nil
	}
	c.due = &msg.result
	return a.due()
}

// retold puts a result in another language in the place of the one before.
func (a *App) retold(c *check, r repeat.Result) {
	if c.due != nil {
		c.due = &r
	}
	for _, s := range a.stack {
		if shown, ok := s.(*screen.Repeat); ok {
			shown.Repeated(r)
		}
	}
}

// due shows a result that waited until the person came back to its walk.
func (a *App) due() tea.Cmd {
	c := a.last()
	if c == nil || c.due == nil || a.top() != screen.Screen(c.walk) {
		return nil
	}
	r := *c.due
	c.due = nil
	return a.push(screen.NewRepeat(a.o.Look, r))
}

// retell compares the checks of a result that is shown, or waits, in another
// language.
func (a *App) retell() []tea.Cmd {
	var out []tea.Cmd
	for _, c := range a.checks {
		if len(c.repeated) > 0 {
			out = append(out, compare(c.walk, c.repeated, a.o.Look.Book, true))
		}
	}
	return out
}

// running tells the walk which check of a series has begun. One that the person
// ended before it began is stopped at once.
func (a *App) running(c *check) tea.Cmd {
	if c.series == nil {
		return nil
	}
	c.walk.Round(len(c.series.done)+1, Repeats, false)
	if c.series.ended {
		return a.stop(false)
	}
	return nil
}
