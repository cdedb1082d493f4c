package app

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"

	"danewalk/tui/screen"
)

// silent fails if the screen or the title of the window tells what was found.
func (d *driven) silent(words ...string) {
	d.t.Helper()
	got := ansi.Strip(strings.Join(d.top().Lines(), "\n")) + d.View().WindowTitle
	for _, w := range words {
		if strings.Contains(got, w) {
			d.t.Errorf("%q is told:\n%s", w, got)
		}
	}
}

// TestLessonFromTheStartScreen: teaching is switched on where saved checks are
// opened; nothing is told or kept until the last step was revealed.
func TestLessonFromTheStartScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.keys("tab", "tab", "down", "down", "down", "enter")
		d.shows("Teaching is on", "example.org", "hidden")
		d.silent("old news")
		d.keys("esc", "e", "x", ".", "o", "r", "g", "enter")
		d.shows("out of sight")
		d.silent("CHAIN OF TRUST", "CHECKING")
		h.checks["ex.org"].finish()
		d.run(d.next(d.last()))
		d.shows("step 1", "what do you expect?")
		d.silent("RISK", "example.net")
		if left := d.Left(); len(left) != 1 || !left[0].Hidden || len(h.kept) != 0 {
			t.Errorf("%+v, kept %d times", left, len(h.kept))
		}
		for p := d.top().(*screen.Playback); p.Hides(); {
			d.keys("right")
			d.send(nil)
			p.Do("step")
		}
		d.send(nil)
		d.shows("AT RISK")
		if left := d.Left(); left[0].Hidden || len(h.kept) != 1 {
			t.Errorf("%+v, kept %d times", left, len(h.kept))
		}
		d.keys("esc")
		d.shows("CHAIN OF TRUST", "AT RISK")
		d.keys("esc")
		d.shows("Teaching is on")
	})
}

// TestLessonIsLeftOnlyOnPurpose: no way out of a lesson leads past the answer
// unasked.
func TestLessonIsLeftOnlyOnPurpose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		c := newCheck(t)
		o := h.options()
		first := h.session(c)
		o.First, o.Teach = &first, true
		d := drive(t, o)
		d.shows("out of sight")
		d.keys("f1", "ctrl+c")
		d.shows("stopping")
		d.silent("CHAIN OF TRUST")
		d.run(d.next(d.last()))
		d.keys("esc")
		d.shows("Show the answer?")
		d.keys("n", "esc", "y")
		d.silent("Show the answer?")
		if _, ok := d.top().(*screen.Walk); !ok || c.stops == 0 {
			t.Errorf("%T, stopped %d times", d.top(), c.stops)
		}
	})
}
