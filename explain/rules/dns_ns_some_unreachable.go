package rules

import (
	"danewalk/explain/finding"
)

// dnsNsSomeUnreachable: some name servers of a zone do not answer.
func dnsNsSomeUnreachable() Rule {
	return Rule{
		Code: "dns.ns-some-unreachable", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 2182 3.1"}, Causes: []finding.Code{"local.ipv6-broken", "dns.glue-wrong"},
		Detect: detectDnsNsSomeUnreachable,
	}
}

func detectDnsNsSomeUnreachable(c *Case) []finding.Finding {
	return c.serverFindings(func(s nameServer) bool { return s.every(silent) }, silent, true)
}
