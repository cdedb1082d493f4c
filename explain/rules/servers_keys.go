package rules

import (
	"slices"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
	"danewalk/probe/wire"
)

// keysFit tells whether the key set of any server of the zone validates what any
// other one signs: then sets that differ harm nobody, as when a new key is
// announced and has not reached every server (RFC 6781 4.1.1.1).
func (a accused) keysFit() bool {
	var sets [][]wire.DNSKEY
	for _, r := range a.table.Rows {
		for i, q := range a.table.Columns {
			c := r.Cells[i]
			if q.Type != wire.TypeDNSKEY || !c.Asked || !c.Answer.Usable() {
				continue
			}
			if c.Status != dnssec.Secure || c.Set == nil {
				return false
			}
			sets = append(sets, zoneKeys(c.Set))
		}
	}
	for _, r := range a.table.Rows {
		for _, c := range r.Cells {
			if !provableBy(sets, a.table, c) {
				return false
			}
		}
	}
	return len(sets) > 0
}

// provableBy tells whether each of the key sets has the key of some signature over
// what a server gave. What is not the zone's own is left out.
func provableBy(sets [][]wire.DNSKEY, t *servers.Table, c servers.Cell) bool {
	if c.Set == nil || c.Status != dnssec.Secure || !slices.ContainsFunc(c.Set.Sigs, func(g wire.RRSIG) bool { return g.Signer == t.Zone }) {
		return true
	}
	return !slices.ContainsFunc(sets, func(keys []wire.DNSKEY) bool {
		return !slices.ContainsFunc(c.Set.Sigs, func(g wire.RRSIG) bool {
			return slices.ContainsFunc(keys, func(k wire.DNSKEY) bool { return k.Algorithm == g.Algorithm && k.Tag() == g.Tag })
		})
	})
}

func zoneKeys(set *wire.RRset) (out []wire.DNSKEY) {
	for _, rr := range set.RRs {
		if k, err := rr.DNSKEY(); err == nil && k.IsZone() && !k.IsRevoked() {
			out = append(out, k)
		}
	}
	return out
}
