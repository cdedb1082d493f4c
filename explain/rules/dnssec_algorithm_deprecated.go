package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecAlgorithmDeprecated: the chain goes through keys of SHA-1 algorithms only.
func dnssecAlgorithmDeprecated() Rule {
	return Rule{
		Code: "dnssec.algorithm-deprecated", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 9904", "RFC 9905 2", "RFC 6781 4.1.4"}, Detect: detectDnssecAlgorithmDeprecated,
	}
}

func detectDnssecAlgorithmDeprecated(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, z := range c.SecureZones() {
		name := deprecated(z)
		if name == "" {
			continue
		}
		f := c.zoneFinding(z)
		f.Args["algorithm"], f.Args["keys"] = name, keyWords(z)
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
		switch k.DNSKEY.Algorithm {
		case 5, 7: // RSASHA1, RSASHA1-NSEC3-SHA1 (RFC 9905 2)
			name = wire.AlgorithmName(k.DNSKEY.Algorithm)
		default:
			return ""
		}
	}
	return name
}
