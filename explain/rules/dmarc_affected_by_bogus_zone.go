package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// dmarcAffectedByBogusZone: receivers that validate cannot read what says who may send in the name of the domain.
func dmarcAffectedByBogusZone() Rule {
	return Rule{
		Code: "dmarc.affected-by-bogus-zone", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerDNS, Advice: true,
		RFC:    []string{"RFC 4035 4.3", "RFC 7208 4.4", "RFC 9989 4.10"},
		Causes: lookupFaults(),
		Detect: detectDmarcAffectedByBogusZone,
	}
}

func detectDmarcAffectedByBogusZone(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.DMARC.TXT.Presence != policy.Withheld && p.SPF.TXT.Presence != policy.Withheld {
		return nil
	}
	rec := p.SPF.TXT
	if rec.Presence != policy.Withheld {
		rec = p.DMARC.TXT
	}
	f := c.recordFinding(rec, finding.OwnerDNS)
	f.Weight = finding.Info // it follows from what breaks the zone, and is about mail from the domain
	return []finding.Finding{f}
}
