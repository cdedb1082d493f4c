package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// daneEncryptOnly: a secure TLSA set without a usable record, and TLS works.
func daneEncryptOnly() Rule {
	return Rule{
		Code: "dane.encrypt-only", Severity: finding.Lost, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 6698 4.1"},
		Causes: []finding.Code{"tlsa.all-unusable", "tlsa.usage-pkix", "tlsa.malformed", "tlsa.unknown-parameters"},
		Detect: detectDaneEncryptOnly,
	}
}

func detectDaneEncryptOnly(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeEncryptOnly) {
		if h.Outcome == mail.OutcomeEncrypted {
			out = append(out, c.HostFinding(h, StepMatch, hostEvidence(h)...))
		}
	}
	return out
}
