package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
)

// tlsrptRuaSameFate: reports about the domain go to the domain.
func tlsrptRuaSameFate() Rule {
	return Rule{
		Code: "tlsrpt.rua-same-fate", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8460 3"},
		Detect: detectTlsrptRuaSameFate,
	}
}

func detectTlsrptRuaSameFate(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || !p.Report.SameFate {
		return nil
	}
	f := c.recordFinding(p.Report.TXT, finding.OwnerMail)
	f.Weight = finding.Hygiene // no mail depends on it
	f.Args["rua"] = evidence.Escape(strings.Join(p.Report.RUA, ", "), evidence.WildMax)
	return []finding.Finding{f}
}
