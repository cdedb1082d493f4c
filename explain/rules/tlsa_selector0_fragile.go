package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/tlsa"
)

// tlsaSelector0Fragile: a record of usage 3 describes the whole certificate, so every renewal breaks it.
func tlsaSelector0Fragile() Rule {
	return Rule{
		Code: "tlsa.selector0-fragile", Severity: finding.Hygiene, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.1"},
		Detect: detectTlsaSelector0Fragile,
	}
}

func detectTlsaSelector0Fragile(c *Case) []finding.Finding {
	return c.recordFindings(func(r tlsa.Record) bool {
		return r.Active() && r.TLSA.Usage == usageEE && r.TLSA.Selector == selectorCert
	}, nil)
}
