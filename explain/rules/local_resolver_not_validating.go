package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/opinion"
)

// localResolverNotValidating: the resolver gives what is bogus, or never says
// that anything is proven.
func localResolverNotValidating() Rule {
	return Rule{
		Code: "local.resolver-not-validating", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 4035 3.2.3", "RFC 4035 5.5", "RFC 7672 2.1.1"},
		Causes: []finding.Code{"local.captive-portal", "local.resolver-strips-dnssec"},
		Detect: detectLocalResolverNotValidating,
	}
}

// A check does not suffer from it, because it judges the data itself (RFC 4035
// 3.2.2): a note, not a fault.
func detectLocalResolverNotValidating(c *Case) []finding.Finding {
	rows, ok := c.concluded(opinion.NotValidating)
	if !ok {
		return nil
	}
	f := c.resolverFinding(rows)
	f.Args["sure"] = finding.Flag(len(rows) > 0)
	secure := 0
	for _, r := range c.Report.Opinion.Rows {
		if held := r.Held(); !r.Probe && held != nil && held.Status == dnssec.Secure && r.Own != nil && r.Own.Usable() && !r.AD {
			secure++
			f.Evidence = append(f.Evidence, r.Evidence...)
		}
	}
	f.Args["count"] = fmt.Sprint(secure)
	return []finding.Finding{f}
}
