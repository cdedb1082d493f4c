package screen

import (
	"strings"

	"danewalk/explain"
	"danewalk/explain/steps"
	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// Playback plays a finished check step by step, for a person who explains it to a
// room: one idea at a time, forwards, back, or by itself. It judges nothing: the
// steps are made of the diagnosis that the walk below it has.
type Playback struct {
	base
	of    Diagnosed
	d     *explain.Diagnosis
	steps []steps.Step

	at     int
	shown  bool // what came of the step is revealed
	teach  bool // each step waits to be revealed
	seen   int  // how many steps are revealed
	far    int  // how many were, before somebody began again
	lesson lesson
	// guessed are the numbers, from 1, of what was guessed about steps.
	guessed map[int]int
	blank   bool // nothing is shown: look at the teacher
	speed   int  // number of beats, from 1; 0: by hand
	ticket  int  // of the next beat
	over    overlay
	scroll  int
}

// Diagnosed is a screen with a diagnosis, which may become another one: in
// another language.
type Diagnosed interface {
	Diagnosis() *explain.Diagnosis
	Place() string
}

// overlay is something to read above the step.
type overlay int

const (
	noOverlay overlay = iota
	overDetails
	overWords
)

// NewPlayback makes the screen for the check that a walk shows.
func NewPlayback(l Look, of Diagnosed) *Playback {
	p := &Playback{base: newBase(l), of: of, shown: true}
	p.refresh()
	return p
}

// refresh takes the diagnosis anew if there is another one.
func (p *Playback) refresh() {
	if p.waits() {
		return
	}
	d := p.of.Diagnosis()
	if d == p.d {
		return
	}
	first := p.d == nil
	list := steps.Of(d)
	if len(list) != len(p.steps) { // another check, not another language
		p.guessed = nil
	}
	p.d, p.steps = d, list
	if first {
		p.to(0)
		return
	}
	p.at = max(0, min(p.at, len(p.steps)-1))
	p.reveal()
}

// At is the place whose keys count here.
func (p *Playback) At() command.Place { return command.InPlayback }

// Place is where we are.
func (p *Playback) Place() string { return p.of.Place() }

// Offers is what can be done here.
func (p *Playback) Offers() []Offer {
	return p.offers(command.InPlayback, p.disabled, still()...)
}

func (p *Playback) disabled(name command.Name) string {
	if p.waits() && p.needsSteps(name) {
		return p.book.Say("the check is not ready yet")
	}
	switch name {
	case command.Left:
		if p.at == 0 {
			return p.book.Say("this is the first step")
		}
	case command.Step:
		if p.shown && p.at >= len(p.steps)-1 {
			return p.book.Say("this is the last step")
		}
	case command.Slower:
		if p.speed == 0 {
			return p.book.Say("it does not play by itself")
		}
	}
	return p.noGuess(name)
}

// Key handles a key by its name.
func (p *Playback) Key(key string) Effect {
	if p.blank { // any key brings the picture back, and does no more
		p.blank = false
		return Effect{}
	}
	name := p.keys.Find(command.InPlayback, key)
	if p.lesson.asks != asksNothing {
		return p.answered(key, name)
	}
	return p.Do(name)
}

// Do carries out a command.
func (p *Playback) Do(name command.Name) Effect {
	p.refresh()
	p.toast = ""
	p.ask(asksNothing)
	if p.waits() && p.needsSteps(name) {
		p.toast = p.disabled(name)
		return Effect{}
	}
	switch name {
	case command.Faster, command.Slower:
		return p.tempo(name)
	case command.Plain:
		p.hold()
		return Effect{Do: DoPush, Screen: NewPlain(p.look(), p)}
	case command.Glossary:
		p.hold()
		return Effect{Do: DoPush, Screen: NewGlossary(p.look(), p)}
	case command.Export:
		p.hold()
		return Effect{Do: DoPush, Screen: p.export()}
	case command.Language, command.Mouse, command.Copy, command.Guess1, command.Guess2, command.Guess3, command.Guess4, "":
	default:
		p.hold() // whoever does something else wants to look
	}
	if p.over != noOverlay && name != command.Quit && name != command.Break {
		return p.inOverlay(name)
	}
	switch name {
	case command.Step, command.PageDown: // a presenter in the hand sends the keys of pages
		p.next()
	case command.Left, command.PageUp:
		p.previous()
	case command.First:
		p.restart()
	case command.Last:
		p.last()
	case command.Teach:
		p.toggleTeach()
	case command.Guess1, command.Guess2, command.Guess3, command.Guess4:
		p.guess(name)
	case command.Details:
		p.open(overDetails)
	case command.Open:
		p.open(overWords)
	case command.Blank:
		p.blank = true
	case command.Copy:
		return p.copy()
	case command.Quit, command.Break, command.Back:
		return p.leave(name)
	}
	e, _ := p.common(name)
	return e
}

func (p *Playback) open(o overlay) { p.over, p.scroll = o, 0 }

// inOverlay reads what is shown above the step.
func (p *Playback) inOverlay(name command.Name) Effect {
	switch name {
	case command.Back, command.Open, command.Step:
		p.over = noOverlay
		return Effect{}
	case command.Details:
		p.open(overDetails)
		return Effect{}
	case command.Copy:
		return p.copy()
	}
	if step := scrolled(name, p.body().H); step != 0 {
		p.scrollBy(step)
		return Effect{}
	}
	e, _ := p.common(name)
	return e
}

// scrollBy scrolls what is shown above the step.
func (p *Playback) scrollBy(lines int) {
	r := p.body()
	p.scroll = max(0, min(p.scroll+lines, p.reading(r.W).MaxOffset(r.H)))
}

// reading is what is shown above the step.
func (p *Playback) reading(w int) pane.Content {
	if p.at >= len(p.steps) {
		return pane.Content{Cursor: -1}
	}
	closes := p.keys.Of(command.InPlayback, command.Back)
	c := pane.Lesson(p.th, p.book, p.steps[p.at], p.shown, closes, w)
	if p.over == overDetails {
		c = pane.Details(p.th, p.book, p.revealed(), p.shown, closes, w)
	}
	c.Keys = p.scrollKeys(command.InPlayback)
	return c
}

// revealed is the step with no more than is revealed: the records would tell what
// came of it.
func (p *Playback) revealed() steps.Step {
	s := p.steps[p.at]
	if !p.shown {
		s.Facts = nil
	}
	return s
}

// copy asks for the words of the step.
func (p *Playback) copy() Effect {
	s := p.copyText()
	if s == "" {
		return Effect{}
	}
	return Effect{Do: DoCopy, Text: s, Name: p.book.Say("step copied")}
}

// copyText is the words of the step, as far as it is revealed.
func (p *Playback) copyText() string {
	if p.at >= len(p.steps) {
		return ""
	}
	s := p.steps[p.at]
	lines := append([]string{p.d.Domain + ": " + s.Title}, s.Now...)
	if p.shown {
		lines = append(lines, s.Seen...)
	}
	for i := range lines {
		lines[i] = p.th.Text(lines[i])
	}
	return strings.Join(lines, "\n")
}

// title is the first line.
func (p *Playback) title() string {
	if len(p.steps) == 0 {
		return p.Place()
	}
	if p.teach && p.far < len(p.steps) { // how many there are tells how far the chain gets
		return p.book.Say("%s > step %d", p.Place(), p.at+1)
	}
	return p.book.Say("%s > step %d of %d", p.Place(), p.at+1, len(p.steps)) + p.lesson.note(p)
}

// footer are the keys that are most useful now.
func (p *Playback) footer() []pane.Hint {
	if p.over != noOverlay {
		return p.hints(command.InPlayback, command.Back)
	}
	if p.waits() {
		return p.hints(command.InPlayback, command.Back, command.Blank, command.Language)
	}
	step := p.hints(command.InPlayback, command.Step)
	if len(step) > 0 && !p.shown {
		step[0].Word = p.book.Say("[key] reveal")
	}
	return append(append(step, p.guessHint()...), p.hints(command.InPlayback, command.Left, command.First, command.Faster, command.Teach, command.Details, command.Blank,
		command.Open, command.Back, command.Language)...)
}

// Lines is the whole frame.
func (p *Playback) Lines() []string {
	p.refresh()
	if p.blank {
		return p.dark()
	}
	return p.page(p.title(), p.footer(), p.corner(command.InPlayback), func(w, h int) []string {
		switch {
		case p.waits():
			return p.waiting(w).Render(h, 0, 0)
		case p.over != noOverlay:
			return p.reading(w).Render(p.th, w, h, p.scroll)
		}
		return p.play().Lines(p.th, w, h)
	})
}

// play is the step as it is drawn.
func (p *Playback) play() pane.Play {
	return pane.Play{Diagnosis: p.d, Steps: p.steps, At: p.at, Shown: p.shown, Teach: p.teach, Guess: p.guessed[p.at], Words: p.book}
}

// dark is the frame without anything on it.
func (p *Playback) dark() []string {
	if p.w < 1 || p.h < 1 {
		return nil
	}
	out := make([]string, p.h)
	for i := range out {
		out[i] = strings.Repeat(" ", p.w)
	}
	return out
}

// Click handles a click: a word of the title or the footer; elsewhere it goes on.
func (p *Playback) Click(x, y int) Effect {
	if p.blank {
		p.blank = false
		return Effect{}
	}
	if name := p.pageHit(command.InPlayback, p.title(), p.footer(), p.corner(command.InPlayback), x, y); name != "" {
		return p.Do(name)
	}
	if p.body().Contains(x, y) {
		return p.Do(command.Step)
	}
	return Effect{}
}

// Wheel scrolls what is read above the step.
func (p *Playback) Wheel(_, _, direction int) {
	if p.over != noOverlay {
		p.scrollBy(direction * wheelStep)
	}
}
