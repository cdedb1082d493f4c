package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/tlsa"
)

// tlsaUnknownParameters: records with a usage, selector or matching type that is not defined.
func tlsaUnknownParameters() Rule {
	return Rule{
		Code: "tlsa.unknown-parameters", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6698 4.1", "RFC 6698 7"},
		Detect: detectTlsaUnknownParameters,
	}
}

func detectTlsaUnknownParameters(c *Case) []finding.Finding {
	return c.unusable(tlsa.UnknownUsage, tlsa.UnknownSelector, tlsa.UnknownMatching)
}
