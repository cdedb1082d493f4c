package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// dnsTcpUnsupported: a server cuts an answer short and offers no TCP for the rest.
func dnsTcpUnsupported() Rule {
	return Rule{
		Code: "dns.tcp-unsupported", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7766 5", "RFC 9210 3"}, Causes: []finding.Code{"local.tcp53-blocked"},
		Detect: detectDnsTcpUnsupported,
	}
}

func detectDnsTcpUnsupported(c *Case) []finding.Finding {
	cut := func(a *view.Answer) bool { return a.Class == view.Truncated }
	bad := func(s nameServer) bool { return slices.ContainsFunc(s.Answers, cut) }
	return append(c.serverFindings(bad, cut, true), c.serverFindings(bad, cut, false)...)
}
