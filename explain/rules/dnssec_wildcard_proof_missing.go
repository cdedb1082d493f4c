package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecWildcardProofMissing: a wildcard answers without proof that the name itself does not exist.
func dnssecWildcardProofMissing() Rule {
	return Rule{
		Code: "dnssec.wildcard-proof-missing", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.3.4", "RFC 5155 8.8"},
		Detect: detectDnssecWildcardProofMissing,
	}
}

func detectDnssecWildcardProofMissing(c *Case) []finding.Finding {
	return c.faultFindings(denialArgs, dnssec.WildcardUnproven)
}
