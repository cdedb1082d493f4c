package main

import (
	"context"
	"os"
	"os/signal"

	"danewalk/explain"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/tui"
	conversation "danewalk/tui/spoken"
)

// inTalk tells whether a conversation is held: where somebody sits at a terminal
// and asked for the accessible form. Elsewhere its report is printed.
func (p *program) inTalk(o *options) bool { return p.terminal && o.accessible && !o.notice }

// talk holds a conversation until the person leaves. With a target or the path of
// a case it begins with that, else it asks what to check.
func (p *program) talk(ctx context.Context, j *job, path string, t *probe.Target) error {
	gone := make(chan struct{})
	defer close(gone)
	interrupts := interruptions(ctx, gone)
	ctx, end := signal.NotifyContext(context.WithoutCancel(ctx), beside(os.Interrupt, ends())...)
	defer end()
	d := p.newDesk(ctx, j)
	o := conversation.Options{
		Words: d.book(), Audience: explain.Audience(j.o.audience), Teach: j.o.teach, In: p.in, Out: p.out, Interrupts: interrupts,
		Check: func(typed string) (conversation.Session, error) {
			s, err := d.start(typed, nil)
			return d.aloud(s), err
		},
	}
	var err error
	var first tui.Session
	switch {
	case path != "":
		first, err = d.open(path)
	case t != nil:
		first = d.begin(j, *t, nil)
	}
	if err != nil {
		return err
	}
	if first.Log != nil {
		s := d.aloud(first)
		o.First = &s
	}
	left, err := conversation.Run(ctx, o)
	was := tui.Left{Log: left.Log, Diagnosis: left.Diagnosis, Interrupted: left.Interrupted, Hidden: left.Hidden}
	var untold []tui.Left // all else was said
	if was.Hidden {
		untold = append(untold, was)
	}
	if serr := d.close(untold); err == nil {
		err = serr
	}
	if err != nil {
		return err
	}
	return d.outcome([]tui.Left{was})
}

// aloud is a check as the conversation knows it.
func (d *desk) aloud(s tui.Session) conversation.Session {
	out := conversation.Session{Log: s.Log, Stop: s.Stop, Save: s.Keep}
	if s.Diagnose != nil {
		out.Diagnose = func(c evidence.Case) *explain.Diagnosis { return s.Diagnose(c, d.book()) }
	}
	return out
}

// beside leaves one signal out of a list.
func beside(not os.Signal, list []os.Signal) (out []os.Signal) {
	for _, s := range list {
		if s != not {
			out = append(out, s)
		}
	}
	return out
}

// interruptions tells of each Ctrl+C until the conversation is left. The first one
// ends the context of the program, and with that its hold on the signal; those
// after it are caught here, since in a conversation only the second one quits.
func interruptions(ctx context.Context, left <-chan struct{}) <-chan struct{} {
	out := make(chan struct{})
	go func() {
		again := make(chan os.Signal, 1)
		select {
		case <-ctx.Done():
			signal.Notify(again, os.Interrupt)
			defer signal.Stop(again)
		case <-left:
			return
		}
		for {
			select {
			case out <- struct{}{}:
			case <-left:
				return
			}
			select {
			case <-again:
			case <-left:
				return
			}
		}
	}()
	return out
}
