package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// smtpStarttlsMissing: the answer to EHLO does not offer STARTTLS.
func smtpStarttlsMissing() Rule {
	return Rule{
		Code: "smtp.starttls-missing", Severity: finding.FatalIf, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 3207 4"},
		Detect: detectSmtpStarttlsMissing,
	}
}

func detectSmtpStarttlsMissing(c *Case) []finding.Finding {
	return c.sessionsWith(StepSTARTTLS, fatalIfRequired, view.NoSTARTTLS)
}
