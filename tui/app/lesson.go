package app

import (
	tea "charm.land/bubbletea/v2"

	"danewalk/tui/screen"
)

// play puts a lesson above a walk: what is below it is not to be seen before.
func (a *App) play(c *check) {
	p := screen.NewLesson(a.o.Look, c.walk)
	p.Resize(a.w, a.h)
	a.stack = append(a.stack, p)
	c.lesson = true
}

// teach begins to play what is opened as a lesson, or ends that.
func (a *App) teach() {
	a.o.Teach = !a.o.Teach
	said := a.o.Look.Book.Say("teaching: off")
	if a.o.Teach {
		said = a.o.Look.Book.Say("teaching: what is opened is hidden until it is revealed")
	}
	for _, s := range a.stack {
		if h, ok := s.(screen.Historian); ok {
			h.Teach(a.o.Teach)
		}
	}
	a.top().Toast(said)
}

// lessonOf is the lesson above the walk of a check; nil if there is none.
func (a *App) lessonOf(c *check) *screen.Playback {
	above := false
	for _, s := range a.stack {
		p, ok := s.(*screen.Playback)
		if above && ok && p.IsLesson() {
			return p
		}
		if w, ok := s.(*screen.Walk); ok {
			above = w == c.walk
		}
	}
	return nil
}

// hides tells whether a lesson keeps something of a check from being told.
func (a *App) hides(c *check) bool {
	p := a.lessonOf(c)
	return p != nil && p.Hides()
}

// face is the screen that a check shows itself on, and asks before it is left.
func (a *App) face(c *check) screen.Screen {
	if p := a.lessonOf(c); p != nil {
		return p
	}
	return c.walk
}

// revealed keeps the checks of which nothing is hidden any more: before, the list of
// saved cases would have told.
func (a *App) revealed() tea.Cmd {
	var cmds []tea.Cmd
	for _, c := range a.checks {
		if c.lesson && !c.walk.Running() {
			cmds = append(cmds, a.keep(c))
		}
	}
	return tea.Batch(cmds...)
}
