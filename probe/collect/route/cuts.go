package route

import (
	"slices"

	"danewalk/probe/wire"
)

// Hidden is what a final answer tells about zone cuts below the zone asked.
type Hidden struct {
	Apexes []wire.Name // named as zones by a signer, an SOA or NS; highest first
	Ask    []wire.Name // possible cuts: their DS must be asked; highest first
}

// Cuts reads an answer that is final for the zone asked. What the zone itself
// signed hides nothing.
func Cuts(m *wire.Message, zone wire.Name, q Question) Hidden {
	if m == nil || zone.IsZero() || !q.Holder().Below(zone) {
		return Hidden{}
	}
	return hidden(m, zone, q.Holder(), q.Holder(), true)
}

// CutsAbove reads a referral that skips labels: the servers may serve a zone
// between the one asked and the child, without having said so.
func CutsAbove(m *wire.Message, zone, child wire.Name) Hidden {
	if m == nil || zone.IsZero() || !child.Parent().Below(zone) {
		return Hidden{}
	}
	return hidden(m, zone, child, child.Parent(), false)
}

// hidden looks for zones from below zone down to lowest that the records at or
// above name speak of. With owners, an SOA or NS names a zone too.
func hidden(m *wire.Message, zone, name, lowest wire.Name, owners bool) Hidden {
	var h Hidden
	note := func(apex wire.Name) {
		if apex.Below(zone) && lowest.Under(apex) && !slices.Contains(h.Apexes, apex) {
			h.Apexes = append(h.Apexes, apex)
		}
	}
	signed := false
	for _, rr := range speaking(m, name) {
		switch rr.Type {
		case wire.TypeRRSIG:
			if sig, err := rr.RRSIG(); err == nil && lowest.Under(sig.Signer) {
				signed = true
				note(sig.Signer)
			}
		case wire.TypeSOA, wire.TypeNS:
			if owners {
				note(rr.Name)
			}
		}
	}
	slices.SortFunc(h.Apexes, wire.Compare)
	switch {
	case signed && len(h.Apexes) > 0:
		h.Ask = Between(zone, h.Apexes[len(h.Apexes)-1])
	case !signed:
		h.Ask = Between(zone, lowest)
	}
	return h
}

// speaking returns the records that speak for the zone of a name: those at the
// name or above it. In a negative answer the signatures over NSEC and NSEC3
// count too, whose owners are beside the name; in a positive one signatures of
// the authority section do not.
func speaking(m *wire.Message, name wire.Name) []wire.RR {
	negative := len(m.Answer) == 0
	var out []wire.RR
	for _, rr := range m.Answer {
		if rr.Class == wire.ClassIN && name.Under(rr.Name) {
			out = append(out, rr)
		}
	}
	for _, rr := range m.Authority {
		signature := rr.Type == wire.TypeRRSIG
		if rr.Class == wire.ClassIN && (signature && negative || !signature && name.Under(rr.Name)) {
			out = append(out, rr)
		}
	}
	return out
}

// Between returns the names from just below the zone down to name.
func Between(zone, name wire.Name) []wire.Name {
	if !name.Below(zone) {
		return nil
	}
	var out []wire.Name
	for n := zone.Labels() + 1; n <= name.Labels(); n++ {
		out = append(out, name.Suffix(n))
	}
	return out
}

// Ancestors returns the name and all names above it, the root last.
func Ancestors(name wire.Name) []wire.Name {
	var out []wire.Name
	for n := name; !n.IsZero(); n = n.Parent() {
		out = append(out, n)
	}
	return out
}
