package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecDsSha1Only: every DS of a zone has a SHA-1 digest.
func dnssecDsSha1Only() Rule {
	return Rule{
		Code: "dnssec.ds-sha1-only", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC: []string{"RFC 4509 3", "RFC 9905", "RFC 9904"}, Detect: detectDnssecDsSha1Only,
	}
}

func detectDnssecDsSha1Only(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, z := range c.SecureZones() {
		stronger := func(ds dnssec.DSLink) bool { return ds.DS.DigestType != wire.DigestSHA1 }
		if len(z.DS) == 0 || slices.ContainsFunc(z.DS, stronger) {
			continue
		}
		f := c.zoneFinding(z)
		f.Weight = unlessRegistry(z.Name, finding.Hygiene)
		if f.Args["registry"] == "" {
			f.Owner = finding.OwnerRegistrant
		}
		f.Args["ds"], f.Args["record"], f.Args["wait"] = dsWords(z), dsRecords(z), waitDS(c.Words, z)
		out = append(out, f)
	}
	return out
}
