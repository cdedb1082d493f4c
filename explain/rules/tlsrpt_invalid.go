package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// tlsrptInvalid: the record that asks for reports is faulty, or there are several.
func tlsrptInvalid() Rule {
	return Rule{
		Code: "tlsrpt.invalid", Severity: finding.Hygiene, Layer: finding.LayerBeside, Owner: finding.OwnerDNS, Advice: true,
		RFC:    []string{"RFC 8460 3"},
		Detect: detectTlsrptInvalid,
	}
}

func detectTlsrptInvalid(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.Report.TXT.Presence != policy.Published || p.Report.TXT.Usable() {
		return nil
	}
	return []finding.Finding{c.recordFinding(p.Report.TXT, finding.OwnerDNS)}
}
