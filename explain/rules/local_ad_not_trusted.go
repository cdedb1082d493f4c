package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/opinion"
)

// localAdNotTrusted: the resolver says that its answers are proven, and anybody
// on the way could have said so.
func localAdNotTrusted() Rule {
	return Rule{
		Code: "local.ad-not-trusted", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 4035 4.9.3", "RFC 6698 4.1", "RFC 7672 2.1.1"},
		Detect: detectLocalAdNotTrusted,
	}
}

// It is said only of the resolver that was asked instead of the name servers:
// who asks it may think that its flag counts. Beside the walk from the root the
// flag is only compared, and nearly every resolver is reached over a plain way.
func detectLocalAdNotTrusted(c *Case) []finding.Finding {
	o := c.Report.Opinion
	if o == nil || o.Loopback || !c.deciding() || !c.Report.Complete {
		return nil
	}
	var marked []opinion.Row
	for _, r := range o.Rows {
		if r.AD && !r.Probe && r.Own != nil && r.Own.Usable() {
			marked = append(marked, r)
		}
	}
	if len(marked) == 0 {
		return nil
	}
	return []finding.Finding{c.resolverFinding(marked)}
}
