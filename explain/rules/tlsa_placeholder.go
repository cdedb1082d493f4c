package rules

import (
	"danewalk/explain/finding"
)

// tlsaPlaceholder: the value is a sample from a manual, or a pattern that somebody typed.
func tlsaPlaceholder() Rule {
	return Rule{
		Code: "tlsa.placeholder", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 6698 2.1.4"},
		Detect: detectTlsaPlaceholder,
	}
}

func detectTlsaPlaceholder(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.placeholder", nil)
}
