package rules

import (
	"cmp"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/opinion"
)

// localStaleCache: the resolver still has data that no name server gives any more.
func localStaleCache() Rule {
	return Rule{
		Code: "local.stale-cache", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 1035 3.2.1", "RFC 2308 5", "RFC 8767 4", "RFC 8914 4.4"},
		Causes: []finding.Code{"local.captive-portal"},
		Detect: detectLocalStaleCache,
	}
}

func detectLocalStaleCache(c *Case) []finding.Finding {
	rows, ok := c.concluded(opinion.Stale)
	if !ok {
		return nil
	}
	var out []finding.Finding
	for _, r := range rows {
		f := c.resolverFinding([]opinion.Row{r})
		f.Owner, f.Subject, f.Link = finding.OwnerNobody, r.Name.Show()+" "+r.Type.String(), cmp.Or(c.linkOf(r), f.Link)
		f.Args["ours"], f.Args["theirs"] = rowData(c.Words, r)
		f.Args["age"], f.Args["left"], f.Args["wait"] = "", "", ""
		if r.Older > 0 {
			f.Args["age"] = fix.Duration(c.Words, uint32(r.Older.Seconds()))
		}
		if s := r.Set(); s != nil {
			f.Args["left"] = fix.Duration(c.Words, s.TTL)
			f.Args["wait"] = fix.Wait(c.Words, s.TTL)
		}
		f.Args["compared"] = finding.Flag(r.Ours != nil)
		if c.deciding() && c.linkOf(r) != "" { // nobody can be blamed for what was repaired since
			f.Weight = finding.Local
		}
		out = append(out, f)
	}
	return out
}

// linkOf is the row of the chain where a question belongs; empty if none.
func (c *Case) linkOf(r opinion.Row) string {
	for _, a := range c.Lookups() {
		if a.Lookup.Name == r.Name && a.Lookup.Type == r.Type {
			return a.Link
		}
	}
	return ""
}
