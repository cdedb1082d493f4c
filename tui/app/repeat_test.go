package app

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/screen"
)

// again makes sessions that have come to their end, as often as asked. Those of
// the runs named fall, in the words of the verdict.
type again struct {
	t     *testing.T
	began int
	bad   map[int]bool
	pause time.Duration
	last  *faked
	live  bool // they do not end by themselves
	fail  error
	kept  []mail.Verdict
}

func (g *again) session() Session {
	run := g.began
	c := newCheck(g.t)
	g.last = c
	if !g.live {
		c.finish()
	}
	s := c.session()
	s.Pause = g.pause
	diagnose := s.Diagnose
	s.Diagnose = func(e evidence.Case, b *text.Book) *explain.Diagnosis {
		d := *diagnose(e, b)
		if !g.bad[run] && d.Verdict == mail.AtRisk {
			d.Verdict, d.Break, d.Findings, d.Headline = mail.Protected, -1, nil, "every mail server passes, in "+b.Language()
			d.Links = append([]explain.Link{}, d.Links...)
			d.Links[len(d.Links)-1].State, d.Links[len(d.Links)-1].Findings = explain.OK, nil
		}
		return &d
	}
	s.Keep = func(d *explain.Diagnosis) (string, error) {
		g.kept = append(g.kept, d.Verdict)
		return "/cases/x.case", nil
	}
	s.Again = func() (Session, error) {
		g.began++
		return g.session(), g.fail
	}
	return s
}

func (g *again) drive() *driven {
	s := g.session()
	o := newHouse(g.t).speaking().options()
	o.First = &s
	return drive(g.t, o)
}

func (d *driven) comparison() *screen.Repeat {
	r, _ := d.top().(*screen.Repeat)
	return r
}

// Five runs, one after the other, each kept; at the end what they came to.
func TestFiveTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, bad: map[int]bool{2: true}, pause: time.Millisecond}
		d := g.drive()
		d.keys("R")
		if g.began != Repeats || len(g.kept) != Repeats+1 {
			t.Errorf("%d runs began, %d were kept", g.began, len(g.kept))
		}
		if d.comparison() == nil {
			t.Fatalf("%T is shown", d.top())
		}
		d.shows("checked 5 times in a row", "PROTECTED in runs 1, 3, 4 and 5; AT RISK in run")
		d.keys("L")
		d.shows("5-mal nacheinander geprüft")
		d.keys("esc")
		if d.comparison() != nil || d.Walk().Running() || d.Walk().Diagnosis().Verdict != mail.Protected {
			t.Error("the walk below shows the last run")
		}
		d.keys("L") // what was left does not come back with another language
		if d.comparison() != nil {
			t.Error("the comparison came back")
		}
		d.keys("R")
		if g.began != 2*Repeats || d.comparison() == nil {
			t.Errorf("the second time: %d runs, %T", g.began, d.top())
		}
	})
}

// One after the other: while the pause lasts nothing begins, whatever is pressed.
func TestPauseBetweenRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, pause: time.Hour}
		d := g.drive()
		d.keys("R", "R", "r", "R")
		if g.began != 1 {
			t.Errorf("%d runs", g.began)
		}
		d.shows("run 1 of 5 done")
		d.keys("x")
		d.shows("stopped: a single check cannot be compared")
		if d.comparison() != nil {
			t.Error("one run was compared")
		}
		d.keys("r") // and the series is over
		if g.began != 2 || strings.Contains(d.Walk().Place(), "run") {
			t.Errorf("%d runs", g.began)
		}
	})
}

// x in the pause compares what there is; the beat that was waited for is late.
func TestStopInThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, pause: time.Hour}
		d := g.drive()
		d.keys("R")
		c := d.last()
		d.send(nextRunMsg{c.run, c.series})
		d.shows("run 2 of 5 done")
		late := nextRunMsg{c.run, c.series}
		d.keys("x")
		if d.comparison() == nil || d.Left()[0].Interrupted {
			t.Fatalf("%T is shown, interrupted %v", d.top(), d.Left()[0].Interrupted)
		}
		d.shows("All 2 checks came to the same", "2 of 5 checks were made")
		d.send(late)
		if g.began != 2 {
			t.Errorf("%d runs", g.began)
		}
	})
}

// x while one runs stops that one, and no other begins.
func TestStopARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, pause: time.Hour}
		d := g.drive()
		g.live = true
		d.keys("R")
		d.shows("run 1 of 5")
		d.keys("x")
		if g.last.stops != 1 {
			t.Errorf("stopped %d times", g.last.stops)
		}
		d.run(d.next(d.last())) // the log has ended
		if g.began != 1 || d.last().series != nil {
			t.Errorf("%d runs, series %v", g.began, d.last().series)
		}
	})
}

// A person who is at something else is not torn away from it.
func TestComparisonWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, pause: time.Hour}
		d := g.drive()
		d.keys("R")
		d.send(nextRunMsg{d.last().run, d.last().series})
		d.keys("e")
		if _, ok := d.top().(*screen.Export); !ok {
			t.Fatalf("%T is shown", d.top())
		}
		for range Repeats - 2 {
			d.send(nextRunMsg{d.last().run, d.last().series})
		}
		if _, ok := d.top().(*screen.Export); !ok || g.began != Repeats {
			t.Fatalf("%T is shown after %d runs", d.top(), g.began)
		}
		d.keys("esc")
		if d.comparison() == nil {
			t.Errorf("%T is shown", d.top())
		}
	})
}

// A comparison that was on its way while the language changed is told in the new
// one, whichever of the two comes last.
func TestComparisonInALanguageThatWasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, pause: time.Millisecond}
		d := g.drive()
		d.keys("R")
		c := d.last()
		english := compare(c.walk, c.repeated, d.o.Look.Book, true)()
		d.keys("L")
		d.shows("every mail server passes, in de")
		d.send(english)
		d.shows("every mail server passes, in de")
	})
}

func TestRunThatCannotBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, pause: time.Hour, fail: errors.New("no more sockets")}
		d := g.drive()
		d.keys("R")
		d.shows("it cannot be checked again")
		if d.last().series != nil || g.began != 1 {
			t.Error("the series goes on")
		}
	})
}

// What the screen asks to be written is what it shows.
func TestExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &again{t: t, bad: map[int]bool{0: true}}
		s := g.session()
		o := newHouse(t).options()
		o.First, o.Folder = &s, "/home/anna"
		var got Export
		fail := error(nil)
		o.Services.Export = func(e Export) (string, error) {
			got = e
			return "/home/anna/" + e.Path, fail
		}
		d := drive(t, o)
		d.keys("a", "e")
		d.shows("in the folder /home/anna")
		d.keys("down", "enter")
		d.shows("written: /home/anna/example.org")
		if got.Form != screen.ExportMarkdown || got.Audience != explain.Learner || got.Diagnosis != d.Walk().Diagnosis() || !got.Case.Complete || len(got.Case.Items) == 0 {
			t.Errorf("%s for %s, complete %v, %d items", got.Form, got.Audience, got.Case.Complete, len(got.Case.Items))
		}
		fail = errors.New("/root/x: permission denied\nhint: name a file in a folder of yours")
		d.keys("enter")
		d.shows("permission denied: name a file in a folder of yours")
		d.keys("esc")
		if d.top() != screen.Screen(d.Walk()) {
			t.Errorf("Esc shows %T", d.top())
		}
	})
}

func TestExportOfACheckThatRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCheck(t)
		c.advance(10)
		o := c.options()
		var got Export
		o.Services.Export = func(e Export) (string, error) {
			got = e
			return "/x", nil
		}
		d := drive(t, o)
		d.send(resultMsg{Run: d.last().run, Seen: 10, Diagnosis: c.session().Diagnose(c.log.Case(), nil)})
		d.keys("e")
		d.shows("still running")
		d.keys("enter")
		if got.Diagnosis == nil || got.Case.Complete {
			t.Errorf("%+v", got)
		}
	})
}
