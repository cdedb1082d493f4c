package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// mxHostNoAddress: a mail server has neither an IPv4 nor an IPv6 address.
func mxHostNoAddress() Rule {
	return Rule{
		Code: "mx.host-no-address", Severity: finding.FatalIf, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 5321 5.1"}, Causes: []finding.Code{"mx.is-ip-address", "mx.dangling", "exo.wrong-mx-value", "exo.both-mx"}, Detect: detectMxHostNoAddress,
	}
}

func detectMxHostNoAddress(c *Case) []finding.Finding {
	var out []finding.Finding
	some := slices.ContainsFunc(c.Report.Hosts, func(h mail.Host) bool { return h.Gate != mail.GateNoAddress })
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		if h.Gate != mail.GateNoAddress {
			continue
		}
		f := c.HostFinding(h, StepAddress, lookupEvidence(h.A, h.AAAA)...)
		f.Owner = finding.OwnerDNS
		f.Weight = finding.Risk
		if !some {
			f.Weight = finding.Fatal // no server has an address: nobody can deliver
		}
		f.Args["answer"] = c.Words.Say("no address")
		if h.A != nil && h.A.Outcome == dnssec.Missing {
			f.Args["answer"] = c.Words.Say("the name does not exist")
		}
		out = append(out, f)
	}
	return out
}
