package rules

import (
	"danewalk/explain/finding"
)

// dmarcPolicyNone: the DMARC policy only asks for reports.
func dmarcPolicyNone() Rule {
	return Rule{
		Code: "dmarc.policy-none", Severity: finding.Info, Layer: finding.LayerBeside, Owner: finding.OwnerRegistrant, Advice: true,
		RFC:    []string{"RFC 9989 4.7"},
		Detect: detectDmarcPolicyNone,
	}
}

func detectDmarcPolicyNone(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || !p.DMARC.TXT.Usable() || !p.DMARC.Monitors() {
		return nil
	}
	f := c.recordFinding(p.DMARC.TXT, finding.OwnerRegistrant)
	f.Args["testing"] = finding.Flag(p.DMARC.Testing)
	return []finding.Finding{f}
}
