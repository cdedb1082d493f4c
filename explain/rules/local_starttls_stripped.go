package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// localStarttlsStripped: something on the way overwrote the offer of STARTTLS.
func localStarttlsStripped() Rule {
	return Rule{
		Code: "local.starttls-stripped", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7672 1.3.1", "RFC 3207 6"},
		Detect: detectLocalStarttlsStripped,
	}
}

func detectLocalStarttlsStripped(c *Case) []finding.Finding {
	return c.sessionsWith(StepSTARTTLS, func(f *finding.Finding, _ *mail.Host, _ *mail.Address) {
		f.Owner, f.OwnerOf = finding.OwnerUs, ""
	}, view.Stripped)
}
