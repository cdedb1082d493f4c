package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"weak"

	"danewalk/explain"
	"danewalk/probe/casefile"
	"danewalk/probe/evidence"
)

// walks are the checks of one session at the screen, one at a time.
type walks struct {
	turn sync.Mutex // held while one ends and another one begins
	mu   sync.Mutex
	all  []*live
}

// live is one check that was begun.
type live struct {
	was    weak.Pointer[evidence.Log] // tells which check it is; a session of a day has hundreds, and their logs lie on the shelf
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	judge func(evidence.Case) *explain.Diagnosis // nil: nobody looks
	last  *explain.Diagnosis                     // of a check that was saved before anybody judged it
	log   *evidence.Log                          // nil: it was saved
	rec   *casefile.Recording                    // nil: nothing is written, or it was finished
	path  string                                 // where it was saved
	short bool                                   // it was cancelled, or fell, before its end
	err   error                                  // a fault of the program

	unsaved error // why it could not be saved
}

// start ends the check under way and begins another one, which is written onto the
// shelf, if there is one, while it runs.
func (w *walks) start(ctx context.Context, shelf *casefile.Shelf, run func(context.Context, *evidence.Log) error) *live {
	w.turn.Lock()
	defer w.turn.Unlock()
	w.end()
	ctx, cancel := context.WithCancel(ctx)
	log := evidence.NewLog(nil)
	l := &live{was: weak.Make(log), log: log, cancel: cancel, done: make(chan struct{})}
	if shelf != nil {
		l.rec = shelf.Record(log)
	}
	w.mu.Lock()
	w.all = append(w.all, l)
	w.mu.Unlock()
	go func() {
		defer close(l.done)
		defer log.Close()
		err := caught(ctx, log, run)
		l.mu.Lock()
		defer l.mu.Unlock() // before the log is closed: the last diagnosis asks
		l.short = err != nil
		if err != nil && ctx.Err() == nil {
			l.err = err
		}
	}()
	return l
}

// caught runs a check and makes an error of its fall: the terminal must be given
// back in order, and what was seen is worth keeping.
func caught(ctx context.Context, log *evidence.Log, run func(context.Context, *evidence.Log) error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("fault of the program: %v%splease report it together with this text:\n%s", fault, hintMark, debug.Stack())
		}
	}()
	return run(ctx, log)
}

// last is the check that was begun last; nil if there is none.
func (w *walks) last() *live {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.all) == 0 {
		return nil
	}
	return w.all[len(w.all)-1]
}

// end cancels the check under way and waits for its end.
func (w *walks) end() {
	if l := w.last(); l != nil {
		l.cancel()
		<-l.done
	}
}

// fault is the first fault of the program that a check met.
func (w *walks) fault() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.all {
		if err := l.fault(); err != nil {
			return err
		}
	}
	return nil
}

func (l *live) fault() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// cut tells whether the check was cancelled before its end.
func (l *live) cut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.short
}

// stop ends the check and keeps what it came to.
func (l *live) stop() {
	l.cancel()
	<-l.done
	_, _ = l.save(casefile.Summary{}) // told when the screens are left
}

// save finishes the file of the check, once, and says where it is. An empty summary
// is made of what is known by now.
func (l *live) save(sum casefile.Summary) (string, error) {
	if sum == (casefile.Summary{}) {
		sum = l.known()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rec == nil {
		return l.path, nil
	}
	path, err := l.rec.Finish(l.log.Closed() && !l.short, sum)
	if l.rec = nil; err != nil { // what lies there is a part
		l.unsaved = err
		return "", err
	}
	l.path, l.log = path, nil
	return path, nil
}

// known is what a check came to that nobody judged at its end: the verdict may have
// stood for long when the person left. Without one it is what was asked.
func (l *live) known() (sum casefile.Summary) {
	l.mu.Lock()
	log, judge, open := l.log, l.judge, l.rec != nil
	l.mu.Unlock()
	if !open {
		return sum
	}
	c := log.Case()
	start := c.Start()
	sum = casefile.Summary{Typed: start.Typed, Domain: evidence.Wild(trimDot(start.Name))}
	if judge == nil || len(c.Items) == 0 {
		return sum
	}
	defer func() { _ = recover() }() // what makes a judge fall is told elsewhere; the check is kept
	done := judge(c)
	l.mu.Lock()
	l.last = done
	l.mu.Unlock()
	return summary(done)
}

// judgedBy tells how the check is judged if nobody else does.
func (l *live) judgedBy(judge func(evidence.Case) *explain.Diagnosis) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.judge = judge
}

// came is what the check came to, if it was judged at the end only; nil: it is told
// elsewhere.
func (l *live) came(log *evidence.Log) *explain.Diagnosis {
	l.mu.Lock()
	defer l.mu.Unlock()
	if log == nil || l.was != weak.Make(log) {
		return nil
	}
	return l.last
}

// failed is why the check could not be saved; nil if it was.
func (l *live) failed() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unsaved
}

// seen is the log of the check; nil once it was saved.
func (l *live) seen() *evidence.Log {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log
}

// saved is where the check of a log was saved; empty if it was not, or is of
// another.
func (l *live) saved(log *evidence.Log) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if log == nil || l.was != weak.Make(log) {
		return ""
	}
	return l.path
}

// saveAll ends the check under way and finishes the files of those that came to no
// result.
func (w *walks) saveAll() error {
	w.end()
	w.mu.Lock()
	all := w.all
	w.mu.Unlock()
	var first error
	for _, l := range all {
		_, _ = l.save(casefile.Summary{}) // told below, as is what could not be saved before: a message on the screen is soon gone
		if err := l.failed(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
