package screen

import (
	"strings"

	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// Help is the screen that lists what can be done on the screen below it.
type Help struct {
	base
	of     Screen
	scroll int
}

// NewHelp makes the help of a screen.
func NewHelp(l Look, of Screen) *Help { return &Help{base: newBase(l), of: of} }

// At is the place whose keys count here.
func (s *Help) At() command.Place { return command.InText }

// Place is where we are.
func (s *Help) Place() string { return s.book.Say("help") }

// Offers is what can be done in the help.
func (s *Help) Offers() []Offer { return s.offers(command.InText, nil, unread()...) }

// unread are the commands for texts that the help and other short ones do not
// need.
func unread() []command.Name { return []command.Name{command.Copy, command.Search} }

// rows are the commands with their keys.
func (s *Help) rows() []pane.HelpRow {
	var out []pane.HelpRow
	for _, o := range s.of.Offers() {
		var keys []string
		for _, key := range o.Keys {
			if strings.HasPrefix(key, "shift+") && len(key) == len("shift+n") && len(o.Keys) > 1 {
				continue // how some terminals name a capital letter
			}
			keys = append(keys, command.Shown(key))
		}
		shown := strings.Join(keys, " ")
		switch {
		case o.Sentence != "":
			out = append(out, pane.HelpRow{Keys: shown, Sentence: s.book.Say(o.Sentence), Why: o.Why})
		case len(out) > 0 && shown != "":
			last := &out[len(out)-1]
			last.Keys = strings.TrimSpace(last.Keys + " " + shown)
		}
	}
	return out
}

// Lines is the whole frame.
func (s *Help) Lines() []string {
	return s.page(s.Place(), s.footer(), s.corner(command.InText), func(w, h int) []string {
		return s.content(w).Render(s.th, w, h, s.scroll)
	})
}

func (s *Help) footer() []pane.Hint { return s.hints(command.InText, command.Back) }

func (s *Help) content(w int) pane.Content { return pane.Help(s.th, s.book, s.rows(), w) }

// Key handles a key by its name.
func (s *Help) Key(key string) Effect { return s.Do(s.keys.Find(command.InText, key)) }

// Do carries out a command.
func (s *Help) Do(name command.Name) Effect {
	switch name {
	case command.Open, command.Help:
		return Effect{Do: DoBack}
	}
	if e, ok := s.common(name); ok {
		return e
	}
	s.scrollBy(scrolled(name, s.body().H))
	return Effect{}
}

func (s *Help) scrollBy(step int) {
	r := s.body()
	s.scroll = min(max(s.scroll+step, 0), s.content(r.W).MaxOffset(r.H))
}

// Click handles a click on the footer.
func (s *Help) Click(x, y int) Effect {
	return s.Do(s.pageHit(command.InText, s.Place(), s.footer(), s.corner(command.InText), x, y))
}

// Wheel scrolls.
func (s *Help) Wheel(_, _, direction int) { s.scrollBy(direction * wheelStep) }

// far is further than any text is long.
const far = 1 << 20

// scrolled is how many lines a command scrolls in a window of h lines.
func scrolled(name command.Name, h int) int {
	page := max(1, h-3)
	return map[command.Name]int{
		command.Up: -1, command.Down: 1, command.PageUp: -page, command.PageDown: page, command.First: -far, command.Last: far,
	}[name]
}
