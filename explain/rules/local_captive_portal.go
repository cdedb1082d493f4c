package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/opinion"
)

// localCaptivePortal: every name, made-up ones too, has one same address.
func localCaptivePortal() Rule {
	return Rule{
		Code: "local.captive-portal", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 8952 1", "RFC 8910 1"},
		Detect: detectLocalCaptivePortal,
	}
}

func detectLocalCaptivePortal(c *Case) []finding.Finding {
	if _, ok := c.concluded(opinion.Portal); !ok {
		return nil
	}
	var same []opinion.Row
	for _, r := range c.Report.Opinion.Rows {
		if len(r.Addresses()) == 1 {
			same = append(same, r)
		}
	}
	f := c.resolverFinding(same)
	f.Args["led"] = same[0].Addresses()[0].String()
	if c.deciding() { // nothing that it said is about the domain
		f.Weight = finding.Local
	}
	return []finding.Finding{f}
}
