package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// mtastsTxtInvalid: the record that announces the policy is faulty, or there are several.
func mtastsTxtInvalid() Rule {
	return Rule{
		Code: "mtasts.txt-invalid", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerDNS, Advice: true,
		RFC:    []string{"RFC 8461 3.1"},
		Detect: detectMtastsTxtInvalid,
	}
}

func detectMtastsTxtInvalid(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.STS.TXT.Presence != policy.Published || p.STS.TXT.Usable() {
		return nil
	}
	f := c.recordFinding(p.STS.TXT, finding.OwnerDNS)
	f.Weight = finding.Lost // RFC 8461 3.1: as if there were no policy, and mail flows
	return []finding.Finding{f}
}
