package screen

import (
	"slices"
	"strings"

	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// Start is the first screen: what is to be checked?
type Start struct {
	base
	field  field
	world  string
	known  []Past
	past   []Past // as far as they are told
	teach  bool   // what is opened is played as a lesson
	answer bool   // the one about port 25 is there
	search string
	hunts  bool     // the search was opened: what is typed narrows the list
	sel    int      // 0 is the field, then the cases that are listed, then what else there is
	ticket int      // of the last Enter or key behind it that waits for what comes next
	held   bool     // it still waits
	pasted []byte   // lines that came faster than anybody types
	still  []string // the frame that is shown until they have all come
	wide   int      // of it
}

// NewStart makes the start screen. A world is that of the lab in which everything
// is checked; empty on the network.
func NewStart(l Look, typed, world string) *Start {
	return &Start{base: newBase(l), field: newField(typed), world: world}
}

// other is a line below the saved cases.
type other struct {
	words text.Phrase
	do    Do
}

// Answered tells whether the answer about port 25 is there and was not shown yet.
func (s *Start) Answered(there bool) { s.answer = there }

func (s *Start) others() []other {
	teach := text.Phrase("Teach: hide what is opened until it is revealed")
	if s.teach {
		teach = text.Phrase("Teaching is on: what is opened is hidden. End it")
	}
	port25 := text.Phrase("Is port 25 open from this computer?")
	if s.answer {
		port25 = text.Phrase("Is port 25 open from this computer? The answer is there: open it")
	}
	return []other{
		{text.Phrase("Open a saved case"), DoCases},
		{text.Phrase("Settings"), DoSettings},
		{port25, DoPort25},
		{teach, DoTeach},
	}
}

// At is the place whose keys count here.
func (s *Start) At() command.Place { return command.AtStart }

// Place is where we are: nowhere yet, or in a world.
func (s *Start) Place() string {
	switch {
	case s.world == "":
		return ""
	case s.teach: // its name tells
		return s.book.Say("in a world of the lab: nothing real is asked")
	}
	return s.book.Say("in the lab world %s: nothing real is asked", s.world)
}

// Offers is what can be done here.
func (s *Start) Offers() []Offer { return s.withAgain(s.offers(command.AtStart, s.disabled)) }

func (s *Start) disabled(name command.Name) string {
	if name == command.Search && len(s.past) == 0 {
		return s.book.Say("no check was saved yet")
	}
	if name == command.Again {
		past, ok := s.chosen()
		if !ok {
			return s.book.Say("choose a saved check first")
		}
		return past.Once
	}
	return ""
}

// Teach tells whether what is opened is played as a lesson.
func (s *Start) Teach(on bool) {
	s.teach = on
	s.past = s.told(s.known)
	s.sel = min(s.sel, s.last())
}

// told are the saved cases as far as they are told.
func (s *Start) told(list []Past) []Past { return told(list, s.teach, s.book) }

// Past takes the saved cases. What was chosen stays chosen, as far as it is still
// there: the list may come or grow while somebody moves in it.
func (s *Start) Past(list []Past) {
	old := s.listed()
	s.known = list
	s.past = s.told(list)
	switch now := s.listed(); {
	case s.sel > len(old):
		s.sel += len(now) - len(old)
	case s.sel > 0:
		path := old[s.sel-1].Path
		if i := slices.IndexFunc(now, func(p Past) bool { return p.Path == path }); i >= 0 {
			s.sel = i + 1
		}
	}
	s.sel = min(s.sel, s.last())
}

// listed are the cases that fit the search.
func (s *Start) listed() []Past { return matching(s.past, s.search) }

// matching are the cases in which every word of a text occurs.
func matching(list []Past, search string) []Past {
	if search == "" {
		return list
	}
	var out []Past
	for _, p := range list {
		if hasAll(hay(p.Domain+" "+p.Typed+" "+p.Says+" "+p.Age), search) {
			out = append(out, p)
		}
	}
	return out
}

// last is the number of the last line that can be chosen.
func (s *Start) last() int { return len(s.listed()) + len(s.others()) }

// Lines is the whole frame. While keys of a paste come it stays as it is: drawing
// it for each of some thousand would take longer than reading them.
func (s *Start) Lines() []string {
	if len(s.pasted) == 0 || s.wide != s.w || len(s.still) != s.h {
		s.still, s.wide = s.frame(), s.w
	}
	return s.still
}

func (s *Start) frame() []string {
	return s.page(s.Place(), s.footer(), s.corner(command.AtStart), func(w, h int) []string {
		p := s.content(w, h)
		return p.Render(h, p.Reveal(s.sel+1, 0, h), s.sel+1)
	})
}

func (s *Start) footer() []pane.Hint {
	if _, ok := s.chosen(); ok && !s.searches() {
		return append(append(s.hints(command.AtStart, command.Open), s.againHint()...), s.hints(command.AtStart, command.NextPane)...)
	}
	return append(s.hints(command.AtStart, command.Open), s.hints(command.AtStart, command.NextPane)...)
}

// Key handles a key by its name.
func (s *Start) Key(key string) Effect {
	if s.held {
		return s.faster(key)
	}
	switch {
	case s.slash(key):
		return s.Do(command.Search)
	case s.sel == 0 && s.field.key(key):
		s.toast = ""
		return Effect{}
	case s.inPast() && !s.searches() && s.again(key):
		return s.Do(command.Again)
	case s.inPast() && s.searched(key):
		return Effect{}
	}
	return s.Do(s.keys.Find(command.AtStart, key))
}

// slash tells whether a key opens the search of the saved cases: where nothing is
// written yet, as no domain begins so.
func (s *Start) slash(key string) bool {
	return s.keys.Find(command.InText, key) == command.Search && len(s.past) > 0 && !s.inPast() && (s.sel > 0 || s.field.text() == "")
}

// hunt opens the search of the saved cases.
func (s *Start) hunt() {
	if why := s.disabled(command.Search); why != "" {
		s.toast = why
		return
	}
	s.search, s.hunts, s.sel = "", true, 1
}

// faster takes a key that came right behind Enter: of a paste in a terminal that
// does not mark pastes. Anything but text ends the waiting.
func (s *Start) faster(key string) Effect {
	add := written(key)
	switch key {
	case "enter", "ctrl+j":
		add = "\n"
	case "tab":
		add = "\t"
	}
	if add == "" {
		s.held, s.pasted = false, nil
		return s.Key(key)
	}
	if len(s.pasted) == 0 {
		s.pasted = append([]byte(s.field.text()), '\n')
	}
	if len(s.pasted) <= bounce.MaxBytes { // more is not read
		s.pasted = append(s.pasted, add...)
	}
	s.ticket++ // the clock that runs finds it changed
	return Effect{}
}

func (s *Start) hold() Effect {
	s.ticket++
	s.held = true
	return Effect{Do: DoHold, Ticket: s.ticket}
}

// Held goes on after an Enter behind which nothing came, or waits again.
func (s *Start) Held(ticket int) Effect {
	switch {
	case !s.held:
		return Effect{}
	case ticket != s.ticket:
		return Effect{Do: DoHold, Ticket: s.ticket}
	}
	s.held = false
	if len(s.pasted) == 0 {
		return s.submit()
	}
	content := string(s.pasted)
	s.field, s.pasted = field{}, nil
	return s.Paste(content)
}

// Paste takes what was pasted: a message, or something for the field.
func (s *Start) Paste(content string) Effect {
	s.sel, s.toast = 0, ""
	content = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(content))
	if strings.Contains(content, "\n") || s.field.text() == "" && isMessage(content) {
		return Effect{Do: DoRead, Text: content}
	}
	s.field.insert(content)
	return Effect{}
}

// submit does what stands in the field.
func (s *Start) submit() Effect {
	typed := strings.TrimSpace(s.field.text())
	switch a := askedFor(s.book, typed); {
	case typed == "":
		s.toast = s.book.Say("type a domain, an e-mail address or a mail server")
	case a.message:
		return Effect{Do: DoRead, Text: typed}
	case a.whyNot != "":
		s.toast = a.whyNot
	default:
		return Effect{Do: DoCheck, Text: typed}
	}
	return Effect{}
}

// inPast tells whether a saved case is chosen.
func (s *Start) inPast() bool {
	return s.sel > 0 && (s.sel <= len(s.listed()) || s.searches())
}

// searched takes what is typed while the list has the focus.
func (s *Start) searched(key string) bool {
	switch add := written(key); {
	case s.search == "" && s.keys.Find(command.InText, key) == command.Search:
		s.hunts = true
	case add != "":
		s.search += add
	case key == "backspace" && s.search != "":
		r := []rune(s.search)
		s.search = string(r[:len(r)-1])
	default:
		return false
	}
	s.sel = 1
	return true
}

// Do carries out a command.
func (s *Start) Do(name command.Name) Effect {
	s.toast = ""
	switch name {
	case command.Open:
		return s.open()
	case command.Again:
		past, ok := s.chosen()
		if !ok {
			s.toast = s.disabled(name)
			return Effect{}
		}
		return s.recheck(past)
	case command.Search:
		s.hunt()
	case command.Back:
		s.back()
	case command.Up:
		s.sel = max(s.sel-1, 0)
	case command.Down:
		s.sel = min(s.sel+1, s.last())
	case command.PageUp, command.PageDown:
		s.sel = min(max(s.sel+scrolled(name, s.body().H), 0), s.last())
	case command.NextPane:
		s.area(1)
	case command.PrevPane:
		s.area(-1)
	default:
		e, _ := s.common(name)
		return e
	}
	return Effect{}
}

// area goes to the next area: the field, the saved cases, the rest.
func (s *Start) area(step int) {
	begins := []int{0}
	if len(s.listed()) > 0 {
		begins = append(begins, 1)
	}
	begins = append(begins, len(s.listed())+1)
	at := 0
	for i, b := range begins {
		if s.sel >= b {
			at = i
		}
	}
	s.sel = begins[(at+step+len(begins))%len(begins)]
}

func (s *Start) open() Effect {
	past := s.listed()
	switch {
	case s.sel == 0:
		return s.hold()
	case s.sel <= len(past):
		return Effect{Do: DoOpen, Text: past[s.sel-1].Path}
	}
	return Effect{Do: s.others()[s.sel-len(past)-1].do}
}

// back goes one step back to an empty field. It never quits.
func (s *Start) back() {
	switch {
	case s.search != "" || s.hunts:
		s.search, s.hunts, s.sel = "", false, min(s.sel, 1)
	case s.sel > 0:
		s.sel = 0
	case s.field.text() != "":
		s.field = field{}
	default:
		s.toast = s.book.Say("%s quits", s.keys.Of(command.AtStart, command.Break))
	}
}

// Click chooses a line; a click on the line that is chosen opens it.
func (s *Start) Click(x, y int) Effect {
	r := s.body()
	if !r.Contains(x, y) {
		return s.Do(s.pageHit(command.AtStart, s.Place(), s.footer(), s.corner(command.AtStart), x, y))
	}
	p := s.content(r.W, r.H)
	choice := p.At(y-r.Y, p.Reveal(s.sel+1, 0, r.H))
	if choice == 0 {
		return Effect{}
	}
	s.toast = ""
	if again := choice == s.sel+1; again && s.sel > 0 {
		return s.open()
	}
	s.sel = choice - 1
	return Effect{}
}

// Wheel moves the choice.
func (s *Start) Wheel(_, _, direction int) { s.sel = min(max(s.sel+direction, 0), s.last()) }
