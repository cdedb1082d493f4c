package walk

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/wire"
)

const (
	// sweepHigh is at how many addresses of the root or a top-level domain the
	// SOA is asked: one per name server. Registries watch theirs themselves.
	sweepHigh = 13
	// registryLabels is how many labels the zones of registries have at most.
	registryLabels = 1
)

// sweep asks what nothing waits for, once all that decides is known: it costs no
// time on the way and takes no slot from it. Servers that have not answered
// anything are left out until they do, so that a dead one is not waited for a
// second time, but for one question without EDNS. It may be called again when more zones are known.
func (w *walker) sweep(t collect.Target) {
	if w.ctx.Err() != nil {
		return
	}
	w.mu.Lock()
	if w.sweeping == 0 {
		w.sweeping = w.begin(0, "sweep", "")
	}
	names := w.deciders()
	through := w.zones[wire.Root()].name.IsZero()
	w.mu.Unlock()
	mail := t.Name.IsZero()
	if through {
		w.sweepResolver(names, mail)
		return
	}
	path := w.path(names)
	for _, z := range path { // of every zone first, should the budget not reach
		w.sweepServers(z)
	}
	for _, z := range path {
		w.sweepZone(z, mail)
	}
}

// deciders returns the names that deciding questions were asked about, sorted:
// not those of name servers. The caller holds w.mu.
func (w *walker) deciders() []wire.Name {
	names := map[wire.Name]bool{}
	for q, l := range w.lookups {
		if l.effort == deciding {
			names[q.Holder()] = true
		}
	}
	return slices.SortedFunc(maps.Keys(names), wire.Compare)
}

// path returns the zones that hold the names or are above them, the root last:
// what is asked first gets the rest of the budget.
func (w *walker) path(names []wire.Name) []*zone {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []*zone
	for _, z := range w.zones {
		if slices.ContainsFunc(names, func(n wire.Name) bool { return n.Under(z.name) }) {
			out = append(out, z)
		}
	}
	slices.SortFunc(out, func(a, b *zone) int {
		return cmp.Or(cmp.Compare(b.name.Labels(), a.name.Labels()), wire.Compare(a.name, b.name))
	})
	return out
}

// sweepServers asks every server of a zone for its SOA over UDP and TCP.
func (w *walker) sweepServers(z *zone) {
	every := mode{all: true, beside: true, spare: true, step: w.sweeping}
	high := z.name.Labels() <= registryLabels
	if high {
		every.all, every.want = false, sweepHigh
	}
	w.ask(z, route.Question{Name: z.name, Type: wire.TypeSOA}, every)
	w.streams(z, every)
	if !high {
		w.plainly(z, every)
	}
}

// sweepZone asks what the child side of a delegation says about it: NS (RFC
// 7477), CDS and CDNSKEY (RFC 7344), and the addresses that glue is a copy of
// (RFC 9471).
func (w *walker) sweepZone(z *zone, mail bool) {
	if z.name.Labels() <= registryLabels {
		return
	}
	every := mode{all: true, beside: true, spare: true, step: w.sweeping}
	once := every
	once.brief = true // many servers swallow types that they do not know
	w.ask(z, route.Question{Name: z.name, Type: wire.TypeNS}, every)
	if mail {
		w.ask(z, route.Question{Name: z.name, Type: wire.TypeCDS}, once)
		w.ask(z, route.Question{Name: z.name, Type: wire.TypeCDNSKEY}, once)
	}
	once.all, once.want = false, 1 // any of them will do
	for _, ns := range w.serversWithin(z) {
		w.ask(w.deepest(ns), route.Question{Name: ns, Type: wire.TypeA}, once)
		w.ask(w.deepest(ns), route.Question{Name: ns, Type: wire.TypeAAAA}, once)
	}
}

// streams asks for the SOA over TCP: that a server takes connections shows only
// when somebody connects (RFC 7766 5, RFC 9210 3.1).
func (w *walker) streams(z *zone, m mode) {
	m.tcp = true
	w.mu.Lock()
	defer w.mu.Unlock()
	if z.stream != nil {
		return
	}
	z.stream = &fan{zone: z, q: route.Question{Name: z.name, Type: wire.TypeSOA}, feed: newFeed(), mode: m, asked: map[netip.AddrPort]bool{}}
	z.roster.fans = append(z.roster.fans, z.stream)
	w.spare = append(w.spare, z.stream)
	w.launch(z.stream)
}

// plainly asks the servers that gave nothing over UDP so far once more, without
// EDNS: one that answers then is not dead, but swallows questions with EDNS, or
// has something in front of it that does (RFC 6891 7).
func (w *walker) plainly(z *zone, m mode) {
	m.plain = true
	w.mu.Lock()
	defer w.mu.Unlock()
	if z.plain == nil {
		z.plain = &fan{zone: z, q: route.Question{Name: z.name, Type: wire.TypeSOA}, feed: newFeed(), mode: m, asked: map[netip.AddrPort]bool{}}
	}
	w.launch(z.plain)
}

// serversWithin returns the names of the zone's servers that lie in it.
func (w *walker) serversWithin(z *zone) []wire.Name {
	w.mu.Lock()
	defer w.mu.Unlock()
	within := maps.Clone(z.roster.names)
	maps.DeleteFunc(within, func(ns wire.Name, _ int) bool { return !ns.Under(z.name) })
	return slices.SortedFunc(maps.Keys(within), wire.Compare)
}

// sweepResolver asks a resolver, which knows no zones, for what the zones of the
// names may want of their parents.
func (w *walker) sweepResolver(names []wire.Name, mail bool) {
	m := mode{all: true, beside: true, spare: true, brief: true, step: w.sweeping}
	for _, n := range names {
		if !mail || n.Labels() <= registryLabels || n.Label(0) != "" && n.Label(0)[0] == '_' {
			continue // TLSA owners are no zones mostly
		}
		w.ask(w.deepest(n), route.Question{Name: n, Type: wire.TypeCDS}, m)
		w.ask(w.deepest(n), route.Question{Name: n, Type: wire.TypeCDNSKEY}, m)
	}
}

// fits tells whether a server may get the questions of a mode. The caller holds
// w.mu.
func (w *walker) fits(m mode, s server) bool {
	h := w.servers[s.at.Addr()]
	switch {
	case m.plain:
		return w.families[s.at.Addr().Is4()].works && (h == nil || !h.datagram)
	case !m.spare:
		return true
	case h == nil:
		return false
	case m.tcp, s.name.IsZero(): // a resolver may be asked over TLS
		return h.answered
	}
	return h.datagram // that datagrams do not arrive is known already
}
