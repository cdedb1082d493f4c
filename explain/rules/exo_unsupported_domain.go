package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// exoUnsupportedDomain: the domain is one that Microsoft hands out below its own,
// where DANE is not offered.
func exoUnsupportedDomain() Rule {
	return Rule{
		Code: "exo.unsupported-domain", Severity: finding.Info, Layer: finding.LayerMX, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 7672 2.2.1"},
		Causes: []finding.Code{"local.negative-anchor"},
		Detect: detectExoUnsupportedDomain,
	}
}

func detectExoUnsupportedDomain(c *Case) []finding.Finding {
	hosts := c.hostsInMode(mail.ModeNone)
	if !microsoftOwned(c.Report.Domain) || len(hosts) == 0 || len(hosts) < len(c.Report.Hosts) {
		return nil
	}
	f := c.domainFinding(hosts)
	f.Weight = finding.Lost // it is why the domain is not protected
	return []finding.Finding{f}
}
