package app

import (
	"slices"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// writes are the files that are written for the person: exports and choices. They
// are written one at a time in the order in which they were asked for, whatever
// goroutine comes first, so that the last choice is the one that stays. What was
// asked for is written also if the person leaves meanwhile.
type writes struct {
	turn sync.Mutex // held while one is written

	mu      sync.Mutex
	asked   int // counts them
	waiting []func() *wrote
	done    []*wrote // those of which the screen has said nothing yet
}

// wrote is what became of one.
type wrote struct {
	number int
	path   string // empty: nothing to name
	err    error
	msg    func(*wrote) tea.Msg
}

// ask has something written, and its message made.
func (q *writes) ask(write func() (path string, err error), msg func(*wrote) tea.Msg) tea.Cmd {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked++
	number := q.asked
	q.waiting = append(q.waiting, func() *wrote {
		path, err := write()
		return &wrote{number, path, err, msg}
	})
	return func() tea.Msg {
		if w := q.next(); w != nil {
			return w.msg(w)
		}
		return nil
	}
}

// next writes what was asked for first; nil if nothing waits.
func (q *writes) next() *wrote {
	q.turn.Lock()
	defer q.turn.Unlock()
	q.mu.Lock()
	if len(q.waiting) == 0 {
		q.mu.Unlock()
		return nil
	}
	write := q.waiting[0]
	q.waiting = q.waiting[1:]
	q.mu.Unlock()
	w := write()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.done = append(q.done, w)
	return w
}

// said takes note that the screen says what became of one.
func (q *writes) said(w *wrote) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.done = slices.DeleteFunc(q.done, func(d *wrote) bool { return d == w })
}

// finish writes what still waits, waits for what is being written, and returns what
// the screen had no time to say. It is called when the screens are gone.
func (q *writes) finish() []*wrote {
	for q.next() != nil {
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.done
}

// finish ends what is being written and tells the caller what the screen did not.
func (a *App) finish() {
	for _, w := range a.writes.finish() {
		if tell := a.o.Unsaid; tell != nil && (w.path != "" || w.err != nil) {
			tell(w.path, w.err)
		}
	}
}
