package spoken

import (
	"context"
	"errors"
	"io"
	"time"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/tui/feed"
)

// Session is one check that was begun, or recorded. What touches the world is done
// by the functions.
type Session struct {
	Log      *evidence.Log
	Diagnose func(evidence.Case) *explain.Diagnosis   // called by one goroutine
	Stop     func()                                   // stops the check; nil: not possible
	Save     func(*explain.Diagnosis) (string, error) // keeps it when it has ended, and returns the path; nil: not possible
}

// Options of a conversation.
type Options struct {
	First    *Session                            // nil: ask what to check
	Check    func(typed string) (Session, error) // checks something else; nil: not possible
	Words    *text.Book                          // nil: English
	Audience explain.Audience
	Teach    bool // say nothing of a check before it is revealed, step by step
	In       io.Reader
	Out      io.Writer
	// Interrupts counts how often Ctrl+C was pressed; nil: it cannot be.
	Interrupts <-chan struct{}
}

// Result is how a conversation was left.
type Result struct {
	Diagnosis   *explain.Diagnosis // the last one; nil when there was none
	Interrupted bool               // its check was kept from coming to its end
	Hidden      bool               // it was left before all of it was revealed
	Log         *evidence.Log      // of that check
}

// silence is how long nothing may be said while a check runs: longer, and who
// listens does not know whether the program still lives.
const silence = 10 * time.Second

// pulse is how often what the check waits for is looked at while nothing comes.
const pulse = time.Second

// errQuit ends a conversation.
var errQuit = errors.New("quit")

// talk is one conversation.
type talk struct {
	o     Options
	v     *render.Voice
	lines <-chan string // what was typed; closed at the end of the input

	now     *Session
	d       *explain.Diagnosis
	said    map[string]explain.State // of the rows, by ID
	begun   bool                     // what is checked was said
	waits   string                   // what it waits for, as it was said
	latest  *explain.Diagnosis       // of the moment
	judged  int                      // how many items it is about
	spoke   time.Time                // when something was said last
	seen    time.Duration            // of the newest item, and
	came    time.Time                // when that came
	stopped bool
	path    string // where the check is kept; empty: nowhere
	failure error  // why not
	over    bool   // nothing more will be typed
	hidden  bool   // not all of the check was revealed
}

// Run holds the conversation until the person quits, the input ends, or ctx does.
// The error is that of the output.
func Run(ctx context.Context, o Options) (Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t := &talk{o: o, v: render.NewVoice(o.Out, o.Words, o.Audience), lines: readLines(ctx, o.In), now: o.First}
	for {
		if t.now == nil {
			t.now = t.another(ctx)
		}
		if t.now == nil || t.check(ctx) != nil || t.menu(ctx) != nil {
			out := Result{Diagnosis: t.d, Interrupted: t.stopped, Hidden: t.hidden}
			if t.hidden {
				out.Log = t.now.Log
			}
			return out, t.v.Err()
		}
	}
}

func (t *talk) say(p text.Phrase, values ...any) { t.v.Tell(t.o.Words.Say(p, values...)) }

// check follows the log to its end and says the result.
func (t *talk) check(ctx context.Context) error {
	t.d, t.said, t.begun, t.stopped = nil, map[string]explain.State{}, false, false
	t.path, t.failure, t.hidden = "", nil, t.o.Teach
	whole := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := follow(ctx, t.now.Log)
	for {
		still := time.NewTimer(pulse)
		select {
		case b, ok := <-batches:
			if !ok {
				return errQuit // ctx ended
			}
			t.heard(b)
			if b.Closed && t.o.Teach {
				return t.lesson(whole)
			}
			if b.Closed {
				t.result()
				return t.v.Err()
			}
		case <-t.o.Interrupts:
			if err := t.stop(); err != nil {
				return err
			}
		case <-still.C:
			t.still()
		}
		still.Stop()
	}
}

// follow sends the batches of a log, and closes the channel behind the last one.
func follow(ctx context.Context, log *evidence.Log) <-chan feed.Batch {
	out := make(chan feed.Batch)
	go func() {
		defer close(out)
		for cursor := 0; ; {
			b, ok := feed.Next(ctx, log, 0, cursor)
			if !ok {
				return
			}
			cursor += len(b.Items)
			select {
			case out <- b:
			case <-ctx.Done():
				return
			}
			if b.Closed {
				return
			}
		}
	}()
	return out
}

// heard says what a batch brings: a line for each step that has ended.
func (t *talk) heard(b feed.Batch) {
	due := b.Closed
	t.spoke = time.Now()
	for _, it := range b.Items {
		t.seen, t.came = it.At, time.Now()
		due = due || it.Step != nil && it.Step.Ends != 0
	}
	if !t.begun && len(b.Items) > 0 {
		t.begin()
	}
	if !due {
		return
	}
	t.d = t.now.Diagnose(t.now.Log.Case())
	if t.d == nil || t.o.Teach {
		return
	}
	for _, i := range inOrder(t.d.Links) {
		l := t.d.Links[i]
		before, told := t.said[l.ID]
		switch {
		case l.State == explain.Waiting || l.State == explain.Running || told && before == l.State:
			continue
		case told:
			t.v.Changed(t.d, i)
		default:
			t.v.Row(t.d, i)
		}
		t.said[l.ID] = l.State
	}
}

// inOrder gives the rows in the order in which they are heard: a mail server,
// which is the sum of its steps, after them.
func inOrder(links []explain.Link) []int {
	var out []int
	server := -1
	leave := func() {
		if server >= 0 {
			out = append(out, server)
		}
		server = -1
	}
	for i, l := range links {
		if l.Depth < 2 {
			leave()
		}
		if l.Depth == 1 {
			server = i
			continue
		}
		out = append(out, i)
	}
	leave()
	return out
}

// begin says what is checked.
func (t *talk) begin() {
	t.begun = true
	name := t.now.Log.Case().Start().Typed.String()
	if t.now.Log.Closed() {
		t.say("This is the check of %s.", name)
		return
	}
	t.say("Checking %s. Press Control C to stop.", name)
}

// still says what the check waits for, once, and after a long silence that it goes
// on at all.
func (t *talk) still() {
	if !t.begun {
		return
	}
	if c := t.now.Log.Case(); len(c.Items) > t.judged {
		t.judged, t.latest = len(c.Items), t.now.Diagnose(c)
	}
	if m := t.latest.Meanwhile(t.seen + time.Since(t.came)); m != nil && m.Key != t.waits {
		t.waiting(m)
		t.waits, t.spoke = m.Key, time.Now()
	}
	if time.Since(t.spoke) >= silence {
		t.spoke = time.Now()
		t.alive()
	}
}

// waiting says what is sure so far and what is waited for; when that changes, only
// the latter. What stands already was said with its step.
func (t *talk) waiting(m *explain.Meanwhile) {
	blocks := m.Answers[t.o.Audience]
	if t.waits != "" || len(blocks) == 0 {
		blocks = []explain.Block{m.Waiting}
	}
	for _, b := range blocks {
		t.v.Block(b)
	}
}

// alive says that the check goes on.
func (t *talk) alive() {
	if t.o.Teach {
		t.say("The check is still being made.")
		return
	}
	done, all := 0, 0
	if t.d != nil {
		for _, l := range t.d.Links {
			if l.Depth == 1 {
				continue // the sum of its steps
			}
			all++
			if l.State != explain.Waiting && l.State != explain.Running {
				done++
			}
		}
	}
	t.say("Still checking. %d of %d steps that are known are done.", done, all)
}

// stop ends the check that runs; once more, the conversation.
func (t *talk) stop() error {
	if t.stopped {
		return errQuit
	}
	t.stopped = true
	t.say("Stopping. Press Control C again to quit.")
	if t.now.Stop != nil {
		t.now.Stop()
	}
	return nil
}

func (t *talk) result() {
	if t.d == nil {
		t.say("Nothing was seen.")
		return
	}
	t.v.Result(t.d)
	if t.now.Save != nil {
		t.path, t.failure = t.now.Save(t.d)
	}
}
