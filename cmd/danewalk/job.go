package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// labDelay is the round-trip time inside a world that is watched live: slow
// enough to see the walk, fast enough not to wait.
const labDelay = 100 * time.Millisecond

// labPause is what is left of the pause between two sessions in a world that
// nobody watches: its mail servers serve nobody else.
const labPause = time.Millisecond

// labRest is the pause between checks in a row inside a world: long enough to see
// that there is one. Its servers are nobody's.
const labRest = time.Second

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
	p.limited(o, &j.collect)
	if o.world == "" {
		j.judge.Roots = authorities()
		return j, nil
	}
	if o.hints != "" {
		return nil, usagef("leave it away: a world has its own servers", "--lab does not go with --root-hints")
	}
	return j, j.enter(o.world, p.onScreen(o) && !o.teach) // what happens out of sight need not be slow
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
