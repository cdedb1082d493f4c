package rules

import (
	"danewalk/explain/finding"
)

// dnssecNsec3Salt: NSEC3 with a salt, which brings nothing.
func dnssecNsec3Salt() Rule {
	return Rule{
		Code: "dnssec.nsec3-salt", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 9276 2.4", "RFC 9276 3.1"}, Detect: detectDnssecNsec3Salt,
	}
}

func detectDnssecNsec3Salt(c *Case) []finding.Finding {
	return c.proofFindings(
		func(p shownProof) bool { return len(p.Salt) > 0 },
		func(p shownProof, f *finding.Finding) {
			f.Weight = unlessRegistry(p.zone, finding.Hygiene)
			f.Args["salt"] = saltText(p.Salt)
		})
}
