package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecOptoutInsecureDenial: a negative answer in a signed zone that only an
// opt-out gap proves. That is normal: the answer counts, unsigned.
func dnssecOptoutInsecureDenial() Rule {
	return Rule{
		Code: "dnssec.optout-insecure-denial", Severity: finding.Info, Layer: finding.LayerDNS, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 5155 6", "RFC 5155 9.2", "RFC 7672 2.1.1"}, Detect: detectDnssecOptoutInsecureDenial,
	}
}

func detectDnssecOptoutInsecureDenial(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.OptOutDelegation) {
		if p.Own() || p.Lookup == nil || p.Lookup.Outcome == dnssec.Found {
			continue // an unsigned delegation is another matter
		}
		f := p.Finding()
		f.Owner = finding.OwnerNobody
		out = append(out, f)
	}
	return out
}
