package rules

import (
	"danewalk/explain/finding"
)

// mxDomainIsAlias: the recipient domain itself is an alias.
func mxDomainIsAlias() Rule {
	return Rule{
		Code: "mx.domain-is-alias", Severity: finding.Info, Layer: finding.LayerMX, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 7672 3.2.2", "RFC 5321 5.1"}, Detect: detectMxDomainIsAlias,
	}
}

func detectMxDomainIsAlias(c *Case) []finding.Finding {
	l := c.Report.MX.Lookup
	if l == nil || len(l.Aliases) == 0 || l.Status.Fails() {
		return nil // an alias that leads nowhere is another finding
	}
	f := c.domainFinding(nil)
	f.Args["target"] = l.Aliases[len(l.Aliases)-1].To.Show()
	return []finding.Finding{f}
}
