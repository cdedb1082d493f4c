package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/servers"
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
		if f, ok := c.denies(h, ent); ok {
			f.Weight, f.Owner, f.OwnerOf, f.Subject = finding.Risk, finding.OwnerDNS, f.Zone, ent.Show()
			f.Evidence = append(f.Evidence, h.TLSA.Evidence...)
			f.Args["ent"] = ent.Show()
			out = append(out, f)
		}
	}
	return out
}

// denies makes the finding of the servers that deny the name, or of the resolver
// that hides them; ok is false if nobody does.
func (c *Case) denies(h *mail.Host, ent wire.Name) (f finding.Finding, ok bool) {
	f = c.HostFinding(h, StepTLSA)
	f.Args["some"], f.Args["more"] = "", ""
	for _, a := range c.accuse(kinds(servers.ENTDenied)) {
		if a = a.keep(func(f servers.Fault) bool { return f.Question.Name == ent }); len(a.rows) > 0 {
			about := c.accusedFinding(a)
			f.Zone, f.Evidence, f.Accused = about.Zone, about.Evidence, about.Accused
			for _, k := range []string{"culprit", "servers", "at", "more"} {
				f.Args[k] = about.Args[k]
			}
			f.Args["some"] = finding.Flag(!a.all())
			return f, true
		}
	}
	for _, a := range c.View.Answers(ent, wire.TypeTLSA) {
		if a.Class == view.NXDomain {
			f.Evidence = append(f.Evidence, a.ID)
			f.Zone, f.Args["at"] = zoneOf(a, h.TLSA.Zone).Show(), a.Server.Addr.Addr().String()
			f.Args["culprit"], f.Args["servers"] = c.Words.Say("the DNS server"), f.Args["at"]
		}
	}
	return f, len(f.Evidence) > 0
}
