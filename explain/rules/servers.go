package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// accused are the servers of one zone with the faults that a rule is about.
type accused struct {
	zone  *dnssec.Zone
	table *servers.Table
	rows  []servers.Row // with these faults only
	asked int           // servers that were asked at all, the accused among them
	words *text.Book    // the language of what is said of them
}

// accuse returns, for every zone on the way, the servers that have such faults:
// none for a zone without any.
func (c *Case) accuse(is func(servers.Fault) bool) []accused {
	var out []accused
	for i := range c.Report.Servers {
		t := &c.Report.Servers[i]
		a := accused{zone: c.zone(t.Zone), table: t, words: c.Words}
		for _, r := range t.Rows {
			if r.Asked == 0 {
				continue
			}
			a.asked++
			r.Faults = slices.DeleteFunc(slices.Clone(r.Faults), func(f servers.Fault) bool { return !is(f) })
			if len(r.Faults) > 0 {
				a.rows = append(a.rows, r)
			}
		}
		if len(a.rows) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// zone finds a zone of the report.
func (c *Case) zone(name wire.Name) *dnssec.Zone {
	for _, z := range c.Report.Zones {
		if z.Name == name {
			return z
		}
	}
	return &dnssec.Zone{Name: name}
}

// kinds accepts faults of these kinds.
func kinds(ks ...servers.Kind) func(servers.Fault) bool {
	return func(f servers.Fault) bool { return slices.Contains(ks, f.Kind) }
}

// all tells whether every server of the zone is accused.
func (a accused) all() bool { return len(a.rows) == a.asked }

// high tells whether the zone is one of a registry, or the root: one bad server
// of many endangers nothing there, and may be our own network.
func (a accused) high() bool { return a.zone.Name.Labels() <= 1 }

// has tells whether any of the faults is of a kind.
func (a accused) has(k servers.Kind) bool {
	return slices.ContainsFunc(a.rows, func(r servers.Row) bool {
		return slices.ContainsFunc(r.Faults, func(f servers.Fault) bool { return f.Kind == k })
	})
}

// answered tells whether any server of the zone gives a usable answer to a question.
func (a accused) answered(q servers.Question) bool {
	i := slices.Index(a.table.Columns, q)
	return i >= 0 && slices.ContainsFunc(a.table.Rows, func(r servers.Row) bool {
		return r.Cells[i].Asked && r.Cells[i].Answer.Usable()
	})
}

// keep returns the accused with those faults only that are so.
func (a accused) keep(is func(servers.Fault) bool) accused {
	rows := a.rows
	a.rows = nil
	for _, r := range rows {
		r.Faults = slices.DeleteFunc(slices.Clone(r.Faults), func(f servers.Fault) bool { return !is(f) })
		if len(r.Faults) > 0 {
			a.rows = append(a.rows, r)
		}
	}
	return a
}

// accusedFinding makes a finding of the accused of a zone, with what their texts
// need: culprit ("ns1.example.org"), first (with its address), servers (all of
// them), bad and all (how many), at (an address to ask).
func (c *Case) accusedFinding(a accused) finding.Finding {
	f := c.serversFinding(a.zone)
	var labels []string
	for _, r := range a.rows {
		labels = append(labels, serverLabel(r.Server))
		f.Accused = append(f.Accused, finding.Accused{Zone: a.zone.Name, Name: r.Server.Name, Addr: r.Server.Addr.Addr().Unmap(), Faults: r.Faults})
		for _, fault := range r.Faults {
			f.Evidence = append(f.Evidence, fault.Evidence...)
		}
	}
	f.Args["first"], f.Args["at"] = labels[0], a.rows[0].Server.Addr.Addr().String()
	f.Args["servers"], f.Args["culprit"] = c.Words.List(labels), a.culprits()
	f.Args["bad"], f.Args["all"] = fmt.Sprint(len(a.rows)), fmt.Sprint(a.asked)
	f.Args["more"] = finding.Flag(len(a.names()) > 1)
	return f
}

// serversFinding makes a finding about a zone and its servers.
func (c *Case) serversFinding(z *dnssec.Zone) finding.Finding {
	f := finding.Finding{
		Zone: z.Name.Show(), Subject: z.Name.Show(), OwnerOf: z.Name.Show(), Owner: ownerOfZone(z.Name), Link: c.ZoneLink(z.Name),
		Depth: z.Name.Labels(), Args: finding.Args{"operator": operator(c.Words, z.Name), "parent": z.Name.Parent().Show(), "domain": c.Report.Domain.Show()},
	}
	if z.Parent != nil {
		f.Args["parent"] = z.Parent.Name.Show()
	}
	return f
}

// needed tells whether a question is one that mail depends on: all but those
// about the zone as such.
func needed(q servers.Question) bool { return q.Type != wire.TypeSOA && q.Type != wire.TypeNS }

// questionLink is the row of the chain that a question of a zone belongs to.
func (c *Case) questionLink(zone wire.Name, q servers.Question) string {
	for _, a := range c.Lookups() {
		if a.Lookup.Type == q.Type && (a.Lookup.Target == q.Name || a.Lookup.Name == q.Name) {
			return a.Link
		}
	}
	if q.Type == wire.TypeDS {
		return c.ZoneLink(q.Name)
	}
	return c.ZoneLink(zone)
}

// resolver returns the address of the resolver that was asked; empty if the
// authoritative servers were.
func (c *Case) resolver() string {
	if c.View == nil {
		return "" // a judgement without its evidence
	}
	return resolverAddr(c.View.Resolver())
}

// zoneOf is the zone whose server gave an answer; of a resolver, which serves
// none, the zone that holds the name.
func zoneOf(a *view.Answer, holder *dnssec.Zone) wire.Name {
	if a.Server.Zone.IsZero() && holder != nil {
		return holder.Name
	}
	return a.Server.Zone
}

// familyWorks tells whether anything at all answered over IPv4, or IPv6: if
// not, silence says nothing about the other side.
func (c *Case) familyWorks(v4 bool) bool {
	return slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool { return a.Msg != nil && a.Server.Addr.Addr().Unmap().Is4() == v4 })
}
