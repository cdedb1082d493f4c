package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDsUnsupportedAlgorithm: every DS names a key algorithm that is not known here: the zone counts as
// unsigned, not as broken.
func dnssecDsUnsupportedAlgorithm() Rule {
	return Rule{
		Code: "dnssec.ds-unsupported-algorithm", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.2", "RFC 9904"},
		Detect: detectDnssecDsUnsupportedAlgorithm,
	}
}

func detectDnssecDsUnsupportedAlgorithm(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["ds"] = dsWords(p.Zone)
		f.Args["algorithms"] = dsAlgorithms(p.Zone)
	}, dnssec.UnsupportedAlgorithm)
}
