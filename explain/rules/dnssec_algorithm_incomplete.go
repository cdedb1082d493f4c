package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecAlgorithmIncomplete: a zone announces an algorithm, and some of its
// RRsets have no signature of it.
func dnssecAlgorithmIncomplete() Rule {
	return Rule{
		Code: "dnssec.algorithm-incomplete", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 4035 2.2", "RFC 6840 5.11", "RFC 6781 4.1.4"}, Detect: detectDnssecAlgorithmIncomplete,
	}
}

func detectDnssecAlgorithmIncomplete(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, z := range c.SecureZones() {
		for _, alg := range announced(z) {
			set, id, ok := c.unsignedWith(z, alg)
			if !ok {
				continue
			}
			f := c.zoneFinding(z, id)
			f.Weight = unlessRegistry(z.Name, finding.Risk)
			// Only an algorithm in the DS set makes strict validators demand it.
			if !slices.ContainsFunc(z.DS, func(ds dnssec.DSLink) bool { return ds.DS.Algorithm == alg }) {
				f.Weight = unlessRegistry(z.Name, finding.Hygiene)
			}
			f.Args["algorithm"], f.Args["rrset"] = wire.AlgorithmName(alg), set
			f.Args["keys"], f.Args["ds"] = keyWords(c.Words, z), dsWords(z)
			out = append(out, f)
			break // one finding a zone
		}
	}
	return out
}

// announced are the algorithms of the zone's keys (RFC 4035 2.2).
func announced(z *dnssec.Zone) []uint8 {
	var out []uint8
	for _, k := range z.Keys {
		if k.DNSKEY.IsZone() && !k.DNSKEY.IsRevoked() && !slices.Contains(out, k.DNSKEY.Algorithm) {
			out = append(out, k.DNSKEY.Algorithm)
		}
	}
	slices.Sort(out)
	return out
}

// unsignedWith finds an RRset of the zone, of those that were asked for, that is
// signed, but not with the algorithm.
func (c *Case) unsignedWith(z *dnssec.Zone, alg uint8) (set string, id evidence.ID, found bool) {
	for _, s := range c.sources() {
		if s.zone != z.Name {
			continue
		}
		for _, r := range s.results {
			if r.Status != dnssec.Secure || r.Answer == nil || r.Set == nil || r.Set.Type == wire.TypeDNAME {
				continue
			}
			if len(r.Set.Sigs) > 0 && !slices.ContainsFunc(r.Set.Sigs, func(g wire.RRSIG) bool { return g.Algorithm == alg }) {
				return r.Set.Name.Show() + " " + r.Set.Type.String(), r.Answer.ID, true
			}
		}
	}
	return "", 0, false
}
