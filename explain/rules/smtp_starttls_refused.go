package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// smtpStarttlsRefused: STARTTLS is offered, but the command fails.
func smtpStarttlsRefused() Rule {
	return Rule{
		Code: "smtp.starttls-refused", Severity: finding.FatalIf, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 3207 4", "RFC 7672 2.2"},
		Detect: detectSmtpStarttlsRefused,
	}
}

func detectSmtpStarttlsRefused(c *Case) []finding.Finding {
	return c.sessionsWith(StepSTARTTLS, func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		fatalIfRequired(f, h, a)
		if greylistedHere(a) || c.throughDeadProxy() && a.Session.Trouble == view.STARTTLSFailed {
			f.Weight = unsaid // it says nothing about those who come back, or not by way of a proxy
		}
	}, view.STARTTLSRefused, view.STARTTLSFailed)
}
