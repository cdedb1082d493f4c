package screen

import (
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// lesson is what a playback knows that stands before the walk: the class has seen
// nothing of the check, and nothing of it may be told before it is revealed.
type lesson struct {
	on   bool
	told bool // the last step was revealed: there is nothing left to hide
	asks question
	ends bool // Ctrl+C was pressed
}

// question is one about leaving.
type question int

const (
	asksNothing question = iota
	asksBack             // leave, though the walk tells what is not revealed yet?
	asksQuit             // quit, though the check is still running?
)

// NewLesson makes a playback that begins before anything of the check was shown. It
// waits for its end, and shows nothing of it meanwhile.
func NewLesson(l Look, of Diagnosed) *Playback {
	return &Playback{base: newBase(l), of: of, teach: true, lesson: lesson{on: true}}
}

// IsLesson tells whether it stands before what is below it was shown.
func (p *Playback) IsLesson() bool { return p.lesson.on }

// Hides tells whether something of the check is still to be revealed: then nothing
// else may tell it.
func (p *Playback) Hides() bool { return p.lesson.on && !p.lesson.told }

// waits tells whether the check goes on, so that there are no steps yet.
func (p *Playback) waits() bool {
	runs, ok := p.of.(interface{ Running() bool })
	return p.lesson.on && p.d == nil && ok && runs.Running()
}

// needsSteps tells whether a command is about the steps.
func (p *Playback) needsSteps(name command.Name) bool {
	switch name {
	case command.Quit, command.Break, command.Back, command.Help, command.Language, command.Mouse, command.Redraw, command.Suspend, command.Blank:
		return false
	}
	return true
}

// waiting is what stands there in place of the first step.
func (p *Playback) waiting(w int) *pane.Page {
	page := pane.NewPage(p.th, w)
	page.Blank(1)
	page.Say(2, theme.Strong, p.book.Say("The check is being made, out of sight."))
	page.Blank(1)
	page.Say(2, theme.Plain, p.book.Say("Most take a few seconds. Where a server is silent, it is up to a minute."))
	page.Say(2, theme.Plain, p.book.Say("Then the steps begin, and each one waits to be revealed."))
	return page
}

// note is what the title says once there is nothing left to hide: where the check
// was made, and when.
func (l lesson) note(p *Playback) string {
	of, ok := p.of.(interface{ note() string })
	if !l.on || !l.told || !ok || of.note() == "" {
		return ""
	}
	return "  " + of.note()
}

// told are saved cases as far as they are told: in a lesson neither what was found,
// nor the world, whose name says it.
func told(list []Past, teach bool, book *text.Book) []Past {
	if !teach {
		return list
	}
	out := make([]Past, 0, len(list))
	for _, p := range list {
		p.Verdict, p.Says = mail.CannotTell, book.Say("[of a saved case] hidden")
		out = append(out, p)
	}
	return out
}

// ask asks a question in the footer, or none.
func (p *Playback) ask(q question) {
	p.lesson.asks = q
	p.base.note = map[question]string{
		asksBack: p.asks(tells, p.book.Say("Not all is revealed yet. Show the answer?  %s yes  n no", p.yes())),
		asksQuit: p.asks(quits, p.book.Say("The check is still running. Stop it and quit?  %s yes  n no", p.yes())),
	}[q]
}

// answered handles the answer to a question.
func (p *Playback) answered(key string, name command.Name) Effect {
	q := p.lesson.asks
	p.ask(asksNothing)
	yes := key == "y" || key == p.yes() || name == command.Open
	switch {
	case key == "n": // the question says that it means no, whatever else it may mean
	case q == asksBack && (yes || name == command.Back):
		p.lesson.told = true
		return Effect{Do: DoBack}
	case q == asksQuit && (yes || name == command.Quit || name == command.Break):
		if !p.waits() { // it has ended meanwhile
			return Effect{Do: DoQuit}
		}
		return Effect{Do: DoStopAndQuit}
	}
	return Effect{}
}

// leave goes back or quits. What is below tells the whole result, so in a lesson
// that is asked about first.
func (p *Playback) leave(name command.Name) Effect {
	switch {
	case p.bare && name == command.Back:
	case name == command.Back && p.Hides():
		p.ask(asksBack)
		return Effect{}
	case name == command.Quit && p.waits():
		p.ask(asksQuit)
		return Effect{}
	case name == command.Break && p.waits() && !p.lesson.ends:
		p.lesson.ends, p.toast = true, p.book.Say("stopping; %s again quits", p.keys.Of(command.InPlayback, command.Break))
		return Effect{Do: DoStop}
	}
	e, _ := p.common(name)
	return e
}

// Speak changes the language.
func (p *Playback) Speak(book *text.Book) {
	p.base.Speak(book)
	p.ask(p.lesson.asks)
}
