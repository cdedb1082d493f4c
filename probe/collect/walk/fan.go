package walk

import (
	"net/netip"
	"sync"
	"time"

	"danewalk/probe/collect/route"
	"danewalk/probe/collect/transport"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const (
	// stagger is the patience with silent servers before others are asked too:
	// longer than most round trips, too short to be felt.
	stagger = 300 * time.Millisecond
	// batch is how many addresses are asked at first: two names with both
	// families, so that no single dead server or family delays the walk.
	batch = 4
	// maxUnreachable is after how many immediate refusals of our own system a
	// family is taken to be absent here.
	maxUnreachable = 4
	// maxSilent is after how many silent servers a family without any answer
	// gets one datagram per question only: some networks swallow IPv6.
	maxSilent = 8
	// sample is at how many addresses the DS of a name is asked that nobody calls
	// a zone: in unsigned zones that is every name.
	sample = 2
	// besideShare of the questions may be spent off the way, in tenths.
	besideShare = 9
	// sweepShare is how far the sweep may go: what is late off the way comes first.
	sweepShare = 8
	// modestShare is how far policies go: they are few, and the sweep, which begins
	// at the same time, must not take all from them.
	modestShare = 9
	// furtherShare is how far other servers of a zone are asked what one of them
	// has answered: each may say something else, but with twenty mail servers and
	// thirteen name servers of two addresses they alone would take the budget
	// thrice. What has no answer yet comes first.
	furtherShare = 4
	// thrifty is from where on fewer servers are asked at first.
	thrifty = 5
	// besideSlots of the exchanges under way may be off the way, in quarters.
	besideSlots = 3
)

// mode is how a question is put to the servers of a zone.
type mode struct {
	all    bool        // at every address at once
	want   int         // else: at so many first
	beside bool        // off the way
	spare  bool        // only at servers that have answered before
	brief  bool        // one datagram and no more
	tcp    bool        // over TCP only
	plain  bool        // without EDNS, to see whether silent servers live
	own    bool        // a resolver's own opinion is wanted
	madeUp bool        // nobody has this name
	modest bool        // of a look-up that has no part in the verdict
	step   evidence.ID // the step it belongs to
}

// beside is the mode of DS and DNSKEY questions: everywhere, and never waited for.
func beside(step evidence.ID) mode { return mode{all: true, beside: true, step: step} }

// linking is beside for the link from a zone to its parent. For a zone that only
// a modest look-up leads to, any server will do.
func linking(step evidence.ID, frugal bool) mode {
	m := beside(step)
	if frugal {
		m.all, m.want, m.modest = false, sample, true
	}
	return m
}

// fan is one question put to the servers of one zone.
type fan struct {
	zone    *zone
	q       route.Question
	feed    *feed
	mode    mode
	asked   map[netip.AddrPort]bool
	flying  int
	settled bool // a usable answer came
	held    bool // waits for what another question's answer shows
	paced   bool // more servers are asked while none answers
	over    bool
}

// ask puts a question to the servers of a zone, or joins the fan that does so
// already, widening it if need be.
func (w *walker) ask(z *zone, q route.Question, m mode) *fan {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, _ := w.open(z, q, m)
	return f
}

// open is ask for a caller that holds w.mu. fresh tells whether the fan is new.
func (w *walker) open(z *zone, q route.Question, m mode) (f *fan, fresh bool) {
	f, known := z.fans[q]
	if !known {
		f = &fan{zone: z, q: q, feed: newFeed(), mode: m, asked: map[netip.AddrPort]bool{}}
		z.fans[q] = f
		z.roster.fans = append(z.roster.fans, f)
		if m.spare {
			w.spare = append(w.spare, f)
		}
	} else {
		f.mode.all = f.mode.all || m.all
		f.mode.want = max(f.mode.want, m.want)
		f.mode.beside = f.mode.beside && m.beside
		f.mode.modest = f.mode.modest && m.modest
		f.mode.spare, f.mode.brief = f.mode.spare && m.spare, f.mode.brief && m.brief
	}
	if !f.paced && !f.mode.all && !f.mode.spare {
		f.paced = true
		w.crew.rest(func() { w.pace(f) })
	}
	w.launch(f)
	return f, !known
}

// change alters the mode of a fan and goes on with it.
func (w *walker) change(f *fan, alter func(*fan)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	alter(f)
	w.launch(f)
}

// pace asks more servers as long as none has given a usable answer.
func (w *walker) pace(f *fan) {
	tick := time.NewTicker(stagger)
	defer tick.Stop()
	for {
		_, ended, wake := f.feed.snapshot()
		if ended {
			return
		}
		select {
		case <-tick.C:
			w.change(f, func(f *fan) { f.mode.want += max(1, f.mode.want) })
		case <-wake:
		case <-w.ctx.Done():
			return
		}
	}
}

// launch sends the question to every server that may be asked by now, and ends
// the feed when nothing more can come. The caller holds w.mu.
func (w *walker) launch(f *fan) {
	for f.mode.all || (!f.settled && len(f.asked) < f.mode.want) {
		s, ok := w.next(f)
		if !ok {
			break
		}
		f.asked[s.at] = true
		f.flying++
		w.crew.rest(func() { w.exchange(f, s) })
	}
	asked := f.zone.roster.complete && len(f.asked) == len(f.zone.roster.servers)
	if f.flying == 0 && !f.over && (asked || f.settled && !f.mode.all) {
		f.over = true
		f.feed.end()
	}
}

// next chooses the best server not asked yet: those that answered before, the
// quickest first, then the unknown, then the silent.
func (w *walker) next(f *fan) (best server, ok bool) {
	rank := func(s server) time.Duration {
		h := w.servers[s.at.Addr()]
		switch {
		case h == nil:
			return time.Hour
		case h.answered:
			return h.rtt
		case h.failed:
			return 2 * time.Hour
		}
		return time.Hour
	}
	for _, s := range f.zone.roster.servers {
		if !f.asked[s.at] && w.fits(f.mode, s) && (!ok || rank(s) < rank(best)) {
			best, ok = s, true
		}
	}
	return best, ok
}

// exchange asks one server.
func (w *walker) exchange(f *fan, s server) {
	a := w.send(f, s)
	w.mu.Lock()
	defer w.mu.Unlock()
	f.flying--
	if a == nil {
		f.mode.want++ // somebody else, then
	} else {
		f.settled = true
		f.feed.add(a)
	}
	w.launch(f)
}

// send makes the exchange and reads the answer; nil when it is of no use.
func (w *walker) send(f *fan, s server) *answer {
	w.mu.Lock()
	m := f.mode
	w.mu.Unlock()
	aside := m.beside || m.modest
	if !w.take(aside) {
		return nil
	}
	give := sync.OnceFunc(func() { w.give(aside) })
	defer give()
	defer time.AfterFunc(stagger, give).Stop() // a silent server must not keep others from being asked
	if !w.spared() {
		return nil
	}
	brief, may := w.admit(f, s, aside)
	if !may {
		return nil
	}
	began := w.o.Now()
	got := w.client.Ask(w.ctx, transport.Query{
		Server: s.at, ServerName: s.name, Zone: f.zone.name, Name: f.q.Name, Type: f.q.Type,
		Resolver: f.zone.name.IsZero(), Brief: brief || m.brief, TCP: m.tcp, Plain: m.plain, Own: m.own, MadeUp: m.madeUp, Parent: m.step,
	})
	if m.plain {
		return nil // for the record: such a server is of no use to anybody who checks
	}
	w.learn(s, got, w.o.Now().Sub(began))
	kind, down := route.Read(got.Msg, f.zone.name, f.q)
	w.interpret(f.zone, s, got, kind != route.Useless)
	if kind != route.Useless || got.Msg != nil && f.zone.name.IsZero() {
		w.heard()
	}
	if kind == route.Useless {
		return nil
	}
	a := &answer{q: f.q, zone: f.zone.name, msg: got.Msg, kind: kind, down: down}
	if !m.spare {
		w.uncover(f, a, m.modest)
	}
	return a
}

// take waits for a slot; false when the check ended first.
func (w *walker) take(aside bool) bool {
	if aside {
		select {
		case w.beside <- struct{}{}:
		case <-w.ctx.Done():
			return false
		}
	}
	select {
	case w.slots <- struct{}{}:
		return true
	case <-w.ctx.Done():
		if aside {
			<-w.beside
		}
		return false
	}
}

func (w *walker) give(aside bool) {
	<-w.slots
	if aside {
		<-w.beside
	}
}

// admit counts a question against the budget, and says how to ask: briefly
// where nothing was heard so far, not at all in a family that we do not have.
func (w *walker) admit(f *fan, s server, aside bool) (brief, may bool) {
	most := w.o.Limits.Queries
	w.mu.Lock()
	spare, frugal := f.mode.spare || f.mode.own, f.mode.modest
	switch {
	case frugal:
		most = most * modestShare / 10
	case spare:
		most = most * sweepShare / 10
	case aside:
		most = most * besideShare / 10
	case f.settled:
		most = most * furtherShare / 10
	}
	further := f.settled && !aside
	fam := w.families[s.at.Addr().Is4()]
	absent := !fam.works && fam.unreachable >= maxUnreachable
	silent := !fam.works && fam.silent >= maxSilent
	within := w.queries < most
	if within && !absent {
		w.queries++
	}
	h := w.servers[s.at.Addr()]
	brief = silent || h != nil && h.failed && !h.answered
	w.mu.Unlock()
	if !within && !spare && !further && !frugal { // what is swept with the rest of the budget decides nothing
		w.limit(limitQueries, f.q.Name.String(), w.o.Limits.Queries)
	}
	return brief, within && !absent
}

// learn remembers what an exchange says about the server and about our own side.
func (w *walker) learn(s server, got transport.Answer, rtt time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := w.servers[s.at.Addr()]
	if h == nil {
		h = &health{}
		w.servers[s.at.Addr()] = h
	}
	fam := w.families[s.at.Addr().Is4()]
	switch got.Failure {
	case "":
		news := !h.answered || got.UDP && !h.datagram
		if !h.answered || rtt < h.rtt { // the way is as long as it was at its best: TCP takes longer
			h.rtt = rtt
		}
		h.answered, fam.works = true, true
		h.datagram = h.datagram || got.UDP
		if news {
			for _, f := range w.spare {
				w.launch(f)
			}
		}
	case evidence.Unreachable:
		h.failed = true
		fam.unreachable++
	case evidence.Timeout:
		h.failed = true
		fam.silent++
	case evidence.Cancelled:
	default:
		h.failed, fam.works = true, true
	}
}

// uncover looks for zone cuts that an answer shows without a referral.
func (w *walker) uncover(f *fan, a *answer, frugal bool) {
	z := f.zone
	if z.name.IsZero() {
		return
	}
	h := route.Cuts(a.msg, z.name, a.q)
	if a.kind == route.Referral {
		h = route.CutsAbove(a.msg, z.name, a.down.Child)
	}
	m := linking(f.mode.step, frugal)
	if len(h.Apexes) == 0 {
		m.all, m.want = false, sample // if one of them has a DS record, openZone asks the rest
	}
	for _, name := range h.Ask {
		w.ask(z, route.Question{Name: name, Type: wire.TypeDS}, m)
	}
	for _, apex := range h.Apexes {
		w.hidden(z, apex, frugal)
	}
	if a.kind == route.Final && a.q.Type == wire.TypeDS && a.q.Name.Below(z.name) && route.Has(a.msg, a.q) {
		w.opened(z, a.q.Name, frugal)
	}
}

// opened makes a zone of a name that has a DS record, unless a referral did.
func (w *walker) opened(z *zone, name wire.Name, frugal bool) {
	w.mu.Lock()
	known := w.zones[name] != nil
	w.mu.Unlock()
	if !known {
		w.hidden(z, name, frugal)
	}
}
