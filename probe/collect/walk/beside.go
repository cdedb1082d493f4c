package walk

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/transport"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const (
	// besideParallel is how many questions a resolver gets at once from a check
	// that asks it only to compare: many are small routers.
	besideParallel = 8
	// besideQueries is how many questions it gets, unless it has to replace the
	// walk from the root: two mail servers need about 60.
	besideQueries = 150
	// severalRoots is how many root servers must have answered, none of them as a
	// root server does, until that is no accident.
	severalRoots = 4
	// turnMargin is added to the time of one try, so that the first tries have
	// ended, and are on record, when silence is stated.
	turnMargin = 100 * time.Millisecond
	// besideGrace is the most that a resolver beside the walk may cost after all
	// that decides is done: questions that it has to look up itself take a while.
	besideGrace = 4 * time.Second
)

// Reasons for a turn, as in evidence.Turn.
const (
	whySilence  = "no name server answered on port 53"
	whyStranger = "what answered on port 53 in the name of the root servers was not they"
)

// errTurned ends the walk from the root when the resolver takes over.
var errTurned = errors.New("the resolver is asked instead")

// signs is what has come so far that tells whether a way leads anywhere.
type signs struct {
	useful    chan struct{} // closed when something of use came
	see       func()        // closes useful
	strange   chan struct{} // closed when several root servers answered as none does
	mu        sync.Mutex
	strangers map[netip.Addr]bool
}

func newSigns() *signs {
	s := &signs{useful: make(chan struct{}), strange: make(chan struct{}), strangers: map[netip.Addr]bool{}}
	s.see = sync.OnceFunc(func() { close(s.useful) })
	return s
}

// met notes a server that answered as the server of the root does not.
func (s *signs) met(a netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.strangers[a]
	s.strangers[a] = true
	if !known && len(s.strangers) == severalRoots {
		close(s.strange)
	}
}

// why says why nothing of use came, as far as is known.
func (s *signs) why() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.strangers) > 0 {
		return whyStranger
	}
	return whySilence
}

// interpret takes an answer as a sign. A root server never offers recursion:
// who refers us onwards and does, is somebody else, as are all it refers us to
// who do the same (RFC 1035 4.1.1).
func (w *walker) interpret(z *zone, s server, got transport.Answer, useful bool) {
	if got.Msg == nil {
		return
	}
	w.mu.Lock()
	w.spoke = time.Now()
	w.mu.Unlock()
	if z.name.IsZero() && got.Msg.Rcode == wire.ServFail {
		w.doubt(got.Msg.QName)
	}
	cached := got.Msg.RA && !got.Msg.AA && !z.name.IsZero()
	switch {
	case useful && !cached:
		w.signs.see()
	case z.name.IsRoot():
		w.signs.met(s.at.Addr())
	}
}

// side is the way through a resolver beside the walk from the root. All it does
// is resting work, and its mail servers wait, until the check turns to it.
type side struct {
	walker  *walker // that asks the resolver
	root    *walker // that asks the name servers
	step    evidence.ID
	stop    context.CancelCauseFunc
	began   time.Time
	idle    chan struct{} // closed when its questions have ended before that is known
	chosen  chan struct{} // closed when it is known which way counts
	settled chan struct{} // closed when all that decides is done, after a turn
	ended   chan struct{} // closed when all its goroutines have ended

	turned atomic.Bool // set under walker.mu
	// guarded by walker.mu
	held   []func()         // sessions that wait for the turn
	limits []evidence.Limit // that count after the turn only
}

// accompany starts the way beside the walk from the root, if there is to be one.
// The function that it returns is for the end of the check.
func (w *walker) accompany(ctx context.Context, t collect.Target) (end func()) {
	if w.o.Beside.IsZero() || !w.o.Resolver.IsZero() {
		return func() {}
	}
	var leave context.CancelCauseFunc
	w.ctx, leave = context.WithCancelCause(ctx)
	own, stop := context.WithCancelCause(ctx)
	o := w.o
	o.Resolver, o.Limits.Parallel = o.Beside, min(o.Limits.Parallel, besideParallel)
	s := &side{
		walker: newWalker(own, stop, o, w.agents, w.log), root: w, step: w.begin(0, "beside", o.Beside.String()), stop: stop, began: time.Now(),
		idle: make(chan struct{}), chosen: make(chan struct{}), settled: make(chan struct{}), ended: make(chan struct{}),
	}
	s.walker.side, w.company = s, s
	w.crew.rest(func() { s.run(t) })
	w.crew.decide(func() { s.choose(leave) })
	return func() {
		leave(nil)
		stop(nil)
	}
}

// run asks the resolver, to the end.
func (s *side) run(t collect.Target) {
	defer close(s.ended)
	defer s.walker.client.Close()
	defer s.root.ends(s.step)
	settle, idle := sync.OnceFunc(func() { close(s.settled) }), sync.OnceFunc(func() { close(s.idle) })
	defer settle()
	crew := s.walker.crew
	crew.decide(func() { s.walker.start(t) })
	crew.rest(func() { // nothing is settled before the choice
		select {
		case <-s.chosen:
			crew.decide(func() {})
		case <-s.walker.ctx.Done():
		}
	})
	err := crew.wait(func() {}, func() {
		select {
		case <-s.chosen:
		default:
			idle()
			return
		}
		settle()
		if s.counts() {
			s.walker.policies(t)
			s.walker.sweep(t)
			s.walker.looks()
		}
	})
	if s.walker.sweeping != 0 {
		s.walker.ends(s.walker.sweeping)
	}
	if err != nil {
		s.root.crew.report(err)
	}
}

// choose waits until it is clear which way counts. After a turn it returns when
// the resolver's way has all that decides.
func (s *side) choose(leave context.CancelCauseFunc) {
	why := s.hopeless()
	if why != "" && s.answers() {
		s.turn(why)
		leave(errTurned)
	}
	close(s.chosen)
	if s.counts() {
		<-s.settled
	}
}

// hopeless tells why the walk from the root leads nowhere, as soon as that is
// clear; empty when it leads somewhere, or the check has ended.
func (s *side) hopeless() string {
	w := s.root
	silence := time.NewTimer(w.o.Limits.DNSTry + turnMargin)
	defer silence.Stop()
	select {
	case <-w.signs.useful:
	case <-w.signs.strange:
		// Whoever intercepts is near and quick, and perhaps only where IPv4 is.
		select {
		case <-w.signs.useful:
		case <-time.After(stagger):
		case <-w.ctx.Done():
		}
	case <-w.started:
	case <-silence.C:
	case <-w.ctx.Done():
		return ""
	}
	select {
	case <-w.signs.useful:
		return ""
	default:
		return w.signs.why()
	}
}

// answers waits until the resolver gives anything of use, or has nothing left to
// answer. Whoever is first, it or the name servers, counts.
func (s *side) answers() bool {
	select {
	case <-s.walker.signs.useful:
		return true
	case <-s.root.signs.useful:
	case <-s.root.ctx.Done():
	case <-s.idle:
	case <-s.ended:
	}
	select {
	case <-s.root.signs.useful:
		return false
	case <-s.walker.signs.useful: // in the same moment
		return true
	default:
		return false
	}
}

// dismiss lets the resolver beside the walk finish what it answers, and no more:
// all that decides is done, and a resolver that is silent must not hold the end.
func (w *walker) dismiss() {
	if s := w.company; s != nil && !s.counts() {
		w.company = nil
		w.crew.rest(s.linger)
	}
}

// linger ends the way through the resolver when nothing has come from it in the
// time of one try, or a little later anyway.
func (s *side) linger() {
	end := time.Now().Add(besideGrace)
	for {
		s.walker.mu.Lock()
		spoke := s.walker.spoke
		s.walker.mu.Unlock()
		if spoke.Before(s.began) {
			spoke = s.began
		}
		until := spoke.Add(s.walker.o.Limits.DNSTry + turnMargin)
		if until.After(end) {
			until = end
		}
		if left := time.Until(until); left > 0 {
			select {
			case <-time.After(left):
				continue
			case <-s.ended:
				return
			}
		}
		s.stop(errGrace)
		return
	}
}

// turn makes the resolver's way the one that counts: its mail servers are
// visited, and its limits are on record.
func (s *side) turn(why string) {
	w := s.walker
	w.log.Add(evidence.Item{Turn: &evidence.Turn{Resolver: w.o.Resolver.String(), Why: evidence.Wild(why)}})
	w.mu.Lock()
	s.turned.Store(true)
	held, limits := s.held, s.limits
	s.held, s.limits = nil, nil
	w.mu.Unlock()
	for _, l := range limits {
		w.log.Add(evidence.Item{Limit: &l})
	}
	for _, session := range held {
		session()
	}
}

// counts tells whether the check has turned to this way.
func (s *side) counts() bool { return s.turned.Load() }

// idle tells whether a walker works beside another one, and does not count.
func (w *walker) idle() bool { return w.side != nil && !w.side.counts() }

// hold runs what only the way that counts may do: now, or at the turn.
func (w *walker) hold(f func()) {
	w.mu.Lock()
	wait := w.idle()
	if wait {
		w.side.held = append(w.side.held, f)
	}
	w.mu.Unlock()
	if !wait && w.ctx.Err() == nil {
		f()
	}
}

// spared tells whether one more question may go to a resolver beside the walk.
// Above the usual number it waits for the turn.
func (w *walker) spared() bool {
	if w.side == nil {
		return true
	}
	w.mu.Lock()
	few := w.queries < besideQueries
	w.mu.Unlock()
	if few {
		return true
	}
	select {
	case <-w.side.chosen:
	case <-w.ctx.Done():
	}
	return w.side.counts()
}

// later keeps a limit of a way that does not count; it tells whether it did.
func (w *walker) later(l evidence.Limit) bool {
	if w.side == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	idle := w.idle()
	if idle {
		w.side.limits = append(w.side.limits, l)
	}
	return idle
}

// holdsPrivate tells whether the DNS that a walker sees may be a private one,
// whose mail servers have private addresses.
func (w *walker) holdsPrivate() bool {
	if w.side == nil && !w.o.Resolver.IsZero() {
		return wire.SpecialPurpose(w.o.Resolver.Addr.Addr()) != ""
	}
	for _, h := range w.o.Hints {
		if wire.SpecialPurpose(h.Addr) != "" {
			return true
		}
	}
	return false
}
