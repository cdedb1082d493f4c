package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/casefile"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/tui"
)

// desk is what stands behind the screens while a person sits there: it begins
// checks, keeps and opens cases, and remembers choices.
type desk struct {
	p     *program
	ctx   context.Context
	o     *options // as they were typed
	job   *job     // of the checks that are begun here
	shelf *casefile.Shelf
	memo  *dnssec.Memo // each look at the growing case repeats the checks of the one before
	walks walks
	fell  bool // the program did, while the screens were shown

	mu     sync.Mutex // services are called from several goroutines; the program was made for one
	jobs   []*job     // of the cases that were opened, to be closed at the end
	unsaid []unsaid
}

// unsaid is a file that was written, or was not, when the screens were gone.
type unsaid struct {
	path string // empty: there is no name to tell
	err  error
}

func (p *program) newDesk(ctx context.Context, j *job) *desk {
	d := &desk{p: p, ctx: ctx, o: j.o, job: j, memo: dnssec.NewMemo()}
	if at := p.places().cases; at != "" {
		d.shelf = casefile.NewShelf(at)
	}
	return d
}

// sit shows the screens until the person leaves. With a target or the path of a
// case it begins with that, else with the start screen.
func (p *program) sit(ctx context.Context, j *job, path string, t *probe.Target) (err error) {
	d := p.newDesk(ctx, j)
	var left []tui.Left
	defer func() { // also when the program falls
		if serr := d.close(left); err == nil {
			err = serr
		}
	}()
	o := d.options(p.configuration())
	o.Services = tui.Services{Start: d.start, Open: d.open, Past: d.past, Settings: d.settings, Remember: d.remember, Port25: d.port25, Export: d.export, Unsaid: d.after}
	board := newClipboard(ctx, p.env, runtime.GOOS)
	defer board.close()
	o.Copy, o.NoOSC52 = board.copy, board.deaf()
	o.World, o.Teach = j.o.world, j.o.teach
	o.Folder, _ = os.Getwd() // not known: nothing is said of it
	var first tui.Session
	switch {
	case path != "":
		if first, err = d.open(path); err != nil {
			return err
		}
		o.First = &first
	case t != nil:
		first = d.begin(j, *t, nil)
		o.First = &first
	}
	if left, err = tui.Run(ctx, o); err != nil {
		d.fell = true
		return err
	}
	d.walks.end()
	return d.outcome(left)
}

// outcome sets the exit code: that of the last result that was seen.
func (d *desk) outcome(left []tui.Left) error {
	if len(left) == 0 {
		return d.walks.fault()
	}
	last := left[len(left)-1]
	if d.p.hidden = last.Hidden; last.Diagnosis != nil && !last.Hidden {
		d.p.code = exit(last.Diagnosis)
	}
	if last.Interrupted {
		return errInterrupted
	}
	return d.walks.fault()
}

// close ends and saves what runs, and says below the prompt what was found and
// where it is kept.
func (d *desk) close(left []tui.Left) error {
	err := d.walks.saveAll()
	d.mu.Lock()
	defer d.mu.Unlock() // a service that was asked for last may still be at work
	for _, j := range d.jobs {
		j.close()
	}
	if err != nil {
		d.p.complain("a check could not be saved: "+err.Error(), "danewalk paths shows where checks are kept")
	}
	for _, u := range d.unsaid {
		if u.err != nil {
			what, hint, _ := strings.Cut(u.err.Error(), hintMark)
			d.p.complain(what, hint)
		} else if _, err := fmt.Fprintf(d.p.out, "%s\n", d.book().Say("written: %s", u.path)); err != nil {
			return err
		}
	}
	for _, l := range left {
		say, path := d.afterwards, d.pathOf(l)
		if l.Hidden {
			say, path = d.untold(l), ""
		}
		if err := say(d.ended(l)); err != nil {
			return err
		}
		if d.fell {
			path = d.rescue(l)
		}
		if path != "" {
			if _, err := fmt.Fprintf(d.p.out, "  %s\n", d.book().Say("saved: %s", path)); err != nil {
				return err
			}
		}
	}
	return nil
}

// after hears what became of a file when no screen could say it any more.
func (d *desk) after(path string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unsaid = append(d.unsaid, unsaid{path, err})
}

// ended is what a walk came to: one that was left before its end is no check under
// way any more, and may have come further than the last frame.
func (d *desk) ended(l tui.Left) *explain.Diagnosis {
	if l.Diagnosis != nil && (!l.Interrupted || l.Diagnosis.Final) {
		return l.Diagnosis
	}
	for _, w := range d.walks.all {
		if done := w.came(l.Log); done != nil {
			return done
		}
	}
	if l.Diagnosis == nil {
		return nil
	}
	stopped := *l.Diagnosis
	stopped.Stopped = true
	return &stopped
}

// pathOf is where a walk that was left is kept.
func (d *desk) pathOf(l tui.Left) string {
	return cmp.Or(d.kept(l), l.Path)
}

// afterwards is the line that stays below the prompt when the screen is left.
func (d *desk) afterwards(done *explain.Diagnosis) error {
	if done == nil || done.Verdict == mail.Checking && done.Headline == "" {
		return nil
	}
	_, err := fmt.Fprintf(d.p.out, "%s: %s  %s\n", cmp.Or(done.Domain, done.Typed), render.WordOf(done), done.Headline)
	return err
}

// book speaks the language of the screens. Where services may be at work, the caller
// holds the lock.
func (d *desk) book() *text.Book {
	book, _ := d.p.words(d.o) // the language was checked
	return book
}

// speaks is the book of the screens as they are now.
func (d *desk) speaks() *text.Book {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.book()
}

// start begins a check of what was typed.
func (d *desk) start(typed string, about []bounce.Bounce) (tui.Session, error) {
	t, err := probe.ParseTarget(typed)
	if err != nil {
		return tui.Session{}, err
	}
	return d.begin(d.job, t, about), nil
}

// begin begins a check. Only one runs at a time: the servers of others are not
// ours to hurry.
func (d *desk) begin(j *job, t probe.Target, about []bounce.Bounce) tui.Session {
	l := d.walks.start(d.ctx, d.shelf, func(ctx context.Context, log *evidence.Log) error { return probe.Run(ctx, t, j.collect, log) })
	diagnose := func(c evidence.Case, words *text.Book) *explain.Diagnosis {
		judge := j.judge
		judge.Memo, judge.Stopped, judge.Words, judge.Patience = d.memo, l.cut(), words, j.patience()
		return explain.Diagnose(c, judge)
	}
	l.judgedBy(func(c evidence.Case) *explain.Diagnosis { return diagnose(c, d.speaks()) })
	var pause time.Duration
	if j.collect.World != "" {
		pause = labRest
	}
	return tui.Session{
		Log: l.seen(), Bounces: about, Stop: l.stop, Pause: pause, Diagnose: diagnose,
		Again: func() (tui.Session, error) { return d.begin(j, t, about), nil },
		Keep: func(done *explain.Diagnosis) (string, error) {
			<-l.done
			return l.save(summary(done))
		},
	}
}

// summary is what lists show of a check. One that was stopped before there was a
// verdict has none, and no break.
func summary(d *explain.Diagnosis) casefile.Summary {
	s := casefile.Summary{Typed: evidence.Wild(d.Typed), Domain: evidence.Wild(d.Domain)}
	if d.Verdict == mail.Checking {
		return s
	}
	s.Verdict, s.Unsettled = evidence.Wild(d.Verdict), d.Unsettled()
	if d.Break >= 0 && d.Break < len(d.Findings) {
		f := d.Findings[d.Break]
		s.Break, s.Subject = evidence.Wild(f.Code), evidence.Wild(cmp.Or(f.Host, f.Zone, f.Subject))
	}
	return s
}

// open opens a saved case: it is replayed without network, and judged as of its
// own time. One of a lab world is judged with the anchors of that world.
func (d *desk) open(path string) (tui.Session, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // a pipe may have no end, and was read already
		return tui.Session{}, &fs.PathError{Op: "open", Path: path, Err: errors.New("not a file")}
	}
	c, err := casefile.LoadFile(path)
	if err != nil {
		return tui.Session{}, err
	}
	start := c.Start()
	if start.Kind == evidence.KindName { // the screens would speak of mail servers that nobody saw
		return tui.Session{}, usagef("danewalk open FILE prints it", "this is the lookup of a name")
	}
	j, err := d.jobOf(start)
	if err != nil {
		return tui.Session{}, err
	}
	judge := j.judge
	judge.Memo, judge.Stopped = dnssec.NewMemo(), !c.Complete
	s := tui.Session{
		Log: replayed(c), Recorded: start.Wall, Path: path,
		Diagnose: func(c evidence.Case, words *text.Book) *explain.Diagnosis {
			judge := judge
			judge.Words = words
			return explain.Diagnose(c, judge)
		},
	}
	if t, err := probe.ParseTarget(start.Typed.String()); err == nil && t.Domain.String() == start.Name {
		s.Again = func() (tui.Session, error) { return d.begin(j, t, nil), nil }
	}
	return s, nil
}

// jobOf is what judges a case, and would check its target again: in the world it
// comes from, or on the network.
func (d *desk) jobOf(start evidence.Start) (*job, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, j := range append([]*job{d.job}, d.jobs...) {
		if j.collect.World == start.Vantage.World {
			return j, nil
		}
	}
	o := *d.o
	if o.world = start.Vantage.World; o.world != "" {
		o.hints = ""
	}
	j, err := d.p.prepare(&o)
	if err != nil {
		return nil, err
	}
	d.jobs = append(d.jobs, j)
	return j, nil
}

// replayed is a log that holds a case and is closed.
func replayed(c evidence.Case) *evidence.Log {
	began := c.Start().Wall // a clock that stands still: the items have their times
	log := evidence.NewLog(func() time.Time { return began })
	for _, it := range c.Items {
		it.ID = 0
		log.Add(it)
	}
	log.Close()
	return log
}

// past lists the saved cases.
func (d *desk) past(book *text.Book) []tui.Past {
	if d.shelf == nil {
		return nil
	}
	list, _ := d.shelf.List() // a folder that cannot be read has nothing to show
	out, now := make([]tui.Past, 0, len(list)), time.Now()
	for _, e := range list {
		out = append(out, pastOf(e, book, now))
	}
	return out
}

// trimDot is a name as people write it.
func trimDot(name string) string { return strings.TrimSuffix(name, ".") }
