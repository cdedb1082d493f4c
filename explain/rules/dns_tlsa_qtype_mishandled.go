package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/servers"
	"danewalk/probe/wire"
)

// dnsTlsaQtypeMishandled: name servers answer questions, but not those for TLSA.
func dnsTlsaQtypeMishandled() Rule {
	return Rule{
		Code: "dns.tlsa-qtype-mishandled", Severity: finding.FatalIf, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7672 2.1.2", "RFC 7672 2.2.2", "RFC 3597 3"}, Causes: []finding.Code{"dns.ns-unreachable", "dns.lame-delegation"},
		Detect: detectDnsTlsaQtypeMishandled,
	}
}

func detectDnsTlsaQtypeMishandled(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		name, err := wire.TLSAName(h.Name, int(c.port()))
		if err != nil || h.Gate != mail.GateSecure {
			continue // RFC 7672 2.2.2: of an insecure host the answer must not even be looked at
		}
		q := servers.Question{Name: name, Type: wire.TypeTLSA}
		about := func(f servers.Fault) bool {
			return f.Question == q && kinds(servers.Drops, servers.Garbage, servers.Errors, servers.Lame)(f)
		}
		for _, a := range c.accuse(about) {
			if a.high() {
				continue
			}
			f := c.accusedFinding(a)
			f.Weight = finding.Fatal
			if a.answered(q) {
				f.Weight = finding.Risk
			}
			f.Owner, f.Link = finding.OwnerDNS, LinkHost(h.Name, StepTLSA)
			f.Args["host"], f.Args["name"], f.Args["does"] = h.Name.Show(), name.Show(), a.does()+paragraph+c.Words.Say("Other questions about the zone are answered.")
			f.Args["how"] = treats(a)
			f.Args["some"] = finding.Flag(a.answered(q))
			out = append(out, f)
		}
	}
	return out
}

// treats says what the servers make of the questions for TLSA.
func treats(a accused) string {
	b, who, zone, many := a.words, a.culprits(), a.zone.Name.Show(), len(a.names()) > 1
	switch f := a.rows[0].Faults[0]; {
	case f.Kind == servers.Drops && many:
		return b.Say("%s drop TLSA questions for %s", who, zone)
	case f.Kind == servers.Drops:
		return b.Say("%s drops TLSA questions for %s", who, zone)
	case f.Kind == servers.Garbage && many:
		return b.Say("%s do not answer TLSA questions for %s", who, zone)
	case f.Kind == servers.Garbage:
		return b.Say("%s does not answer TLSA questions for %s", who, zone)
	case f.Kind == servers.Lame && many:
		return b.Say("%s answer without authority to TLSA questions for %s", who, zone)
	case f.Kind == servers.Lame:
		return b.Say("%s answers without authority to TLSA questions for %s", who, zone)
	case many:
		return b.Say("%s answer %s to TLSA questions for %s", who, f.Rcode, zone)
	default:
		return b.Say("%s answers %s to TLSA questions for %s", who, f.Rcode, zone)
	}
}
