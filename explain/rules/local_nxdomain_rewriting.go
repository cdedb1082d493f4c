package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/opinion"
)

// localNxdomainRewriting: the resolver has an address for names that nobody has.
func localNxdomainRewriting() Rule {
	return Rule{
		Code: "local.nxdomain-rewriting", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 1035 4.1.1", "RFC 2308 2.1", "RFC 4035 5.4"},
		Causes: []finding.Code{"local.captive-portal"},
		Detect: detectLocalNxdomainRewriting,
	}
}

func detectLocalNxdomainRewriting(c *Case) []finding.Finding {
	rows, ok := c.concluded(opinion.Rewrites)
	if !ok {
		return nil
	}
	f := c.resolverFinding(rows)
	var led []string
	for _, r := range rows {
		for _, a := range r.Addresses() {
			if s := a.String(); !strings.Contains(strings.Join(led, " "), s) {
				led = append(led, s)
			}
		}
	}
	f.Args["led"] = c.Words.List(led)
	f.Args["name"] = rows[0].Name.Show()
	return []finding.Finding{f}
}
