package rules

import (
	"danewalk/explain/finding"
)

// mtastsPolicySyntax: the policy file has mistakes.
func mtastsPolicySyntax() Rule {
	return Rule{
		Code: "mtasts.policy-syntax", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 3.2"},
		Detect: detectMtastsPolicySyntax,
	}
}

func detectMtastsPolicySyntax(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.STS.Policy == nil || len(p.STS.Policy.Problems) == 0 {
		return nil
	}
	f := c.stsFinding(p.STS)
	f.Weight = finding.Hygiene // lenient senders can use it
	if !p.STS.Policy.Valid {
		f.Weight = finding.Lost // as if there were no policy
	}
	f.Args["usable"] = finding.Flag(p.STS.Policy.Valid)
	return []finding.Finding{f}
}
