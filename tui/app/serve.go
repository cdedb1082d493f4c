package app

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/tui/screen"
	"danewalk/tui/words"
)

// Services is what the caller does for the screens. Each may be nil: then it
// cannot be done. They are called in the background, and may take their time.
type Services struct {
	Start    func(typed string, about []bounce.Bounce) (Session, error) // begins a check
	Open     func(path string) (Session, error)                         // opens a saved case
	Past     func(*text.Book) []screen.Past                             // the saved cases, newest first
	Settings func() (list []screen.Setting, file string)                // as they are now, and where they are kept
	Remember func(name, value string) (screen.Look, error)              // changes a setting and says what all look like now
	Port25   func(context.Context) screen.Words                         // whether port 25 is open from this computer
	Export   func(Export) (path string, err error)                      // writes a file and says where
	Unsaid   func(path string, err error)                               // hears of a file that was written, or not, when the screens were gone
	Copy     func(context.Context, string) []string                     // gives a text to the programs that keep a clipboard, and names those that took it
	NoOSC52  bool                                                       // the terminal is known not to take a text for the clipboard
}

// Messages about services.
type (
	enteredMsg struct { // a session was asked for
		session Session
		err     error
	}
	pastMsg       []screen.Past
	readMsg       bounce.Reading
	rememberedMsg struct {
		*wrote
		name string
		look screen.Look
	}
	settingsMsg struct {
		list []screen.Setting
		file string
	}
	wordsMsg struct{ words screen.Words }
)

// serve asks a service for what a screen wants.
func (a *App) serve(e screen.Effect) tea.Cmd {
	s := a.o.Services
	switch {
	case e.Do == screen.DoCheck && s.Start != nil:
		return a.ask(func() (Session, error) { return s.Start(e.Text, e.Bounces) })
	case e.Do == screen.DoOpen && s.Open != nil:
		return a.ask(func() (Session, error) { return s.Open(e.Text) })
	case e.Do == screen.DoRecheck && s.Open != nil:
		return a.recheck(e.Text)
	case e.Do == screen.DoRead:
		return func() tea.Msg { return readMsg(bounce.Read([]byte(e.Text))) }
	case e.Do == screen.DoCases && s.Past != nil && s.Open != nil:
		return a.cases()
	case e.Do == screen.DoSettings && s.Settings != nil:
		return func() tea.Msg {
			list, file := s.Settings()
			return settingsMsg{list, file}
		}
	case e.Do == screen.DoRemember:
		return a.remember(e)
	case e.Do == screen.DoExport && s.Export != nil:
		return a.export(e)
	case e.Do == screen.DoPort25 && s.Port25 != nil:
		return a.port25()
	default:
		a.top().Toast(a.o.Look.Book.Say("that is not possible here"))
	}
	return nil
}

// recheck checks again what a saved case is about: the case says where it is from.
func (a *App) recheck(path string) tea.Cmd {
	open, not := a.o.Open, errors.New(a.o.Look.Book.Say("it cannot be checked again"))
	return a.ask(func() (Session, error) {
		s, err := open(path)
		switch {
		case err != nil:
			return Session{}, err
		case s.Again == nil:
			return Session{}, not
		}
		return s.Again()
	})
}

// remember has a choice kept. Those of the audience hold for the walk that is there,
// and for the next one.
func (a *App) remember(e screen.Effect) tea.Cmd {
	if e.Name == screen.SettingAudience {
		a.o.Walk.Audience = explain.Audience(e.Text)
		for _, c := range a.checks {
			c.walk.For(a.o.Walk.Audience)
		}
	}
	remember := a.o.Remember
	if remember == nil {
		return nil
	}
	var look screen.Look
	return a.writes.ask(func() (path string, err error) {
		look, err = remember(e.Name, e.Text)
		return "", err
	}, func(w *wrote) tea.Msg { return rememberedMsg{w, e.Name, look} })
}

// cases lists the saved cases, but not above a check that goes on: one that is
// opened there could be checked again, and only one check runs at a time.
func (a *App) cases() tea.Cmd {
	if c := a.last(); c != nil && (c.walk.Running() || c.restarting || c.series != nil) {
		a.top().Toast(a.o.Look.Book.Say("not while the check is running"))
		return nil
	}
	return a.push(screen.NewCases(a.o.Look))
}

// port25 asks the network, once at a time, or shows the answer that is there.
// Meanwhile all else can be done.
func (a *App) port25() tea.Cmd {
	if answer := a.answer; answer != nil {
		a.answer, a.announced = nil, false
		a.answers(false)
		return a.push(screen.NewReading(a.o.Look, answer))
	}
	a.top().Toast(a.o.Look.Book.Say("asking; this takes up to half a minute ..."))
	if a.asking {
		return nil
	}
	a.asking = true
	ctx, ask := a.ctx, a.o.Port25
	return func() tea.Msg { return wordsMsg{ask(ctx)} }
}

// answers tells the screens that offer the question whether its answer is there. It
// is never shown unasked: the person may be writing, and a screen that comes by
// itself would take the next keys for its own.
func (a *App) answers(there bool) {
	for _, s := range a.stack {
		if asks, ok := s.(screen.Asker); ok {
			asks.Answered(there)
		}
	}
}

// announce says once that the answer is there, where nothing else is being said.
func (a *App) announce() {
	if a.answer == nil || a.announced || a.top().Message() != "" {
		return
	}
	a.announced = true
	a.top().Toast(a.o.Look.Book.Say("the answer about port 25 is there: ask again to see it"))
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
			a.top().Toast(words.Complaint(a.o.Look.Book, msg.err))
			return nil
		}
		return a.follow(a.enter(msg.session))
	case pastMsg:
		if h, ok := a.top().(screen.Historian); ok {
			h.Past(msg)
		}
	case readMsg:
		return a.push(screen.NewBounce(a.o.Look, bounce.Reading(msg)))
	case settingsMsg:
		return a.push(screen.NewSettings(a.o.Look, msg.list, msg.file))
	case copiedMsg:
		return a.copied(msg)
	case exportedMsg:
		a.exported(msg)
	case wordsMsg:
		a.asking, a.answer, a.announced = false, msg.words, false
		a.answers(msg.words != nil)
	case rememberedMsg:
		return a.remembered(msg)
	}
	return nil
}

// remembered takes on what a setting has changed. An answer that a later one has
// overtaken is old: the later one holds all choices.
func (a *App) remembered(msg rememberedMsg) tea.Cmd {
	a.writes.said(msg.wrote)
	if msg.err != nil { // it holds for this time
		a.top().Toast(words.Complaint(a.o.Look.Book, msg.err))
	}
	if msg.look.Theme == nil || msg.number < a.looked {
		return nil
	}
	a.looked = msg.number
	old := a.o.Look
	msg.look.Theme = msg.look.Theme.On(a.on)
	a.o.Look = msg.look
	a.o.Walk.Book, a.o.Walk.Keys, a.o.Walk.NoSpin = msg.look.Book, msg.look.Keys, msg.look.Still
	if msg.name != screen.SettingMouse { // m may have changed it for this time
		a.o.Look.Mouse = old.Mouse
	}
	for _, s := range a.stack {
		s.Mouse(a.o.Look.Mouse)
		s.Dress(msg.look.Theme)
		s.Speak(msg.look.Book)
	}
	for _, c := range a.checks {
		c.walk.NoSpin = msg.look.Still
	}
	if old.Book.Language() == msg.look.Book.Language() {
		return nil
	}
	cmds := append(a.retell(), a.refresh())
	for _, c := range a.checks {
		cmds = append(cmds, a.move(c, c.pacer.Again()))
	}
	return tea.Batch(cmds...)
}
