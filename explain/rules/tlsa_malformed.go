package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/tlsa"
)

// tlsaMalformed: records whose data has the wrong length, or is not what it should be.
func tlsaMalformed() Rule {
	return Rule{
		Code: "tlsa.malformed", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6698 4.1", "RFC 6698 2.1"},
		Detect: detectTlsaMalformed,
	}
}

func detectTlsaMalformed(c *Case) []finding.Finding {
	return c.unusable(tlsa.Malformed, tlsa.DigestLength, tlsa.NotCertificate, tlsa.NotPublicKey)
}
