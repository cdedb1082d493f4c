package lab

import (
	"crypto/sha1" //nolint:gosec // RFC 5155 defines no other hash
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// chain is the ring of NSEC or NSEC3 records of a zone, in its order.
type chain struct {
	nsec3 bool
	links []link
}

type link struct {
	name wire.Name // of the node, NSEC
	hash string    // of the node, NSEC3: base32hex in upper case
	rr   dns.RR
}

// denialChain returns the chain, made when first asked for.
func (z *liveZone) denialChain() *chain {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.chain == nil {
		if z.spec.denial.nsec3 {
			z.chain = z.chain3()
		} else {
			z.chain = z.chain1()
		}
	}
	return z.chain
}

// chain1 makes NSEC records (RFC 4034 4; RFC 9077 for the TTL).
func (z *liveZone) chain1() *chain {
	c := &chain{}
	names := slices.SortedFunc(maps.Keys(z.types), wire.Compare)
	for i, name := range names {
		next := names[(i+1)%len(names)]
		rr := &dns.NSEC{
			Hdr: header(name, dns.TypeNSEC, negativeTTL), NextDomain: next.String(),
			TypeBitMap: z.bitmap(name, dns.TypeRRSIG, dns.TypeNSEC),
		}
		c.links = append(c.links, link{name: name, rr: rr})
	}
	return c
}

// chain3 makes NSEC3 records (RFC 5155 7.1).
func (z *liveZone) chain3() *chain {
	c := &chain{nsec3: true}
	p := z.spec.denial
	for _, name := range z.hashedNames() {
		var extra []uint16
		if len(z.types[name]) > 0 && (!z.cuts[name] || slices.Contains(z.types[name], dns.TypeDS)) {
			extra = []uint16{dns.TypeRRSIG}
		}
		hash := z.hash(name)
		flags := p.flags
		if p.optOut {
			flags |= 1
		}
		rr := &dns.NSEC3{
			Hdr:  dns.RR_Header{Name: z.hashedOwner(hash), Rrtype: dns.TypeNSEC3, Class: dns.ClassINET, Ttl: negativeTTL},
			Hash: p.hash, Flags: flags, Iterations: p.iterations, SaltLength: uint8(len(p.salt) / 2), Salt: p.salt,
			HashLength: sha1.Size, TypeBitMap: z.bitmap(name, extra...),
		}
		c.links = append(c.links, link{hash: hash, rr: rr})
	}
	slices.SortStableFunc(c.links, func(a, b link) int { return strings.Compare(a.hash, b.hash) })
	for i := range c.links {
		c.links[i].rr.(*dns.NSEC3).NextDomain = c.links[(i+1)%len(c.links)].hash
	}
	return c
}

// hashedNames are the names that get an NSEC3 record: with opt-out, unsigned
// delegations and what exists only for them do not (RFC 5155 7.1).
func (z *liveZone) hashedNames() []wire.Name {
	want := map[wire.Name]bool{}
	for name := range z.types {
		if z.spec.denial.optOut && z.cuts[name] && !slices.Contains(z.types[name], dns.TypeDS) {
			continue
		}
		for n := name; n.Under(z.apex); n = n.Parent() {
			if !z.ents[n] || !slices.Contains(z.spec.denial.ent, n) {
				want[n] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(want), wire.Compare)
}

// hashedOwner is the owner name of an NSEC3 record.
func (z *liveZone) hashedOwner(hash string) string {
	if z.apex.IsRoot() {
		return hash + "."
	}
	return hash + "." + z.apex.String()
}

// hash is the NSEC3 hash (RFC 5155 5). Zones of the lab that claim another hash
// algorithm use the same one: nobody can check it.
func (z *liveZone) hash(name wire.Name) string {
	salt, err := hex.DecodeString(z.spec.denial.salt)
	if err != nil {
		salt = nil
	}
	sum := sha1.Sum(append(name.Wire(), salt...)) //nolint:gosec // see import
	for range z.spec.denial.iterations {
		sum = sha1.Sum(append(sum[:], salt...)) //nolint:gosec // see import
	}
	return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
}

// bitmap lists the types at a name, in order, with toggled ones as the world
// wants them.
func (z *liveZone) bitmap(name wire.Name, extra ...uint16) []uint16 {
	types := append(slices.Clone(z.types[name]), extra...)
	for k := range z.spec.denial.bitmaps {
		if k.name != name {
			continue
		}
		if i := slices.Index(types, k.typ); i >= 0 {
			types = slices.Delete(types, i, i+1)
		} else {
			types = append(types, k.typ)
		}
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// match returns the index of the link of a name, or -1.
func (z *liveZone) match(c *chain, name wire.Name) int {
	hash := ""
	if c.nsec3 {
		hash = z.hash(name)
	}
	return slices.IndexFunc(c.links, func(l link) bool {
		return c.nsec3 && l.hash == hash || !c.nsec3 && l.name == name
	})
}

// cover returns the index of the link at or before a name in the ring.
func (z *liveZone) cover(c *chain, name wire.Name) int {
	if c.nsec3 {
		hash := z.hash(name)
		for i, l := range slices.Backward(c.links) {
			if l.hash <= hash {
				return i
			}
		}
		return len(c.links) - 1
	}
	for i, l := range slices.Backward(c.links) {
		if wire.Compare(l.name, name) <= 0 {
			return i
		}
	}
	return len(c.links) - 1
}

// proof is what a negative or wildcard answer must show.
type proof int

const (
	proofNoData     proof = iota // the name exists, the type does not; also "no DS here"
	proofNXDomain                // neither the name nor a wildcard
	proofWildcard                // a wildcard answered: the name itself does not exist
	proofWildNoData              // a wildcard exists, but has no such type
)

// prove returns the NSEC or NSEC3 records for a proof about name (RFC 4035
// 3.1.3, RFC 5155 7.2).
func (z *liveZone) prove(p proof, name wire.Name) []dns.RR {
	if z.spec.unsigned || z.suppressed(p, name) {
		return nil
	}
	if z.spec.denial.compact && p != proofWildcard {
		return z.compactProof(p, name)
	}
	c := z.denialChain()
	var at []int
	if c.nsec3 {
		at = z.prove3(c, p, name)
	} else {
		at = z.prove1(c, p, name)
	}
	wrong := slices.ContainsFunc(z.spec.denial.wrong, name.Under)
	var out []dns.RR
	for _, i := range at {
		if wrong {
			i = (i + 1) % len(c.links)
		}
		if !slices.Contains(out, c.links[i].rr) {
			out = append(out, c.links[i].rr)
		}
	}
	return out
}

func (z *liveZone) suppressed(p proof, name wire.Name) bool {
	if p == proofWildcard {
		return slices.ContainsFunc(z.spec.denial.wildcards, name.Under)
	}
	return slices.ContainsFunc(z.spec.denial.missing, name.Under)
}

func (z *liveZone) prove1(c *chain, p proof, name wire.Name) []int {
	at := []int{z.cover(c, name)}
	wild := z.encloser(name).Wildcard()
	switch p {
	case proofNXDomain:
		at = append(at, z.cover(c, wild))
	case proofWildNoData:
		at = append(at, z.match(c, wild))
	}
	return at
}

func (z *liveZone) prove3(c *chain, p proof, name wire.Name) []int {
	if p == proofNoData {
		if i := z.match(c, name); i >= 0 {
			return []int{i}
		}
	}
	// Closest provable encloser: with opt-out it may be above the existing one.
	encloser, next := name.Parent(), name
	for encloser.Below(z.apex) && (z.match(c, encloser) < 0 || !z.exists(encloser)) {
		encloser, next = encloser.Parent(), encloser
	}
	var at []int
	switch p {
	case proofWildcard: // RFC 5155 7.2.6: the next closer name alone
		return []int{z.cover(c, next)}
	case proofNXDomain:
		at = []int{z.match(c, encloser), z.cover(c, next), z.cover(c, encloser.Wildcard())}
	case proofWildNoData:
		at = []int{z.match(c, encloser), z.cover(c, next), z.match(c, encloser.Wildcard())}
	default: // no record for the name: opt-out
		at = []int{z.match(c, encloser), z.cover(c, next)}
	}
	return slices.DeleteFunc(at, func(i int) bool { return i < 0 })
}

// compactProof makes one NSEC for the name alone (RFC 9824 3).
func (z *liveZone) compactProof(p proof, name wire.Name) []dns.RR {
	types := z.bitmap(name, dns.TypeRRSIG, dns.TypeNSEC)
	if p == proofNXDomain {
		types = []uint16{dns.TypeRRSIG, dns.TypeNSEC, uint16(wire.TypeNXNAME)}
	}
	return []dns.RR{&dns.NSEC{
		Hdr: header(name, dns.TypeNSEC, negativeTTL), NextDomain: fmt.Sprintf(`\000.%s`, name), TypeBitMap: types,
	}}
}
