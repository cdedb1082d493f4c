package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// dnsEdnsBroken: name servers do not understand EDNS, which signatures need.
func dnsEdnsBroken() Rule {
	return Rule{
		Code: "dns.edns-broken", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6891 7", "RFC 3225 3"},
		Detect: detectDnsEdnsBroken,
	}
}

func detectDnsEdnsBroken(c *Case) []finding.Finding {
	if len(c.withoutEDNS()) >= severalServers {
		return nil // not even the root and the registries: somebody near us removes it
	}
	broken := func(a *view.Answer) bool { return a.Msg != nil && !a.Msg.EDNS.Present && a.Class != view.Failed }
	bad := func(s nameServer) bool {
		talks := slices.ContainsFunc(s.Answers, func(a *view.Answer) bool { return a.Msg != nil && a.Class != view.ErrorCode && a.Class != view.Lame })
		return talks && s.every(func(a *view.Answer) bool { return a.Msg == nil || broken(a) })
	}
	return append(c.serverFindings(bad, broken, true), c.serverFindings(bad, broken, false)...)
}
