package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
)

// tlsaCnameBroken: the TLSA name is an alias, and what it points to does not help.
func tlsaCnameBroken() Rule {
	return Rule{
		Code: "tlsa.cname-broken", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7672 2.1.3", "RFC 7672 2.2.3"},
		Causes: append(lookupFaults(), insecureCauses()...),
		Detect: detectTlsaCnameBroken,
	}
}

func detectTlsaCnameBroken(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		for _, l := range h.Lookups {
			if l == nil || len(l.Aliases) == 0 || l.Aliases[0].From != l.Name || l.Aliases[0].DNAME {
				continue
			}
			why := brokenAlias(c.Words, l)
			if why == "" {
				continue
			}
			f := c.tlsaFinding(h)
			f.Subject, f.Evidence = l.Name.Show()+" CNAME", lookupEvidence(l)
			f.Owner, f.OwnerOf = finding.OwnerDNS, h.Name.Show()
			f.Weight = finding.Lost // RFC 7672 2.2: proven absence, so mail flows without the check
			f.Args["blocks"] = ""
			if l.Status.Fails() {
				f.Weight, f.Args["blocks"] = finding.Fatal, "yes"
			}
			f.Args["owner"], f.Args["target"], f.Args["why"] = l.Name.Show(), l.Target.Show(), why
			out = append(out, f)
		}
	}
	return out
}

// brokenAlias says what is wrong with the end of an alias, to follow "a name that
// ..."; empty if nothing is.
func brokenAlias(b *text.Book, l *dnssec.Lookup) string {
	switch {
	case l.Status.Fails():
		return b.Say("[a name that ...] cannot be looked up")
	case l.Status == dnssec.NotJudged:
		return ""
	case l.Outcome == dnssec.Missing:
		return b.Say("[a name that ...] does not exist")
	case l.Outcome == dnssec.Empty:
		return b.Say("[a name that ...] has no TLSA record")
	}
	return "" // a target that is there and unsigned is told by dnssec.alias-target-insecure
}
