package rules

import (
	"danewalk/explain/finding"
)

// mtastsModeTesting: the policy is not enforced.
func mtastsModeTesting() Rule {
	return Rule{
		Code: "mtasts.mode-testing", Severity: finding.Info, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 3.2", "RFC 8461 5"},
		Detect: detectMtastsModeTesting,
	}
}

func detectMtastsModeTesting(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.STS.Policy == nil || !p.STS.Policy.Valid || p.STS.Policy.Mode == "enforce" {
		return nil
	}
	return []finding.Finding{c.stsFinding(p.STS)}
}
