package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecKeyRevoked: a DS or a signature relies on a key that is revoked.
func dnssecKeyRevoked() Rule {
	return Rule{
		Code: "dnssec.key-revoked", Severity: finding.FatalIf, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 5011 2.1", "RFC 5011 7"}, Detect: detectDnssecKeyRevoked,
	}
}

func detectDnssecKeyRevoked(c *Case) []finding.Finding {
	add := func(p Place, f *finding.Finding) {
		f.Args["tag"], f.Args["record"], f.Args["ds"], f.Args["only"] = "", "", "", "yes"
		if p.Zone != nil {
			f.Args["record"], f.Args["ds"] = dsRecords(p.Zone), dsWords(p.Zone)
			for _, k := range p.Zone.Keys {
				if k.DNSKEY.IsRevoked() {
					f.Args["tag"] = fmt.Sprint(k.Tag)
				}
			}
		}
	}
	out := c.faultFindings(add, dnssec.KeyRevoked)
	for _, z := range c.SecureZones() { // another DS still leads to a good key
		if !slices.ContainsFunc(z.DS, func(ds dnssec.DSLink) bool { return ds.Reason == dnssec.KeyRevoked }) {
			continue
		}
		f := c.zoneFinding(z)
		add(Place{Zone: z}, &f)
		f.Weight, f.Args["only"] = unlessRegistry(z.Name, finding.Hygiene), ""
		out = append(out, f)
	}
	return out
}
