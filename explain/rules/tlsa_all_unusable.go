package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsaAllUnusable: there are secure TLSA records, and none that a sender can use.
func tlsaAllUnusable() Rule {
	return Rule{
		Code: "tlsa.all-unusable", Severity: finding.Lost, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 6698 4.1"},
		Causes: []finding.Code{"tlsa.usage-pkix", "tlsa.malformed", "tlsa.unknown-parameters"},
		Detect: detectTlsaAllUnusable,
	}
}

func detectTlsaAllUnusable(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeEncryptOnly) {
		out = append(out, c.tlsaFinding(h, h.Records...))
	}
	return out
}
