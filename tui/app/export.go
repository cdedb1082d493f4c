package app

import (
	tea "charm.land/bubbletea/v2"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/tui/screen"
	"danewalk/tui/words"
)

// Export is what is written to a file: the check as the screen shows it.
type Export struct {
	Form      screen.Form
	Path      string           // as it was typed
	Audience  explain.Audience // of the words
	Diagnosis *explain.Diagnosis
	Case      evidence.Case // what the diagnosis is about, or a little more
}

// exportedMsg tells what became of an export.
type exportedMsg struct {
	*wrote
	of screen.Screen
}

// export has the uppermost check written to a file.
func (a *App) export(e screen.Effect) tea.Cmd {
	c := a.last()
	if c == nil || c.walk.Diagnosis() == nil {
		a.top().Toast(a.o.Look.Book.Say("nothing was seen yet"))
		return nil
	}
	if a.hides(c) && screen.Form(e.Name) != screen.ExportSheet { // everything else tells
		a.top().Toast(a.o.Look.Book.Say("the steps behind this one are not revealed yet"))
		return nil
	}
	write, top := a.o.Services.Export, a.top()
	what := Export{Form: screen.Form(e.Name), Path: e.Text, Audience: c.walk.Audience, Diagnosis: c.walk.Diagnosis(), Case: c.Log.Case()}
	return a.writes.ask(func() (string, error) { return write(what) }, func(w *wrote) tea.Msg { return exportedMsg{w, top} })
}

// exported says where the file is, or why there is none.
func (a *App) exported(msg exportedMsg) {
	a.writes.said(msg.wrote)
	if msg.err != nil {
		a.top().Toast(words.Complaint(a.o.Look.Book, msg.err))
		return
	}
	if s, ok := msg.of.(*screen.Export); ok {
		s.Written(msg.path)
	}
	a.top().Toast(a.o.Look.Book.Say("written: %s", msg.path))
}
