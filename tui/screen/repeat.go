package screen

import (
	"strconv"
	"strings"

	"danewalk/explain/repeat"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// round is which of several checks in a row a walk shows. The zero value is none.
type round struct {
	now, of int
	pausing bool // this one is done, and the next one has not begun
}

// Round tells which of several checks in a row this one is; zero: none of them.
// Between two of them the walk is pausing.
func (w *Walk) Round(now, of int, pausing bool) { w.round = round{now, of, pausing} }

// Busy tells whether something goes on that can be stopped: a check, or several in a
// row, also in the pause between two of them.
func (w *Walk) Busy() bool { return w.running || w.round.of > 0 }

// roundNote says which of several checks in a row this one is; empty: none.
func (w *Walk) roundNote() string {
	switch {
	case w.round.of == 0:
		return ""
	case w.round.pausing:
		return w.book.Say("run %d of %d done, a pause", w.round.now, w.round.of)
	}
	return w.book.Say("run %d of %d", w.round.now, w.round.of)
}

// noRepeat says why the check cannot be repeated several times now, or "".
func (w *Walk) noRepeat() string {
	switch {
	case w.round.of > 0:
		return w.book.Say("that is going on; %s stops it", w.key(command.Stop))
	case !w.Recorded.IsZero():
		return w.book.Say("not possible for a recorded check: what is asked now is another check")
	}
	return w.disabled(command.Again)
}

// Repeat is the screen that says what several checks in a row have in common, and
// what not.
type Repeat struct {
	paper
	result repeat.Result
}

// NewRepeat makes the screen of a result.
func NewRepeat(l Look, r repeat.Result) *Repeat {
	return &Repeat{paper: paper{choices: choices{base: newBase(l)}, find: search{at: -1}}, result: r}
}

// Repeated takes the result anew: in another language.
func (s *Repeat) Repeated(r repeat.Result) { s.result = r }

// At is the place whose keys count here.
func (s *Repeat) At() command.Place { return command.InText }

// Place is where we are.
func (s *Repeat) Place() string {
	return s.book.Say("%s: checked %d times in a row", s.result.Domain, len(s.result.Runs))
}

// Offers is what can be done here.
func (s *Repeat) Offers() []Offer {
	return s.offers(command.InText, nil, append(still(), command.Left, command.Right)...)
}

// Lines is the whole frame.
func (s *Repeat) Lines() []string {
	return s.page(s.Place(), s.footer(), s.corners(), func(w, h int) []string {
		p := s.content(w)
		return p.Render(h, s.offset(p, h), 0)
	})
}

func (s *Repeat) footer() []pane.Hint {
	return s.keysBelow(s.content, command.Back, command.Copy, command.Language, command.Search)
}

// content lists the runs, and below them what is to be said.
func (s *Repeat) content(w int) *pane.Page {
	p := pane.NewPage(s.th, w)
	p.Blank(1)
	column := 0
	for _, o := range s.result.Runs {
		word, _ := repeat.Line(s.book, o)
		column = max(column, len([]rune(word))+len("1 "))
	}
	for i, o := range s.result.Runs {
		word, why := repeat.Line(s.book, o)
		p.Found(0, min(column, w/2), s.mark(o), strconv.Itoa(i+1)+" "+word, why, repeat.Span(s.book, o.Took))
	}
	for i, b := range repeat.Tell(s.book, s.result) {
		if i == 0 || len(b.Paras) == 0 {
			p.Blank(1)
		}
		if indent := 2; i == 0 || len(b.Paras) == 0 {
			p.Say(indent, theme.Strong, b.Heading)
		} else {
			p.Say(2*indent, theme.Plain, b.Heading)
		}
		indent := 4
		if i > 0 {
			indent = 6
		}
		for _, para := range b.Paras {
			p.Say(indent, theme.Plain, para)
		}
	}
	return s.marked(p)
}

// mark is sign and colour of a run. One that is not compared has no verdict.
func (s *Repeat) mark(o repeat.Outcome) theme.Mark {
	if o.Kind == repeat.Stopped || o.Verdict == mail.Checking {
		return s.th.Stopped(s.book)
	}
	return s.th.Verdict(s.book, o.Verdict)
}

// Key handles a key by its name.
func (s *Repeat) Key(key string) Effect {
	if name, ok := s.pressed(key, s.content); ok {
		return s.Do(name)
	}
	return Effect{}
}

// Paste writes into the field of the search.
func (s *Repeat) Paste(content string) Effect { return s.pasted(content, s.content) }

// Do carries out a command.
func (s *Repeat) Do(name command.Name) Effect {
	s.toast = ""
	switch {
	case s.hunted(name, s.content):
		return Effect{}
	case name == command.Open:
		return Effect{Do: DoBack}
	case name == command.Copy:
		return s.copy()
	case s.move(name, 0, s.content(s.body().W)):
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

// copy asks for the whole result as text.
func (s *Repeat) copy() Effect {
	lines := strings.Split(strings.TrimSpace(repeat.Text(s.book, s.result)), "\n")
	for i := range lines {
		lines[i] = s.th.Text(lines[i])
	}
	return Effect{Do: DoCopy, Text: strings.Join(lines, "\n"), Name: s.book.Say("comparison copied")}
}

// Click handles a click on the title or the footer.
func (s *Repeat) Click(x, y int) Effect {
	return s.Do(s.pageHit(command.InText, s.Place(), s.footer(), s.corners(), x, y))
}

// Wheel scrolls.
func (s *Repeat) Wheel(_, _, direction int) { s.wheel(direction, s.content(s.body().W)) }
