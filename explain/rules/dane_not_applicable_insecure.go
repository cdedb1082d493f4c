package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// daneNotApplicableInsecure: DANE cannot apply, because the domain or the zones
// of its mail servers are not signed.
func daneNotApplicableInsecure() Rule {
	return Rule{
		Code: "dane.not-applicable-insecure", Severity: finding.Lost, Layer: finding.LayerDANE, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 7672 2.2.1", "RFC 7672 2.2.2"},
		Causes: insecureCauses(),
		Detect: detectDaneNotApplicableInsecure,
	}
}

func detectDaneNotApplicableInsecure(c *Case) []finding.Finding {
	if len(c.Report.Hosts) == 0 || len(c.hostsInMode(mail.ModePending, mail.ModeDANE, mail.ModeEncryptOnly, mail.ModeUnreachable)) > 0 {
		return nil
	}
	var open []*mail.Host
	for i := range c.Report.Hosts {
		if c.Report.Hosts[i].Gate == mail.GateInsecure {
			open = append(open, &c.Report.Hosts[i])
		}
	}
	if len(open) == 0 {
		return nil
	}
	f := c.domainFinding(open)
	f.Args["hosts"] = hostList(c.Words, open)
	f.Args["asked"] = finding.Flag(slices.ContainsFunc(c.Lookups(), func(a Asked) bool { return c.asAsked(a.Lookup) }))
	return []finding.Finding{f}
}
