package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/servers"
	"danewalk/probe/wire"
)

// dnsLameDelegation: a server that the parent lists does not speak for the zone.
func dnsLameDelegation() Rule {
	return Rule{
		Code: "dns.lame-delegation", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 9499 7", "RFC 1912 2.8", "RFC 2181 10.3"},
		Detect: detectDnsLameDelegation,
	}
}

func detectDnsLameDelegation(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, a := range c.accuse(kinds(servers.Lame)) {
		// A single answer without authority is held against a server only where it
		// spoils a lookup; what it does to TLSA questions has a code of its own.
		a = a.keep(func(f servers.Fault) bool {
			return f.Question.Name.IsZero() || needed(f.Question) && f.Question.Type != wire.TypeTLSA
		})
		if len(a.rows) == 0 {
			continue
		}
		f := c.accusedFinding(a)
		f.Args["does"], f.Args["question"], f.Args["alias"] = a.does(), questionText(a.rows[0].Faults[0].Question), ""
		nobody := a.all() && !a.answered(a.rows[0].Faults[0].Question)
		f.Args["nobody"] = finding.Flag(nobody)
		switch {
		case nobody && a.zone.Name.IsRoot():
			continue // all root servers: that is our own side
		case nobody:
			f.Weight = finding.Fatal
		case a.high():
			f.Weight = finding.Info
		}
		out = append(out, f)
	}
	return append(out, c.aliasServers()...)
}
