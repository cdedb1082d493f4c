package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// smtpBannerTimeout: a connection, but no greeting in time, or the server hung up.
func smtpBannerTimeout() Rule {
	return Rule{
		Code: "smtp.banner-timeout", Severity: finding.Risk, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 5321 4.5.3.2.1"},
		Detect: detectSmtpBannerTimeout,
	}
}

func detectSmtpBannerTimeout(c *Case) []finding.Finding {
	return c.sessionsWith(StepConnect, nil, view.BannerTimeout, view.BannerClosed, view.BannerGarbage)
}
