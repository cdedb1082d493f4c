package app

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/tui/screen"
)

// Services is what the caller does for the screens. Each may be nil: then it
// cannot be done. They are called in the background, and may take their time.
type Services struct {
	Start    func(typed string, about []bounce.Bounce) (Session, error) // begins a check
	Open     func(path string) (Session, error)                         // opens a saved case
	Past     func(*text.Book) []screen.Past                             // the saved cases, newest first
	Remember func(name, value string) (screen.Look, error)              // changes a setting and says what all look like now
	Port25   func(context.Context, *text.Book) (title string, paras []string)
}

// Messages about services.
type (
	enteredMsg struct { // a session was asked for
		session Session
		err     error
	}
	pastMsg       []screen.Past
	rememberedMsg struct {
		look screen.Look
		err  error
	}
	readingMsg struct {
		title string
		paras []string
	}
)

// serve asks a service for what a screen wants.
func (a *App) serve(e screen.Effect) tea.Cmd {
	s, book := a.o.Services, a.o.Look.Book
	switch {
	case e.Do == screen.DoCheck && s.Start != nil:
		return a.ask(func() (Session, error) { return s.Start(e.Text, e.Bounces) })
	case e.Do == screen.DoOpen && s.Open != nil:
		return a.ask(func() (Session, error) { return s.Open(e.Text) })
	case e.Do == screen.DoRemember && s.Remember != nil:
		return func() tea.Msg {
			look, err := s.Remember(e.Name, e.Text)
			return rememberedMsg{look, err}
		}
	case e.Do == screen.DoPort25 && s.Port25 != nil:
		a.top().Toast(book.Say("asking ..."))
		return func() tea.Msg {
			title, paras := s.Port25(a.ctx, book)
			return readingMsg{title, paras}
		}
	case e.Do == screen.DoRemember: // the screen has done what it can
	default:
		a.top().Toast(book.Say("that is not possible here"))
	}
	return nil
}

// ask asks for a session, one at a time.
func (a *App) ask(session func() (Session, error)) tea.Cmd {
	if a.starting {
		return nil
	}
	a.starting = true
	return func() tea.Msg {
		s, err := session()
		return enteredMsg{s, err}
	}
}

// refresh asks for the saved cases if the screen shown lists them.
func (a *App) refresh() tea.Cmd {
	if _, ok := a.top().(screen.Historian); !ok || a.o.Past == nil {
		return nil
	}
	past, book := a.o.Past, a.o.Look.Book
	return func() tea.Msg { return pastMsg(past(book)) }
}

// served handles what services answer.
func (a *App) served(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case enteredMsg:
		a.starting = false
		if msg.err != nil {
			a.top().Toast(screen.Said(msg.err))
			return nil
		}
		return a.follow(a.enter(msg.session))
	case pastMsg:
		if h, ok := a.top().(screen.Historian); ok {
			h.Past(msg)
		}
	case rememberedMsg:
		return a.remembered(msg)
	}
	return nil
}

// remembered takes on what a setting has changed.
func (a *App) remembered(msg rememberedMsg) tea.Cmd {
	if msg.err != nil {
		a.top().Toast(screen.Said(msg.err))
		return nil
	}
	old := a.o.Look
	a.o.Look = msg.look
	a.o.Walk.Book, a.o.Walk.Keys = msg.look.Book, msg.look.Keys
	for _, s := range a.stack {
		s.Dress(msg.look.Theme)
		s.Speak(msg.look.Book)
	}
	if old.Book.Language() == msg.look.Book.Language() {
		return nil
	}
	cmds := []tea.Cmd{a.refresh()}
	for _, c := range a.checks {
		cmds = append(cmds, a.move(c, c.pacer.Again()))
	}
	return tea.Batch(cmds...)
}
