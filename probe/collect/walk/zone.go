package walk

import (
	"cmp"
	"net/netip"
	"slices"

	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// server is one address of a name server.
type server struct {
	name wire.Name // zero for a resolver
	at   netip.AddrPort
}

// roster is the list of servers of a zone. Zones that one operator serves
// together, without a referral between them, share one.
type roster struct {
	servers  []server
	known    map[netip.Addr]bool
	names    map[wire.Name]int // their places in the referrals, from 1
	fans     []*fan
	pending  map[*lookup]bool // address lookups that may add servers
	complete bool             // no more servers are expected
}

// zone is a zone on the way.
type zone struct {
	name      wire.Name // zero for a resolver
	roster    *roster
	fans      map[route.Question]*fan
	leads     map[wire.Name]*fan // by child label: who asked first for something below it
	followers map[wire.Name]int
	stream    *fan // the question for SOA over TCP, when swept
	plain     *fan // the question for SOA without EDNS to silent servers, when swept
	step      evidence.ID
	frugal    bool // a look-up that has no part in the verdict led to it
}

func newRoster() *roster {
	return &roster{known: map[netip.Addr]bool{}, names: map[wire.Name]int{}, pending: map[*lookup]bool{}}
}

func newZone(name wire.Name, r *roster) *zone {
	return &zone{
		name: name, roster: r,
		fans: map[route.Question]*fan{}, leads: map[wire.Name]*fan{}, followers: map[wire.Name]int{},
	}
}

// openTop makes the zone where all questions start: the root, or the resolver.
func (w *walker) openTop() {
	r := newRoster()
	r.complete = true
	top := newZone(wire.Root(), r)
	resolver := !w.o.Resolver.IsZero()
	if resolver {
		top.name = wire.Name{}
		r.servers = []server{{at: w.o.Resolver.Addr}}
	} else {
		for _, h := range w.o.Hints {
			w.enlist(r, h.Name, h.Addr, len(w.o.Hints))
		}
	}
	if !resolver {
		top.step = w.begin(0, "root", wire.Root().String())
	}
	w.mu.Lock()
	w.zones[wire.Root()] = top
	w.mu.Unlock()
	if !resolver {
		keys := w.ask(top, route.Question{Name: wire.Root(), Type: wire.TypeDNSKEY}, beside(top.step))
		w.crew.rest(func() { w.endsAfter(top.step, keys) })
	}
}

// endsAfter ends a step when these fans are over.
func (w *walker) endsAfter(step evidence.ID, fans ...*fan) {
	for _, f := range fans {
		for range f.feed.all(w.ctx) {
		}
	}
	w.ends(step)
}

// deepest returns the deepest zone known that holds a name.
func (w *walker) deepest(holder wire.Name) *zone {
	w.mu.Lock()
	defer w.mu.Unlock()
	for n := holder; !n.IsZero(); n = n.Parent() {
		if z := w.zones[n]; z != nil {
			return z
		}
	}
	return w.zones[wire.Root()]
}

// enlist adds a server to a roster, within most addresses; the caller holds
// w.mu, or nobody else knows the roster yet. It tells whether there was room.
func (w *walker) enlist(r *roster, name wire.Name, a netip.Addr, most int) bool {
	a = a.Unmap()
	switch {
	case r.known[a] || !w.usable(a):
		return true
	case len(r.servers) >= most:
		return false
	}
	r.known[a] = true
	r.servers = slices.Insert(r.servers, r.place(name, a), server{name, netip.AddrPortFrom(a, dnsPort)})
	return true
}

// place is where an address belongs in the roster: its name where the referral has
// it, IPv4 before IPv6, whatever was located first. Names of no referral, those of
// the root hints, stay as they are given.
func (r *roster) place(name wire.Name, a netip.Addr) int {
	at := r.names[name]
	later := func(s server) bool {
		return at > 0 && cmp.Or(cmp.Compare(r.names[s.name], at), s.at.Addr().Compare(a)) > 0
	}
	if i := slices.IndexFunc(r.servers, later); i >= 0 {
		return i
	}
	return len(r.servers)
}

// usable tells whether an address is of a family that is to be used.
func (w *walker) usable(a netip.Addr) bool {
	return a.IsValid() && !(a.Is4() && w.o.NoIPv4) && !(a.Is6() && w.o.NoIPv6)
}

// down returns the child zone of a referral to a look-up, made or enlarged.
func (w *walker) down(parent *zone, d route.Delegation, l *lookup) *zone {
	w.mu.Lock()
	z, known := w.zones[d.Child]
	if !known {
		z = newZone(d.Child, newRoster())
		z.frugal = l.effort == modest
		z.step = w.begin(0, "zone", z.name.String())
		w.zones[d.Child] = z
		z.roster.pending[nil] = true // not complete until all names were looked at
	}
	w.mu.Unlock()
	if !known {
		w.openZone(parent, z)
	}
	w.delegate(z, d, l.depth)
	if !known {
		w.settle(z.roster, nil)
	}
	return z
}

// openZone asks for what makes the link from parent to child: DS of the child
// at the parent (RFC 4035 3.1.4.1), DNSKEY at the child.
func (w *walker) openZone(parent, z *zone) {
	ds := w.ask(parent, route.Question{Name: z.name, Type: wire.TypeDS}, linking(z.step, z.frugal))
	keys := w.ask(z, route.Question{Name: z.name, Type: wire.TypeDNSKEY}, linking(z.step, z.frugal))
	w.crew.rest(func() { w.endsAfter(z.step, ds, keys) })
}

// hidden opens a zone that the servers of another one serve without a referral.
func (w *walker) hidden(upper *zone, apex wire.Name, frugal bool) {
	w.mu.Lock()
	_, known := w.zones[apex]
	z := newZone(apex, upper.roster)
	z.frugal = frugal
	if !known {
		z.step = w.begin(0, "zone", apex.String())
		w.zones[apex] = z
	}
	w.mu.Unlock()
	if !known {
		w.openZone(upper, z)
	}
}

// delegate adds the servers that a referral names: with glue at once, without
// it when their addresses are known.
func (w *walker) delegate(z *zone, d route.Delegation, depth int) {
	names, addrs := w.o.Limits.ServerNames, w.o.Limits.ServerAddrs
	full, long := false, false
	var bare []wire.Name
	w.mu.Lock()
	for _, ns := range d.Servers {
		if z.roster.names[ns.Name] == 0 {
			if len(z.roster.names) >= names {
				long = true
				continue
			}
			z.roster.names[ns.Name] = len(z.roster.names) + 1
			if len(ns.Glue) == 0 {
				bare = append(bare, ns.Name)
			}
		}
		for _, a := range ns.Glue {
			full = !w.enlist(z.roster, ns.Name, a, addrs) || full
		}
	}
	w.relaunch(z.roster)
	w.mu.Unlock()
	if long {
		w.limit(limitNames, z.name.String(), names)
	}
	if full {
		w.limit(limitServers, z.name.String(), addrs)
	}
	for _, name := range bare {
		w.locate(z, name, depth)
	}
}

// relaunch lets every question of a roster go to its new servers; the caller
// holds w.mu.
func (w *walker) relaunch(r *roster) {
	for _, f := range r.fans {
		w.launch(f)
	}
}
