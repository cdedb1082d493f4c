package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDsUnsupportedDigest: every DS has a digest type that is not known here: the zone counts as
// unsigned, not as broken.
func dnssecDsUnsupportedDigest() Rule {
	return Rule{
		Code: "dnssec.ds-unsupported-digest", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 6840 5.2", "RFC 4509 3"},
		Detect: detectDnssecDsUnsupportedDigest,
	}
}

func detectDnssecDsUnsupportedDigest(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["ds"] = dsWords(p.Zone)
		f.Args["record"] = dsRecords(p.Zone)
		c.asked(p.Zone, f, func(ds dnssec.DSLink) bool { return slices.Contains(dnssec.Digests(), ds.DS.DigestType) })
	}, dnssec.UnsupportedDigest)
}
