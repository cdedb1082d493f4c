package feed

import (
	"context"
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
)

// BatchTime is how long items are gathered before they are shown: a frame.
const BatchTime = 16 * time.Millisecond

// QuietTime is how long nothing may come before a diagnosis is made.
const QuietTime = 100 * time.Millisecond

// staleTime is how old, in the time of the check, a diagnosis may get while
// items keep coming.
const staleTime = 500 * time.Millisecond

// Batch is what came since the last one.
type Batch struct {
	Run    int // which run of the check it belongs to
	Items  []evidence.Item
	Closed bool // nothing more will come
}

// Next waits for items past the cursor, gathers for a frame, and returns them.
// It returns ok=false when ctx ended.
func Next(ctx context.Context, log *evidence.Log, run, cursor int) (Batch, bool) {
	b := Batch{Run: run}
	items, ok := log.Next(ctx, cursor)
	if !ok {
		b.Closed = true
		return b, ctx.Err() == nil
	}
	if !log.Closed() {
		frame := time.NewTimer(BatchTime)
		defer frame.Stop()
		select {
		case <-frame.C:
		case <-ctx.Done():
			return b, false
		}
	}
	all := log.Case().Items
	b.Items = all[cursor:max(len(all), cursor+len(items))]
	return b, true
}

// Result is a diagnosis with the part of the log that it is about.
type Result struct {
	Run       int
	Seen      int // number of items judged
	Diagnosis *explain.Diagnosis
}

// Judge makes a diagnosis of what the log holds now.
func Judge(log *evidence.Log, run int, diagnose func(evidence.Case) *explain.Diagnosis) Result {
	c := log.Case()
	return Result{Run: run, Seen: len(c.Items), Diagnosis: diagnose(c)}
}

// Move is what a Pacer asks for.
type Move int

// The moves.
const (
	Rest      Move = iota
	JudgeNow       // start a diagnosis
	WaitQuiet      // call Quiet with the ticket after QuietTime
)

// Pacer decides when to make a diagnosis. It has no clock of its own.
type Pacer struct {
	Ticket int // of the last WaitQuiet

	busy    bool          // one is being made
	want    bool          // another one is due as soon as it is done
	closed  bool          // the log has ended
	pending bool          // items came that no diagnosis has seen
	last    time.Duration // time of the check at which the last one began
	now     time.Duration // time of the newest item
}

// Batch tells of new items.
func (p *Pacer) Batch(b Batch) Move {
	p.closed = p.closed || b.Closed
	p.pending = p.pending || b.Closed || len(b.Items) > 0
	due := b.Closed
	for _, it := range b.Items {
		p.now = max(p.now, it.At)
		due = due || it.Start != nil || (it.Step != nil && it.Step.Ends != 0)
	}
	if due || p.now-p.last > staleTime {
		return p.judge()
	}
	p.Ticket++
	return WaitQuiet
}

// Quiet tells that the time of a ticket has passed.
func (p *Pacer) Quiet(ticket int) Move {
	if ticket != p.Ticket || !p.pending {
		return Rest
	}
	return p.judge()
}

// Again asks for another diagnosis of what is known: its words have changed.
func (p *Pacer) Again() Move { return p.judge() }

// Done tells that the diagnosis has come back.
func (p *Pacer) Done() Move {
	p.busy = false
	if p.want {
		return p.judge()
	}
	return Rest
}

func (p *Pacer) judge() Move {
	if p.busy {
		p.want = true
		return Rest
	}
	p.busy, p.want, p.pending, p.last = true, false, false, p.now
	return JudgeNow
}

// Settled tells that the log has ended and its last diagnosis is made.
func (p *Pacer) Settled() bool { return p.closed && !p.busy && !p.want }
