package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// smtpBannerRejected: the reply to the connection or to our first words is a
// refusal: the server does not want to talk, now or to us.
func smtpBannerRejected() Rule {
	return Rule{
		Code: "smtp.banner-rejected", Severity: finding.Risk, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC: []string{"RFC 5321 3.1", "RFC 5321 4.3.2"}, Causes: []finding.Code{"local.source-ip-rejected"},
		Detect: detectSmtpBannerRejected,
	}
}

func detectSmtpBannerRejected(c *Case) []finding.Finding {
	return c.turnedAway(func(f *finding.Finding, _ *mail.Host, _ *mail.Address) { f.Weight = finding.Risk })
}

// turnedAway makes a finding for every host that refused us before anything
// was to be seen of it. weigh sets the weight; without one the finding is not made.
func (c *Case) turnedAway(weigh func(*finding.Finding, *mail.Host, *mail.Address)) []finding.Finding {
	return c.sessionsWith(StepConnect, func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		f.Weight = unsaid
		if greylistedHere(a) {
			return // told by its own rule
		}
		if a.Talk == mail.OutcomeUntested { // pending: we may be let in when we come back
			weigh(f, h, a)
		}
	}, view.BannerRejected, view.BannerTempfail, view.EHLORejected, view.EHLOTempfail)
}
