package exhibit

import (
	"bytes"
	"slices"

	"danewalk/explain"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// zone shows a zone: the key entries that its parent signs, its keys, and which
// fits which (RFC 4035 5.2).
func (e *Exhibit) zone(z *dnssec.Zone) Zone {
	e.inherits = z.Inherits
	defer func() { e.inherits = false }()
	out := Zone{Judged: z}
	if z.DSLookup != nil {
		q := e.question(z.DSLookup)
		out.DS = &q
	}
	out.DNSKEY = Question{Name: z.Name, Type: wire.TypeDNSKEY}
	out.DNSKEY.Versions, out.DNSKEY.Left = e.versions(z.KeySets, z.Name, wire.TypeDNSKEY, basis{status: z.Status, reason: z.Reason})
	for _, k := range z.Keys[:min(len(z.Keys), maxKeys)] {
		out.Keys = append(out.Keys, e.key(z, k))
	}
	for _, l := range z.DS[:min(len(z.DS), maxKeys)] {
		out.Entries = append(out.Entries, e.entry(z, l))
	}
	out.Left = len(z.Keys) - len(out.Keys) + len(z.DS) - len(out.Entries)
	for i := range out.Entries {
		for k := range out.Keys {
			if fits(z.Name, out.Entries[i].DS, out.Keys[k].DNSKEY) {
				out.Entries[i].Keys = append(out.Entries[i].Keys, k)
				out.Keys[k].Entries = append(out.Keys[k].Entries, i)
			}
		}
	}
	return out
}

// fits tells whether a DS is the digest of a key (RFC 4034 5.1.4).
func fits(zone wire.Name, ds wire.DS, k wire.DNSKEY) bool {
	if ds.Algorithm != k.Algorithm || ds.Tag != k.Tag() {
		return false
	}
	made, ok := k.DS(zone, ds.DigestType)
	return ok && bytes.Equal(made.Digest, ds.Digest)
}

// key shows one key.
func (e *Exhibit) key(z *dnssec.Zone, k dnssec.Key) Key {
	out := Key{Key: k, SignsData: e.teller.SignsData(z.Name, k)}
	out.Record = record(wire.RR{Name: z.Name, Type: wire.TypeDNSKEY, Class: wire.ClassIN, TTL: z.KeyTTL, RData: k.DNSKEY.RData()})
	out.Anchored = slices.ContainsFunc(e.d.Policy.Anchors, func(a dnssec.Anchor) bool {
		if a.Zone != z.Name || a.DS == nil && a.DNSKEY == nil {
			return false
		}
		tag, algorithm := explain.AnchorKey(a)
		return tag == k.Tag && algorithm == k.DNSKEY.Algorithm
	})
	return out
}

// entry shows one DS record.
func (e *Exhibit) entry(z *dnssec.Zone, l dnssec.DSLink) Entry {
	rdata := append([]byte{byte(l.DS.Tag >> 8), byte(l.DS.Tag), l.DS.Algorithm, l.DS.DigestType}, l.DS.Digest...)
	out := Entry{DSLink: l}
	out.Record = record(wire.RR{Name: z.Name, Type: wire.TypeDS, Class: wire.ClassIN, TTL: z.DSTTL, RData: rdata})
	state, _ := e.teller.DS(l)
	out.Guilty = e.accuses() && z.Status == dnssec.Bogus && !z.Inherits && state == explain.Broken && (!l.Matches || ofKey(l.Reason))
	return out
}

// ofKey tells whether a reason is one of the key that a DS fits, not of a signature
// by it.
func ofKey(r dnssec.Reason) bool {
	return r == dnssec.KeyRevoked || r == dnssec.KeyFlags || r == dnssec.DNSKEYNotSigned || r == dnssec.DNSKEYMalformed
}
