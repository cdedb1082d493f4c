package rules

import (
	"danewalk/explain/finding"
)

// mxHostIsAlias: a mail server's name is an alias.
func mxHostIsAlias() Rule {
	return Rule{
		Code: "mx.host-is-alias", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 2181 10.3", "RFC 7672 2.1.3", "RFC 7672 2.2.2"}, Detect: detectMxHostIsAlias,
	}
}

func detectMxHostIsAlias(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		if !h.Alias {
			continue
		}
		f := c.HostFinding(h, StepAddress, lookupEvidence(h.A, h.AAAA, h.CNAME)...)
		f.Owner, f.OwnerOf = finding.OwnerDNS, c.Report.Domain.Show()
		f.Args["target"] = h.Name.Show()
		if h.A != nil && !h.A.Target.IsZero() {
			f.Args["target"] = h.A.Target.Show()
		}
		var names []string
		for _, n := range h.Candidates {
			names = append(names, n.Show())
		}
		f.Args["candidates"] = c.Words.List(names)
		out = append(out, f)
	}
	return out
}
