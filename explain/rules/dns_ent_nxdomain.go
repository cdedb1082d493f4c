package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// dnsEntNxdomain: the empty non-terminal above a TLSA record is answered with NXDOMAIN.
func dnsEntNxdomain() Rule {
	return Rule{
		Code: "dns.ent-nxdomain", Severity: finding.FatalIf, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 8020 2", "RFC 4592 2.2.2"},
		Detect: detectDnsEntNxdomain,
	}
}

func detectDnsEntNxdomain(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		ent, err := h.Base.Prepend("_tcp")
		if err != nil || h.Base.IsZero() || h.TLSA == nil || h.TLSA.Outcome != dnssec.Found {
			continue
		}
		f := c.HostFinding(h, StepTLSA)
		for _, a := range c.View.Answers(ent, wire.TypeTLSA) {
			if a.Class == view.NXDomain {
				f.Evidence = append(f.Evidence, a.ID)
				f.Zone = zoneOf(a, h.TLSA.Zone).Show()
			}
		}
		if len(f.Evidence) == 0 {
			continue
		}
		f.Weight, f.Owner, f.OwnerOf, f.Subject = finding.Risk, finding.OwnerDNS, f.Zone, ent.Show()
		f.Evidence = append(f.Evidence, h.TLSA.Evidence...)
		f.Args["ent"] = ent.Show()
		out = append(out, f)
	}
	return out
}
