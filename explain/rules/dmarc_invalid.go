package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// dmarcInvalid: the DMARC record is faulty, or there are several.
func dmarcInvalid() Rule {
	return Rule{
		Code: "dmarc.invalid", Severity: finding.Hygiene, Layer: finding.LayerBeside, Owner: finding.OwnerRegistrant, Advice: true,
		RFC:    []string{"RFC 9989 4.7", "RFC 9989 4.10"},
		Detect: detectDmarcInvalid,
	}
}

func detectDmarcInvalid(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.DMARC.TXT.Presence != policy.Published || p.DMARC.TXT.Usable() {
		return nil
	}
	return []finding.Finding{c.recordFinding(p.DMARC.TXT, finding.OwnerRegistrant)}
}
