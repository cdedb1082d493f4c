package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// localStarttlsStripped: something on the way overwrote the offer of STARTTLS, or
// took it away from every mail server.
func localStarttlsStripped() Rule {
	return Rule{
		Code: "local.starttls-stripped", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7672 1.3.1", "RFC 3207 6"},
		Detect: detectLocalStarttlsStripped,
	}
}

func detectLocalStarttlsStripped(c *Case) []finding.Finding {
	// A control that lacks the offer too shows that the box is on our side.
	controls := c.controlHosts(func(s *view.Session) bool { return s.Trouble == view.Stripped || s.Trouble == view.NoSTARTTLS })
	return c.sessionsWith(StepSTARTTLS, func(f *finding.Finding, _ *mail.Host, a *mail.Address) {
		f.Owner, f.OwnerOf, f.Args["controls"] = finding.OwnerUs, "", c.Words.List(controls)
		f.Args["masked"] = finding.Flag(a.Session.Trouble == view.Stripped)
		if !a.Stripped {
			f.Weight = unsaid
		}
	}, view.Stripped, view.NoSTARTTLS)
}
