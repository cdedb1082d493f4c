package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDnameMismatch: the alias in the answer is not the one that the signed DNAME makes.
func dnssecDnameMismatch() Rule {
	return Rule{
		Code: "dnssec.dname-mismatch", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6672 5.3.1", "RFC 6672 2.2"},
		Detect: detectDnssecDnameMismatch,
	}
}

func detectDnssecDnameMismatch(c *Case) []finding.Finding {
	return c.faultFindings(nil, dnssec.DNAMEMismatch)
}
