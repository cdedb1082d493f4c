package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
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
	if c.mute() || c.throughDeadProxy() {
		return nil // nobody was heard, a control neither, or nobody through the proxy: local.port25-blocked tells
	}
	return c.sessionsWith(StepConnect, func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		bannerWords(f, h, a)
		f.Weight = finding.Risk
		if c.allDown() {
			f.Weight = finding.Fatal
		}
	}, view.BannerTimeout, view.BannerClosed, view.BannerGarbage)
}

// bannerWords tells the three ways to have no greeting apart.
func bannerWords(f *finding.Finding, _ *mail.Host, a *mail.Address) {
	for arg, trouble := range map[string]view.Trouble{"silent": view.BannerTimeout, "closed": view.BannerClosed, "garbage": view.BannerGarbage} {
		f.Args[arg] = ""
		if a.Session.Trouble == trouble {
			f.Args[arg] = "yes"
		}
	}
}
