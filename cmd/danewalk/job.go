package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"sync"
	"time"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/tui"
)

// labDelay is the round-trip time inside a world that is watched live: slow
// enough to see the walk, fast enough not to wait.
const labDelay = 100 * time.Millisecond

// labPause is what is left of the pause between two sessions in a world that
// nobody watches: its mail servers serve nobody else.
const labPause = time.Millisecond

// job is everything that a check depends on besides its target.
type job struct {
	o       *options
	collect probe.Options
	judge   explain.Options
	target  *probe.Target // what the world wants to be checked; nil on the network
	title   string        // of the world
	close   func()
}

// prepare turns options into a job. The caller closes it.
func (p *program) prepare(o *options) (*job, error) {
	if err := p.check(o); err != nil {
		return nil, err
	}
	j := &job{o: o, close: func() {}}
	var err error
	words, err := p.words(o)
	if err != nil {
		return nil, err
	}
	if j.judge, err = o.judge(words); err != nil {
		return nil, err
	}
	if j.collect, err = o.collect(); err != nil {
		return nil, err
	}
	if o.world == "" {
		j.judge.Roots = authorities()
		return j, nil
	}
	if o.hints != "" {
		return nil, usagef("leave it away: a world has its own servers", "--lab does not go with --root-hints")
	}
	return j, j.enter(o.world, p.onScreen(o))
}

// authorities are those that this computer trusts, which stand for those that
// senders with MTA-STS trust. Nil if it has none: then nothing is said about trust.
func authorities() *x509.CertPool {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil
	}
	return pool
}

// enter puts the job into a lab world.
func (j *job) enter(world string, live bool) error {
	w, err := lab.Load(rules.Worlds(), world)
	if err != nil {
		return mistake("", err, "danewalk lab list shows the worlds")
	}
	var lo lab.Options
	if live {
		lo.Delay = labDelay
	}
	running, err := w.Start(lo)
	if err != nil {
		return fmt.Errorf("world %s: %w", world, err)
	}
	j.close = func() { running.Close() }
	t, err := rig.Target(w)
	if err != nil {
		return fmt.Errorf("world %s: %w", world, err)
	}
	in := rig.Options(w.Name, running)
	j.collect.Network, j.collect.Now, j.collect.World, j.collect.Hints = in.Network, in.Now, in.World, in.Hints
	if !live {
		j.collect.Limits.Pause = labPause
	}
	if j.collect.Resolver.IsZero() {
		j.collect.Resolver = in.Resolver
	}
	if len(j.collect.Controls) == 0 {
		j.collect.Controls = in.Controls
	}
	j.collect.Port = cmp.Or(j.collect.Port, in.Port)
	if j.o.compare == "" {
		j.collect.Beside = in.Beside
	}
	if j.judge, err = j.o.judge(j.judge.Words, w.Policy...); err != nil {
		return err
	}
	if j.judge.Anchors == nil {
		if j.judge.Anchors, err = rig.Anchors(running); err != nil {
			return err
		}
	}
	j.judge.Roots = running.Authorities()
	j.target, j.title = &t, w.Title
	return nil
}

// run holds one check to its end. When ctx ends before, the diagnosis is of
// what is known by then, and the error is errInterrupted.
func (j *job) run(ctx context.Context, t probe.Target) (*explain.Diagnosis, error) {
	log := evidence.NewLog(nil)
	err := probe.Run(ctx, t, j.collect, log)
	log.Close()
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	judge := j.judge
	judge.Stopped = err != nil
	d := explain.Diagnose(log.Case(), judge)
	if ctx.Err() != nil {
		return d, errInterrupted
	}
	return d, nil
}

// exit is the exit code that the diagnosis means.
func exit(d *explain.Diagnosis) int {
	if r := d.Report; r != nil && r.Kind == evidence.KindName && r.Resolve != nil {
		if explain.OwnSide(d) != nil {
			return exitCannotTell // it says nothing about those who run the zones
		}
		return exitOfStatus(r.Resolve.Status)
	}
	return exitOf(d.Verdict)
}

// watch shows the check live and returns the last diagnosis, which is nil when
// the person left before there was one.
func (p *program) watch(ctx context.Context, j *job, t probe.Target) (*explain.Diagnosis, error) {
	var w walks
	defer w.end()
	memo := dnssec.NewMemo() // each look at the growing case repeats the checks of the one before
	var again func() (tui.Session, error)
	again = func() (tui.Session, error) {
		log := w.start(ctx, func(ctx context.Context, log *evidence.Log) error { return probe.Run(ctx, t, j.collect, log) })
		return tui.Session{
			Log: log,
			Diagnose: func(c evidence.Case, words *text.Book) *explain.Diagnosis {
				judge := j.judge
				judge.Memo, judge.Stopped, judge.Words = memo, w.cut(), words
				return explain.Diagnose(c, judge)
			},
			Again: again, Stop: w.stop,
		}, nil
	}
	first, _ := again()
	left, err := tui.Run(ctx, tui.Options{
		First: &first, Book: j.judge.Words, Audience: explain.Audience(j.o.audience),
		NoColor: j.o.noColor, ASCII: j.o.ascii, Env: p.env,
	})
	w.end()
	last := append(left, tui.Left{})[max(len(left)-1, 0)]
	switch {
	case err != nil:
		return last.Diagnosis, err
	case last.Interrupted:
		return last.Diagnosis, errInterrupted
	}
	return last.Diagnosis, w.fault()
}

// walks are the checks of one session at the screen, one at a time.
type walks struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
	err    error // the first fault of the program
	short  bool  // the last one was cancelled before its end
}

// start ends the check under way and begins another one.
func (w *walks) start(ctx context.Context, run func(context.Context, *evidence.Log) error) *evidence.Log {
	w.end()
	ctx, cancel := context.WithCancel(ctx)
	log, done := evidence.NewLog(nil), make(chan struct{})
	w.mu.Lock()
	w.cancel, w.done, w.short = cancel, done, false
	w.mu.Unlock()
	go func() {
		defer close(done)
		defer log.Close()
		err := run(ctx, log)
		w.mu.Lock()
		defer w.mu.Unlock() // before the log is closed: the last diagnosis asks
		if w.short = err != nil && ctx.Err() != nil; err != nil && !w.short {
			w.err = err
		}
	}()
	return log
}

// stop cancels the check under way, if there is one.
func (w *walks) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		w.cancel()
	}
}

// end cancels the check under way and waits for its end.
func (w *walks) end() {
	w.stop()
	w.mu.Lock()
	done := w.done
	w.mu.Unlock()
	if done != nil {
		<-done
	}
}

// cut tells whether the check was cancelled before its end.
func (w *walks) cut() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.short
}

func (w *walks) fault() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// afterwards is the line that stays below the prompt when the screen is left.
func (p *program) afterwards(d *explain.Diagnosis) error {
	if d == nil || d.Verdict == mail.Checking && d.Headline == "" {
		return nil
	}
	_, err := fmt.Fprintf(p.out, "%s: %s  %s\n", d.Domain, render.WordOf(d), d.Headline)
	return err
}
