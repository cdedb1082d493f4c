package rules

import (
	"slices"

	"danewalk/explain/finding"
)

// mtastsIdUnchanged: there are two policies under one id.
func mtastsIdUnchanged() Rule {
	return Rule{
		Code: "mtasts.id-unchanged", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerDNS, Advice: true,
		RFC:    []string{"RFC 8461 3.1", "RFC 8461 5.1"},
		Detect: detectMtastsIdUnchanged,
	}
}

func detectMtastsIdUnchanged(c *Case) []finding.Finding {
	p := c.policies()
	// While the name servers themselves differ, the id is just being changed.
	if p == nil || len(p.STS.Others) == 0 || len(p.STS.IDs) > 1 {
		return nil
	}
	f := c.stsFinding(p.STS)
	f.Owner = finding.OwnerDNS
	f.Evidence = append(slices.Clone(f.Evidence), p.STS.Others...)
	f.Args["old"] = p.STS.ID
	return []finding.Finding{f}
}
