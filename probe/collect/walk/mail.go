package walk

import (
	"net/netip"
	"slices"
	"sync"

	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// domain collects what mail to a domain needs: its mail servers, and each of
// them. It returns when the first answer about mail servers was followed;
// other servers' answers are followed as they come.
func (w *walker) domain(name wire.Name) {
	if w.o.Port != wire.SMTPPort {
		w.host(name) // not where mail servers take mail from each other: that very host is meant
		return
	}
	step := w.begin(0, "mx", name.String())
	q := route.Question{Name: name, Type: wire.TypeMX}
	w.own(q, beside(step))
	t := w.trail(q, step)
	done := make(chan struct{})
	first := sync.OnceFunc(func() {
		w.ends(step)
		close(done)
	})
	w.crew.rest(func() {
		defer first()
		for a := range t.feed.all(w.ctx) {
			if w.exchangers(name, a) {
				first()
			}
		}
	})
	<-done
	w.misplaced(name)
}

// exchangers follows what one answer says about mail servers; it tells whether
// it said anything: an alias alone does not.
func (w *walker) exchangers(domain wire.Name, a *answer) bool {
	hosts, none := route.MX(a.msg, a.q.Name)
	switch {
	case len(hosts) > 0:
		for _, h := range hosts {
			w.host(h)
		}
	case none, a.msg.Rcode == wire.NXDomain: // RFC 7505 3; RFC 2308 2.1
	case !atEnd(a):
		return false
	default:
		w.host(domain) // RFC 5321 5.1: the domain itself
	}
	return true
}

// misplaced looks for TLSA records at the domain, where people put them who
// should have put them at the mail server (RFC 7672 2.2.3).
func (w *walker) misplaced(domain wire.Name) {
	w.mu.Lock()
	own := w.hosts[domain] != nil || len(w.hosts) == 0
	w.mu.Unlock()
	if names := route.TLSANames(domain, w.o.Port); !own && len(names) > 0 {
		w.lookup(route.Question{Name: names[0], Type: wire.TypeTLSA}, 0, hedged, 0)
	}
}

// host is one mail server.
type host struct {
	name wire.Name
	step evidence.ID

	mu    sync.Mutex
	addrs []netip.Addr
	parts int // of its work that are not done; the step ends at zero
	over  bool
}

// host starts the collection for a mail server, once.
func (w *walker) host(name wire.Name) {
	w.mu.Lock()
	_, known := w.hosts[name]
	full := !known && len(w.hosts) >= w.o.Limits.Hosts
	h := &host{name: name}
	if !known && !full {
		w.hosts[name] = h
	}
	w.mu.Unlock()
	switch {
	case full:
		w.limit(limitHosts, name.String(), w.o.Limits.Hosts)
	case !known:
		h.step = w.begin(0, "host", name.String())
		w.visit(h)
	}
}

// visit asks for addresses and TLSA records at the same time: a sender asks for
// TLSA second (RFC 7672 2.2.2), and not at all for insecure hosts. The judge
// knows that; asking here at once costs no round trip and shows more.
func (w *walker) visit(h *host) {
	address := w.begin(h.step, "address", h.name.String())
	tlsa := w.begin(h.step, "tlsa", h.name.String())
	var families []<-chan struct{}
	for _, t := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
		q := route.Question{Name: h.name, Type: t}
		w.own(q, beside(address))
		families = append(families, w.reach(h, w.trail(q, address), tlsa))
	}
	w.part(h, func() {
		defer w.ends(address)
		for _, done := range families {
			<-done
		}
	})
	bases := w.tlsa(h.name, tlsa)
	w.strays(h.name, bases)
	w.part(h, func() {
		defer w.ends(tlsa)
		for _, t := range bases {
			t.feed.first(w.ctx, atEnd)
		}
	})
}

// reach follows what comes about the addresses of a host. The channel is closed
// when the first addresses were followed, or none came.
func (w *walker) reach(h *host, t *trail, tlsa evidence.ID) <-chan struct{} {
	done := make(chan struct{})
	first := sync.OnceFunc(func() { close(done) })
	w.crew.rest(func() {
		defer first()
		for a := range t.feed.all(w.ctx) {
			w.reached(h, a, tlsa)
			if atEnd(a) {
				first()
			}
		}
	})
	return done
}

// part runs deciding work of a host, whose step ends with the last part.
func (w *walker) part(h *host, f func()) {
	h.mu.Lock()
	h.parts++
	h.mu.Unlock()
	w.crew.decide(func() {
		defer func() {
			h.mu.Lock()
			h.parts--
			last := h.parts == 0 && !h.over
			h.over = h.over || last
			h.mu.Unlock()
			if last {
				w.ends(h.step)
			}
		}()
		f()
	})
}

// tlsa asks for the TLSA records of a base domain and for the empty
// non-terminal above them: an NXDOMAIN there hides them (RFC 8020).
func (w *walker) tlsa(base wire.Name, step evidence.ID) []*trail {
	var out []*trail
	for i, name := range route.TLSANames(base, w.o.Port) {
		q := route.Question{Name: name, Type: wire.TypeTLSA}
		if i == 0 {
			w.own(q, beside(step))
		}
		out = append(out, w.trail(q, step))
	}
	return out
}

// reached takes an answer about the addresses of a host: its aliases, and the
// addresses that are new.
func (w *walker) reached(h *host, a *answer, step evidence.ID) {
	chain := route.Chain(a.msg, a.q)
	for _, name := range chain {
		if name != h.name {
			// RFC 7672 2.2.2: the expanded name is a candidate, and a CNAME question
			// of its own tells whether the alias itself is secure.
			w.tlsa(name, step)
			w.trail(route.Question{Name: h.name, Type: wire.TypeCNAME}, step)
		}
	}
	if w.o.NoSMTP {
		return
	}
	for _, addr := range route.Addresses(a.msg, a.zone, a.q.Name) {
		w.session(h, addr, chain[len(chain)-1], step)
	}
}

// session talks to one address of a host, once.
func (w *walker) session(h *host, addr netip.Addr, end wire.Name, step evidence.ID) {
	addr = addr.Unmap()
	if !w.usable(addr) || w.inside(addr) {
		return
	}
	h.mu.Lock()
	known := slices.Contains(h.addrs, addr)
	full := !known && len(h.addrs) >= w.o.Limits.HostAddrs
	if !known && !full {
		h.addrs = append(h.addrs, addr)
	}
	h.mu.Unlock()
	switch {
	case full:
		w.limit(limitAddresses, h.name.String(), w.o.Limits.HostAddrs)
	case !known:
		w.hold(func() { w.part(h, func() { w.talk(h, addr, end, step) }) })
	}
}

// talk runs the session, one at a time per address, with a pause between those of
// several names.
func (w *walker) talk(h *host, addr netip.Addr, end wire.Name, step evidence.ID) {
	base := w.base(h.name, end, step)
	free := w.politely(addr)
	if free == nil {
		return
	}
	defer free()
	smtp := w.begin(h.step, "smtp", addr.String())
	defer w.ends(smtp)
	w.crew.talks(func() {
		id := w.agents.SMTP(w.ctx, w.o, h.name, addr, base.Show(), w.log)
		w.visited(visit{host: h, addr: addr, sni: base.Show(), id: id})
	})
}

// base returns the name for SNI: the TLSA base domain (RFC 7672 8.1), which is
// the first candidate with TLSA records, the end of the alias chain before the
// host itself (RFC 7672 2.2.2). A host without alias has no choice to wait for.
func (w *walker) base(host, end wire.Name, step evidence.ID) wire.Name {
	if end == host {
		return host
	}
	for _, candidate := range []wire.Name{end, host} {
		names := route.TLSANames(candidate, w.o.Port)
		if len(names) == 0 {
			continue
		}
		t := w.trail(route.Question{Name: names[0], Type: wire.TypeTLSA}, step)
		if a := t.feed.first(w.ctx, atEnd); a != nil && route.Has(a.msg, a.q) {
			return candidate
		}
	}
	return host
}

// inside tells whether an address leads into our own machine or network and not
// to a mail server of the world: nothing is to be learnt there, and a stranger's
// DNS must not make us connect to our neighbours. Where the root servers or the
// resolver have such addresses themselves, the DNS may be a private one.
func (w *walker) inside(addr netip.Addr) bool {
	return !w.holdsPrivate() && wire.SpecialPurpose(addr) != ""
}
