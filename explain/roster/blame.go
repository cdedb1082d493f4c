package roster

import (
	"cmp"
	"slices"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/servers"
)

// Blame is how much a fault matters, from the findings that rest on it.
type Blame uint8

// The degrees, the mildest first.
const (
	None   Blame = iota // no fault
	Remark              // a fault by which no mail fails
	Doubt               // a fault that may be of our own network
	Guilty              // mail fails, or will fail, by it
)

// Charge is one thing that is held against a server, an entry or a zone.
type Charge struct {
	Blame    Blame
	Fault    servers.Fault // the zero Kind: it is about an entry, or a zone
	Entry    *Entry        // nil: it is about what a server answered, or a zone
	Findings []int         // that rest on it, as in Diagnosis.Findings; none where nobody minds
}

// matter is one question of a zone, or a kind of fault that is about none: faults
// with the same one are of a kind, whichever server has them.
type matter struct {
	question servers.Question
	kind     servers.Kind
}

func matterOf(f servers.Fault) matter {
	if f.Question.Name.IsZero() {
		return matter{kind: f.Kind}
	}
	return matter{question: f.Question}
}

// refused tells whether a fault is that a question gets no answer of use. A lookup
// that fails by it names one such answer and means all of them. Wrong data is
// another matter: what rests on the same answers need not rest on the difference.
func refused(f servers.Fault) bool {
	return !f.Question.Name.IsZero() && slices.Contains([]servers.Kind{
		servers.Lame, servers.Errors, servers.Drops, servers.Garbage, servers.TruncatedTCP,
	}, f.Kind)
}

// court tells which findings rest on which faults of one table.
type court struct {
	findings []explain.Explained
	table    servers.Table
	shown    map[evidence.ID][]matter // by the evidence of the faults
	rest     []map[matter]bool        // of each finding: what its evidence shows
}

func newCourt(findings []explain.Explained, t servers.Table) *court {
	c := &court{findings: findings, table: t, shown: map[evidence.ID][]matter{}, rest: make([]map[matter]bool, len(findings))}
	for _, r := range t.Rows {
		for _, f := range r.Faults {
			for _, id := range f.Evidence {
				if m := matterOf(f); !slices.Contains(c.shown[id], m) {
					c.shown[id] = append(c.shown[id], m)
				}
			}
		}
	}
	for i := range findings {
		c.rest[i] = map[matter]bool{}
		for _, id := range findings[i].Evidence {
			for _, m := range c.shown[id] {
				c.rest[i][m] = true
			}
		}
	}
	return c
}

// rests tells whether a finding rests on a fault of a server: it accuses the
// server of it; or it is about a question that nobody answers. What is of our own
// side explains whatever fault its evidence shows.
func (c *court) rests(i int, r servers.Row, f servers.Fault) bool {
	if c.accuses(i, r, func(a finding.Accused) bool {
		return slices.ContainsFunc(a.Faults, func(o servers.Fault) bool { return o.Kind == f.Kind && o.Question == f.Question })
	}) {
		return true
	}
	return (refused(f) || c.ours(i)) && c.rest[i][matterOf(f)]
}

// accuses tells whether a finding accuses the server of such a thing.
func (c *court) accuses(i int, r servers.Row, is func(finding.Accused) bool) bool {
	return slices.ContainsFunc(c.findings[i].Accused, func(a finding.Accused) bool {
		return a.Zone == c.table.Zone && at(a, r) && is(a)
	})
}

// at tells whether a row is the server that is accused.
func at(a finding.Accused, r servers.Row) bool {
	return a.Name == r.Server.Name && (!a.Addr.IsValid() || a.Addr == r.Server.Addr.Addr().Unmap())
}

// ours tells whether a finding is about our own side.
func (c *court) ours(i int) bool {
	return c.findings[i].Layer == finding.LayerLocal || c.findings[i].Weight == finding.Local
}

// root is the first cause of a finding.
func (c *court) root(i int) int {
	for range c.findings { // causes are in no circle; a damaged list shall not hang
		up := c.findings[i].ConsequenceOf
		if up < 0 || up >= len(c.findings) {
			break
		}
		i = up
	}
	return i
}

// weigh tells what a finding means for whoever it is held against; holds tells
// whether another one is held against the same. A finding that only follows from
// something else accuses nobody: an old list of a registry is not to blame for
// what its domain's holder did, nor a server for our own firewall.
func (c *court) weigh(i int, holds func(int) bool) Blame {
	root := c.root(i)
	switch {
	case c.ours(root):
		return Doubt
	case root != i && !holds(root), !endangers(c.findings[i].Weight):
		return Remark
	}
	return Guilty
}

// endangers tells whether mail or its protection fails, or may.
func endangers(w finding.Severity) bool {
	return w == finding.Fatal || w == finding.Risk || w == finding.Lost
}

// charge judges one fault of a server.
func (c *court) charge(r servers.Row, f servers.Fault) Charge {
	out := Charge{Blame: Remark, Fault: f}
	for i := range c.findings {
		if c.rests(i, r, f) {
			out.Findings = append(out.Findings, i)
			out.Blame = max(out.Blame, c.weigh(i, func(root int) bool { return c.holds(root, r) }))
		}
	}
	return out
}

// holds tells whether a finding is held against a server at all.
func (c *court) holds(i int, r servers.Row) bool {
	return c.accuses(i, r, func(finding.Accused) bool { return true }) ||
		slices.ContainsFunc(r.Faults, func(f servers.Fault) bool { return c.rests(i, r, f) })
}

// worst puts the worst charge first, and returns its blame. How a server is listed
// comes before what it answers: one that nobody runs any more is silent for that.
func worst(cs []Charge) Blame {
	slices.SortStableFunc(cs, func(a, b Charge) int {
		return cmp.Or(int(b.Blame)-int(a.Blame), cmp.Compare(rank(a), rank(b)))
	})
	if len(cs) == 0 {
		return None
	}
	return cs[0].Blame
}

func rank(c Charge) int {
	if c.Entry != nil {
		return 0
	}
	return 1
}
