package walk

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// grace is what questions that decide nothing get after all that decides is
// done: all tries at one dead server (two datagrams and a connection, 3 s each).
const grace = 10 * time.Second

// errGrace is the cause of cancelling what was left over.
var errGrace = errors.New("all that decides is done")

// crew counts goroutines, and turns their panics into one error.
type crew struct {
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	deciding int
	talking  int // of those deciding: they wait for mail servers, not for the DNS
	resting  int
	idle     time.Time // when deciding became zero
	calm     time.Time // when nothing deciding was left but talking
	fault    error
	wake     chan struct{}
}

func newCrew(cancel context.CancelCauseFunc) *crew {
	return &crew{cancel: cancel, wake: make(chan struct{})}
}

// decide runs f as work that the check waits for.
func (c *crew) decide(f func()) { c.start(&c.deciding, f) }

// rest runs f as work that the check waits for a little while only.
func (c *crew) rest(f func()) { c.start(&c.resting, f) }

func (c *crew) start(count *int, f func()) {
	c.mu.Lock()
	*count++
	c.mu.Unlock()
	go func() {
		defer c.ended(count)
		f()
	}()
}

// talks runs a part of deciding work that asks no more of the DNS.
func (c *crew) talks(f func()) {
	c.change(&c.talking, 1)
	defer c.change(&c.talking, -1)
	f()
}

func (c *crew) change(count *int, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*count += by
	if c.deciding == c.talking && by > 0 {
		c.calm = time.Now()
		c.stir()
	}
}

// stir wakes who waits. The caller holds c.mu.
func (c *crew) stir() {
	close(c.wake)
	c.wake = make(chan struct{})
}

// ended is deferred in every goroutine.
func (c *crew) ended(count *int) {
	if r := recover(); r != nil {
		c.report(fmt.Errorf("fault of the program: %v\n%s", r, debug.Stack()))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	*count--
	if count == &c.deciding && c.deciding == c.talking {
		c.calm = time.Now()
		c.stir()
	}
	if c.deciding == 0 {
		if count == &c.deciding {
			c.idle = time.Now()
		}
		c.stir()
	}
}

// report keeps the first fault and stops everything.
func (c *crew) report(err error) {
	c.mu.Lock()
	if c.fault == nil {
		c.fault = err
	}
	c.mu.Unlock()
	c.cancel(err)
}

// wait returns when all goroutines have ended. calm is called each time when
// nothing deciding waits for the DNS any more, quiet each time when no deciding
// work is left at all; both may start resting work.
func (c *crew) wait(calm, quiet func()) error {
	var since, sinceCalm time.Time
	for {
		c.mu.Lock()
		deciding, all, idle, wake, fault := c.deciding, c.deciding+c.resting, c.idle, c.wake, c.fault
		calmed, calmly := c.calm, c.deciding == c.talking
		c.mu.Unlock()
		if calmly && calmed != sinceCalm {
			sinceCalm = calmed
			calm()
			continue
		}
		if deciding == 0 && idle != since {
			since = idle
			quiet()
			continue
		}
		if all == 0 {
			return fault
		}
		var late <-chan time.Time
		if deciding == 0 {
			late = time.After(time.Until(idle.Add(grace)))
		}
		select {
		case <-wake:
		case <-late:
			c.cancel(errGrace)
			<-wake
		}
	}
}
