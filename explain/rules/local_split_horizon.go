package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/wire"
)

// localSplitHorizon: the resolver has a zone in another form than the world.
func localSplitHorizon() Rule {
	return Rule{
		Code: "local.split-horizon", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 9499 6", "RFC 4035 5.2", "RFC 7646 2"},
		Causes: []finding.Code{"local.captive-portal"},
		Detect: detectLocalSplitHorizon,
	}
}

func detectLocalSplitHorizon(c *Case) []finding.Finding {
	rows, ok := c.concluded(opinion.OtherView)
	if !ok {
		return nil
	}
	var out []finding.Finding
	var done []wire.Name
	for _, r := range rows {
		zone := c.deepestZone(wire.Holder(r.Name, r.Type))
		if slices.Contains(done, zone) {
			continue
		}
		done = append(done, zone)
		var same []opinion.Row
		for _, o := range rows {
			if c.deepestZone(wire.Holder(o.Name, o.Type)) == zone {
				same = append(same, o)
			}
		}
		f := c.resolverFinding(same)
		f.Zone, f.Subject, f.Link = zone.Show(), zone.Show(), c.ZoneLink(zone)
		f.Args["ours"], f.Args["theirs"] = rowData(c.Words, r)
		f.Args["first"] = c.Words.List(rowNames(c.Words, []opinion.Row{r}))
		if c.deciding() { // what it gave is all that there is: nothing of it may be held against the zone
			f.Weight = finding.Local
		}
		out = append(out, f)
	}
	return out
}
