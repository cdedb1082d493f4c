package lab

import (
	"errors"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// maxChase is how many aliases a name server follows within its own zones.
const maxChase = 8

// answering is one answer in the making.
type answering struct {
	zones map[wire.Name]*liveZone // those that the name server has
	qtype uint16
	do    bool
	msg   *dns.Msg
	err   error
}

// authoritative answers a question as an authoritative server does (RFC 1034
// 4.3.2, RFC 4035 3.1, RFC 5155 7.2, RFC 6672 3.2). The message has header and
// question already.
func authoritative(zones map[wire.Name]*liveZone, name wire.Name, qtype uint16, do bool, msg *dns.Msg) error {
	a := &answering{zones: zones, qtype: qtype, do: do, msg: msg}
	seen := map[wire.Name]bool{}
	for range maxChase {
		z := a.zoneFor(name)
		if z == nil {
			if len(seen) == 0 {
				msg.Rcode = dns.RcodeRefused
			}
			return a.err
		}
		if seen[name] {
			return a.err
		}
		seen[name] = true
		next := a.step(z, name)
		if next.IsZero() || a.err != nil {
			return a.err
		}
		name = next
	}
	return a.err
}

// zoneFor returns the zone to answer from: the deepest one, but for DS the one
// above the cut if it is here (RFC 4035 3.1.4.1).
func (a *answering) zoneFor(name wire.Name) *liveZone {
	var child *liveZone
	for n := name; !n.IsZero(); n = n.Parent() {
		z := a.zones[n]
		if z == nil {
			continue
		}
		if a.qtype == dns.TypeDS && n == name && !n.IsRoot() && child == nil {
			child = z
			continue
		}
		if child != nil && z.cutAbove(name) != name {
			return child // the zone found is not the parent
		}
		return z
	}
	return child
}

// step answers for one name and returns the name to go on with, if any.
func (a *answering) step(z *liveZone, name wire.Name) wire.Name {
	if cut := z.cutAbove(name); !cut.IsZero() && (cut != name || a.qtype != dns.TypeDS) {
		a.referral(z, cut)
		return wire.Name{}
	}
	a.msg.Authoritative = true
	if owner, ok := z.dnameAbove(name); ok {
		return a.dname(z, owner, name)
	}
	if slices.Contains(z.spec.denial.ent, name) && z.ents[name] {
		a.negative(z, name, dns.RcodeNameError, proofNXDomain)
		return wire.Name{}
	}
	if z.exists(name) {
		return a.node(z, name, name)
	}
	if wild := z.encloser(name).Wildcard(); z.exists(wild) {
		return a.node(z, wild, name)
	}
	a.negative(z, name, dns.RcodeNameError, proofNXDomain)
	return wire.Name{}
}

// node answers from the records at owner: the name asked for, or a wildcard.
func (a *answering) node(z *liveZone, owner, name wire.Name) wire.Name {
	wildcard := owner != name
	types := []uint16{a.qtype}
	if a.qtype == dns.TypeANY {
		types = z.types[owner]
	}
	found := false
	for _, t := range types {
		set := z.sets[rrsetKey{owner, t}]
		if t == dns.TypeNSEC && !wildcard {
			set = z.nsecAt(owner)
		}
		if len(set) > 0 {
			found = true
			a.add(&a.msg.Answer, z, set, name)
		}
	}
	alias := z.sets[rrsetKey{owner, dns.TypeCNAME}]
	if !found && len(alias) > 0 {
		a.add(&a.msg.Answer, z, alias, name)
	}
	if (found || len(alias) > 0) && wildcard {
		a.denial(z, proofWildcard, name)
	}
	if found {
		return wire.Name{}
	}
	if len(alias) > 0 {
		return nameOf(alias[0].(*dns.CNAME).Target)
	}
	p := proofNoData
	if wildcard {
		p = proofWildNoData
	}
	a.negative(z, name, dns.RcodeSuccess, p)
	return wire.Name{}
}

// nsecAt is the NSEC record at a name, which may be asked for like any other
// record; none in a zone that hashes its names (RFC 5155 3).
func (z *liveZone) nsecAt(name wire.Name) []dns.RR {
	switch {
	case z.spec.unsigned || z.spec.denial.nsec3:
		return nil
	case z.spec.denial.compact:
		return z.compactProof(proofNoData, name)
	}
	c := z.denialChain()
	if i := z.match(c, name); i >= 0 {
		return []dns.RR{c.links[i].rr}
	}
	return nil
}

// dnameAbove returns the owner of a DNAME above the name (RFC 6672 3.2).
func (z *liveZone) dnameAbove(name wire.Name) (wire.Name, bool) {
	for n := name.Parent(); n.Under(z.apex); n = n.Parent() {
		if len(z.sets[rrsetKey{n, dns.TypeDNAME}]) > 0 {
			return n, true
		}
	}
	return wire.Name{}, false
}

func (a *answering) dname(z *liveZone, owner, name wire.Name) wire.Name {
	set := z.sets[rrsetKey{owner, dns.TypeDNAME}]
	a.add(&a.msg.Answer, z, set, owner)
	target := nameOf(set[0].(*dns.DNAME).Target)
	if other, ok := z.spec.dnameTo[owner]; ok {
		target = other
	}
	next, err := name.Replace(owner, target)
	if err != nil {
		a.msg.Rcode = dns.RcodeYXDomain // RFC 6672 2.2
		return wire.Name{}
	}
	a.msg.Answer = append(a.msg.Answer, &dns.CNAME{Hdr: header(name, dns.TypeCNAME, z.spec.ttl), Target: next.String()})
	return next
}

// negative adds SOA and proof. A negative end of an alias chain keeps the
// answer and has the response code of its last name (RFC 6604 3).
func (a *answering) negative(z *liveZone, name wire.Name, rcode int, p proof) {
	if z.spec.denial.compact && !z.spec.unsigned && a.do {
		rcode = dns.RcodeSuccess // RFC 9824 3.1
	}
	a.msg.Rcode = rcode
	a.add(&a.msg.Ns, z, z.sets[rrsetKey{z.apex, dns.TypeSOA}], z.apex)
	for _, rr := range a.msg.Ns { // RFC 2308 3: the TTL of the denial
		rr.Header().Ttl = min(rr.Header().Ttl, negativeTTL)
	}
	a.denial(z, p, name)
}

func (a *answering) denial(z *liveZone, p proof, name wire.Name) {
	if !a.do {
		return
	}
	for _, rr := range z.prove(p, name) {
		a.add(&a.msg.Ns, z, []dns.RR{rr}, nameOf(rr.Header().Name))
	}
}

// referral sends the asker to the servers of a child zone (RFC 4035 3.1.4).
func (a *answering) referral(z *liveZone, cut wire.Name) {
	if len(a.msg.Answer) == 0 {
		a.msg.Authoritative = false
	}
	ns := z.sets[rrsetKey{cut, dns.TypeNS}]
	a.add(&a.msg.Ns, z, ns, cut)
	if a.do {
		if ds := z.sets[rrsetKey{cut, dns.TypeDS}]; len(ds) > 0 {
			a.add(&a.msg.Ns, z, ds, cut)
		} else {
			a.denial(z, proofNoData, cut)
		}
	}
	for _, rr := range ns {
		host := nameOf(rr.(*dns.NS).Ns)
		for _, t := range []uint16{dns.TypeA, dns.TypeAAAA} {
			for _, g := range z.sets[rrsetKey{host, t}] {
				a.msg.Extra = append(a.msg.Extra, dns.Copy(g))
			}
		}
	}
}

// add copies a set into a section with its signatures, under the name asked for.
func (a *answering) add(section *[]dns.RR, z *liveZone, set []dns.RR, name wire.Name) {
	if len(set) == 0 {
		return
	}
	k := keyOf(set[0])
	var sigs []dns.RR
	if a.do {
		var err error
		if sigs, err = z.signatures(k, set); err != nil {
			a.err = errors.Join(a.err, err)
		}
	}
	for _, rr := range append(slices.Clone(set), sigs...) {
		c := dns.Copy(rr)
		if k.name != name {
			c.Header().Name = name.String()
		}
		if !slices.ContainsFunc(*section, func(o dns.RR) bool { return sameRecord(o, c) }) {
			*section = append(*section, c)
		}
	}
}

// sameRecord tells whether two records are the same, text and all.
func sameRecord(a, b dns.RR) bool {
	return a.Header().Rrtype == b.Header().Rrtype && strings.EqualFold(a.Header().Name, b.Header().Name) && a.String() == b.String()
}
