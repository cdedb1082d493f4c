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

// insecureCauses are the findings that make an answer insecure.
func insecureCauses() []finding.Code {
	return []finding.Code{
		"dnssec.unsigned-domain", "dnssec.unsigned-mx-zone", "dnssec.signed-but-no-ds", "dnssec.ds-unsupported-algorithm",
		"dnssec.ds-unsupported-digest", "dnssec.alias-target-insecure", "dnssec.nsec3-iterations", "dnssec.key-weak", "dnssec.optout-insecure-denial",
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
	f.Args["hosts"] = hostList(with)
	return []finding.Finding{f}
}

// hostsInMode returns the hosts for which DANE asks one of the modes.
func (c *Case) hostsInMode(modes ...mail.Mode) (out []*mail.Host) {
	for i := range c.Report.Hosts {
		for _, m := range modes {
			if c.Report.Hosts[i].Mode == m {
				out = append(out, &c.Report.Hosts[i])
			}
		}
	}
	return out
}
