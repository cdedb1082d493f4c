package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// smtpEhloUnsupported: the server does not accept EHLO, or gives no usable
// answer to it, so there is no STARTTLS.
func smtpEhloUnsupported() Rule {
	return Rule{
		Code: "smtp.ehlo-unsupported", Severity: finding.FatalIf, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 5321 4.1.1.1", "RFC 3207 4"},
		Detect: detectSmtpEhloUnsupported,
	}
}

func detectSmtpEhloUnsupported(c *Case) []finding.Finding {
	return c.sessionsWith(StepSTARTTLS, func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		fatalIfRequired(f, h, a)
		f.Args["failed"] = finding.Flag(a.Session.Trouble == view.EHLOFailed)
		if a.Talk == mail.OutcomeUntested {
			f.Weight = unsaid // it was our name or address: told by smtp.banner-rejected
		}
	}, view.EHLORejected, view.EHLOFailed)
}
