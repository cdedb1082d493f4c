package explain_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/roster"
	"danewalk/probe/judge/servers"
	"danewalk/probe/wire"
)

// TestServersAgreeWithFindings: in every world the tables of name servers and the
// findings say the same. Who is named in a finding is marked, with the reason in
// words; who is marked has a finding that is held against it; what all servers of a
// zone say alike is held against none of them alone; and nobody else's server is
// to blame for our own network.
func TestServersAgreeWithFindings(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	guilty, whole := 0, 0
	for _, s := range list {
		if !sampled(s.Name) && !aboutServers(s.Name) {
			continue
		}
		d := diagnosed(t, s.Name)
		mailServersAgree(t, s.Name, d)
		for _, z := range roster.Zones(d) {
			c := inTable{T: t, world: s.Name, d: d, zone: &z}
			c.named()
			c.told()
			c.charged()
			c.alike()
			c.letters()
			whole += len(z.Whole)
			for _, m := range slices.Concat(z.Marks, z.Absent) {
				if m.Blame == roster.Guilty {
					guilty++
				}
			}
		}
	}
	if guilty < 50 || whole < 20 {
		t.Errorf("%d servers and %d zones are at fault in all worlds", guilty, whole)
	}
}

// aboutServers tells whether a world is about name servers: these are looked at in
// any case.
func aboutServers(world string) bool {
	return strings.HasPrefix(world, "dns-") || strings.HasPrefix(world, "servers-") || strings.HasPrefix(world, "local-") || strings.HasPrefix(world, "dnssec-")
}

// inTable looks at the table of one zone in one world.
type inTable struct {
	*testing.T
	world string
	d     *explain.Diagnosis
	zone  *roster.Zone
}

func (c inTable) marks() []roster.Mark { return slices.Concat(c.zone.Marks, c.zone.Absent) }

// wrong complains about one server, with what its mark says.
func (c inTable) wrong(m roster.Mark, what string, values ...any) {
	c.Helper()
	c.Errorf("%s, zone %s, %s (blame %d, %q): "+what, append([]any{c.world, c.zone.Zone, m.Who(), m.Blame, m.Reasons(nil)}, values...)...)
}

// holds tells whether a finding is held against a server.
func holds(m roster.Mark, finding int) bool {
	return slices.ContainsFunc(m.Charges, func(c roster.Charge) bool { return slices.Contains(c.Findings, finding) })
}

// named: the servers that the words of a finding name are those that are marked,
// and to blame if mail fails by it.
func (c inTable) named() {
	for i, f := range c.d.Findings {
		if f.Zone != c.zone.Zone.Show() || len(f.Accused) == 0 {
			continue
		}
		said := " " + strings.NewReplacer("(", " ", ")", " ", ",", " ").Replace(strings.Join([]string{
			f.Args["culprit"], f.Args["first"], f.Args["server"], f.Args["servers"], f.Args["onlyParent"], f.Args["onlyChild"],
		}, " ")) + " "
		found := false
		for _, m := range c.marks() {
			switch held := holds(m, i); {
			case held && strings.Join(m.Reasons(nil), "") == "":
				c.wrong(m, "marked without a word")
			case held && !strings.Contains(said, " "+m.Name.Show()+" "):
				c.wrong(m, "marked for %s, which names%s", f.Code, said)
			case held:
				found = true
				if severe(f) && c.root(i) == i && m.Blame != roster.Guilty {
					c.wrong(m, "not to blame, and %s is its fault", f.Code)
				}
			}
		}
		if !found {
			c.Errorf("%s, zone %s: %s names%sand nobody is marked", c.world, c.zone.Zone, f.Code, said)
		}
	}
}

func severe(f explain.Explained) bool {
	return f.Weight == finding.Fatal || f.Weight == finding.Risk || f.Weight == finding.Lost
}

// root is the first cause of a finding.
func (c inTable) root(i int) int {
	for c.d.Findings[i].ConsequenceOf >= 0 {
		i = c.d.Findings[i].ConsequenceOf
	}
	return i
}

// told: every finding about the DNS of the zone is in the table, at a server or at
// the zone.
func (c inTable) told() {
	for i, f := range c.d.Findings {
		if f.Layer != finding.LayerDNS || f.Zone != c.zone.Zone.Show() || f.Advice || !severe(f) && f.Weight != finding.Hygiene {
			continue
		}
		at := slices.ContainsFunc(c.marks(), func(m roster.Mark) bool { return holds(m, i) })
		all := slices.ContainsFunc(c.zone.Whole, func(w roster.Charge) bool { return slices.Contains(w.Findings, i) })
		if at == all {
			c.Errorf("%s, zone %s: %s %q is held against a server: %v, against the zone: %v", c.world, c.zone.Zone, f.Code, f.Subject, at, all)
		}
	}
}

// charged: who is to blame has a finding by which mail fails, and which is not of
// our own side; and where the only cause is our own side, nobody is to blame.
func (c inTable) charged() {
	for _, m := range c.marks() {
		for _, charge := range m.Charges {
			if charge.Blame != roster.Guilty {
				continue
			}
			if !slices.ContainsFunc(charge.Findings, func(i int) bool {
				root := c.d.Findings[c.root(i)]
				return severe(c.d.Findings[i]) && root.Layer != finding.LayerLocal
			}) {
				c.wrong(m, "no finding")
			}
		}
		if m.Blame != roster.None && len(m.Reasons(nil)) == 0 {
			c.wrong(m, "no reason")
		}
	}
}

// alike: the same fault is the same for all who have it.
func (c inTable) alike() {
	type matter struct {
		servers.Kind
		servers.Question
	}
	blame := map[matter]roster.Blame{}
	for _, m := range c.marks() {
		for _, charge := range m.Charges {
			if charge.Entry != nil {
				continue
			}
			k := matter{charge.Fault.Kind, charge.Fault.Question}
			if before, ok := blame[k]; ok && before != charge.Blame {
				c.wrong(m, "another one is blamed (%d) for the same", before)
			}
			blame[k] = charge.Blame
		}
	}
}

// letters: where nothing is said to be wrong, no letter says that something is.
func (c inTable) letters() {
	if !c.zone.Uniform() || len(c.zone.Whole) > 0 || strings.Contains(c.zone.Alike(nil), "elsewhere") {
		return
	}
	for k, r := range c.zone.Rows {
		for i, cell := range r.Cells {
			version := c.zone.Columns[i].Type == wire.TypeSOA // zones travel: that one is behind is no fault
			if l := roster.Of(cell); strings.Contains("BDLETN", l) && !(version && l == "D") {
				c.wrong(c.zone.Marks[k], "%q for %v, and no fault at all", l, c.zone.Columns[i])
			}
		}
	}
}

// mailServersAgree: a mail server is to blame if a finding is held against it, or an
// address of it, by which mail fails and which nobody else caused; and it is not for
// what our own network does.
func mailServersAgree(t *testing.T, world string, d *explain.Diagnosis) {
	t.Helper()
	for _, m := range roster.MailServers(d) {
		reasons := m.Reasons(d.Findings)
		if (m.Blame == roster.None) != (len(reasons) == 0) {
			t.Errorf("%s, %s: blame %d for %q", world, m.Host, m.Blame, reasons)
		}
		want := false
		for i, f := range d.Findings {
			if f.Host != m.Host || f.Advice || f.Layer == finding.LayerDANE || f.Layer == finding.LayerBeside || f.Layer == finding.LayerLocal || !severe(f) {
				continue
			}
			root := (inTable{d: d}).root(i)
			want = want || d.Findings[root].Layer != finding.LayerLocal && d.Findings[root].Host == f.Host
			if said := strings.Join(reasons, "\n"); !strings.Contains(said, f.Title) {
				t.Errorf("%s, %s: %s %q is not among %q", world, m.Host, f.Code, f.Title, reasons)
			}
			if f.Address != "" && len(m.Addresses) > 1 && !slices.ContainsFunc(reasons, func(r string) bool { return strings.HasPrefix(r, f.Address+": ") }) {
				t.Errorf("%s, %s: %s names %s, and %q do not", world, m.Host, f.Code, f.Address, reasons)
			}
		}
		if want != (m.Blame == roster.Guilty) {
			t.Errorf("%s, %s: blame %d, to blame: %v, for %q", world, m.Host, m.Blame, want, reasons)
		}
	}
}
