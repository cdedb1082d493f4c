package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDsSomeStale: one DS leads to a key, others fit none.
func dnssecDsSomeStale() Rule {
	return Rule{
		Code: "dnssec.ds-some-stale", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC: []string{"RFC 6840 5.11", "RFC 6781 4.1"}, Detect: detectDnssecDsSomeStale,
	}
}

func detectDnssecDsSomeStale(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, z := range c.SecureZones() {
		stale, foreign := staleDS(z)
		if len(stale) == 0 {
			continue
		}
		f := c.zoneFinding(z)
		f.Weight = unlessRegistry(z.Name, finding.Hygiene)
		if f.Args["registry"] == "" {
			f.Owner = finding.OwnerRegistrant
		}
		f.Args["stale"], f.Args["foreign"], f.Args["ds"] = c.Words.List(stale), foreign, dsWords(z)
		f.Args["wait"] = waitDS(c.Words, z)
		out = append(out, f)
	}
	return out
}

// staleDS lists the tags of DS records without key. foreign names the algorithm
// of one which no key of the zone has: strict validators may then miss
// signatures of that algorithm (RFC 6840 5.11).
func staleDS(z *dnssec.Zone) (tags []string, foreign string) {
	for _, ds := range z.DS {
		if !isStale(z, ds) {
			continue
		}
		if n := fmt.Sprint(ds.DS.Tag); !slices.Contains(tags, n) {
			tags = append(tags, n)
		}
		if !slices.ContainsFunc(z.Keys, func(k dnssec.Key) bool { return k.DNSKEY.Algorithm == ds.DS.Algorithm }) {
			foreign = fmt.Sprint(ds.DS.Algorithm)
		}
	}
	return tags, foreign
}

// isStale tells whether a DS record names no key. One of unknown kind cannot be
// compared: it is stale only without a key of its tag. A revoked or malformed key
// has a finding of its own.
func isStale(z *dnssec.Zone, ds dnssec.DSLink) bool {
	tag := slices.ContainsFunc(z.Keys, func(k dnssec.Key) bool { return k.DNSKEY.Algorithm == ds.DS.Algorithm && k.Tag == ds.DS.Tag })
	return ds.Reason == dnssec.DSMismatch || !ds.Supported && !tag
}
