package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// dmarcSpfMissing: there is no SPF record that can be used.
func dmarcSpfMissing() Rule {
	return Rule{
		Code: "dmarc.spf-missing", Severity: finding.Hygiene, Layer: finding.LayerBeside, Owner: finding.OwnerRegistrant, Advice: true,
		RFC:    []string{"RFC 7208 3.1", "RFC 7208 4.5", "RFC 7208 4.6.4"},
		Detect: detectDmarcSpfMissing,
	}
}

func detectDmarcSpfMissing(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.SPF.TXT.Presence != policy.Absent && (p.SPF.TXT.Presence != policy.Published || p.SPF.TXT.Usable()) {
		return nil
	}
	f := c.recordFinding(p.SPF.TXT, finding.OwnerRegistrant)
	f.Args["missing"] = finding.Flag(p.SPF.TXT.Presence == policy.Absent)
	f.Args["lookups"], f.Args["more"] = fmt.Sprint(p.SPF.Lookups), finding.Flag(p.SPF.More)
	return []finding.Finding{f}
}
