package lab

import (
	"slices"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// standing is what the resolver of a world thinks of data (RFC 4035 4.3), from
// the best to the worst.
type standing uint8

const (
	proven standing = iota // secure
	open                   // provably unsigned
	broken                 // bogus
)

// trust is what the resolver knows about a zone.
type trust struct {
	standing standing
	keys     []*dns.DNSKEY // of a proven zone
	why      uint16        // of a broken one: the extended error (RFC 8914)
}

// inquest is one validation: enough of RFC 4035 5 and RFC 5155 8 for the worlds
// of the lab, and written independently of danewalk's own validator.
type inquest struct {
	*resolver
	at    time.Time // of the resolver's clock, which is right
	ready time.Time // when everything that it needed is there
	why   uint16
}

// look is find, with an eye on the time it takes.
func (i *inquest) look(name wire.Name, qtype uint16) *dns.Msg {
	found := i.find(name, qtype, 0)
	if found.ready.After(i.ready) {
		i.ready = found.ready
	}
	return &dns.Msg{MsgHdr: dns.MsgHdr{Rcode: found.rcode}, Answer: found.answer, Ns: found.ns}
}

// fail notes the first reason.
func (i *inquest) fail(why uint16) standing {
	if i.why == 0 {
		i.why = why
	}
	return broken
}

// judge is the standing of an answer: of its weakest part.
func (i *inquest) judge(m *dns.Msg, name wire.Name, qtype uint16) standing {
	worst := proven
	for _, set := range sets(m.Answer) {
		owner := nameOf(set[0].Header().Name)
		holder := wire.Holder(owner, wire.Type(set[0].Header().Rrtype))
		worst = max(worst, i.positive(m, i.apexOf(holder), set))
	}
	end, found := endOf(m, name, qtype)
	if found {
		return worst
	}
	apex := i.apexOf(wire.Holder(end, wire.Type(qtype)))
	for _, rr := range m.Ns {
		if soa := nameOf(rr.Header().Name); rr.Header().Rrtype == dns.TypeSOA && end.Under(soa) {
			apex = soa
		}
	}
	return max(worst, i.denied(m, apex, end, qtype))
}

// endOf follows the aliases of an answer. found tells whether it has the type
// there.
func endOf(m *dns.Msg, name wire.Name, qtype uint16) (end wire.Name, found bool) {
	for range maxRestarts {
		next := wire.Name{}
		for _, rr := range m.Answer {
			if nameOf(rr.Header().Name) != name {
				continue
			}
			if rr.Header().Rrtype == qtype || qtype == dns.TypeANY {
				return name, true
			}
			if cname, ok := rr.(*dns.CNAME); ok {
				next = nameOf(cname.Target)
			}
		}
		if next.IsZero() {
			break
		}
		name = next
	}
	return name, false
}

// sets groups records, signatures left out.
func sets(section []dns.RR) [][]dns.RR {
	at := map[rrsetKey]int{}
	var out [][]dns.RR
	for _, rr := range section {
		if rr.Header().Rrtype == dns.TypeRRSIG {
			continue
		}
		k := keyOf(rr)
		n, ok := at[k]
		if !ok {
			n = len(out)
			at[k], out = n, append(out, nil)
		}
		out[n] = append(out[n], rr)
	}
	return out
}

// positive is the standing of records that are there (RFC 4035 5.3).
func (i *inquest) positive(m *dns.Msg, apex wire.Name, set []dns.RR) standing {
	t := i.trust(apex)
	if t.standing != proven {
		return i.inherit(t)
	}
	owner := nameOf(set[0].Header().Name)
	if set[0].Header().Rrtype == dns.TypeCNAME && i.synthesised(m, set[0].(*dns.CNAME)) {
		return proven // RFC 6672 5.3.1: not signed, but made from a DNAME that is
	}
	sig := i.verified(m.Answer, set, apex, t.keys)
	if sig == nil {
		return broken
	}
	if int(sig.Labels) >= labelsOf(owner) {
		return proven
	}
	next := owner.Suffix(int(sig.Labels) + 1) // RFC 4035 5.3.4: nothing nearer may exist
	return i.absent(i.denials(m, apex, t.keys), next)
}

// inherit passes on what is known about a zone.
func (i *inquest) inherit(t *trust) standing {
	if t.standing == broken {
		return i.fail(t.why)
	}
	return t.standing
}

// labelsOf counts labels as an RRSIG does (RFC 4034 3.1.3).
func labelsOf(name wire.Name) int {
	if name.IsWildcard() {
		return name.Labels() - 1
	}
	return name.Labels()
}

// synthesised tells whether an alias is what a signed DNAME beside it makes.
func (i *inquest) synthesised(m *dns.Msg, alias *dns.CNAME) bool {
	for _, rr := range m.Answer {
		if d, ok := rr.(*dns.DNAME); ok {
			to, err := nameOf(alias.Hdr.Name).Replace(nameOf(d.Hdr.Name), nameOf(d.Target))
			if err == nil && to == nameOf(alias.Target) {
				return true
			}
		}
	}
	return false
}

// verified returns a signature of the zone over a set that holds; nil if there
// is none.
func (i *inquest) verified(section []dns.RR, set []dns.RR, apex wire.Name, keys []*dns.DNSKEY) *dns.RRSIG {
	why := dns.ExtendedErrorCodeRRSIGsMissing
	for _, rr := range section {
		sig, ok := rr.(*dns.RRSIG)
		if !ok || sig.TypeCovered != set[0].Header().Rrtype || nameOf(sig.Hdr.Name) != nameOf(set[0].Header().Name) {
			continue
		}
		switch {
		case sig.ValidityPeriod(i.at):
			why = dns.ExtendedErrorCodeDNSBogus
		case int32(sig.Expiration-uint32(i.at.Unix())) < 0:
			why = dns.ExtendedErrorCodeSignatureExpired
			continue
		default:
			why = dns.ExtendedErrorCodeSignatureNotYetValid
			continue
		}
		if nameOf(sig.SignerName) != apex || int(sig.Labels) > labelsOf(nameOf(sig.Hdr.Name)) {
			continue
		}
		for _, key := range keys {
			if key.KeyTag() == sig.KeyTag && key.Algorithm == sig.Algorithm && sig.Verify(key, set) == nil {
				return sig
			}
		}
	}
	i.fail(why)
	return nil
}

// apexOf is the deepest zone that holds a name.
func (i *inquest) apexOf(name wire.Name) wire.Name {
	best := wire.Root()
	for apex, z := range i.run.d.zones {
		if z.delegated && name.Under(apex) && apex.Below(best) {
			best = apex
		}
	}
	return best
}

// trust goes down to a zone (RFC 4035 5.2) and remembers what it found.
func (i *inquest) trust(apex wire.Name) *trust {
	i.mu.Lock()
	known := i.trusts[apex]
	i.mu.Unlock()
	if known != nil {
		return known
	}
	sub := &inquest{resolver: i.resolver, at: i.at, ready: i.ready}
	t := sub.descend(apex)
	t.why = sub.why
	if sub.ready.After(i.ready) {
		i.ready = sub.ready
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.trusts[apex] = t
	return t
}

// descend is the way into one zone from the one above.
func (i *inquest) descend(apex wire.Name) *trust {
	if apex.IsRoot() {
		anchors, err := i.run.d.rootAnchors(i.run.d.local.resolver.oldAnchor)
		if err != nil || len(sets(anchors)) == 0 {
			return &trust{standing: i.fail(dns.ExtendedErrorCodeDNSSECIndeterminate)}
		}
		return i.enter(apex, sets(anchors)[0])
	}
	parent := i.apexOf(apex.Parent())
	above := i.trust(parent)
	if above.standing != proven {
		return &trust{standing: i.inherit(above)}
	}
	m := i.look(apex, dns.TypeDS)
	for _, set := range sets(m.Answer) {
		if set[0].Header().Rrtype != dns.TypeDS || nameOf(set[0].Header().Name) != apex {
			continue
		}
		if i.verified(m.Answer, set, parent, above.keys) == nil {
			return &trust{standing: broken}
		}
		return i.enter(apex, set)
	}
	if i.denied(m, parent, apex, dns.TypeDS) == broken {
		return &trust{standing: broken}
	}
	return &trust{standing: open}
}

// supported tells whether the resolver can use a DS: it knows algorithms 8, 10
// and 13 to 15, and takes SHA-1 for no algorithm at all (RFC 9905).
func supported(ds *dns.DS) bool {
	return slices.Contains([]uint8{8, 10, 13, 14, 15}, ds.Algorithm) && slices.Contains([]uint8{1, 2, 4}, ds.DigestType)
}

// enter looks for a key that the DS records point to and that signs all keys.
func (i *inquest) enter(apex wire.Name, set []dns.RR) *trust {
	usable := slices.DeleteFunc(slices.Clone(set), func(rr dns.RR) bool { ds, ok := rr.(*dns.DS); return !ok || !supported(ds) })
	if len(usable) == 0 {
		return &trust{standing: open}
	}
	m := i.look(apex, dns.TypeDNSKEY)
	var keys []*dns.DNSKEY
	var all []dns.RR
	for _, rr := range m.Answer {
		if key, ok := rr.(*dns.DNSKEY); ok && nameOf(key.Hdr.Name) == apex {
			all = append(all, key)
			if key.Flags&dns.ZONE != 0 && key.Flags&dns.REVOKE == 0 && key.Protocol == 3 {
				keys = append(keys, key)
			}
		}
	}
	if len(all) == 0 {
		return &trust{standing: i.fail(dns.ExtendedErrorCodeDNSKEYMissing)}
	}
	for _, rr := range usable {
		ds := rr.(*dns.DS)
		for _, key := range keys {
			made := key.ToDS(ds.DigestType)
			if made == nil || made.KeyTag != ds.KeyTag || made.Algorithm != ds.Algorithm || made.Digest != ds.Digest {
				continue
			}
			if i.verified(m.Answer, all, apex, []*dns.DNSKEY{key}) != nil {
				return &trust{standing: proven, keys: keys}
			}
		}
	}
	return &trust{standing: i.fail(dns.ExtendedErrorCodeDNSKEYMissing)}
}
