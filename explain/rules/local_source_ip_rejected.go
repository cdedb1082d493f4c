package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// localSourceIpRejected: the server refuses us because of our address.
func localSourceIpRejected() Rule {
	return Rule{
		Code: "local.source-ip-rejected", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 5321 3.1"},
		Detect: detectLocalSourceIpRejected,
	}
}

func detectLocalSourceIpRejected(c *Case) []finding.Finding {
	fs := c.sessionsWith(StepConnect, func(f *finding.Finding, _ *mail.Host, a *mail.Address) {
		f.Owner, f.OwnerOf = finding.OwnerUs, ""
		if !namesOurAddress(a.Session) {
			f.Weight = "" // the words do not say that it is us: dropped below
			return
		}
		f.Weight = finding.Local
	}, view.BannerRejected, view.BannerTempfail)
	return slices.DeleteFunc(fs, func(f finding.Finding) bool { return f.Weight == "" })
}

// namesOurAddress tells whether a refusal speaks of the reputation, the name or
// the network of the client.
func namesOurAddress(s *view.Session) bool {
	text := strings.ToLower(s.Detail.String())
	for _, l := range s.Banner.Lines {
		text += " " + strings.ToLower(l.String())
	}
	for _, w := range []string{"block", "spamhaus", "dynamic", "ptr", "reputation", "blacklist", "dnsbl", "rbl", "reverse dns", "not allowed to connect", "your ip", "your network"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
