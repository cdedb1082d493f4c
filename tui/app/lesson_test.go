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

// TestLessonIsExportedWithoutItsAnswer: while something is hidden nothing but the
// questions is written, whoever asks for it; then all is.
func TestLessonIsExportedWithoutItsAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		o := h.options()
		var written []screen.Form
		o.Export = func(e Export) (string, error) {
			written = append(written, e.Form)
			return e.Path, nil
		}
		c := newCheck(t)
		c.finish()
		first := h.session(c)
		o.First, o.Teach = &first, true
		d := drive(t, o)
		d.run(d.next(d.last()))
		d.shows("step 1")
		d.keys("e")
		d.shows("Not all is revealed yet")
		d.keys("enter")
		d.run(d.do(screen.Effect{Do: screen.DoExport, Name: string(screen.ExportText), Text: "all.txt"}))
		if len(written) != 1 || written[0] != screen.ExportSheet {
			t.Errorf("written: %q", written)
		}
		d.keys("esc")
		for p := d.top().(*screen.Playback); p.Hides(); {
			p.Do("step")
		}
		d.keys("e", "enter")
		if len(written) != 2 || written[1] != screen.ExportHandout {
			t.Errorf("written: %q", written)
		}
	})
}

// TestAgainFromTheList: a saved case is opened and checked again, as far as that is
// possible.
func TestAgainFromTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		o := h.options()
		open, can, agains := o.Open, false, 0
		o.Open = func(path string) (Session, error) {
			s, err := open(path)
			s.Again = nil
			if can {
				s.Again = func() (Session, error) {
					agains++
					return h.session(newCheck(t)), nil
				}
			}
			return s, err
		}
		d := drive(t, o)
		d.keys("tab", "r")
		d.shows("it cannot be checked again")
		can = true
		d.keys("r")
		if d.shows("CHECKING"); agains != 1 {
			t.Errorf("checked %d times", agains)
		}
	})
}
