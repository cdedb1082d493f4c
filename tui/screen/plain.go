package screen

import (
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// Written is what a screen says, as text.
type Written struct {
	Copy   string          // what the copy key copies, as it stands
	Blocks []explain.Block // and all of what it is about
}

// writer is a screen whose words can be read as plain text.
type writer interface {
	Screen
	written() Written
	tongue() string // changes with the language of what is written
}

// Plain is a text without anything around it, to be selected with the terminal.
// It stands still: what happens below it does not move it.
type Plain struct {
	base
	of     writer // nil: the text is all there is
	place  string
	tongue string
	lines  []pane.PlainLine
	off    int
	find   search

	set     []pane.Line // the lines in rows; nil: to be made
	width   int         // of these rows
	dressed *theme.Theme
}

// NewPlain shows the words of a screen as plain text.
func NewPlain(l Look, of writer) *Plain {
	s := &Plain{base: newBase(l), of: of, place: of.Place(), find: search{at: -1}}
	s.read()
	return s
}

// PlainOf is the plain text for a copy that nobody took: that of the screen, or
// else what was to be copied. Nil where the text is on the screen already.
func PlainOf(l Look, of Screen, copied string) Screen {
	switch of := of.(type) {
	case *Plain:
		return nil
	case writer:
		return NewPlain(l, of)
	}
	s := &Plain{base: newBase(l), place: of.Place(), find: search{at: -1}}
	s.add(copied, nil)
	return s
}

// read takes the text anew.
func (s *Plain) read() {
	if s.of == nil {
		return
	}
	s.tongue, s.lines, s.set = s.of.tongue(), nil, nil
	w := s.of.written()
	code := map[string]bool{}
	for _, b := range w.Blocks {
		for _, para := range b.Paras {
			for line := range strings.SplitSeq(para, "\n") {
				code[strings.TrimSpace(line)] = code[strings.TrimSpace(line)] || b.Code
			}
		}
	}
	if w.Copy != "" {
		s.head(s.book.Say("[a heading] What %s copies", s.keys.Of(s.of.At(), command.Copy)))
		s.add(w.Copy, code)
	}
	for _, b := range w.Blocks {
		s.head(b.Heading)
		for _, para := range b.Paras {
			for line := range strings.SplitSeq(para, "\n") {
				s.lines = append(s.lines, pane.PlainLine{Text: line, Code: b.Code})
			}
		}
	}
	if len(s.lines) == 0 {
		s.lines = []pane.PlainLine{{Text: s.book.Say("nothing to show yet")}}
	}
}

// head begins a part.
func (s *Plain) head(heading string) {
	if len(s.lines) > 0 {
		s.lines = append(s.lines, pane.PlainLine{})
	}
	if heading != "" {
		s.lines = append(s.lines, pane.PlainLine{Text: heading, Token: theme.Strong})
	}
}

// add adds what is copied, of which code are the lines known as records and
// commands.
func (s *Plain) add(copied string, code map[string]bool) {
	for line := range strings.SplitSeq(strings.TrimRight(copied, "\n"), "\n") {
		s.lines = append(s.lines, pane.PlainLine{Text: line, Code: code[strings.TrimSpace(line)] || hasDigest(line)})
	}
}

// hasDigest tells whether a line has a word that no language has: a digest or a
// key, so that it is a record.
func hasDigest(line string) bool {
	const word = 40
	return slices.ContainsFunc(strings.Fields(line), func(w string) bool { return len(w) >= word && !strings.ContainsAny(w, "-/") })
}

// refresh takes the text anew where it has come in another language.
func (s *Plain) refresh() {
	if s.of != nil && s.of.tongue() != s.tongue {
		s.read()
	}
}

// At is the place whose keys count here.
func (s *Plain) At() command.Place { return command.InText }

// Place is where we are.
func (s *Plain) Place() string {
	if s.place == "" {
		return s.book.Say("plain text")
	}
	return s.place + " > " + s.book.Say("plain text")
}

// Offers is what can be done here.
func (s *Plain) Offers() []Offer {
	return s.offers(command.InText, func(name command.Name) string {
		if name == command.Mouse {
			return s.released()
		}
		return ""
	}, append(still(), command.Left, command.Right, command.Open)...)
}

func (s *Plain) released() string {
	return s.book.Say("the mouse is off here: the terminal selects text")
}

// MouseOn tells that the mouse belongs to the terminal.
func (s *Plain) MouseOn() bool { return false }

// height is how many rows there are for the text: below it is a footer.
func (s *Plain) height() int { return max(s.h-1, min(s.h, 1)) }

// rows are the lines in rows, kept while nothing changes that they depend on.
func (s *Plain) rows() []pane.Line {
	if s.set == nil || s.width != s.w || s.dressed != s.th {
		s.set, s.width, s.dressed = pane.PlainRows(s.th, s.lines, s.w), s.w, s.th
	}
	return s.set
}

// Lines is the whole frame.
func (s *Plain) Lines() []string {
	if s.w < 1 || s.h < 1 {
		return nil
	}
	s.refresh()
	rows := s.rows()
	s.off = s.clamp(s.off, len(rows))
	out := pane.DrawFound(s.th, rows, s.w, s.height(), s.off, s.find.finder(s.th), s.find.at)
	if len(out) < s.h {
		foot, _ := pane.Footer(s.th, s.footer(len(rows)), s.corners(), s.Message(), s.w)
		out = append(out, foot)
	}
	return out
}

func (s *Plain) clamp(off, rows int) int { return min(max(off, 0), max(rows-s.height(), 0)) }

func (s *Plain) footer(rows int) []pane.Hint {
	if s.find.on {
		return s.find.hints(&s.base, command.InText, s.searched())
	}
	out := s.hints(command.InText, command.Back)
	if key := s.keys.Of(command.InText, command.PageDown); key != "" && s.off < rows-s.height() {
		out = append(out, pane.Hint{Key: key, Word: s.book.Say("[key] more")})
	}
	if key := s.keys.Of(command.InText, command.Copy); key != "" {
		out = append(out, pane.Hint{Key: key, Word: s.book.Say("[key] copy all")})
	}
	return append(out, s.hints(command.InText, command.Language)...)
}

// Key handles a key by its name.
func (s *Plain) Key(key string) Effect {
	if !s.find.typing {
		return s.Do(s.find.named(s.keys, key))
	}
	s.toast = ""
	if name := s.find.typed(s.th, s.keys, s.searched(), key); name != "" {
		return s.Do(name)
	}
	return Effect{}
}

// searched is the text as a search reads it.
func (s *Plain) searched() searched {
	rows, h := s.rows(), s.height()
	out := searched{n: len(rows), here: s.off}
	if at := s.find.at; at >= s.off && at < s.off+h {
		out.here = at
	}
	out.text = func(row int) string { return pane.Folded(s.th, rows[row]) }
	out.show = func(row int) { s.off = s.clamp(rowInSight(s.off, row, h), len(rows)) }
	return out
}

// corners is what the footer shows at its right end.
func (s *Plain) corners() []pane.Hint {
	if s.find.typing {
		return s.find.corner(&s.base, command.InText)
	}
	return s.corner(command.InText)
}

// Message is what the footer says in place of its keys.
func (s *Plain) Message() string {
	if s.toast == "" && s.find.typing {
		return s.find.line(s.book, s.th, s.searched())
	}
	return s.toast
}

// Paste writes into the field of the search.
func (s *Plain) Paste(content string) Effect {
	if s.find.typing {
		s.find.field.insert(content)
		s.find.first(s.th, s.searched())
	}
	return Effect{}
}

// Do carries out a command.
func (s *Plain) Do(name command.Name) Effect {
	s.toast = ""
	if s.find.typing {
		s.find.settle()
	}
	off := s.off
	if said, ok := s.find.hunted(&s.base, name, s.searched, func() { s.off = off }); ok {
		s.toast = said
		return Effect{}
	}
	switch name {
	case command.Copy:
		return Effect{Do: DoCopy, Text: s.text(), Name: s.book.Say("all copied")}
	case command.Mouse:
		s.toast = s.released()
		return Effect{}
	}
	if step := scrolled(name, s.h); step != 0 {
		s.scrollBy(step)
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

func (s *Plain) scrollBy(step int) {
	rows := len(s.rows())
	s.off = s.clamp(s.clamp(s.off, rows)+step, rows)
}

// text is all of it.
func (s *Plain) text() string {
	var out []string
	for _, l := range s.lines {
		out = append(out, pane.SafeLine(s.th, l.Text))
	}
	return strings.Join(out, "\n")
}

// Click does nothing: clicks are for the terminal.
func (s *Plain) Click(int, int) Effect { return Effect{} }

// Wheel scrolls, where a terminal sends it all the same.
func (s *Plain) Wheel(_, _, direction int) { s.scrollBy(direction * wheelStep) }
