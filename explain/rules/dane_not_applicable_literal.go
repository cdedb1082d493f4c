package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// daneNotApplicableLiteral: the address names an IP address, not a domain.
func daneNotApplicableLiteral() Rule {
	return Rule{
		Code: "dane.not-applicable-literal", Severity: finding.Info, Layer: finding.LayerDANE, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 7672 2.2", "RFC 5321 4.1.3"}, Detect: detectDaneNotApplicableLiteral,
	}
}

func detectDaneNotApplicableLiteral(c *Case) []finding.Finding {
	if c.Report.MX.Kind != mail.MXLiteral {
		return nil
	}
	start := c.View.Start()
	return []finding.Finding{{
		Subject: start.Literal, Link: LinkMX, Evidence: c.startEvidence(), Args: finding.Args{"literal": start.Literal},
	}}
}
