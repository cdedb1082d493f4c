package rules

import (
	"danewalk/explain/finding"
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
				f.Args["kind"] = a.Special
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
