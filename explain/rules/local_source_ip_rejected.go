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
	return c.turnedAway(func(f *finding.Finding, _ *mail.Host, a *mail.Address) {
		f.Owner, f.OwnerOf = finding.OwnerUs, ""
		others := c.controlHosts(turnsAway)
		if f.Args["controls"] = c.Words.List(others); namesOurAddress(a.Session) || len(others) > 0 {
			f.Weight = finding.Local
		}
	})
}

// turnsAway tells whether a server refused us before anything was to be seen.
func turnsAway(s *view.Session) bool {
	return slices.Contains([]view.Trouble{view.BannerRejected, view.BannerTempfail, view.EHLORejected, view.EHLOTempfail}, s.Trouble)
}

// namesOurAddress tells whether a refusal speaks of the reputation, the name or
// the network of the client.
func namesOurAddress(s *view.Session) bool {
	text := strings.ToLower(s.Detail.String())
	refusal := s.Banner
	if s.EHLO.Code != 0 {
		refusal = s.EHLO
	}
	for _, l := range refusal.Lines {
		text += " " + strings.ToLower(l.String())
	}
	for _, w := range []string{
		"block", "spamhaus", "barracuda", "spamcop", "sorbs", "proofpoint", "listed", "denylist", "dynamic", "residential", "dial-up", "dialup", "end user", "ptr", "reputation", "blacklist", "dnsbl", "rbl", "reverse dns", "not allowed to connect",
		"your ip", "your network",
	} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
