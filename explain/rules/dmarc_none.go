package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// dmarcNone: neither the domain nor one above it has a DMARC record.
func dmarcNone() Rule {
	return Rule{
		Code: "dmarc.none", Severity: finding.Hygiene, Layer: finding.LayerBeside, Owner: finding.OwnerRegistrant, Advice: true,
		RFC:    []string{"RFC 9989 4.10"},
		Detect: detectDmarcNone,
	}
}

func detectDmarcNone(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.DMARC.TXT.Presence != policy.Absent {
		return nil
	}
	return []finding.Finding{c.recordFinding(p.DMARC.TXT, finding.OwnerRegistrant)}
}
