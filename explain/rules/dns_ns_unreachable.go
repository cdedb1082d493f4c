package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/servers"
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
	var out []finding.Finding
	for _, a := range c.accuse(kinds(servers.Unreachable)) {
		if a.all() && !a.zone.Name.IsRoot() { // all root servers: that is our own side
			out = append(out, c.accusedFinding(a))
		}
	}
	return out
}
