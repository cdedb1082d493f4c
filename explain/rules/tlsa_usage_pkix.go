package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/tlsa"
)

// tlsaUsagePkix: records of usage 0 or 1, which mail does not use.
func tlsaUsagePkix() Rule {
	return Rule{
		Code: "tlsa.usage-pkix", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 3.1.3"},
		Detect: detectTlsaUsagePkix,
	}
}

func detectTlsaUsagePkix(c *Case) []finding.Finding {
	return c.unusable(tlsa.UsagePKIX)
}
