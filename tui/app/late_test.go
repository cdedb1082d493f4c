package app

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/repeat"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/screen"
)

// slowly lets the answer about port 25 take a while.
func slowly(o Options) (Options, chan struct{}) {
	come := make(chan struct{})
	o.Port25 = func(context.Context) screen.Words {
		<-come
		return func(*text.Book) (string, []explain.Block) { return "port 25", []explain.Block{{Heading: "it is open"}} }
	}
	return o, come
}

// While the network is asked about port 25 a check can begin; the answer does not
// come above it, it is there when the person asks for it.
func TestCheckWhilePort25IsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, come := slowly(newHouse(t).options())
		d := drive(t, o)
		asked := d.do(screen.Effect{Do: screen.DoPort25})
		if again := d.do(screen.Effect{Do: screen.DoPort25}); again != nil {
			t.Error("it is asked twice")
		}
		d.keys("a", ".", "n", "l", "enter")
		d.shows("CHECKING")
		close(come)
		d.run(asked)
		d.shows("CHECKING", "the answer about port 25 is there")
		d.keys("esc")
		d.shows("RECENT", "The answer is there: open it")
		d.run(d.do(screen.Effect{Do: screen.DoPort25}))
		d.shows("it is open")
		d.keys("esc")
		d.shows("RECENT")
		if d.do(screen.Effect{Do: screen.DoPort25}) == nil {
			t.Error("it cannot be asked again")
		}
	})
}

// The answer may come between any two keys: what is written stays written, the
// cursor where it is, and Enter begins the check. It waits until it is asked for.
func TestPort25AnswersWhileSomebodyWrites(t *testing.T) {
	const typed = "quux.nl" // in a screen of its own q would quit
	for at := range len(typed) + 1 {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			o, come := slowly(h.options())
			d := drive(t, o)
			asked := d.do(screen.Effect{Do: screen.DoPort25})
			close(come)
			for i, r := range typed {
				if i == at {
					d.run(asked)
				}
				d.keys(string(r))
			}
			if at == len(typed) {
				d.run(asked)
			}
			d.shows("will check: quux.nl", "The answer is there")
			d.keys("enter")
			if len(h.typed) != 1 || h.typed[0] != typed {
				t.Errorf("before key %d: checks %q", at, h.typed)
			}
			d.keys("esc")
			d.shows("RECENT", "The answer is there")
		})
	}
}

// A saved case above a check that goes on could be checked again, and would end the
// one below it unseen.
func TestNoSavedCasesAboveACheckThatGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.keys("a", ".", "n", "l", "enter")
		h.checks["a.nl"].advance(10)
		d.run(d.next(d.last()))
		d.keys("e")
		d.do(screen.Effect{Do: screen.DoCases})
		d.shows("not while the check is running")
		d.keys("esc")
		c := d.last()
		c.walk.Ended()
		c.series = &series{} // in a pause between two checks
		d.do(screen.Effect{Do: screen.DoCases})
		d.shows("not while the check is running")
	})
}

// What waited to be shown does not take the command that was chosen in the list
// above the walk.
func TestCommandReachesTheWalkThoughAResultWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCheck(t)
		c.finish()
		o := c.options()
		starts := 0
		o.First.Again = func() (Session, error) { starts++; return Session{}, errors.New("enough") }
		d := drive(t, o)
		time.Sleep(time.Second) // of the bubble
		d.run(d.next(d.last()))
		d.keys("?")
		d.compared(repeatedMsg{walk: d.last().walk, result: repeat.Result{Domain: "example.org"}})
		d.run(d.App.run(command.Again))
		if starts != 1 {
			t.Errorf("%d checks", starts)
		}
		d.shows("checked 0 times in a row")
	})
}

// Who looks at cases all day does not fill the memory: the last walks are
// remembered, the others are saved.
func TestOnlyTheLastWalksAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := drive(t, newHouse(t).options())
		for range 2 * MostLeft {
			d.keys("tab", "enter", "esc", "esc")
		}
		if len(d.left) != MostLeft || cap(d.left) > 2*MostLeft || len(d.Left()) != MostLeft {
			t.Errorf("%d walks, room for %d, %d told", len(d.left), cap(d.left), len(d.Left()))
		}
		d.keys("tab", "enter")
		if left := d.Left(); len(left) != MostLeft || left[MostLeft-1].Log != d.last().Log {
			t.Errorf("%d walks, or not the last one", len(left))
		}
	})
}

// A check that could not be saved is nowhere, whatever was left of it.
func TestPathOfACheckThatWasNotSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := drive(t, newHouse(t).options())
		d.keys("tab", "enter")
		d.send(keptMsg{d.last().run, "/cases/part.case", errors.New("no space left on device")})
		d.shows("could not be saved")
		if path := d.Left()[0].Path; path != "" {
			t.Errorf("it is said to be at %s", path)
		}
	})
}
