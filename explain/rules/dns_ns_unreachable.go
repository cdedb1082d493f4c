package rules

import (
	"danewalk/explain/finding"
)

// dnsNsUnreachable: no name server of a zone answers.
func dnsNsUnreachable() Rule {
	return Rule{
		Code: "dns.ns-unreachable", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7672 2.1.2", "RFC 2182 3.1"}, Causes: []finding.Code{"local.no-dns"},
		Detect: detectDnsNsUnreachable,
	}
}

func detectDnsNsUnreachable(c *Case) []finding.Finding {
	return c.serverFindings(func(s nameServer) bool { return s.every(silent) }, silent, false)
}
