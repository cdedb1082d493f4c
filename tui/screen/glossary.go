package screen

import (
	"slices"
	"strings"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// passage is a part of a screen: a pane, or another place with words of its own.
type passage struct {
	title   string
	focused bool     // it has the keyboard
	rows    []string // that can be seen
	// says are the sentences and records behind the rows, whole; none: each row
	// speaks for itself.
	says []string
	// links are the rows of the chain that the rows belong to, by number; nil: none.
	links []string
}

// glossed is a screen whose terms can be explained.
type glossed interface {
	Screen
	tongue() string
	passages() []passage // those with the keyboard first
	// example is what a term is at a row of the chain, "" for the one that the
	// screen is about. A value that is not to be seen yet is none.
	example(t text.Term, link string) pane.Example
}

// Glossary explains the terms that stand on another screen, with the values that
// stand there. It is made of that screen as it was: what goes on below it does not
// move it.
type Glossary struct {
	paper
	of     glossed
	tongue string
	terms  []found
	open   bool // the chosen term
	list   int  // where the list was scrolled to
	here   pane.Example

	related []string // names of the terms that belong to the open one
}

// found is a term with the first place where it stands.
type found struct {
	text.Term
	focused bool
	quote   string // of the screen; empty where it says no more than the term
	link    string // the row of the chain, if it stands in one
}

// NewGlossary explains the terms on a screen.
func NewGlossary(l Look, of glossed) *Glossary {
	s := &Glossary{paper: paper{choices: choices{base: newBase(l), sel: 1}, find: search{at: -1}}, of: of}
	s.read()
	return s
}

// read looks for the terms on the screen below.
func (s *Glossary) read() {
	s.tongue = s.of.tongue()
	var chosen string
	if t := s.chosen(); t != nil {
		chosen = t.ID
	}
	s.terms = nil
	lexicon, err := s.book.Lexicon()
	if err != nil {
		return // a test reads the glossary of every language
	}
	for _, p := range s.of.passages() {
		s.search(lexicon, p)
	}
	if i := slices.IndexFunc(s.terms, func(f found) bool { return f.ID == chosen }); i >= 0 {
		s.sel = i + 1
	} else {
		s.open = false
	}
	s.sel = min(max(s.sel, 1), max(len(s.terms), 1))
	if s.open {
		s.exemplify()
	}
}

// search adds the terms of a passage that are not known yet. The words of a term
// may stand in two rows.
func (s *Glossary) search(lexicon *text.Lexicon, p passage) {
	for _, spot := range lexicon.Spots(p.title) {
		s.add(found{Term: spot.Term, focused: p.focused})
	}
	for _, spot := range lexicon.Spots(strings.Join(p.rows, "\n")) {
		f := found{Term: spot.Term, focused: p.focused}
		row, at := 0, 0
		for row < len(p.rows)-1 && at+len(p.rows[row])+1 <= spot.At {
			at += len(p.rows[row]) + 1
			row++
		}
		if row < len(p.links) {
			f.link = p.links[row]
		}
		f.quote = quote(lexicon, p, row, spot.Term)
		s.add(f)
	}
}

// add adds a term once. A later place with a quote is better than a heading.
func (s *Glossary) add(f found) {
	i := slices.IndexFunc(s.terms, func(o found) bool { return o.ID == f.ID })
	switch {
	case i < 0:
		s.terms = append(s.terms, f)
	case s.terms[i].quote == "" && s.terms[i].link == "":
		s.terms[i].quote, s.terms[i].link = f.quote, f.link
	}
}

// quote is what the screen says with a term: the first sentence behind the rows in
// which it stands, or else its row. Empty where that is the term and no more.
func quote(lexicon *text.Lexicon, p passage, row int, t text.Term) string {
	if p.links != nil {
		return "" // the row of the chain says more
	}
	said := p.says
	if said == nil {
		said = []string{p.rows[row]}
	}
	for _, s := range said {
		s = strings.Join(strings.Fields(s), " ")
		for _, spot := range lexicon.Spots(s) {
			rest := s[:spot.At] + s[spot.End:]
			if spot.Term.ID == t.ID && len(strings.Fields(rest)) > 1 {
				return s
			}
		}
	}
	return ""
}

// chosen is the term under the cursor, or nil.
func (s *Glossary) chosen() *found {
	if s.sel < 1 || s.sel > len(s.terms) {
		return nil
	}
	return &s.terms[s.sel-1]
}

// exemplify finds what the chosen term is on the screen: a value of the evidence
// behind the row that the screen is about, or that the term stands in, or else the
// sentence of the screen.
func (s *Glossary) exemplify() {
	s.here, s.related = pane.Example{}, nil
	t := s.chosen()
	if t == nil {
		return
	}
	for _, id := range t.See {
		if other, ok := s.book.Term(id); ok {
			s.related = append(s.related, other.Names[0])
		}
	}
	if s.here = s.of.example(t.Term, t.link); s.here.Value == "" {
		s.here = pane.Example{Value: t.quote}
	}
}

// refresh looks again where the words below have come in another language.
func (s *Glossary) refresh() {
	if s.of.tongue() != s.tongue {
		s.read()
	}
}

// At is the place whose keys count here.
func (s *Glossary) At() command.Place { return command.InText }

// Place is where we are.
func (s *Glossary) Place() string {
	words := s.book.Say("[a title] words on the screen")
	if below := s.of.Place(); below != "" {
		return below + " > " + words
	}
	return words
}

// Offers is what can be done here.
func (s *Glossary) Offers() []Offer {
	return s.offers(command.InText, func(name command.Name) string {
		if name == command.Copy && s.chosen() == nil {
			return s.nothing()
		}
		return ""
	}, still()...)
}

func (s *Glossary) nothing() string {
	return s.book.Say("No term of the glossary stands on the screen.")
}

// content is the list, or the term that is open.
func (s *Glossary) content(w int) *pane.Page {
	p := pane.NewPage(s.th, w)
	if t := s.chosen(); s.open && t != nil {
		p.Explained(s.book, t.Term, s.here, s.related)
		return s.marked(p)
	}
	if len(s.terms) == 0 {
		p.Blank(1)
		p.Say(2, theme.Plain, s.nothing())
		return s.marked(p)
	}
	column := 0
	for _, t := range s.terms {
		column = max(column, min(len([]rune(t.Names[0])), pane.TermColumn))
	}
	for i, t := range s.terms {
		if i == 0 || t.focused != s.terms[i-1].focused {
			p.Blank(min(i, 1))
			p.Say(2, theme.Faint, s.heading(t.focused))
		}
		p.Term(i+1, column, s.sel == i+1, t.Names[0], t.Meaning)
	}
	return s.marked(p)
}

func (s *Glossary) heading(focused bool) string {
	if focused {
		return s.book.Say("in the pane with the keyboard:")
	}
	return s.book.Say("elsewhere on the screen:")
}

// mark is the choice that is in reverse video.
func (s *Glossary) mark() int {
	if s.open || len(s.terms) == 0 {
		return 0
	}
	return s.sel
}

// Lines is the whole frame.
func (s *Glossary) Lines() []string {
	s.refresh()
	return s.page(s.Place(), s.footer(), s.corners(), func(w, h int) []string {
		p := s.content(w)
		if s.open {
			return p.Render(h, s.off, 0)
		}
		return p.Render(h, s.offset(p, h), s.mark())
	})
}

func (s *Glossary) footer() []pane.Hint {
	if s.open || len(s.terms) == 0 {
		return s.keysBelow(s.content, command.Back, command.Language, command.Mouse, command.Search)
	}
	return s.keysBelow(s.content, command.Open, command.Back, command.Language, command.Mouse, command.Search)
}

// Key handles a key by its name.
func (s *Glossary) Key(key string) Effect {
	if name, ok := s.pressed(key, s.content); ok {
		return s.Do(name)
	}
	return Effect{}
}

// Paste writes into the field of the search.
func (s *Glossary) Paste(content string) Effect { return s.pasted(content, s.content) }

// Do carries out a command.
func (s *Glossary) Do(name command.Name) Effect {
	s.refresh()
	s.toast = ""
	switch {
	case s.hunted(name, s.content):
		return Effect{}
	case name == command.Back && s.open, name == command.Left && s.open:
		s.open, s.off, s.rolled = false, s.list, false
		return Effect{}
	case name == command.Left:
		return Effect{Do: DoBack}
	case name == command.Open || name == command.Right:
		s.enter()
		return Effect{}
	case name == command.Copy:
		return s.copy()
	case s.open && s.move(name, 0, s.content(s.body().W)), !s.open && s.moveList(name):
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

// moveList moves the choice; a term is never open behind it.
func (s *Glossary) moveList(name command.Name) bool {
	switch name {
	case command.First:
		name, s.sel = command.Up, 1
	case command.Last:
		name, s.sel = command.Down, len(s.terms)
	}
	return s.move(name, len(s.terms), s.content(s.body().W))
}

// enter opens the chosen term.
func (s *Glossary) enter() {
	if s.open || s.chosen() == nil {
		return
	}
	s.exemplify()
	s.list, s.off, s.open, s.rolled = s.off, 0, true, true
}

// copy asks for the term with its meaning and example.
func (s *Glossary) copy() Effect {
	t := s.chosen()
	if t == nil {
		s.toast = s.nothing()
		return Effect{}
	}
	s.exemplify()
	lines := []string{strings.Join(t.Names, ", ") + ": " + t.Meaning}
	if s.here.Value != "" {
		lines = append(lines, s.book.Say("[an example] here: %s", s.here.Value))
	}
	for i := range lines {
		lines[i] = s.th.Text(lines[i])
	}
	return Effect{Do: DoCopy, Text: strings.Join(lines, "\n"), Name: s.book.Say("term copied")}
}

// Click chooses a term; a click on the one that is chosen opens it.
func (s *Glossary) Click(x, y int) Effect {
	s.refresh()
	choice := 0
	if !s.open {
		choice = s.clicked(x, y, s.content(s.body().W))
	}
	switch choice {
	case 0:
		return s.Do(s.pageHit(command.InText, s.Place(), s.footer(), s.corners(), x, y))
	case s.sel:
		s.enter()
	default:
		s.sel = choice
	}
	return Effect{}
}

// Wheel scrolls.
func (s *Glossary) Wheel(_, _, direction int) { s.wheel(direction, s.content(s.body().W)) }
