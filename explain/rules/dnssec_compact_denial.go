package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/denial"
)

// dnssecCompactDenial: a server says "exists without this type" for a name that
// does not exist, with the pseudo type NXNAME in the proof.
func dnssecCompactDenial() Rule {
	return Rule{
		Code: "dnssec.compact-denial", Severity: finding.Info, Layer: finding.LayerDNS, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 9824 3"}, Detect: detectDnssecCompactDenial,
	}
}

func detectDnssecCompactDenial(c *Case) []finding.Finding {
	return c.proofFindings(
		func(p shownProof) bool { return p.Kind == denial.CompactAbsent },
		func(_ shownProof, f *finding.Finding) { f.Owner = finding.OwnerNobody })
}
