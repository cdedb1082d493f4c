package walk

import (
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
)

// effort is how many servers of the zone that answers are asked.
type effort uint8

// The efforts: all of them; one after the other until one answers; the same with
// what others leave of the budget, for what has no part in the verdict.
const (
	deciding effort = iota
	hedged
	modest
)

const (
	// eager is how many questions below one child of a zone are sent while the
	// first one is still under way. At the zone that answers this saves a round
	// trip; above it, it costs a datagram each. Two hosts have eight questions.
	eager = 8
	// eagerWant is at how many addresses such a question is asked.
	eagerWant = 2
)

// lookup is one question on its way down from the deepest zone known. Its feed
// has the final answers, and the referrals met on the way.
type lookup struct {
	q      route.Question
	step   evidence.ID
	feed   *feed
	depth  int // of name servers needed to reach name servers
	effort effort

	// guarded by walker.mu
	visited map[*zone]bool
	at      map[*roster]bool // whose servers it is waiting for
	open    int
	owners  []*roster // that wait for it
	decided []*fan    // that gave final answers
}

// lookup starts a question, or joins the one under way.
func (w *walker) lookup(q route.Question, step evidence.ID, e effort, depth int) *lookup {
	w.mu.Lock()
	l, known := w.lookups[q]
	if !known {
		l = &lookup{
			q: q, step: step, feed: newFeed(), depth: depth, effort: e,
			visited: map[*zone]bool{}, at: map[*roster]bool{},
		}
		w.lookups[q] = l
	} else if e < l.effort {
		l.effort = e
		for _, f := range l.decided {
			f.mode.all, f.mode.modest = f.mode.all || e == deciding, false
			w.launch(f)
		}
	}
	w.mu.Unlock()
	if !known {
		w.descend(l, w.deepest(q.Holder()), 0)
		w.resolverChain(q.Name, step)
	}
	return l
}

// descend lets a lookup go on in a zone, once per zone.
func (w *walker) descend(l *lookup, z *zone, cuts int) {
	if cuts > w.o.Limits.Delegations {
		w.limit(limitDelegations, l.q.Name.String(), w.o.Limits.Delegations)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.visited[z] {
		return
	}
	l.visited[z] = true
	l.open++
	w.enters(l, z.roster)
	w.crew.rest(func() { w.explore(l, z, cuts) })
}

// explore puts the question to a zone and follows what its servers say.
func (w *walker) explore(l *lookup, z *zone, cuts int) {
	defer w.explored(l, z)
	f := w.enter(l, z, cuts)
	for a := range f.feed.all(w.ctx) {
		switch a.kind {
		case route.Referral:
			w.refer(l, z, a, cuts)
		case route.Final:
			w.decide(l, f, a)
		}
	}
}

// explored notes that a lookup is done with a zone, and perhaps altogether.
func (w *walker) explored(l *lookup, z *zone) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(l.at, z.roster)
	l.open--
	if l.open == 0 {
		l.feed.end()
	}
}

// refer follows a referral.
func (w *walker) refer(l *lookup, z *zone, a *answer, cuts int) {
	if !l.q.Holder().Under(a.down.Child) {
		return
	}
	l.feed.add(a)
	w.descend(l, w.down(z, a.down, l), cuts+1)
}

// decide takes a final answer. Now that the zone is known to decide, all its
// servers are asked: each may say something else.
func (w *walker) decide(l *lookup, f *fan, a *answer) {
	w.change(f, func(f *fan) {
		l.decided = append(l.decided, f)
		f.mode.all = f.mode.all || l.effort == deciding
	})
	l.feed.add(a)
}

// enter puts the question to the servers of a zone: to a few if this is the
// first question for something below a child of the zone, to fewer or none if
// another one is under way whose answer may be a referral for both.
func (w *walker) enter(l *lookup, z *zone, cuts int) *fan {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := mode{want: 1, modest: l.effort == modest, step: l.step}
	if l.effort == deciding {
		m.want = w.firsts()
	}
	holder := l.q.Holder()
	if z.name.IsZero() || !holder.Below(z.name) {
		m.all = l.effort == deciding || m.all // the zone itself: nobody can refer us
		f, _ := w.open(z, l.q, m)
		return f
	}
	child := holder.Suffix(z.name.Labels() + 1)
	lead := z.leads[child]
	if lead == nil || lead.q == l.q {
		f, _ := w.open(z, l.q, m)
		z.leads[child] = f
		return f
	}
	return w.tag(l, z, lead, m.want, cuts)
}

// firsts is at how many addresses a deciding question is asked at first: at fewer
// when there are many such questions. The caller holds w.mu.
func (w *walker) firsts() int {
	if w.thrift() {
		return eagerWant
	}
	return batch
}

// thrift tells whether so much was asked that the rest must be saved for what
// decides. The caller holds w.mu.
func (w *walker) thrift() bool { return w.queries*10 > w.o.Limits.Queries*thrifty }

// sparing is thrift for callers that do not hold w.mu.
func (w *walker) sparing() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.thrift()
}

// tag opens a question that goes behind another one, its lead. It is put to few
// servers, or none, until the lead's answer shows whether this zone refers us.
// The caller holds w.mu.
func (w *walker) tag(l *lookup, z *zone, lead *fan, want, cuts int) *fan {
	child := lead.q.Holder().Suffix(z.name.Labels() + 1)
	m := mode{modest: l.effort == modest, step: l.step}
	if !z.name.IsRoot() && z.followers[child] < eager && !lead.settled { // the root only ever refers
		z.followers[child]++
		m.want = min(want, eagerWant)
	}
	f, fresh := w.open(z, l.q, m)
	if !fresh {
		return f
	}
	f.held = true
	w.crew.rest(func() { w.behind(l, z, lead, f, want, cuts) })
	return f
}

// behind waits for the lead's answer: a referral that serves both is followed
// and nothing more asked here; anything else sets the question free.
func (w *walker) behind(l *lookup, z *zone, lead, f *fan, want, cuts int) {
	a := lead.feed.first(w.ctx, func(*answer) bool { return true })
	referred := a != nil && a.kind == route.Referral && l.q.Holder().Under(a.down.Child)
	if referred {
		w.refer(l, z, a, cuts)
	}
	w.change(f, func(f *fan) {
		f.held = false
		f.settled = f.settled || referred
		f.mode.want = max(f.mode.want, want)
	})
}
