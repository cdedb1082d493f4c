package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecNsec3UnknownHash: the NSEC3 records have a hash or flags that validators must ignore,
// which leaves the answer unproven.
func dnssecNsec3UnknownHash() Rule {
	return Rule{
		Code: "dnssec.nsec3-unknown-hash", Severity: finding.FatalIf, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 5155 8.1", "RFC 5155 8.2"},
		Detect: detectDnssecNsec3UnknownHash,
	}
}

func detectDnssecNsec3UnknownHash(c *Case) []finding.Finding {
	return c.faultFindings(denialArgs, dnssec.NSEC3UnknownHash)
}
