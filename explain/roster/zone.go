package roster

import (
	"net/netip"
	"slices"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/wire"
)

// Zone is the table of a zone with what is held against its servers.
type Zone struct {
	servers.Table
	Marks  []Mark   // one for each row
	Absent []Mark   // servers that are listed, have a fault as such, and no row
	Whole  []Charge // what is wrong with the zone, and with none of its servers
	Final  bool     // nothing more will come
}

// Mark is what is held against one server.
type Mark struct {
	Blame   Blame
	Name    wire.Name
	Addr    netip.Addr // of Absent the zero Addr, where it is about no single one
	Charges []Charge   // the worst first
}

// Entry is a name server as it is listed for a zone.
type Entry struct {
	As     finding.Listing
	Zone   wire.Name
	Parent wire.Name
	Addr   netip.Addr  // of an old address
	Glue   upkeep.Glue // of wrong addresses
}

// Zones are the tables of a diagnosis, each with its marks.
func Zones(d *explain.Diagnosis) []Zone {
	if d == nil || d.Report == nil {
		return nil
	}
	var out []Zone
	for _, t := range d.Report.Servers {
		c := newCourt(d.Findings, t)
		z := Zone{Table: t, Final: d.Final}
		for _, r := range t.Rows {
			m := Mark{Name: r.Server.Name, Addr: r.Server.Addr.Addr().Unmap()}
			for _, f := range r.Faults {
				m.Charges = append(m.Charges, c.charge(r, f))
			}
			z.Marks = append(z.Marks, m)
		}
		z.entries(d, c)
		for _, marks := range [][]Mark{z.Marks, z.Absent} {
			for i := range marks {
				marks[i].Blame = worst(marks[i].Charges)
			}
		}
		z.whole(c)
		out = append(out, z)
	}
	return out
}

// entries adds what is wrong with how servers are listed: to their rows, else to
// those that have none.
func (z *Zone) entries(d *explain.Diagnosis, c *court) {
	for i := range d.Findings {
		for _, a := range d.Findings[i].Accused {
			if a.Zone != z.Zone || a.Listed == "" {
				continue
			}
			charge := Charge{Blame: c.weigh(i, func(root int) bool { return root == i }), Entry: entryOf(d, a), Findings: []int{i}}
			found := false
			for k, r := range z.Rows {
				// A server without address at the parent was found in another way: its rows
				// are of the addresses that it has.
				if a.Listed != finding.NoAddress && at(a, r) {
					z.Marks[k].Charges, found = append(z.Marks[k].Charges, charge), true
				}
			}
			if !found {
				z.Absent = append(z.Absent, Mark{Name: a.Name, Addr: a.Addr, Charges: []Charge{charge}})
			}
		}
	}
}

func entryOf(d *explain.Diagnosis, a finding.Accused) *Entry {
	e := &Entry{As: a.Listed, Zone: a.Zone, Parent: a.Zone.Parent(), Addr: a.Addr}
	for _, z := range d.Report.Zones {
		if z.Name == a.Zone && z.Parent != nil {
			e.Parent = z.Parent.Name
		}
	}
	for _, u := range d.Report.Upkeep {
		for _, g := range u.Glue {
			if u.Name == a.Zone && g.Server == a.Name {
				e.Glue = g
			}
		}
	}
	return e
}

// whole are the findings about the zone that are held against none of its servers:
// what all of them say is not the fault of one.
func (z *Zone) whole(c *court) {
	for i := range c.findings {
		f := &c.findings[i]
		if f.Layer != finding.LayerDNS || f.Zone != z.Zone.Show() || f.Advice || !endangers(f.Weight) && f.Weight != finding.Hygiene {
			continue
		}
		if len(f.Accused) == 0 && !z.charged(i) {
			z.Whole = append(z.Whole, Charge{Blame: c.weigh(i, func(int) bool { return true }), Findings: []int{i}})
		}
	}
}

// charged tells whether a finding is held against any server.
func (z *Zone) charged(finding int) bool {
	return slices.ContainsFunc(slices.Concat(z.Marks, z.Absent), func(m Mark) bool {
		return slices.ContainsFunc(m.Charges, func(c Charge) bool { return slices.Contains(c.Findings, finding) })
	})
}

// Uniform tells whether nothing is held against any server of the zone.
func (z *Zone) Uniform() bool {
	return len(z.Absent) == 0 && !slices.ContainsFunc(z.Marks, func(m Mark) bool { return m.Blame != None })
}
