package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localDnsIntercepted: something near us answers in the name of authoritative servers.
func localDnsIntercepted() Rule {
	return Rule{
		Code: "local.dns-intercepted", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 1035 4.1.1", "RFC 9499 6"},
		Detect: detectLocalDnsIntercepted,
	}
}

func detectLocalDnsIntercepted(c *Case) []finding.Finding {
	var ids []evidence.ID
	for _, a := range c.View.All() {
		if a.Resolver || a.Msg == nil {
			continue
		}
		if c.View.Start().Vantage.Resolver != "" || !intercepted(a) {
			continue
		}
		ids = append(ids, a.ID)
	}
	usable := slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool { return !a.Resolver && a.Msg != nil && a.Msg.AA && a.Usable() })
	if len(ids) < severalServers {
		return nil
	}
	f := finding.Finding{
		Subject: "DNS from this computer", Link: LinkZone(wire.Root()), Evidence: ids,
		Args: finding.Args{"domain": c.Report.Domain.Show(), "count": fmt.Sprint(len(ids)), "nothing": ""},
	}
	if !usable {
		f.Args["nothing"] = "yes"
	}
	return []finding.Finding{f}
}

// severalServers is how many answers must look alike before our own network is
// suspected: one odd server is that server's fault.
const severalServers = 3

// intercepted tells whether an answer came from a resolver although an
// authoritative server was asked: recursion available, no authority, and no way
// down (RFC 1035 4.1.1). The root servers and those of a registry never do that.
func intercepted(a *view.Answer) bool {
	return a.Server.Zone.Labels() <= 1 && a.Msg.RA && !a.Msg.AA && a.Class != view.Referral
}
