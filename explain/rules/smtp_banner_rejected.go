package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// smtpBannerRejected: the first reply is not 220: the server does not want to talk.
func smtpBannerRejected() Rule {
	return Rule{
		Code: "smtp.banner-rejected", Severity: finding.Risk, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC: []string{"RFC 5321 3.1", "RFC 5321 4.3.2"}, Causes: []finding.Code{"local.source-ip-rejected"},
		Detect: detectSmtpBannerRejected,
	}
}

func detectSmtpBannerRejected(c *Case) []finding.Finding {
	return c.sessionsWith(StepConnect, nil, view.BannerRejected, view.BannerTempfail)
}
