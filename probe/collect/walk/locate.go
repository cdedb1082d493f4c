package walk

import (
	"net/netip"

	"danewalk/probe/collect/route"
	"danewalk/probe/wire"
)

// maxNested is how deep name servers without glue may depend on each other: in
// practice two, and each level costs a walk from the root.
const maxNested = 6

// locate looks for the addresses of a name server that came without glue. They
// decide nothing by themselves, so they are asked of one server after another.
func (w *walker) locate(z *zone, ns wire.Name, depth int) {
	if depth >= maxNested {
		w.limit(limitDelegations, ns.String(), maxNested)
		return
	}
	e := hedged
	if z.frugal {
		e = modest
	}
	for _, t := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
		if t == wire.TypeA && w.o.NoIPv4 || t == wire.TypeAAAA && w.o.NoIPv6 {
			continue
		}
		l := w.lookup(route.Question{Name: ns, Type: t}, z.step, e, depth+1)
		w.mu.Lock()
		w.await(z.roster, l)
		w.mu.Unlock()
		w.crew.rest(func() {
			defer w.settle(z.roster, l)
			for a := range l.feed.all(w.ctx) {
				w.found(z, ns, located(a, ns))
			}
		})
	}
}

// located returns the addresses in an answer, or in the glue of a referral on
// the way: a resolver would use it too.
func located(a *answer, ns wire.Name) []netip.Addr {
	if a.kind == route.Referral {
		return route.Glue(a.msg, a.zone, ns)
	}
	return route.Addresses(a.msg, a.zone, ns)
}

// found adds addresses of a name server to a zone.
func (w *walker) found(z *zone, ns wire.Name, addrs []netip.Addr) {
	if len(addrs) == 0 {
		return
	}
	room := true
	w.mu.Lock()
	for _, a := range addrs {
		room = w.enlist(z.roster, ns, a, w.o.Limits.ServerAddrs) && room
	}
	w.relaunch(z.roster)
	w.mu.Unlock()
	if !room {
		w.limit(limitServers, z.name.String(), w.o.Limits.ServerAddrs)
	}
}

// settle notes that a roster no longer waits for a lookup.
func (w *walker) settle(r *roster, l *lookup) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop(r, l)
}

// drop is settle for a caller that holds w.mu.
func (w *walker) drop(r *roster, l *lookup) {
	delete(r.pending, l)
	if len(r.pending) == 0 && !r.complete {
		r.complete = true
		w.relaunch(r)
	}
}

// await makes a roster wait for a lookup, unless the lookup itself waits for
// the roster: name servers whose names depend on each other in a circle would
// wait for ever. The caller holds w.mu.
func (w *walker) await(r *roster, l *lookup) {
	for at := range l.at {
		if w.waits(at, r, map[*roster]bool{}) {
			return
		}
	}
	r.pending[l] = true
	l.owners = append(l.owners, r)
}

// enters notes that a lookup asks the servers of a roster, and frees the
// rosters that would now wait for themselves. The caller holds w.mu.
func (w *walker) enters(l *lookup, at *roster) {
	l.at[at] = true
	for _, owner := range l.owners {
		if owner.pending[l] && w.waits(at, owner, map[*roster]bool{}) {
			w.drop(owner, l)
		}
	}
}

// waits tells whether the completion of one roster depends on another.
func (w *walker) waits(r, on *roster, seen map[*roster]bool) bool {
	if r == on {
		return true
	}
	seen[r] = true
	for l := range r.pending {
		if l == nil {
			continue
		}
		for at := range l.at {
			if !seen[at] && w.waits(at, on, seen) {
				return true
			}
		}
	}
	return false
}
