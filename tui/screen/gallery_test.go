package screen

import (
	"sync"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/tui/feed"
	"danewalk/tui/theme"
)

// hung are the recorded worlds that the screens are looked at with: protected but
// for one server, broken, without signatures, without answer on our own port.
func hung() []string {
	return []string{"demo", "dnssec-ds-mismatch", "local-port25-blocked", "dnssec-unsigned-domain", "servers-one-drops-tlsa", "tlsa-none"}
}

// picture is a check of a world as it was recorded.
type picture struct {
	name    string
	whole   evidence.Case
	options explain.Options

	mu   sync.Mutex
	said map[sayingOf]*explain.Diagnosis
}

type sayingOf struct {
	language string
	stage    stage
}

// stage is how far a check has come.
type stage int

const (
	empty    stage = iota // nothing was judged yet
	early                 // the first answers
	running               // in the middle
	finished              // at its end
	stopped               // stopped in the middle
	saved                 // opened from the shelf
	stages
)

var pictures sync.Map // made once for all tests of the package

func pictureOf(t testing.TB, world string) *picture {
	t.Helper()
	if p, ok := pictures.Load(world); ok {
		return p.(*picture)
	}
	c, options := recorded(t, world)
	options.Memo = dnssec.NewMemo()
	p := &picture{name: world, whole: c, options: options, said: map[sayingOf]*explain.Diagnosis{}}
	pictures.Store(world, p)
	return p
}

// items are those that have come at a stage.
func (p *picture) items(s stage) []evidence.Item {
	all := p.whole.Items
	switch s {
	case empty:
		return all[:1]
	case early:
		return all[:len(all)/8]
	case running, stopped:
		return all[:len(all)/2]
	}
	return all
}

// diagnosis is what can be said at a stage; nil: nothing yet.
func (p *picture) diagnosis(book *text.Book, s stage) *explain.Diagnosis {
	if s == empty {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := sayingOf{book.Language(), s}
	if d := p.said[key]; d != nil {
		return d
	}
	c, o := p.whole, p.options
	c.Items, c.Complete = p.items(s), s == finished || s == saved
	o.Words, o.Stopped = book, s == stopped
	d := explain.Diagnose(c, o)
	p.said[key] = d
	return d
}

// walk is the screen of the check at a stage.
func (p *picture) walk(l Look, s stage) *Walk {
	o := Options{Book: l.Book, Keys: l.Keys, NoMouse: !l.Mouse}
	if s == saved {
		o.Recorded = time.Date(2026, 11, 21, 23, 4, 0, 0, time.UTC)
	}
	w := NewWalk(l.Theme, o)
	w.Resize(200, 60)
	w.Fold(feed.Batch{Items: p.items(s)})
	if d := p.diagnosis(l.Book, s); d != nil {
		w.Diagnosed(d)
	}
	if s >= finished {
		w.Ended()
	}
	return w
}

// look is how screens of a test look.
func lookOf(o theme.Options, book *text.Book) Look {
	return Look{Theme: theme.New(o), Book: book, Mouse: true}
}
