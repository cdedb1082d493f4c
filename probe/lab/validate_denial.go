package lab

import (
	"slices"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// mostIterations of NSEC3 are what the resolver does; zones with more are
// unsigned to it (RFC 9276 3.2).
const mostIterations = 150

// proofs are the records of an answer that deny something, all with a signature
// that holds.
type proofs struct {
	nsec  []*dns.NSEC
	nsec3 []*dns.NSEC3
}

// denials collects the proofs of a zone.
func (i *inquest) denials(m *dns.Msg, apex wire.Name, keys []*dns.DNSKEY) proofs {
	var p proofs
	quiet := *i // a signature that does not hold makes a proof missing, no more
	for _, set := range sets(m.Ns) {
		t := set[0].Header().Rrtype
		if t != dns.TypeNSEC && t != dns.TypeNSEC3 || quiet.verified(m.Ns, set, apex, keys) == nil {
			continue
		}
		switch rr := set[0].(type) {
		case *dns.NSEC:
			p.nsec = append(p.nsec, rr)
		case *dns.NSEC3:
			p.nsec3 = append(p.nsec3, rr)
		}
	}
	return p
}

// denied is the standing of a negative answer (RFC 4035 5.4, RFC 5155 8).
func (i *inquest) denied(m *dns.Msg, apex, name wire.Name, qtype uint16) standing {
	t := i.trust(apex)
	if t.standing != proven {
		return i.inherit(t)
	}
	p := i.denials(m, apex, t.keys)
	switch {
	case len(p.nsec) == 0 && len(p.nsec3) == 0:
		return i.fail(dns.ExtendedErrorCodeNSECMissing)
	case p.matched(name, qtype):
		if m.Rcode == dns.RcodeSuccess {
			return proven
		}
		return i.fail(dns.ExtendedErrorCodeDNSBogus)
	case m.Rcode == dns.RcodeSuccess && p.between(name):
		return proven // an empty non-terminal has no NSEC of its own (RFC 4592 2.2.2)
	}
	encloser := p.encloser(name)
	if encloser.IsZero() {
		return i.fail(dns.ExtendedErrorCodeNSECMissing)
	}
	next := name.Suffix(encloser.Labels() + 1)
	if s := i.absent(p, next); s != proven {
		return s
	}
	if m.Rcode == dns.RcodeNameError {
		return i.absent(p, encloser.Wildcard())
	}
	if p.matched(encloser.Wildcard(), qtype) {
		return proven
	}
	return i.fail(dns.ExtendedErrorCodeNSECMissing)
}

// absent is whether it is proven that a name does not exist. Where unsigned
// delegations are left out of the proof, it is open (RFC 5155 6).
func (i *inquest) absent(p proofs, name wire.Name) standing {
	for _, n := range p.nsec {
		if covers(n, name) && !nameOf(n.NextDomain).Under(name) {
			return proven
		}
	}
	for _, n := range p.nsec3 {
		switch {
		case n.Iterations > mostIterations:
			return open
		case n.Cover(name.String()) && n.Flags&1 != 0:
			return open
		case n.Cover(name.String()):
			return proven
		}
	}
	return i.fail(dns.ExtendedErrorCodeNSECMissing)
}

// covers tells whether a name lies between the owner of an NSEC and the next
// one (RFC 4034 6.1), and the NSEC is not one of a zone or DNAME above it.
func covers(n *dns.NSEC, name wire.Name) bool {
	owner, next := nameOf(n.Hdr.Name), nameOf(n.NextDomain)
	cut := slices.Contains(n.TypeBitMap, dns.TypeNS) && !slices.Contains(n.TypeBitMap, dns.TypeSOA)
	if name.Below(owner) && (cut || slices.Contains(n.TypeBitMap, dns.TypeDNAME)) {
		return false
	}
	last := wire.Compare(next, owner) <= 0
	return wire.Compare(owner, name) < 0 && (last || wire.Compare(name, next) < 0)
}

// matched tells whether a proof about the very name lists neither the type nor
// an alias.
func (p proofs) matched(name wire.Name, qtype uint16) bool {
	lacks := func(types []uint16) bool {
		cut := slices.Contains(types, dns.TypeNS) && !slices.Contains(types, dns.TypeSOA)
		child := slices.Contains(types, dns.TypeSOA) && !name.IsRoot()
		return !slices.Contains(types, qtype) && !slices.Contains(types, dns.TypeCNAME) && (qtype == dns.TypeDS && !child || qtype != dns.TypeDS && !cut)
	}
	return slices.ContainsFunc(p.nsec, func(n *dns.NSEC) bool { return nameOf(n.Hdr.Name) == name && lacks(n.TypeBitMap) }) ||
		slices.ContainsFunc(p.nsec3, func(n *dns.NSEC3) bool { return n.Match(name.String()) && lacks(n.TypeBitMap) })
}

// between tells whether an NSEC shows that there are names below.
func (p proofs) between(name wire.Name) bool {
	return slices.ContainsFunc(p.nsec, func(n *dns.NSEC) bool { return covers(n, name) && nameOf(n.NextDomain).Below(name) })
}

// encloser is the deepest name above that the proofs show to exist.
func (p proofs) encloser(name wire.Name) wire.Name {
	var best wire.Name
	for _, n := range p.nsec {
		if !covers(n, name) {
			continue
		}
		for _, end := range []wire.Name{nameOf(n.Hdr.Name), nameOf(n.NextDomain)} {
			if common := wire.CommonAncestor(end, name); best.IsZero() || common.Below(best) {
				best = common
			}
		}
	}
	for at := name.Parent(); !at.IsZero(); at = at.Parent() {
		if (best.IsZero() || at.Below(best)) && slices.ContainsFunc(p.nsec3, func(n *dns.NSEC3) bool { return n.Match(at.String()) }) {
			best = at
		}
	}
	return best
}
