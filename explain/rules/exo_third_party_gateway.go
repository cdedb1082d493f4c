package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
)

// exoThirdPartyGateway: a filter of another operator takes the mail first, so DANE
// depends on that operator.
func exoThirdPartyGateway() Rule {
	return Rule{
		Code: "exo.third-party-gateway", Severity: finding.Info, Layer: finding.LayerMX, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2.3", "RFC 7672 1.3.1"},
		Detect: detectExoThirdPartyGateway,
	}
}

func detectExoThirdPartyGateway(c *Case) []finding.Finding {
	var names []string
	var out []finding.Finding
	for _, h := range c.operated(mailop.Gateway) {
		name := mailop.Classify(h.Name).Name
		if h.Mode == mail.ModePending || slices.Contains(names, name) {
			continue // one finding for all servers of a filter
		}
		names = append(names, name)
		f := c.HostFinding(h, StepTLSA, hostEvidence(h)...)
		c.mxArgs(&f)
		f.Args["wait"] = "" // the record stays as it is
		f.Args["operator"], f.Args["protected"] = name, finding.Flag(c.allDANE(name))
		out = append(out, f)
	}
	return out
}

// allDANE tells whether DANE is in force at every mail server of an operator.
func (c *Case) allDANE(operator string) bool {
	for i := range c.Report.Hosts {
		if h := &c.Report.Hosts[i]; mailop.Classify(h.Name).Name == operator && h.Mode != mail.ModeDANE {
			return false
		}
	}
	return true
}
