package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// dnsCnameWithOtherData: a name has an alias and other records beside it.
func dnsCnameWithOtherData() Rule {
	return Rule{
		Code: "dns.cname-with-other-data", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 1034 3.6.2", "RFC 2181 10.1"},
		Detect: detectDnsCnameWithOtherData,
	}
}

func detectDnsCnameWithOtherData(c *Case) []finding.Finding {
	var out []finding.Finding
	seen := map[wire.Name]bool{}
	for _, asked := range c.Lookups() {
		for _, alias := range asked.Lookup.Aliases {
			if alias.DNAME || alias.Status == dnssec.Bogus || seen[alias.From] {
				continue // a DNAME may have company (RFC 6672 2.4)
			}
			seen[alias.From] = true
			types, ids := c.besideAlias(alias.From)
			if len(types) == 0 {
				continue
			}
			f := finding.Finding{
				Subject: alias.From.Show(), Zone: alias.Zone.Show(), OwnerOf: alias.Zone.Show(), Owner: ownerOfZone(alias.Zone),
				Link: asked.Link, Depth: c.zoneDepth(alias.Zone), Evidence: ids,
			}
			f.Args = finding.Args{
				"name": alias.From.Show(), "target": alias.To.Show(), "types": c.Words.List(types), "operator": operator(c.Words, alias.Zone),
				"apex": finding.Flag(alias.From == alias.Zone),
			}
			out = append(out, f)
		}
	}
	return out
}

// besideAlias returns the types that one and the same server gave at the name
// beside a CNAME. What belongs to an alias by right is left out: signatures and
// denials (RFC 4034 2.5); and the DS, which the parent has.
func (c *Case) besideAlias(name wire.Name) (types []string, ids []evidence.ID) {
	var aliases, others []*view.Answer
	for _, a := range c.View.All() {
		if a.Name != name || a.Class != view.Answered {
			continue
		}
		if wire.Find(a.Answer, name, wire.TypeCNAME) != nil {
			aliases = append(aliases, a)
		} else if a.Type != wire.TypeDS && wire.Find(a.Answer, name, a.Type) != nil {
			others = append(others, a)
		}
	}
	for _, o := range others {
		i := slices.IndexFunc(aliases, func(a *view.Answer) bool { return a.Server == o.Server })
		if i < 0 {
			continue // that is a difference between servers
		}
		ids = append(ids, aliases[i].ID, o.ID)
		if t := o.Type.String(); !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	slices.Sort(types)
	slices.Sort(ids)
	return types, slices.Compact(ids)
}
