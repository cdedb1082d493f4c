package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
)

// dnsZoneOutOfSync: name servers hold different versions of the zone, and the difference concerns mail.
func dnsZoneOutOfSync() Rule {
	return Rule{
		Code: "dns.zone-out-of-sync", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 1034 4.3.5", "RFC 2182 3"},
		Detect: detectDnsZoneOutOfSync,
	}
}

func detectDnsZoneOutOfSync(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, a := range c.Lookups() {
		l := a.Lookup
		if l.Zone == nil || !c.Report.Complete {
			continue
		}
		groups, ids := dataGroups(l)
		if len(groups) < 2 {
			continue
		}
		f := c.serversFinding(l.Zone)
		f.Evidence, f.Link = ids, a.Link
		f.Args["rrset"] = l.Target.Show() + " " + l.Type.String()
		f.Subject = f.Args["rrset"]
		f.Args["groups"], f.Args["minority"] = strings.Join(groups, "; "), groups[len(groups)-1]
		out = append(out, f)
	}
	return out
}

// dataGroups groups the servers of a lookup by the data they gave, the largest
// group first. Servers whose data does not validate are another finding's.
func dataGroups(l *dnssec.Lookup) (groups []string, ids []evidence.ID) {
	type group struct {
		like    dnssec.ServerResult
		servers []string
	}
	var gs []group
	for _, s := range l.Servers {
		if s.Answer == nil || !s.Answer.Usable() || s.Status == dnssec.Bogus || s.Answer.Name != l.Target {
			continue
		}
		ids = append(ids, s.Answer.ID)
		i := slices.IndexFunc(gs, func(g group) bool { return sameData(g.like, s) })
		if i < 0 {
			gs, i = append(gs, group{like: s}), len(gs)
		}
		gs[i].servers = append(gs[i].servers, s.Answer.Server.Addr.Addr().String())
	}
	slices.SortStableFunc(gs, func(a, b group) int { return len(b.servers) - len(a.servers) })
	for _, g := range gs {
		what := "no such record"
		if g.like.Set != nil {
			what = fmt.Sprintf("%d records, first %s", len(g.like.Set.RRs), g.like.Set.RRs[0].Text())
		}
		groups = append(groups, fix.List(g.servers)+": "+what)
	}
	return groups, ids
}

func sameData(a, b dnssec.ServerResult) bool {
	if a.Set == nil || b.Set == nil {
		return a.Set == nil && b.Set == nil
	}
	return a.Set.SameData(b.Set)
}
