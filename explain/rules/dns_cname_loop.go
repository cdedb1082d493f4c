package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnsCnameLoop: aliases run in a circle or are too many.
func dnsCnameLoop() Rule {
	return Rule{
		Code: "dns.cname-loop", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 1034 3.6.2", "RFC 7672 2.1.3"},
		Detect: detectDnsCnameLoop,
	}
}

func detectDnsCnameLoop(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.AliasLoop) {
		f := p.Finding()
		f.Evidence = append(f.Evidence, lookupEvidence(p.Lookup)...)
		f.Args["chain"] = f.Args["name"]
		if p.Lookup != nil {
			f.Subject = p.Lookup.Name.Show() + " " + p.Lookup.Type.String()
			var names []string
			for _, a := range p.Lookup.Aliases {
				names = append(names, a.To.Show())
			}
			if len(names) > 0 {
				f.Args["chain"] = strings.Join(names, " > ")
			}
			f.Args["name"] = p.Lookup.Name.Show()
		}
		out = append(out, f)
	}
	return out
}
