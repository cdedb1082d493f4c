package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// mtastsNone: the domain has no MTA-STS policy.
func mtastsNone() Rule {
	return Rule{
		Code: "mtasts.none", Severity: finding.Info, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 3.1"},
		Detect: detectMtastsNone,
	}
}

func detectMtastsNone(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.STS.TXT.Presence != policy.Absent {
		return nil
	}
	f := c.recordFinding(p.STS.TXT, finding.OwnerMail)
	f.Args["file"] = c.stsFile(p.STS)
	return []finding.Finding{f}
}
