package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/servers"
)

// dnsTcpUnsupported: a server cuts an answer short and offers no TCP for the rest.
func dnsTcpUnsupported() Rule {
	return Rule{
		Code: "dns.tcp-unsupported", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7766 5", "RFC 9210 3"}, Causes: []finding.Code{"local.tcp53-blocked"},
		Detect: detectDnsTcpUnsupported,
	}
}

func detectDnsTcpUnsupported(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, a := range c.accuse(kinds(servers.NoTCP, servers.TruncatedTCP)) {
		if a.all() && a.zone.Name.IsRoot() {
			continue // all root servers: that is our own side
		}
		cut := a.keep(kinds(servers.TruncatedTCP))
		f := c.accusedFinding(a)
		f.Args["cut"] = ""
		switch {
		case len(cut.rows) > 0:
			f.Args["cut"] = questionText(cut.rows[0].Faults[0].Question)
		default: // RFC 7766 5: a fault, but everything fits into a datagram today
			f.Weight = finding.Hygiene
		}
		if a.high() && !a.all() {
			f.Weight = finding.Info
		}
		out = append(out, f)
	}
	return out
}
