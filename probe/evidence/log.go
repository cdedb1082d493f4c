package evidence

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Log is an append-only list of items that collectors write and any number of
// readers follow, each with its own cursor. The zero Log is not usable; call
// NewLog.
type Log struct {
	mu     sync.Mutex
	items  []Item
	wake   chan struct{} // closed and replaced on every change
	closed bool
	began  time.Time
	now    func() time.Time
}

// NewLog makes an empty log. The clock measures Item.At; nil means time.Now.
func NewLog(now func() time.Time) *Log {
	if now == nil {
		now = time.Now
	}
	return &Log{wake: make(chan struct{}), now: now, began: now()}
}

// Add appends an item, sets its ID, and its time unless it has one. Adding to
// a closed log is allowed and does nothing: a late collector must not crash.
func (l *Log) Add(it Item) ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return 0
	}
	if it.At == 0 {
		it.At = l.now().Sub(l.began)
	}
	it.ID = ID(len(l.items) + 1)
	l.items = append(l.items, it)
	l.broadcast()
	return it.ID
}

// Close says that nothing more will come.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.closed = true
		l.broadcast()
	}
}

func (l *Log) broadcast() {
	close(l.wake)
	l.wake = make(chan struct{})
}

// Next waits until there are items past the cursor (how many were read before)
// and returns them. It returns ok=false when the log is closed and read to its
// end, or when ctx ends while there is nothing to read.
func (l *Log) Next(ctx context.Context, cursor int) (batch []Item, ok bool) {
	cursor = max(0, cursor)
	for {
		l.mu.Lock()
		items, wake, closed := l.items, l.wake, l.closed
		l.mu.Unlock()
		if cursor < len(items) {
			return items[cursor:len(items):len(items)], true
		}
		if closed {
			return nil, false
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return nil, false
		}
	}
}

// Closed tells whether Close was called.
func (l *Log) Closed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// Case returns a snapshot without copying: items are never changed once added.
func (l *Log) Case() Case {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Case{Items: l.items[:len(l.items):len(l.items)], Complete: l.closed}
}

// Case is a list of items that can be judged, saved and loaded.
type Case struct {
	Items    []Item
	Complete bool // nothing more will come
}

// Start returns the start item, or a zero Start when there is none yet.
func (c Case) Start() Start {
	for _, it := range c.Items {
		if it.Start != nil {
			return *it.Start
		}
	}
	return Start{}
}

// WithoutSteps returns the case without its progress marks.
func (c Case) WithoutSteps() Case {
	items := slices.DeleteFunc(slices.Clone(c.Items), func(it Item) bool { return it.Step != nil })
	return Case{Items: items, Complete: c.Complete}
}
