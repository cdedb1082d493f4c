package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// daneInsecureMx: the MX answer is not signed, but a mail server has a usable TLSA.
func daneInsecureMx() Rule {
	return Rule{
		Code: "dane.insecure-mx", Severity: finding.Lost, Layer: finding.LayerDANE, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 7672 2.2.1", "RFC 7672 3.2.2"},
		Causes: insecureCauses(),
		Detect: detectDaneInsecureMx,
	}
}

func detectDaneInsecureMx(c *Case) []finding.Finding {
	mx := c.Report.MX
	if mx.Lookup == nil || mx.Lookup.Status != dnssec.Insecure || mx.Kind == mail.MXNXDomain || mx.Kind == mail.MXNull {
		return nil
	}
	with := c.hostsInMode(mail.ModeDANE, mail.ModeEncryptOnly, mail.ModeUnreachable)
	if len(with) == 0 {
		return nil
	}
	f := c.domainFinding(with)
	f.Args["hosts"], f.Args["lenient"] = hostList(c.Words, with), finding.Flag(c.Report.Lenient())
	return []finding.Finding{f}
}
