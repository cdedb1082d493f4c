package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
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
	return c.sessionsWith(StepSTARTTLS, func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		fatalIfRequired(f, h, a)
		if f.Args["masked"] = finding.Flag(a.Session.Trouble == view.Stripped); a.Stripped {
			f.Weight = unsaid // it was taken away near us: local.starttls-stripped
		}
		if selective(a) {
			f.Weight = unsaid // it is missing in some sessions only
		}
	}, view.NoSTARTTLS, view.Stripped)
}
