package screen

import (
	"fmt"
	"strings"
	"testing"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/theme"
)

// windows are those that frames are looked at in: none, hopeless, small, usual,
// large.
func windows() [][2]int {
	if coarse {
		return [][2]int{{0, 0}, {1, 1}, {10, 3}, {60, 20}, {80, 24}, {120, 36}}
	}
	return [][2]int{{0, 0}, {1, 1}, {10, 3}, {40, 10}, {60, 20}, {80, 24}, {120, 36}, {200, 50}, {300, 100}}
}

// dresses are the languages, signs and colours in turn. The last language is one of
// wide letters, each of two cells.
type dresses struct {
	books []*text.Book
	turn  int
}

func newDresses(t testing.TB) *dresses {
	return &dresses{books: []*text.Book{nil, inLanguage(t, text.German), inLanguage(t, text.Dutch), text.Pseudo()}}
}

// next is another combination each time: the numbers of choices have no common
// divisor but one, so that all of them meet.
func (d *dresses) next(book *text.Book) (Look, theme.Options) {
	palettes := []theme.Palette{theme.Auto, theme.HighContrast, theme.Deuteranopia, theme.Mono, theme.Auto}
	grounds := []theme.Ground{theme.UnknownGround, theme.Dark, theme.Light}
	o := theme.Options{ASCII: d.turn%2 == 1, Palette: palettes[d.turn%5], Ground: grounds[d.turn%3]}
	d.turn++
	return lookOf(o, book), o
}

// TestEveryFrameIsAsLargeAsItsWindow: every view and every screen above it, of
// checks of every kind at every stage.
func TestEveryFrameIsAsLargeAsItsWindow(t *testing.T) {
	d := newDresses(t)
	worlds := hung()
	if coarse {
		worlds = worlds[:2]
	}
	for i, world := range worlds {
		p := pictureOf(t, world)
		for s := range stages {
			if i > 1 && s != finished && int(s) != i { // the others at their end, and each at a stage of its own
				continue
			}
			book := d.books[(i+int(s))%len(d.books)]
			for _, keys := range []string{"1", "2", "2 d", "2 d d", "3", "4 down enter", "5 down", "a 1", "z", "tab pgdown", "home", "q", "/ x"} {
				l, o := d.next(book)
				w := p.walk(l, s)
				press(w, strings.Fields(keys)...)
				inEveryWindow(t, fmt.Sprintf("%s, stage %d, keys %s", world, s, keys), w, o.ASCII)
			}
			if int(s) == int(running)+i { // what stands above a walk
				l, o := d.next(book)
				aboveWalk(t, p.walk(l, s), l, o.ASCII)
			}
		}
	}
}

func inEveryWindow(t *testing.T, where string, s Screen, ascii bool) {
	t.Helper()
	for i, size := range windows() {
		if i > 7 && len(where)%3 > 0 { // a large frame takes as long as all the others
			continue
		}
		s.Resize(size[0], size[1])
		if size[0] == 0 {
			if lines := s.Lines(); len(lines) != 0 {
				t.Fatalf("%s: %d lines without a window", where, len(lines))
			}
			continue
		}
		checkFrame(named{t, where}, s, size[0], size[1], ascii)
	}
}

// named says where a frame was found.
type named struct {
	t     *testing.T
	where string
}

func (n named) Fatalf(format string, args ...any) {
	n.t.Helper()
	n.t.Fatalf(n.where+": "+format, args...)
}

// aboveWalk looks at the screens that commands lead to.
func aboveWalk(t *testing.T, w *Walk, l Look, ascii bool) {
	t.Helper()
	inEveryWindow(t, "help", NewPalette(l, w), ascii)
	for _, c := range keysOf(l).In(command.InWalk) {
		if c.Keys == nil {
			continue
		}
		if e := w.Do(c.Name); e.Screen != nil {
			s := e.Screen
			for _, keys := range []string{"", "space", "t", "d", "esc", "enter", "end"} {
				press(s, keys)
				inEveryWindow(t, string(c.Name)+" "+keys, s, ascii)
			}
		}
	}
}

// TestEveryPageIsAsLargeAsItsWindow: the screens without a check, in every language.
func TestEveryPageIsAsLargeAsItsWindow(t *testing.T) {
	d := newDresses(t)
	for _, book := range d.books {
		for range 2 { // with either set of signs
			l, o := d.next(book)
			for name, s := range screens(t, l) {
				inEveryWindow(t, name+" in "+book.Language(), s, o.ASCII)
			}
		}
	}
}
