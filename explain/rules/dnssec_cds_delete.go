package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/upkeep"
)

// dnssecCdsDelete: the zone asks its parent to remove the DS set.
func dnssecCdsDelete() Rule {
	return Rule{
		Code: "dnssec.cds-delete", Severity: finding.Info, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 8078 4"},
		Detect: detectDnssecCdsDelete,
	}
}

func detectDnssecCdsDelete(c *Case) []finding.Finding {
	var out []finding.Finding
	c.delegations(func(z *dnssec.Zone, u upkeep.Zone) {
		if !u.CDS.Delete {
			return
		}
		f := c.delegationFinding(z)
		f.Owner, f.Evidence = ownerOfZone(z.Name), u.CDS.Evidence
		f.Args["since"], f.Args["ago"] = fix.Moment(u.CDS.Since), fix.Ago(c.Words, u.CDS.Since, c.At)
		f.Args["ds"] = dsWords(z)
		out = append(out, f)
	})
	return out
}
