package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDenialInvalid: a negative answer has a proof that does not prove it.
func dnssecDenialInvalid() Rule {
	return Rule{
		Code: "dnssec.denial-invalid", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.4", "RFC 5155 8.3", "RFC 6840 4.1"},
		Causes: []finding.Code{"dns.ent-nxdomain"},
		Detect: detectDnssecDenialInvalid,
	}
}

func detectDnssecDenialInvalid(c *Case) []finding.Finding {
	return c.faultFindings(denialArgs, dnssec.DenialInvalid)
}
