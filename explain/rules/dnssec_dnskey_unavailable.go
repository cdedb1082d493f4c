package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// dnssecDnskeyUnavailable: the parent says that the zone is signed, and no server
// gives its keys.
func dnssecDnskeyUnavailable() Rule {
	return Rule{
		Code: "dnssec.dnskey-unavailable", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 4035 5.2", "RFC 4035 4.3"},
		Causes: []finding.Code{
			"local.no-dns", "local.udp-fragments-dropped", "local.tcp53-blocked", "dns.ns-unreachable", "dns.lame-delegation",
			"dns.edns-broken", "dns.tcp-unsupported", "dns.glue-wrong",
		},
		Detect: detectDnssecDnskeyUnavailable,
	}
}

func detectDnssecDnskeyUnavailable(c *Case) []finding.Finding {
	if !c.Report.Complete || !c.Report.Reached {
		return nil // a later answer, or our own network, may explain it
	}
	out := c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["servers"] = serverList(p.words, p.Zone.KeySets)
		f.Args["ds"] = dsWords(p.Zone)
	}, dnssec.DNSKEYUnavailable)
	root := wire.Root().Show() // if not even the root answers, it is our own network
	return slices.DeleteFunc(out, func(f finding.Finding) bool {
		return f.Zone == root || c.ownFailures(f.Evidence) || c.cutOff(f.Zone, wire.TypeDNSKEY)
	})
}

// cutOff tells whether the check ended before a question was asked, or before
// anything came of it: that says nothing about those who were to answer.
func (c *Case) cutOff(name string, typ wire.Type) bool {
	return !slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool {
		return a.Type == typ && a.Name.Show() == name && (a.Class != view.Failed || a.Failure != evidence.Cancelled)
	})
}

// ownFailures tells whether every exchange failed on our own side: no route, not
// permitted, interrupted. That says nothing about the zone.
func (c *Case) ownFailures(ids []evidence.ID) bool {
	seen := 0
	for _, a := range c.View.All() {
		if !slices.Contains(ids, a.ID) {
			continue
		}
		seen++
		own := a.Failure == evidence.Unreachable || a.Failure == evidence.Forbidden || a.Failure == evidence.Cancelled
		if a.Class != view.Failed || !own {
			return false
		}
	}
	return seen > 0
}
