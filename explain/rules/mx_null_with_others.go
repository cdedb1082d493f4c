package rules

import "danewalk/explain/finding"

// mxNullWithOthers: a null MX beside real ones.
func mxNullWithOthers() Rule {
	return Rule{
		Code: "mx.null-with-others", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7505 3"}, Detect: detectMxNullWithOthers,
	}
}

func detectMxNullWithOthers(c *Case) []finding.Finding {
	if !c.Report.MX.NullToo {
		return nil
	}
	f := c.domainFinding(nil)
	f.Subject += " MX"
	f.Args["ttl"] = ttlText(c.Words, c.Report.MX.Lookup)
	return []finding.Finding{f}
}
