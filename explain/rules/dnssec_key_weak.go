package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// goodRSA is the modulus below which an RSA key counts as small, bits (RFC 6781
// 3.4.2 asks for 1024 at least; NIST SP 800-57 for 2048 since 2014).
const goodRSA = 2048

// dnssecKeyWeak: a zone of the chain has a small RSA key.
func dnssecKeyWeak() Rule {
	return Rule{
		Code: "dnssec.key-weak", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 6781 3.4.2", "RFC 6781 4.1.4"}, Detect: detectDnssecKeyWeak,
	}
}

func detectDnssecKeyWeak(c *Case) []finding.Finding {
	// Below what libraries accept, the zone counts as unsigned.
	out := c.faultFindings(func(p Place, f *finding.Finding) {
		f.Weight = finding.Lost
		f.Args["keys"], f.Args["bits"], f.Args["refused"] = "", c.Words.Say("[bits] a few"), finding.Flag(!p.fails())
		if p.Zone != nil {
			f.Args["keys"] = keyWords(c.Words, p.Zone)
			if bits := smallest(p.Zone); bits > 0 {
				f.Args["bits"] = fmt.Sprint(bits)
			}
		}
	}, dnssec.UnsupportedKeySize)
	out = slices.DeleteFunc(out, func(f finding.Finding) bool { return f.Args["refused"] == "" }) // see dnssec.indeterminate
	for _, z := range c.SecureZones() {
		bits := smallest(z)
		if bits == 0 || bits >= goodRSA {
			continue
		}
		f := c.zoneFinding(z)
		f.Weight = unlessRegistry(z.Name, finding.Hygiene)
		f.Args["keys"], f.Args["bits"], f.Args["refused"] = keyWords(c.Words, z), fmt.Sprint(bits), ""
		out = append(out, f)
	}
	return out
}

// smallest is the size of the smallest RSA key in use, bits; 0 without RSA keys.
func smallest(z *dnssec.Zone) int {
	bits := 0
	for _, k := range z.Keys {
		if k.Bits > 0 && k.DNSKEY.IsZone() && !k.DNSKEY.IsRevoked() && (bits == 0 || k.Bits < bits) {
			bits = k.Bits
		}
	}
	return bits
}
