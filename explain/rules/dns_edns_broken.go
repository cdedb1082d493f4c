package rules

import (
	"slices"

	"danewalk/explain/finding"
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
		f.Args["nobody"] = ""
		switch {
		case a.all() && (a.zone.Status.Fails() || a.mute()):
			// Without EDNS no signatures come, and the zone must have them; resolvers
			// do not ask again without EDNS when a server is silent.
			f.Weight, f.Args["nobody"] = finding.Fatal, "yes"
		case a.high() && !a.all():
			f.Weight = finding.Info
		}
		out = append(out, f)
	}
	return out
}

// mute tells whether none of the accused gives a usable answer to any question.
func (a accused) mute() bool {
	return !slices.ContainsFunc(a.rows, func(r servers.Row) bool {
		return slices.ContainsFunc(r.Cells, func(c servers.Cell) bool { return c.Asked && c.Answer.Usable() })
	})
}
