package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// dnsWildcardSurprise: a wildcard answers for the name of the TLSA record.
func dnsWildcardSurprise() Rule {
	return Rule{
		Code: "dns.wildcard-surprise", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4592 2.1.1", "RFC 7672 2.2.3"},
		Detect: detectDnsWildcardSurprise,
	}
}

func detectDnsWildcardSurprise(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		if h.TLSA == nil || !h.TLSA.Wildcard {
			continue
		}
		f := c.HostFinding(h, StepTLSA, lookupEvidence(h.TLSA)...)
		f.Subject = h.TLSA.Name.Show() + " TLSA"
		f.Owner = finding.OwnerDNS
		if h.Outcome == mail.OutcomePass {
			f.Weight = finding.Hygiene // it fits, by luck or on purpose
		}
		if h.TLSA.Zone != nil {
			f.Zone, f.OwnerOf = h.TLSA.Zone.Name.Show(), h.TLSA.Zone.Name.Show()
		}
		f.Args["name"] = h.TLSA.Name.Show()
		out = append(out, f)
	}
	return out
}
