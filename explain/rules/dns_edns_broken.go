package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
)

// dnsEdnsBroken: name servers do not understand EDNS, which signatures need.
func dnsEdnsBroken() Rule {
	return Rule{
		Code: "dns.edns-broken", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6891 7", "RFC 3225 3"},
		Detect: detectDnsEdnsBroken,
	}
}

func detectDnsEdnsBroken(c *Case) []finding.Finding {
	if len(c.withoutEDNS()) >= severalServers {
		return nil // not even the root and the registries: somebody near us removes it
	}
	var out []finding.Finding
	for _, a := range c.accuse(kinds(servers.NoEDNS)) {
		if a.all() && a.zone.Name.IsRoot() {
			continue // all root servers: that is our own side
		}
		f := c.accusedFinding(a)
		switch {
		case a.all() && a.zone.Status == dnssec.Bogus:
			f.Weight = finding.Fatal // without EDNS no signatures come, and the zone must have them
		case a.high() && !a.all():
			f.Weight = finding.Info
		}
		out = append(out, f)
	}
	return out
}
