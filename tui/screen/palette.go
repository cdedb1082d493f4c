package screen

import (
	"cmp"
	"slices"
	"strings"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// Palette is the screen that lists what can be done on the screen below it: type
// to find, Enter does it there. Letters belong to the text that narrows the list.
type Palette struct {
	base
	of     Screen
	filter field
	sel    command.Name // the chosen row; one that is not listed: the first
	off    int
	rolled bool // the person scrolled: the choice need not be in sight

	known map[command.Name]listed // in the language of the screen
}

// NewPalette makes the list for a screen.
func NewPalette(l Look, of Screen) *Palette { return &Palette{base: newBase(l), of: of} }

// At is the place whose keys count here: there is a text field.
func (s *Palette) At() command.Place { return command.AtStart }

// Place is where we are.
func (s *Palette) Place() string { return s.book.Say("all commands") }

// Offers is what can be done in the list itself.
func (s *Palette) Offers() []Offer { return s.offers(command.AtStart, nil, elsewhere()...) }

// elsewhere are the commands of the start screen that its likes do not have.
func elsewhere() []command.Name {
	return []command.Name{command.Search, command.Cases, command.Settings, command.Port25, command.Teach, command.Again, command.NextPane, command.PrevPane}
}

// still are the commands that change the pane: in screens of one pane there is
// nothing to change to.
func still() []command.Name { return []command.Name{command.NextPane, command.PrevPane} }

// unread are the commands for texts that short ones do not need.
func unread() []command.Name { return append(still(), command.Copy, command.Left, command.Right) }

// listed is a command of the list.
type listed struct {
	name command.Name
	keys []string
	row  pane.PaletteRow
	look string // what the typed words are looked for in
}

// all are the commands of the screen below, those that only move at the end. A
// command that the list of keys names several times stands here once.
func (s *Palette) all() []listed {
	offers := s.of.Offers()
	if s.known == nil {
		s.learn(offers)
	}
	var acts, moves []listed
	seen := map[command.Name]bool{}
	for _, o := range offers {
		if seen[o.Name] {
			continue
		}
		seen[o.Name] = true
		l := s.known[o.Name]
		if l.row.Why = o.Why; o.Moves() {
			moves = append(moves, l)
		} else {
			acts = append(acts, l)
		}
	}
	return append(acts, moves...)
}

// learn writes down what is always the same about the commands.
func (s *Palette) learn(offers []Offer) {
	s.known = map[command.Name]listed{}
	for _, o := range offers {
		l, ok := s.known[o.Name]
		if !ok {
			l = listed{name: o.Name, row: pane.PaletteRow{Title: s.book.Say(o.Title()), Sentence: s.book.Say(o.Says())}}
		}
		l.keys = append(l.keys, o.Keys...)
		l.look += " " + s.book.Say(o.Word)
		s.known[o.Name] = l
	}
	for name, l := range s.known {
		l.row.Keys = s.keysShown(l.keys)
		l.look = hay(l.row.Title + " " + l.look + " " + l.row.Sentence + " " + l.row.Keys + " " + string(name))
		s.known[name] = l
	}
}

// Speak changes the language.
func (s *Palette) Speak(book *text.Book) {
	s.base.Speak(book)
	s.known = nil
}

// keysShown are keys as people read them, each once.
func (s *Palette) keysShown(keys []string) string {
	var out []string
	for _, key := range keys {
		if strings.HasPrefix(key, "shift+") && len(key) == len("shift+n") && len(keys) > 1 {
			continue // how some terminals name a capital letter
		}
		if shown := s.keys.Shown(key); !slices.Contains(out, shown) {
			out = append(out, shown)
		}
	}
	return strings.Join(out, " ")
}

// hay is a text in which words are looked for whatever their case and accents, also
// as they are written where there are no accents: "prüfen", "prufen", "pruefen".
func hay(s string) string {
	if plain := text.Plain(s); plain != s {
		return pane.Fold(s + " " + plain)
	}
	return pane.Fold(s)
}

// hasAll tells whether every typed word occurs in a text made by hay.
func hasAll(look, typed string) bool {
	for _, word := range strings.Fields(pane.Fold(typed)) {
		if !strings.Contains(look, word) {
			return false
		}
	}
	return true
}

// found are the commands that fit what is typed: first the one with that key, then
// those whose name begins so.
func (s *Palette) found() (rows, all []listed) {
	all = s.all()
	typed := s.filter.text()
	words := strings.Fields(pane.Fold(typed))
	rows = slices.DeleteFunc(slices.Clone(all), func(l listed) bool { return !hasAll(l.look, typed) })
	if len(words) > 0 {
		slices.SortStableFunc(rows, func(x, y listed) int { return cmp.Compare(rank(x, typed, words), rank(y, typed, words)) })
	}
	return rows, all
}

// rank says how well a command fits: the less the better.
func rank(l listed, typed string, words []string) int {
	const key, begins, title, other = 0, 1, 2, 3
	name := pane.Fold(l.row.Title)
	switch {
	case slices.Contains(l.keys, strings.TrimSpace(typed)):
		return key
	case strings.HasPrefix(name, words[0]):
		return begins
	case strings.Contains(name, words[0]):
		return title
	}
	return other
}

// chosen is the index of the chosen row; -1 if there is none.
func (s *Palette) chosen(rows []listed) int {
	at := slices.IndexFunc(rows, func(l listed) bool { return l.name == s.sel })
	if at < 0 && len(rows) > 0 {
		return 0
	}
	return at
}

// content is what the screen shows.
func (s *Palette) content() (pane.Palette, []listed) {
	rows, all := s.found()
	p := pane.Palette{Before: s.filter.before, After: s.filter.after, Sel: s.chosen(rows) + 1, Words: s.book}
	for _, l := range rows {
		p.Rows = append(p.Rows, l.row)
	}
	for _, l := range all {
		p.All = append(p.All, l.row)
	}
	at := s.of.At()
	p.Legend = s.filter.text() == "" && (at == command.InWalk || at == command.InPlayback)
	return p, rows
}

// offset is the first line of the list that is shown.
func (s *Palette) offset(p pane.Palette, page *pane.Page, h int) int {
	if s.rolled {
		return page.Clamp(s.off, h)
	}
	return page.Reveal(p.Sel, s.off, h)
}

// Lines is the whole frame.
func (s *Palette) Lines() []string {
	return s.page(s.Place(), s.footer(), s.corners(), func(w, h int) []string {
		p, _ := s.content()
		return p.Lines(s.th, w, h, s.offset(p, p.Page(s.th, w), s.listHeight(h)))
	})
}

func (s *Palette) listHeight(h int) int { return h - pane.PaletteHead(h) }

func (s *Palette) footer() []pane.Hint {
	var out []pane.Hint
	for _, h := range []struct {
		name command.Name
		word text.Phrase
	}{{command.Open, text.Phrase("[key] run")}, {command.Back, text.Phrase("[key] close")}} {
		if key := s.keys.Of(command.AtStart, h.name); key != "" {
			out = append(out, pane.Hint{Key: key, Word: s.book.Say(h.word)})
		}
	}
	return out
}

// corners is what is always possible here.
func (s *Palette) corners() []pane.Hint {
	key := s.keys.Of(command.AtStart, command.Break)
	if key == "" {
		return nil
	}
	return []pane.Hint{{Key: key, Word: s.book.Say(text.Phrase("[key] quit"))}}
}

// Key handles a key by its name.
func (s *Palette) Key(key string) Effect {
	if s.filter.key(key) {
		s.typed()
		return Effect{}
	}
	return s.Do(s.keys.Find(command.AtStart, key))
}

// Paste writes into the field.
func (s *Palette) Paste(content string) Effect {
	s.filter.insert(strings.TrimSpace(content))
	s.typed()
	return Effect{}
}

// typed goes to the best row for what is typed.
func (s *Palette) typed() { s.sel, s.off, s.rolled, s.toast = "", 0, false, "" }

// Do carries out a command in the list itself.
func (s *Palette) Do(name command.Name) Effect {
	s.toast = ""
	switch name {
	case command.Open:
		return s.run()
	case command.Help:
		return Effect{Do: DoBack}
	case command.Back:
		if s.filter.text() != "" {
			s.filter = field{}
			s.typed()
			return Effect{}
		}
	case command.Up, command.Down, command.PageUp, command.PageDown:
		s.move(name)
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

// move moves the choice; below the last row it scrolls to what stands there.
func (s *Palette) move(name command.Name) {
	p, rows := s.content()
	r := s.body()
	h := s.listHeight(r.H)
	page := p.Page(s.th, r.W)
	off := s.offset(p, page, h)
	step := scrolled(name, h/2+2) // rows have two lines, some of them
	at := p.Sel - 1
	to := min(max(at+step, 0), max(len(rows)-1, 0))
	if to == at || len(rows) == 0 {
		s.off, s.rolled = page.Clamp(off+step, h), true
		return
	}
	s.sel, s.rolled = rows[to].name, false
	s.off = page.Reveal(to+1, off, h)
}

// run does the chosen command on the screen below, or says why it does nothing now.
func (s *Palette) run() Effect {
	rows, _ := s.found()
	at := s.chosen(rows)
	if at < 0 {
		s.toast = s.book.Say("nothing found")
		return Effect{}
	}
	if why := rows[at].row.Why; why != "" {
		s.toast = s.book.Say("not now: %s", why)
		return Effect{}
	}
	return Effect{Do: DoRun, Text: string(rows[at].name)}
}

// Click runs the row under the pointer.
func (s *Palette) Click(x, y int) Effect {
	r := s.body()
	if !r.Contains(x, y) {
		return s.Do(s.pageHit(command.AtStart, s.Place(), s.footer(), s.corners(), x, y))
	}
	p, rows := s.content()
	page, h := p.Page(s.th, r.W), s.listHeight(r.H)
	if y -= r.Y + pane.PaletteHead(r.H); y < 0 {
		return Effect{}
	}
	choice := page.At(y, s.offset(p, page, h))
	if choice == 0 {
		return Effect{}
	}
	s.sel = rows[choice-1].name
	return s.run()
}

// Wheel scrolls.
func (s *Palette) Wheel(_, _, direction int) {
	p, _ := s.content()
	r := s.body()
	page, h := p.Page(s.th, r.W), s.listHeight(r.H)
	s.off, s.rolled = page.Clamp(s.offset(p, page, h)+direction*wheelStep, h), true
}

// far is further than any text is long.
const far = 1 << 20

// scrolled is how many lines a command scrolls in a window of h lines.
func scrolled(name command.Name, h int) int {
	page := max(1, h-3)
	return map[command.Name]int{
		command.Up: -1, command.Down: 1, command.PageUp: -page, command.PageDown: page, command.First: -far, command.Last: far,
	}[name]
}
