package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// daneBlockedByDns: the lookups that a sender needs for its decision fail, for
// the MX or for every mail server.
func daneBlockedByDns() Rule {
	return Rule{
		Code: "dane.blocked-by-dns", Severity: finding.Fatal, Layer: finding.LayerDANE, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7672 2.1.1", "RFC 7672 2.1.2"},
		Causes: append(lookupFaults(), "mx.lookup-failed", "mx.host-lookup-failed", "tlsa.lookup-failed"),
		Detect: detectDaneBlockedByDNS,
	}
}

func detectDaneBlockedByDNS(c *Case) []finding.Finding {
	r := c.Report
	failing, passing := c.hostSplit()
	hosts := len(failing) > 0 && len(passing) == 0 && dnsFails(failing)
	if !r.Complete || !r.Reached || r.Verdict == mail.CannotTell || (r.MX.Kind != mail.MXFailed && !hosts) {
		return nil
	}
	f := c.domainFinding(failing)
	f.Args["lookup"] = r.Domain.Show() + " MX"
	if hosts {
		f.Args["lookup"] = c.tlsaOwner(failing[0].Name) + " TLSA"
	}
	return []finding.Finding{f}
}
