package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// exoDomainUnsigned: the mail server has a signed name of Exchange Online, and the
// record that leads to it is not signed.
func exoDomainUnsigned() Rule {
	return Rule{
		Code: "exo.domain-unsigned", Severity: finding.Lost, Layer: finding.LayerMX, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 7672 2.2.1"},
		Causes: insecureCauses(),
		Detect: detectExoDomainUnsigned,
	}
}

func detectExoDomainUnsigned(c *Case) []finding.Finding {
	mx := c.Report.MX
	if mx.Kind != mail.MXRecords || mx.Lookup.Status != dnssec.Insecure || c.asAsked(mx.Lookup) {
		return nil
	}
	for _, h := range c.newExchange() {
		if h.Gate != mail.GateSecure {
			continue
		}
		f := c.domainFinding([]*mail.Host{h})
		f.Args["host"] = h.Name.Show()
		return []finding.Finding{f}
	}
	return nil
}
