package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// smtpEhloUnsupported: the server does not accept EHLO, so there is no STARTTLS.
func smtpEhloUnsupported() Rule {
	return Rule{
		Code: "smtp.ehlo-unsupported", Severity: finding.FatalIf, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 5321 4.1.1.1", "RFC 3207 4"},
		Detect: detectSmtpEhloUnsupported,
	}
}

func detectSmtpEhloUnsupported(c *Case) []finding.Finding {
	return c.sessionsWith(StepSTARTTLS, fatalIfRequired, view.EHLORejected)
}
