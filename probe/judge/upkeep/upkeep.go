package upkeep

import (
	"cmp"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Zones compares the two sides of the delegations that lead to the questions,
// from the highest down. On a growing case it says only what no later answer can
// take back.
func Zones(v *view.View, validator *dnssec.Validator, questions []dnssec.Question) []Zone {
	var out []Zone
	for _, z := range path(validator, questions) {
		parent := parentOf(z)
		ns := compareNS(v, validator, z.Name, parent)
		out = append(out, Zone{
			Name: z.Name, NS: ns, Glue: compareGlue(v, validator, z.Name, parent, ns.Parent), CDS: compareCDS(v, validator, z),
		})
	}
	return out
}

// path returns the zones that hold the questions, along their aliases, and all
// zones above them but the root, which nobody delegates.
func path(validator *dnssec.Validator, questions []dnssec.Question) []*dnssec.Zone {
	var out []*dnssec.Zone
	add := func(name wire.Name, t wire.Type) {
		for z := validator.Zone(wire.Holder(name, t)); z != nil && !z.Name.IsRoot(); z = z.Parent {
			if !slices.Contains(out, z) {
				out = append(out, z)
			}
		}
	}
	for _, q := range questions {
		add(q.Name, q.Type)
		for _, alias := range validator.Lookup(q.Name, q.Type).Aliases {
			add(alias.To, q.Type)
		}
	}
	slices.SortFunc(out, func(a, b *dnssec.Zone) int {
		return cmp.Or(cmp.Compare(a.Name.Labels(), b.Name.Labels()), wire.Compare(a.Name, b.Name))
	})
	return out
}

func parentOf(z *dnssec.Zone) wire.Name {
	if z.Parent != nil {
		return z.Parent.Name
	}
	return wire.Root()
}

// delegations returns the referrals to a zone by servers of the zone above it.
func delegations(v *view.View, zone, parent wire.Name) (out []*view.Answer) {
	for _, a := range v.Referrals(zone) {
		if a.Server.Zone == parent {
			out = append(out, a)
		}
	}
	return out
}

// asked tells whether anybody was asked the question at all.
func asked(v *view.View, name wire.Name, t wire.Type) bool { return len(v.Answers(name, t)) > 0 }

// trusted tells whether the outcome of a lookup may be compared: it came, and is
// not forged or broken as far as anybody can tell.
func trusted(l *dnssec.Lookup) bool {
	sound := l.Status == dnssec.Secure || l.Status == dnssec.Insecure
	return sound && (l.Outcome == dnssec.Found || l.Outcome == dnssec.Empty || l.Outcome == dnssec.Missing)
}

// distinct sorts IDs and removes duplicates.
func distinct(ids []evidence.ID) []evidence.ID {
	slices.Sort(ids)
	return slices.Compact(ids)
}
