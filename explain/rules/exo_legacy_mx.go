package rules

import "danewalk/explain/finding"

// exoLegacyMx: mail goes to Exchange Online by a name in the old name space, which
// is not signed and cannot have DANE.
func exoLegacyMx() Rule {
	return Rule{
		Code: "exo.legacy-mx", Severity: finding.Lost, Layer: finding.LayerMX, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2.2"},
		Detect: detectExoLegacyMx,
	}
}

func detectExoLegacyMx(c *Case) []finding.Finding {
	if microsoftOwned(c.Report.Domain) || len(c.newExchange()) > 0 {
		return nil // exo.unsupported-domain and exo.both-mx say more
	}
	var out []finding.Finding
	for _, h := range c.oldExchange() {
		p, ok := c.unsignedAbove(h)
		if !ok {
			continue
		}
		f := c.tenantFinding(h, StepZone)
		inZoneOf(&f, p)
		f.Evidence = append(f.Evidence, p.Fault.Evidence...)
		out = append(out, f)
	}
	return out
}
