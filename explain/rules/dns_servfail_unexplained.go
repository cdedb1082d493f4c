package rules

import (
	"cmp"

	"danewalk/explain/finding"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/wire"
)

// dnsServfailUnexplained: the resolver fails, whether it validates or not, and
// does not say why.
func dnsServfailUnexplained() Rule {
	return Rule{
		Code: "dns.servfail-unexplained", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 4035 3.2.2", "RFC 1035 4.1.1", "RFC 8914 4"},
		Causes: []finding.Code{"local.no-dns", "local.filtered", "local.tcp53-blocked"},
		Detect: detectDnsServfailUnexplained,
	}
}

func detectDnsServfailUnexplained(c *Case) []finding.Finding {
	rows, ok := c.concluded(opinion.Unexplained)
	if !ok {
		return nil
	}
	var out []finding.Finding
	for _, r := range rows {
		if r.Probe {
			continue
		}
		f := c.resolverFinding([]opinion.Row{r})
		zone := c.deepestZone(wire.Holder(r.Name, r.Type))
		f.Subject, f.Zone, f.Link, f.Depth = r.Name.Show()+" "+r.Type.String(), zone.Show(), cmp.Or(c.linkOf(r), f.Link), c.zoneDepth(zone)
		f.Owner = finding.OwnerNobody          // who it is cannot be seen through a resolver
		if c.deciding() && c.linkOf(r) == "" { // a lookup that decides has a finding of its own
			f.Weight = finding.Risk
		}
		out = append(out, f)
	}
	return out
}
