package walk

import (
	"context"
	"iter"
	"sync"

	"danewalk/probe/collect/route"
	"danewalk/probe/wire"
)

// answer is a usable answer to a question asked of a zone.
type answer struct {
	q    route.Question
	zone wire.Name // zero for a resolver
	msg  *wire.Message
	kind route.Kind
	down route.Delegation // kind Referral
}

// feed is a list of answers that grows until its end. Any number of goroutines
// may read it, each from the beginning.
type feed struct {
	mu      sync.Mutex
	answers []*answer
	ended   bool
	wake    chan struct{} // closed and replaced on every change
}

func newFeed() *feed { return &feed{wake: make(chan struct{})} }

// add appends an answer. Readers that were at the end miss it.
func (f *feed) add(a *answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers = append(f.answers, a)
	f.changed()
}

// end says that nothing more is expected.
func (f *feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.ended {
		f.ended = true
		f.changed()
	}
}

func (f *feed) changed() {
	close(f.wake)
	f.wake = make(chan struct{})
}

// snapshot returns what is there, and what to wait on for more.
func (f *feed) snapshot() (answers []*answer, ended bool, wake <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answers, f.ended, f.wake
}

// all yields every answer as it comes, until the end or until ctx ends.
func (f *feed) all(ctx context.Context) iter.Seq[*answer] {
	return func(yield func(*answer) bool) {
		for next := 0; ; {
			answers, ended, wake := f.snapshot()
			for ; next < len(answers); next++ {
				if !yield(answers[next]) {
					return
				}
			}
			if ended || ctx.Err() != nil {
				return
			}
			select {
			case <-wake:
			case <-ctx.Done():
			}
		}
	}
}

// first waits for an answer that fits; nil when none came.
func (f *feed) first(ctx context.Context, fits func(*answer) bool) *answer {
	for a := range f.all(ctx) {
		if fits(a) {
			return a
		}
	}
	return nil
}
