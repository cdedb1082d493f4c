package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// danePartialMxCoverage: some mail servers have DANE and some have not.
func danePartialMxCoverage() Rule {
	return Rule{
		Code: "dane.partial-mx-coverage", Severity: finding.Lost, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2.1"},
		Causes: append(insecureCauses(), "tlsa.none", "tlsa.insecure-ignored", "tlsa.wrong-owner-domain", "tlsa.wrong-owner-label", "tlsa.owner-doubled", "exo.dane-not-enabled"),
		Detect: detectDanePartialMxCoverage,
	}
}

func detectDanePartialMxCoverage(c *Case) []finding.Finding {
	with := c.hostsInMode(mail.ModeDANE, mail.ModeEncryptOnly, mail.ModeUnreachable)
	var without []*mail.Host
	for _, h := range c.hostsInMode(mail.ModeNone) {
		if h.Gate == mail.GateSecure || h.Gate == mail.GateInsecure {
			without = append(without, h)
		}
	}
	if len(with) == 0 || len(without) == 0 {
		return nil
	}
	f := c.domainFinding(append(with, without...))
	f.Args["hosts"], f.Args["others"] = hostList(c.Words, without), hostList(c.Words, with)
	return []finding.Finding{f}
}
