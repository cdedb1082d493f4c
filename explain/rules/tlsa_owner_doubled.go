package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// tlsaOwnerDoubled: the TLSA records stand at a name with the zone written twice.
func tlsaOwnerDoubled() Rule {
	return Rule{
		Code: "tlsa.owner-doubled", Severity: finding.Lost, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 1035 5.1", "RFC 7672 2.2.3"},
		Detect: detectTlsaOwnerDoubled,
	}
}

func detectTlsaOwnerDoubled(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.tlsaFree() {
		zone := zoneAt(h.Lookups[0])
		owner, err := wire.DoubledTLSAName(h.Name, zone)
		if err != nil {
			continue
		}
		ids, found := c.tlsaAt(owner)
		if len(found) == 0 || c.fromWildcard(owner) {
			continue
		}
		f := c.strayFinding(h, owner, ids, found)
		f.Args["zone"] = zone.Show()
		out = append(out, f)
	}
	return out
}

// zoneAt is the zone that decided a lookup; the zero Name if that is not known.
func zoneAt(l *dnssec.Lookup) wire.Name {
	if l == nil || l.Zone == nil {
		return wire.Name{}
	}
	return l.Zone.Name
}
