package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// daneVerified: every mail server passes on every address.
func daneVerified() Rule {
	return Rule{
		Code: "dane.verified", Severity: finding.Good, Layer: finding.LayerDANE, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 7672 2.2"}, Detect: detectDaneVerified,
	}
}

func detectDaneVerified(c *Case) []finding.Finding {
	if c.Report.Verdict != mail.Protected || c.Report.Resolve != nil { // a lookup says nothing about mail servers
		return nil
	}
	f := finding.Finding{Subject: c.Report.Domain.Show(), Link: LinkMX, Args: finding.Args{"domain": c.Report.Domain.Show(), "untested": ""}}
	var untested []string
	for i := range c.Report.Hosts {
		f.Evidence = append(f.Evidence, c.Report.Hosts[i].Evidence...)
		for j := range c.Report.Hosts[i].Addresses {
			a := &c.Report.Hosts[i].Addresses[j]
			if a.Session != nil && a.Outcome == mail.OutcomePass {
				f.Evidence = append(f.Evidence, a.Session.TLSID)
			} else {
				untested = append(untested, a.Addr.String()) // a family that we do not have
			}
		}
	}
	f.Args["untested"] = c.Words.List(untested)
	return []finding.Finding{f}
}
