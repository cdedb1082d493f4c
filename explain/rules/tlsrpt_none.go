package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// tlsrptNone: nobody is told when mail cannot be protected.
func tlsrptNone() Rule {
	return Rule{
		Code: "tlsrpt.none", Severity: finding.Hygiene, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8460 3"},
		Detect: detectTlsrptNone,
	}
}

func detectTlsrptNone(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.Report.TXT.Presence != policy.Absent {
		return nil
	}
	return []finding.Finding{c.recordFinding(p.Report.TXT, finding.OwnerMail)}
}
