package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// dnsDomainNxdomain: the recipient domain does not exist.
func dnsDomainNxdomain() Rule {
	return Rule{
		Code: "dns.domain-nxdomain", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerSender,
		RFC: []string{"RFC 2308 2.1", "RFC 8020 2"}, Causes: []finding.Code{"local.nxdomain-rewriting", "dns.domain-on-hold"},
		Detect: detectDnsDomainNxdomain,
	}
}

func detectDnsDomainNxdomain(c *Case) []finding.Finding {
	mx := c.Report.MX
	if mx.Kind != mail.MXNXDomain || mx.Lookup == nil {
		return nil
	}
	domain := c.Report.Domain.Show()
	f := finding.Finding{
		Subject: domain, Zone: domain, OwnerOf: domain, Link: LinkMX, Depth: c.Report.Domain.Labels(),
		Evidence: lookupEvidence(mx.Lookup), Args: finding.Args{"domain": domain, "proof": c.Words.Say("The answer is not signed.")},
	}
	if mx.Lookup.Status == dnssec.Secure {
		f.Args["proof"] = c.Words.Say("The zone above proves it with its signature.")
	}
	return []finding.Finding{f}
}
