package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localIpv6Broken: every attempt over IPv6 failed, while IPv4 works.
func localIpv6Broken() Rule {
	return Rule{
		Code: "local.ipv6-broken", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 8305 1"},
		Detect: detectLocalIpv6Broken,
	}
}

func detectLocalIpv6Broken(c *Case) []finding.Finding {
	if !c.Report.Complete || !c.View.Start().Vantage.IPv6 {
		return nil
	}
	var failed []evidence.ID
	works4 := false
	for _, a := range c.View.All() {
		switch v6 := a.Server.Addr.Addr().Is6(); {
		case !v6 && a.Failure == "":
			works4 = true
		case v6 && a.Failure == "":
			return nil
		case v6:
			failed = append(failed, a.Tries...)
		}
	}
	for _, s := range c.View.Sessions() {
		if v6 := s.Addr.Addr().Is6(); v6 && s.Connected > 0 {
			return nil
		} else if v6 {
			failed = append(failed, s.ID)
		}
	}
	if !works4 || len(failed) == 0 {
		return nil
	}
	f := finding.Finding{Subject: c.Words.Say("IPv6 from this computer"), Link: LinkZone(wire.Root()), Evidence: failed, Weight: finding.Info}
	if c.Report.Verdict == mail.CannotTell && c.Report.SMTPOpen == view.Yes { // a mail server is silent over it, and nobody else was asked over it
		f.Weight = finding.Local
	}
	return []finding.Finding{f}
}
