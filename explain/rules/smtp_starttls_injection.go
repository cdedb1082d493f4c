package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// smtpStarttlsInjection: clear text came behind the 220 to STARTTLS, where only
// TLS may follow. A sender that reads it afterwards takes it for protected.
//
// The other half of the same fault, a server that obeys commands which it got
// before TLS, would need an attack to be seen. No such command is ever sent.
func smtpStarttlsInjection() Rule {
	return Rule{
		Code: "smtp.starttls-injection", Severity: finding.Hygiene, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 3207 4.2", "RFC 3207 6"},
		Detect: detectSmtpStarttlsInjection,
	}
}

func detectSmtpStarttlsInjection(c *Case) []finding.Finding {
	return c.shown(StepSTARTTLS, func(f *finding.Finding, _ *mail.Host, a *mail.Address) bool {
		f.Weight, f.Args["text"] = finding.Hygiene, a.Session.Early.String()
		return a.Session.Injected
	})
}
