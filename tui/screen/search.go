package screen

import (
	"slices"
	"sort"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// mostSearched is how many rows of a pane are searched: more than any view has, few
// enough to be looked at between two frames.
const mostSearched = 20000

// search is a search in the rows of a pane, or of a page.
type search struct {
	on     bool // what is found is marked
	typing bool // the keys write in the field
	field  field
	at     int // the row it has come to; -1: none yet
	from   int // the row at which it began
	undo   func()
	find   *pane.Find
	of     wanted   // what find was made of
	key    any      // of what stands below
	rows   []string // their text, folded
	hits   []int
	ready  bool // hits are those of find
}

// wanted is what a text to look for depends on.
type wanted struct {
	text string
	th   *theme.Theme
}

// searched is what is searched: rows with a number each, in the order in which they
// stand.
type searched struct {
	n    int
	text func(row int) string // folded
	here int                  // the row that the person looks at; -1: none
	show func(row int)        // goes there
	key  any                  // equal as long as the rows are the same; nil: find anew
}

// begin opens the field. Undo brings back what was seen before.
func (s *search) begin(in searched, undo func()) {
	*s = search{on: true, typing: true, at: -1, from: max(in.here, 0), undo: undo}
}

// settle ends the writing: what was found stays marked.
func (s *search) settle() {
	if s.typing = false; s.field.text() == "" {
		s.end()
	}
}

func (s *search) end() { *s = search{at: -1} }

// finder is what is looked for; nil: nothing.
func (s *search) finder(th *theme.Theme) *pane.Find {
	if !s.on {
		return nil
	}
	if w := (wanted{s.field.text(), th}); s.of != w {
		if s.of.th != th {
			s.key = nil
		}
		s.of, s.find, s.ready = w, pane.NewFind(th, w.text), false
	}
	return s.find
}

// matches are the rows in which the text stands.
func (s *search) matches(th *theme.Theme, in searched) []int {
	f := s.finder(th)
	if f == nil {
		return nil
	}
	if in.key == nil || s.key != in.key {
		s.key, s.ready = in.key, false
		s.rows = s.rows[:0]
		for row := range min(in.n, mostSearched) {
			s.rows = append(s.rows, in.text(row))
		}
	}
	if s.ready {
		return s.hits
	}
	s.hits, s.ready = nil, true
	for row, text := range s.rows {
		if f.In(text) {
			s.hits = append(s.hits, row)
		}
	}
	return s.hits
}

// typed takes a key while the text is written; otherwise it gives the command of
// the key.
func (s *search) typed(th *theme.Theme, keys *command.Keys, in searched, key string) (name command.Name) {
	before := s.field.text()
	switch {
	case key == "backspace" && before == "":
		s.cancel()
		return ""
	case s.field.key(key):
		if s.field.text() != before {
			s.first(th, in)
		}
		return ""
	}
	switch name = keys.Find(command.AtStart, key); name {
	case command.Open:
		s.settle()
	case command.Back:
		s.cancel()
	case command.Up, command.PageUp:
		s.step(th, in, -1)
	case command.Down, command.PageDown:
		s.step(th, in, 1)
	default:
		return name
	}
	return ""
}

// cancel ends the search where it began.
func (s *search) cancel() {
	undo := s.undo
	s.end()
	if undo != nil {
		undo()
	}
}

// first goes to the first match at or after the row at which the search began.
func (s *search) first(th *theme.Theme, in searched) {
	hits := s.matches(th, in)
	if len(hits) == 0 {
		if s.at = -1; s.undo != nil {
			s.undo()
		}
		return
	}
	if s.undo != nil { // what the shorter text had opened is closed again
		s.undo()
	}
	s.at = hits[sort.SearchInts(hits, s.from)%len(hits)] // behind the last: the first
	in.show(s.at)
}

// step goes to the next match or the previous one; around tells that it began anew
// at the other end.
func (s *search) step(th *theme.Theme, in searched, step int) (found, around bool) {
	hits := s.matches(th, in)
	if len(hits) == 0 {
		return false, false
	}
	here := in.here
	i := sort.SearchInts(hits, here)
	switch {
	case step > 0 && i < len(hits) && hits[i] == here:
		i++
	case step < 0:
		i--
	}
	around = i < 0 || i >= len(hits)
	s.at = hits[(i+len(hits))%len(hits)]
	in.show(s.at)
	return true, around
}

// again goes on to another match and says what there is to say.
func (s *search) again(book *text.Book, th *theme.Theme, in searched, step int) string {
	switch found, around := s.step(th, in, step); {
	case !found:
		return book.Say("not found")
	case around && step > 0:
		return book.Say("that was the last match; back to the first")
	case around:
		return book.Say("that was the first match; back to the last")
	}
	return ""
}

// count says which match of how many is seen.
func (s *search) count(book *text.Book, th *theme.Theme, in searched) string {
	hits := s.matches(th, in)
	switch {
	case s.find == nil:
		return ""
	case len(hits) == 0:
		return book.Say("not found")
	}
	if i, ok := slices.BinarySearch(hits, in.here); ok {
		return book.Say("%d of %d", i+1, len(hits))
	}
	return book.Say("%d found", len(hits))
}

// line is the field in the footer while the text is written.
func (s *search) line(book *text.Book, th *theme.Theme, in searched) string {
	out := "/" + s.field.before + "_" + s.field.after
	if count := s.count(book, th, in); count != "" {
		out += "  " + count
	}
	return out
}

// hints are the keys of the footer while a search is on and nothing is written. At
// is the place whose keys count; those of the matches are the keys of the problems.
func (s *search) hints(b *base, at command.Place, in searched) []pane.Hint {
	out := []pane.Hint{{Key: b.keys.Of(at, command.Search), Word: s.field.text() + "  " + s.count(b.book, b.th, in)}}
	for _, h := range []struct {
		place command.Place
		name  command.Name
		word  text.Phrase
	}{
		{command.InWalk, command.NextProblem, text.Phrase("[a match] next")},
		{command.InWalk, command.PrevProblem, text.Phrase("[a match] previous")},
		{at, command.Back, text.Phrase("[key] end search")},
	} {
		if key := b.keys.Of(h.place, h.name); key != "" {
			out = append(out, pane.Hint{Key: key, Word: b.book.Say(h.word)})
		}
	}
	return out
}

// corner is what ends the writing, for the right end of the footer.
func (s *search) corner(b *base, at command.Place) []pane.Hint {
	if key := b.keys.Of(at, command.Back); key != "" {
		return []pane.Hint{{Key: key, Word: b.book.Say(text.Phrase("[key] end search"))}}
	}
	return nil
}
