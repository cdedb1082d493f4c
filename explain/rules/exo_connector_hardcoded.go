package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// exoConnectorHardcoded: the domain has moved to the signed names of Exchange Online; who has the old name in a setting does not follow.
func exoConnectorHardcoded() Rule {
	return Rule{
		Code: "exo.connector-hardcoded", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 5321 5.1"},
		Detect: detectExoConnectorHardcoded,
	}
}

// detectExoConnectorHardcoded sees nothing of the settings of others: it is a
// reminder, and weighs nothing.
func detectExoConnectorHardcoded(c *Case) []finding.Finding {
	for _, h := range c.newExchange() {
		if h.Gate != mail.GateSecure && h.Gate != mail.GateInsecure {
			continue // a name that was made up leads nowhere: nobody moved yet
		}
		f := c.tenantFinding(h, "")
		f.Weight, f.Args["wait"] = finding.Info, ""
		return []finding.Finding{f}
	}
	return nil
}
