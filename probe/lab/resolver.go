package lab

import (
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// ResolverAddrs are the addresses of the resolver that is in every world.
func ResolverAddrs() []netip.Addr {
	return []netip.Addr{netip.AddrFrom4([4]byte{198, 18, 254, 53}), netip.MustParseAddr("2001:2:0:254::53")}
}

// resolver is a recursive resolver that asks the name servers of its world. It
// validates, but for questions with CD=1: whoever sends those does that himself
// (RFC 4035 3.2.2). What it found out once it keeps.
type resolver struct {
	run *Running
	old map[wire.Name]*liveZone // zones as it still remembers them

	mu     sync.Mutex
	known  map[rrsetKey]*recursion
	silent map[netip.Addr]bool // tried in vain
	trusts map[wire.Name]*trust
}

// recursion is what the resolver found out about a name and type.
type recursion struct {
	rcode  int
	answer []dns.RR
	ns     []dns.RR
	ready  time.Time // when it is known, so that asking again brings nothing forward
}

// resolverName is what the resolver is called where it has a form of a zone of
// its own.
func resolverName() wire.Name { return wire.MustName("resolver.lab") }

// raiseResolver puts the resolver behind its addresses.
func (r *Running) raiseResolver() error {
	ns := &nameServer{
		spec: &server{name: resolverName()},
		recursive: &resolver{
			run: r, old: map[wire.Name]*liveZone{}, known: map[rrsetKey]*recursion{}, silent: map[netip.Addr]bool{}, trusts: map[wire.Name]*trust{},
		},
	}
	for apex := range r.d.variants[resolverName()] {
		z, err := goLive(r.d, resolverName(), apex)
		if err != nil {
			return err
		}
		ns.recursive.old[apex] = z
	}
	for _, a := range ResolverAddrs() {
		r.servers[a] = ns
	}
	return nil
}

// respond answers a question that a stub asked.
func (r *resolver) respond(s *nameServer, q *question) []reply {
	side := r.run.d.local.resolver
	if side.strips { // it knows no EDNS, so it gives none back (RFC 6891 6.1.1)
		q.edns, q.do, q.size = false, false, plainUDP
	}
	m, own := side.own(s, q)
	if own {
		return s.replies(q, m)
	}
	m.RecursionAvailable = true
	ready := r.fill(q, m)
	side.rewrite(q, m)
	if !q.do {
		m.Answer, m.Ns = unsigned(m.Answer), unsigned(m.Ns)
	}
	out := s.replies(q, m)
	for i := range out {
		out[i].after += max(0, time.Until(ready))
	}
	return out
}

// fill puts what was found into an answer, and with CD=0 what the resolver
// thinks of it. It returns when all of that is known.
func (r *resolver) fill(q *question, m *dns.Msg) (ready time.Time) {
	if r.remember(q, m) {
		ready = time.Now()
	} else {
		found := r.find(q.name, q.typ, 0)
		m.Rcode, m.Answer, m.Ns, ready = found.rcode, found.answer, found.ns, found.ready
	}
	side := r.run.d.local.resolver
	if q.msg.CheckingDisabled || side.strips || side.blind || m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError {
		return ready
	}
	i := &inquest{resolver: r, at: r.run.d.at.Add(time.Since(r.run.started)), ready: ready}
	switch i.judge(m, q.name, q.typ) {
	case proven:
		// RFC 6840 5.7, 5.8: for those who understand the flag
		m.AuthenticatedData = !side.noAD && (q.do || q.msg.AuthenticatedData)
	case broken:
		m.Rcode, m.Answer, m.Ns, m.Extra = dns.RcodeServerFailure, nil, nil, nil
		explain(q, m, i.why, "")
	}
	return i.ready
}

// explain adds an extended error (RFC 8914) for those who know EDNS.
func explain(q *question, m *dns.Msg, code uint16, text string) {
	if !q.edns {
		return
	}
	if m.IsEdns0() == nil {
		m.SetEdns0(announced, q.do)
	}
	opt := m.IsEdns0()
	opt.Option = append(opt.Option, &dns.EDNS0_EDE{InfoCode: code, ExtraText: text})
}

// How hard the resolver tries.
const (
	maxRestarts   = 11                     // aliases, as common resolvers
	maxReferrals  = 32                     // on the way down
	maxDepth      = 4                      // of name servers needed to reach name servers
	patience      = 400 * time.Millisecond // with a silent server, before the next one
	maxStrayReply = 16                     // datagrams looked at until one fits the question
)

// find resolves a name and type. depth counts how far it is from what was asked.
func (r *resolver) find(name wire.Name, qtype uint16, depth int) *recursion {
	key := rrsetKey{name, qtype}
	r.mu.Lock()
	known := r.known[key]
	r.mu.Unlock()
	if known != nil {
		return known
	}
	w := &errand{resolver: r, qtype: qtype, depth: depth}
	found := w.chase(name)
	found.ready = time.Now().Add(w.took)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[key] == nil {
		r.known[key] = found
	}
	return r.known[key]
}

// errand is one question while the resolver looks for the answer.
type errand struct {
	*resolver
	qtype uint16
	depth int
	took  time.Duration
}

// chase follows aliases to the end. Without an end there is no answer.
func (w *errand) chase(name wire.Name) *recursion {
	out := &recursion{}
	seen := map[wire.Name]bool{}
	for range maxRestarts {
		seen[name] = true
		m := w.descend(name)
		if m == nil {
			break
		}
		out.rcode = m.Rcode
		out.answer = merged(out.answer, m.Answer)
		out.ns = merged(out.ns, slices.DeleteFunc(slices.Clone(m.Ns), delegates))
		next := aliasEnd(m, name, w.qtype)
		if next.IsZero() {
			return out
		}
		if seen[next] {
			break
		}
		name = next
	}
	return &recursion{rcode: dns.RcodeServerFailure}
}

// merged appends records that are not there yet.
func merged(section, more []dns.RR) []dns.RR {
	for _, rr := range more {
		if !slices.ContainsFunc(section, func(o dns.RR) bool { return sameRecord(o, rr) }) {
			section = append(section, rr)
		}
	}
	return section
}

// delegates tells whether a record of the authority section is about a zone cut:
// of interest on the way down, but not to a stub.
func delegates(rr dns.RR) bool {
	t := rr.Header().Rrtype
	if sig, ok := rr.(*dns.RRSIG); ok {
		t = sig.TypeCovered
	}
	return t == dns.TypeNS || t == dns.TypeDS
}

// aliasEnd returns the name where the aliases in an answer lead, if the answer
// does not speak about that name.
func aliasEnd(m *dns.Msg, name wire.Name, qtype uint16) wire.Name {
	at := name
	for range len(m.Answer) {
		next := wire.Name{}
		for _, rr := range m.Answer {
			if nameOf(rr.Header().Name) != at {
				continue
			}
			if t := rr.Header().Rrtype; t == qtype || qtype == dns.TypeANY {
				return wire.Name{}
			}
			if cname, ok := rr.(*dns.CNAME); ok {
				next = nameOf(cname.Target)
			}
		}
		if next.IsZero() {
			break
		}
		at = next
	}
	denied := slices.ContainsFunc(m.Ns, func(rr dns.RR) bool { // RFC 2308 2: a negative answer about the end
		return rr.Header().Rrtype == dns.TypeSOA && at.Under(nameOf(rr.Header().Name))
	})
	if at == name || denied {
		return wire.Name{}
	}
	return at
}

// descend goes from the root to the servers that answer, and returns their
// answer; nil if none can be had.
func (w *errand) descend(name wire.Name) *dns.Msg {
	zone := wire.Root()
	var at []netip.Addr
	for _, h := range w.run.Hints() {
		at = append(at, h.Addr)
	}
	for range maxReferrals {
		m := w.ask(at, zone, name)
		if m == nil {
			return nil
		}
		child, servers := downward(m, zone, name)
		if child.IsZero() {
			return m
		}
		zone, at = child, nil
		for _, ns := range servers {
			at = append(at, w.addresses(m, ns)...)
		}
	}
	return nil
}

// downward reads a referral: the zone below, and its servers (RFC 1034 4.3.2).
func downward(m *dns.Msg, zone, name wire.Name) (child wire.Name, servers []wire.Name) {
	if m.Authoritative || m.Rcode != dns.RcodeSuccess || len(m.Answer) > 0 {
		return child, nil
	}
	for _, rr := range m.Ns {
		ns, ok := rr.(*dns.NS)
		if !ok {
			continue
		}
		if owner := nameOf(ns.Hdr.Name); owner.Below(zone) && name.Under(owner) {
			child = owner
			servers = append(servers, nameOf(ns.Ns))
		}
	}
	return child, servers
}

// addresses returns where a name server is: glue if there is any, else what is
// found about its name.
func (w *errand) addresses(m *dns.Msg, ns wire.Name) []netip.Addr {
	out := addressesOf(m.Extra, ns)
	if len(out) > 0 || w.depth >= maxDepth {
		return out
	}
	for _, t := range []uint16{dns.TypeA, dns.TypeAAAA} {
		found := w.find(ns, t, w.depth+1)
		w.took += max(0, time.Until(found.ready))
		out = append(out, addressesOf(found.answer, ns)...)
	}
	return out
}

func addressesOf(section []dns.RR, host wire.Name) []netip.Addr {
	var out []netip.Addr
	for _, rr := range section {
		if nameOf(rr.Header().Name) != host {
			continue
		}
		var a netip.Addr
		switch rr := rr.(type) {
		case *dns.A:
			a, _ = netip.AddrFromSlice(rr.A.To4())
		case *dns.AAAA:
			a, _ = netip.AddrFromSlice(rr.AAAA)
		}
		if a.IsValid() {
			out = append(out, a)
		}
	}
	return out
}

// ask tries the servers of a zone one after the other until one gives an answer
// that can be used, first with EDNS and then without (RFC 6891 6.2.2).
func (w *errand) ask(at []netip.Addr, zone, name wire.Name) *dns.Msg {
	for _, edns := range []bool{true, false} {
		for _, a := range at {
			m := w.exchange(a, name, edns)
			if m != nil && usable(m, zone, name) {
				return m
			}
		}
	}
	return nil
}

// usable tells whether a resolver would take the answer: with authority, or a
// way down.
func usable(m *dns.Msg, zone, name wire.Name) bool {
	if m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError && m.Rcode != dns.RcodeYXDomain {
		return false
	}
	child, _ := downward(m, zone, name)
	return m.Authoritative || !child.IsZero()
}

// exchange asks one address, again over TCP if the answer is cut.
func (w *errand) exchange(a netip.Addr, name wire.Name, edns bool) *dns.Msg {
	ns := w.run.servers[a]
	if ns == nil || ns.recursive != nil || ns.mode("dead", a) {
		w.took += w.giveUp(a)
		return nil
	}
	q := new(dns.Msg)
	q.SetQuestion(name.String(), w.qtype)
	q.RecursionDesired = false
	if edns {
		q.SetEdns0(announced, true)
	}
	octets, err := q.Pack()
	if err != nil {
		return nil
	}
	m := w.receive(q, ns.ask(a, false, octets))
	if m == nil || !m.Truncated {
		return m
	}
	if ns.mode("no-tcp", a) || ns.mode("tcp-drop", a) {
		w.took += patience
		return nil
	}
	return w.receive(q, ns.ask(a, true, octets))
}

// giveUp is what an address costs where nobody ever answers: the first time only,
// for a resolver remembers that.
func (r *resolver) giveUp(a netip.Addr) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.silent[a] {
		return 0
	}
	r.silent[a] = true
	return patience
}

// receive takes the first message that fits the question, within patience.
func (w *errand) receive(q *dns.Msg, replies []reply) *dns.Msg {
	for _, r := range replies[:min(len(replies), maxStrayReply)] {
		m := new(dns.Msg)
		if r.endless || r.after > patience || !readable(r.octets) || m.Unpack(r.octets) != nil || m.Id != q.Id || !slices.Equal(m.Question, q.Question) {
			continue
		}
		w.took += r.after + w.run.delay
		return m
	}
	w.took += patience
	return nil
}

// readable tells whether octets are a message with all the records that its
// header promises, as far as the header says that it is whole.
func readable(octets []byte) bool {
	m, err := wire.Parse(octets)
	return err == nil || m != nil && (m.TC || errors.Is(err, wire.ErrTrailing))
}
