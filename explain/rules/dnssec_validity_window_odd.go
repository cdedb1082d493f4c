package rules

import (
	"cmp"
	"time"

	"danewalk/explain/finding"
	"danewalk/probe/wire"
)

// Lifetimes of signatures that are out of the ordinary (RFC 6781 4.4.2).
const (
	longLifetime  = 90 * 24 * time.Hour // old data can be replayed for so long
	shortLifetime = 3 * 24 * time.Hour  // a fault over a weekend takes the zone away
)

// dnssecValidityWindowOdd: a signature of the chain is made for very long or for
// a very short time.
func dnssecValidityWindowOdd() Rule {
	return Rule{
		Code: "dnssec.validity-window-odd", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 6781 4.4.2", "RFC 7671 13"}, Detect: detectDnssecValidityWindowOdd,
	}
}

func detectDnssecValidityWindowOdd(c *Case) []finding.Finding {
	var odd []sealed
	for _, s := range c.seals() {
		// A server that signs each answer gives short signatures over data and a
		// long one over its keys: so short counts for keys only.
		short := s.lifetime() < shortLifetime && s.Sig.RRSIG.Covered == wire.TypeDNSKEY
		if short || s.lifetime() > longLifetime {
			odd = append(odd, s)
		}
	}
	out := c.sealFindings(odd, func(a, b sealed) int { return cmp.Compare(b.lifetime(), a.lifetime()) })
	for i := range out {
		zone, err := wire.ParseName(out[i].Zone)
		if err == nil {
			out[i].Weight = unlessRegistry(zone, finding.Hygiene)
		}
		out[i].Args["long"] = ""
		for _, s := range odd {
			if s.Zone.Show() == out[i].Zone && s.lifetime() > longLifetime {
				out[i].Args["long"] = "yes"
			}
		}
	}
	return out
}
