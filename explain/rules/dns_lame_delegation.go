package rules

import (
	"danewalk/explain/finding"
)

// dnsLameDelegation: a server that the parent lists does not speak for the zone.
func dnsLameDelegation() Rule {
	return Rule{
		Code: "dns.lame-delegation", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 9499 7", "RFC 1912 2.8"},
		Detect: detectDnsLameDelegation,
	}
}

func detectDnsLameDelegation(c *Case) []finding.Finding {
	lame := func(s nameServer) bool { return s.every(notInCharge) }
	out := c.serverFindings(lame, notInCharge, true)
	for _, f := range c.serverFindings(lame, notInCharge, false) {
		f.Weight = finding.Fatal // nobody is in charge
		out = append(out, f)
	}
	return out
}
