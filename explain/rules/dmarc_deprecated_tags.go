package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// dmarcDeprecatedTags: the DMARC record has tags that were removed.
func dmarcDeprecatedTags() Rule {
	return Rule{
		Code: "dmarc.deprecated-tags", Severity: finding.Info, Layer: finding.LayerBeside, Owner: finding.OwnerRegistrant, Advice: true,
		RFC:    []string{"RFC 9989 4.7"},
		Detect: detectDmarcDeprecatedTags,
	}
}

func detectDmarcDeprecatedTags(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.DMARC.TXT.Presence != policy.Published || len(p.DMARC.Deprecated) == 0 {
		return nil
	}
	f := c.recordFinding(p.DMARC.TXT, finding.OwnerRegistrant)
	f.Args["tags"] = c.Words.List(p.DMARC.Deprecated)
	return []finding.Finding{f}
}
