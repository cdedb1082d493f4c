package upkeep

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// compareNS holds the NS set of the parent against the one of the child, which
// is the one that counts (RFC 1034 4.2.2, RFC 2181 5.4.1).
func compareNS(v *view.View, validator *dnssec.Validator, zone, parent wire.Name) NS {
	var n NS
	n.Parent, n.Evidence = listed(v, zone, parent)
	n.aliases(v)
	if len(n.Parent) == 0 || !asked(v, zone, wire.TypeNS) {
		return n
	}
	l := validator.Lookup(zone, wire.TypeNS)
	if !trusted(l) || l.Set == nil || l.Set.Name != zone {
		return n
	}
	n.Child = n.everyone(l)
	n.Evidence = distinct(append(n.Evidence, l.Evidence...))
	n.Known = v.Complete() && len(n.Child) > 0
	if n.Known {
		n.OnlyParent, n.OnlyChild = without(n.Parent, n.Child), without(n.Child, n.Parent)
	}
	return n
}

// everyone returns the servers that the zone lists. Several operators of one zone
// may each list their own (RFC 8901 2); that they differ is another matter.
func (n *NS) everyone(l *dnssec.Lookup) []wire.Name {
	out := hosts(l.Set)
	for _, s := range l.Servers {
		if s.Status == l.Status && s.Set != nil && s.Answer != nil && s.Set.Name == l.Set.Name && s.Set.Type == wire.TypeNS {
			out = append(out, hosts(s.Set)...)
			n.Evidence = append(n.Evidence, s.Answer.ID)
		}
	}
	slices.SortFunc(out, wire.Compare)
	return slices.Compact(out)
}

// listed returns the name servers that most servers of the parent name, and one
// referral that does.
func listed(v *view.View, zone, parent wire.Name) ([]wire.Name, []evidence.ID) {
	type side struct {
		names []wire.Name
		id    evidence.ID
		votes int
	}
	var sides []side
	for _, a := range delegations(v, zone, parent) {
		set := wire.Find(a.Authority, zone, wire.TypeNS)
		if set == nil {
			continue
		}
		names := hosts(set)
		i := slices.IndexFunc(sides, func(s side) bool { return slices.Equal(s.names, names) })
		if i < 0 {
			i = len(sides)
			sides = append(sides, side{names: names, id: a.ID})
		}
		sides[i].votes++
	}
	if len(sides) == 0 {
		return nil, nil
	}
	most := slices.MaxFunc(sides, func(a, b side) int { return a.votes - b.votes })
	return most.names, []evidence.ID{most.id}
}

// hosts returns the names in an NS set, sorted.
func hosts(set *wire.RRset) (out []wire.Name) {
	for _, rr := range set.RRs {
		if n, err := rr.Target(); err == nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, wire.Compare)
	return out
}

// without returns the names of a that b lacks.
func without(a, b []wire.Name) (out []wire.Name) {
	for _, n := range a {
		if !slices.Contains(b, n) {
			out = append(out, n)
		}
	}
	return out
}

// aliases finds servers whose name leads to another one (RFC 2181 10.3): no
// address can be had for such a name without following it.
func (n *NS) aliases(v *view.View) {
	for _, ns := range n.Parent {
		for _, t := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
			i := slices.IndexFunc(v.Answers(ns, t), func(a *view.Answer) bool {
				return a.Class == view.Answered && wire.Find(a.Answer, ns, wire.TypeCNAME) != nil
			})
			if i >= 0 {
				n.Aliases = append(n.Aliases, ns)
				n.Evidence = distinct(append(n.Evidence, v.Answers(ns, t)[i].ID))
				break
			}
		}
	}
}
