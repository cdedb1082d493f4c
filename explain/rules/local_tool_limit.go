package rules

import (
	"danewalk/explain/finding"
)

// localToolLimit: our library cannot read the certificate; its bytes were compared all the same.
func localToolLimit() Rule {
	return Rule{
		Code: "local.tool-limit", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 7672 3.1.1", "RFC 7671 5.1"},
		Detect: detectLocalToolLimit,
	}
}

func detectLocalToolLimit(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		for j := range h.Addresses {
			a := &h.Addresses[j]
			if len(a.ChainDER) == 0 || a.Leaf != nil {
				continue
			}
			f := c.AddressFinding(h, a, StepHandshake)
			f.OwnerOf, f.Weight = "", finding.Info
			f.Args["matched"] = ""
			if a.Match.Matched {
				f.Args["matched"] = "yes"
			}
			out = append(out, f)
		}
	}
	return ByHost(out, c.Addresses)
}
