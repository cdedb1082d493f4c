package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/servers"
)

// dnssecSomeServersBogus: one server proves its answer, another one gives data
// that does not validate.
func dnssecSomeServersBogus() Rule {
	return Rule{
		Code: "dnssec.some-servers-bogus", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5", "RFC 2182 3"},
		Causes: []finding.Code{"dns.zone-out-of-sync", "dns.edns-broken", "dns.lame-delegation"},
		Detect: detectDnssecSomeServersBogus,
	}
}

func detectDnssecSomeServersBogus(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, a := range c.accuse(kinds(servers.BogusHere, servers.Strips)) {
		f := c.accusedFinding(a)
		f.Depth = c.zoneDepth(a.zone.Name)
		zoneArgs(c.Words, f.Args, a.zone.Name)
		f.Args["harmless"] = ""
		q := a.rows[0].Faults[0].Question
		if mail := a.keep(func(f servers.Fault) bool { return needed(f.Question) }); len(mail.rows) > 0 {
			q = mail.rows[0].Faults[0].Question
		} else {
			f.Weight, f.Args["harmless"] = finding.Hygiene, "yes" // SOA and NS: no sender asks for them
		}
		f.Link, f.Args["rrset"] = c.questionLink(a.zone.Name, q), questionText(q)
		f.Args["server"], f.Args["servers"] = f.Args["first"], a.invalid()
		out = append(out, f)
	}
	return out
}

// invalid lists what does not validate at each server, and why.
func (a accused) invalid() string {
	var lines []string
	for _, r := range a.rows {
		for _, f := range r.Faults {
			cell := r.Cells[slices.Index(a.table.Columns, f.Question)]
			lines = append(lines, serverLabel(r.Server)+": "+questionText(f.Question)+" ("+ReasonWords(a.words, cell.Reason)+")")
		}
	}
	return strings.Join(lines, paragraph)
}
