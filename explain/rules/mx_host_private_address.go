package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/text"
)

// mxHostPrivateAddress: a mail server has an address that no sender outside can reach.
func mxHostPrivateAddress() Rule {
	return Rule{
		Code: "mx.host-private-address", Severity: finding.FatalIf, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 6890 2.2", "RFC 1918 3"}, Detect: detectMxHostPrivateAddress,
	}
}

func detectMxHostPrivateAddress(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		var special []finding.Finding
		for j := range h.Addresses {
			if a := &h.Addresses[j]; a.Special != "" {
				f := c.AddressFinding(h, a, StepAddress)
				f.Owner = finding.OwnerDNS
				f.Evidence = lookupEvidence(h.A, h.AAAA)
				f.Args["kind"] = SpecialWords(c.Words, a.Special)
				special = append(special, f)
			}
		}
		for _, f := range ByHost(special, c.Addresses) {
			f.Weight = finding.Risk
			if len(special) == len(h.Addresses) && !c.OtherHostsPass(h) {
				f.Weight = finding.Fatal
			}
			out = append(out, f)
		}
	}
	return out
}

// SpecialWords says what an address range is for, as wire.SpecialPurpose names it
// (RFC 6890 2.2).
func SpecialWords(b *text.Book, purpose string) string {
	words := map[string]text.Phrase{
		"private": "[of an address] private", "loopback": "[of an address] loopback", "link-local": "[of an address] link-local",
		"site-local": "[of an address] site-local", "carrier-nat": "[of an address] carrier-nat", "documentation": "[of an address] documentation",
		"multicast": "[of an address] multicast", "reserved": "[of an address] reserved", "discard": "[of an address] discard",
		"this-network": "[of an address] this-network", "unspecified": "[of an address] unspecified",
	}
	if p, ok := words[purpose]; ok {
		return b.Say(p)
	}
	return purpose
}
