package rules

import (
	"cmp"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecAlgorithmDeprecated: the chain goes through keys of SHA-1 algorithms
// only. Validators that follow RFC 9905 count the zone as unsigned; others still
// verify it. Which of them we imitate is in the policy.
func dnssecAlgorithmDeprecated() Rule {
	return Rule{
		Code: "dnssec.algorithm-deprecated", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 9904", "RFC 9905 2", "RFC 6781 4.1.4"}, Detect: detectDnssecAlgorithmDeprecated,
	}
}

func detectDnssecAlgorithmDeprecated(c *Case) []finding.Finding {
	// RFC 9905 2: treated as unsupported, which ends the chain here.
	out := c.faultFindings(func(p Place, f *finding.Finding) {
		f.Weight = finding.Lost
		f.Args["algorithm"], f.Args["keys"], f.Args["refused"] = "", "", "yes"
		if p.Zone != nil {
			f.Args["algorithm"], f.Args["keys"] = dsAlgorithms(c.Words, p.Zone), cmp.Or(keyWords(c.Words, p.Zone), dsWords(p.Zone))
		}
	}, dnssec.SHA1Unsupported)
	for _, z := range c.SecureZones() { // the policy verifies it, as RFC 8624 3.1 had it
		name := deprecated(z)
		if name == "" {
			continue
		}
		f := c.zoneFinding(z)
		f.Weight = unlessRegistry(z.Name, finding.Hygiene)
		f.Args["algorithm"], f.Args["keys"], f.Args["refused"] = name, keyWords(c.Words, z), ""
		out = append(out, f)
	}
	return out
}

// deprecated names the SHA-1 algorithm that a zone depends on; empty if a key of
// another algorithm leads into the zone too.
func deprecated(z *dnssec.Zone) string {
	name := ""
	for _, k := range z.Keys {
		if !k.Entry {
			continue
		}
		if !dnssec.IsSHA1(k.DNSKEY.Algorithm) {
			return ""
		}
		name = wire.AlgorithmName(k.DNSKEY.Algorithm)
	}
	return name
}
