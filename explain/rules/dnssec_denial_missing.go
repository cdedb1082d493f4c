package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDenialMissing: a negative answer of a signed zone comes without any proof.
func dnssecDenialMissing() Rule {
	return Rule{
		Code: "dnssec.denial-missing", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 3.1.3", "RFC 5155 7.2"},
		Causes: []finding.Code{"local.resolver-strips-dnssec", "dns.edns-broken", "dns.tlsa-qtype-mishandled"},
		Detect: detectDnssecDenialMissing,
	}
}

func detectDnssecDenialMissing(c *Case) []finding.Finding {
	return c.faultFindings(denialArgs, dnssec.DenialMissing)
}
