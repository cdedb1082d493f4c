package dnssec

import (
	"cmp"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// cut is what is known about one name below a zone: it begins a zone, nothing
// is below it, or neither.
type cut struct {
	zone *Zone
	stop bool // proven: the name does not exist, so nothing below it does (RFC 8020 2)
}

// Zone returns the deepest known zone that holds the name, judged. It is never
// nil: without evidence it is the root, not judged.
func (v *Validator) Zone(name wire.Name) *Zone {
	z := v.root()
	absent := false
	for n := 1; n <= name.Labels(); n++ {
		at := name.Suffix(n)
		if absent && !v.policy.mentions(at) {
			continue // nothing is below a name that does not exist (RFC 8020 2), but for what the person knows of
		}
		c := v.cut(z, at)
		if c.zone != nil {
			z = c.zone
		}
		absent = c.stop
	}
	return z
}

// Zones returns every zone that the evidence shows, judged, the root first and
// parents before children, in the order of the walk.
func (v *Validator) Zones() []*Zone {
	var zones []*Zone
	seen := map[*Zone]bool{}
	add := func(name wire.Name) {
		var path []*Zone
		for z := v.Zone(name); z != nil && !seen[z]; z = z.Parent {
			seen[z] = true
			path = append(path, z)
		}
		slices.Reverse(path)
		zones = append(zones, path...)
	}
	add(wire.Root())
	for _, a := range v.view.All() {
		add(a.Name)
	}
	return zones
}

// root makes the zone at the top. Without an anchor there it is not provable,
// but zones with an anchor of their own below it are.
func (v *Validator) root() *Zone {
	if v.top == nil {
		v.top = v.newZone(wire.Root(), nil)
		switch anchors := v.policy.anchorsAt(wire.Root()); {
		case v.policy.negated(wire.Root()):
			v.fail(v.top, Insecure, NegativeAnchor, v.top.Name, wire.TypeDNSKEY)
		case len(anchors) > 0:
			v.anchored(v.top, anchors)
		default:
			v.fail(v.top, Indeterminate, AboveAnchor, v.top.Name, wire.TypeDNSKEY)
		}
		v.finishZone(v.top)
	}
	return v.top
}

// cut decides whether a zone begins at name c directly below what zone z holds.
func (v *Validator) cut(z *Zone, c wire.Name) cut {
	if known, ok := v.cuts[c]; ok {
		return known
	}
	result := v.decideCut(z, c)
	if result.zone != nil {
		v.finishZone(result.zone)
	}
	v.cuts[c] = result
	return result
}

func (v *Validator) decideCut(z *Zone, c wire.Name) cut {
	// The closest anchor starts the chain; of two at one name the negative one,
	// which somebody asked for by name, counts (RFC 7646 2).
	if anchors := v.policy.anchorsAt(c); len(anchors) > 0 && !v.policy.negated(c) {
		child := v.newZone(c, z)
		v.anchored(child, anchors)
		return cut{zone: child}
	}
	if at, ok := v.policy.exempt(query{c, wire.TypeDNSKEY}, z); ok {
		if !v.shape[c] {
			return cut{} // no zone begins here: answers are exempt one by one
		}
		child := v.newZone(c, z)
		v.fail(child, Insecure, NegativeAnchor, at, wire.TypeDS)
		return cut{zone: child}
	}
	if z.Status != Secure {
		if !v.shape[c] {
			return cut{}
		}
		child := v.newZone(c, z)
		v.inherit(child)
		return cut{zone: child}
	}
	return v.secureCut(z, c)
}

// secureCut reads the answer to the DS question in a secure zone (RFC 4035 5.2).
func (v *Validator) secureCut(z *Zone, c wire.Name) cut {
	ds := v.lookupIn(z, query{c, wire.TypeDS})
	kind := denial.NoProof
	if ds.Proof != nil {
		kind = ds.Proof.Kind
	}
	switch {
	case ds.Status == Secure && ds.Outcome == Found && ds.Set.Type == wire.TypeDS:
		child := v.newZone(c, z)
		child.DSLookup, child.DSTTL = ds, ds.TTL
		v.delegated(child, ds)
		return cut{zone: child}
	case ds.OptOut && !v.shape[c]:
		// The gap may hold an unsigned delegation (RFC 5155 6), but nobody shows one:
		// what is signed there is z's, and what is not may be of such a zone (reconsider).
		return cut{}
	case kind == denial.NoDS:
		child := v.newZone(c, z)
		child.DSLookup = ds
		why := UnsignedDelegation
		if ds.OptOut {
			why = OptOutDelegation
		}
		v.failFrom(child, Insecure, Fault{Reason: why, Zone: z.Name, Name: c, Type: wire.TypeDS, Evidence: ds.Evidence})
		return cut{zone: child}
	case ds.Status == Secure:
		return cut{stop: ds.Outcome == Missing}
	case !v.shape[c]:
		return cut{} // nobody says that a zone begins here: its answers are judged as z's
	}
	child := v.newZone(c, z)
	child.DSLookup = ds
	if ds.Set != nil && ds.Set.Type == wire.TypeDS {
		child.DS, child.DSTTL = v.dsLinks(ds.Set), ds.TTL // for people: they do not count
	}
	fault := ds.Fault
	if ds.Reason == LookupFailed {
		fault.Reason = DSUnavailable
	}
	v.failFrom(child, ds.Status, fault)
	return cut{zone: child}
}

// delegationKnown tells whether a usable answer to the DS question for c was
// seen, or a referral that carries DS or a denial.
func (v *Validator) delegationKnown(c wire.Name, z *Zone) bool {
	for _, a := range v.relevant(query{c, wire.TypeDS}, z) {
		if a.Usable() || a.Class == view.Referral {
			return true
		}
	}
	return false
}

// newZone makes a zone with the facts that need no judgement.
func (v *Validator) newZone(name wire.Name, parent *Zone) *Zone {
	z := &Zone{Name: name, Parent: parent, Servers: v.view.Servers(name)}
	if depth(z) > v.policy.Limits.Delegations {
		v.fail(z, Indeterminate, WorkLimit, name, wire.TypeDS)
	}
	for _, a := range v.view.Referrals(name) {
		z.Evidence = append(z.Evidence, a.ID)
		if len(z.NS) > 0 {
			continue
		}
		if set := wire.Find(a.Authority, name, wire.TypeNS); set != nil {
			z.NS = targets(set)
		}
	}
	return z
}

func depth(z *Zone) int {
	n := 0
	for ; z.Parent != nil; z = z.Parent {
		n++
	}
	return n
}

func targets(set *wire.RRset) []wire.Name {
	var names []wire.Name
	for _, rr := range set.RRs {
		if n, err := rr.Target(); err == nil {
			names = append(names, n)
		}
	}
	return names
}

// inherit gives a zone the status of its parent: it was not at fault.
func (v *Validator) inherit(z *Zone) {
	z.Status, z.Reason, z.Fault, z.Inherits = z.Parent.Status, z.Parent.Reason, z.Parent.Fault, true
}

// fail sets a status with a fault in the zone's own data.
func (v *Validator) fail(z *Zone, s Status, why Reason, name wire.Name, t wire.Type) {
	v.failFrom(z, s, Fault{Reason: why, Zone: z.Name, Name: name, Type: t})
}

func (v *Validator) failFrom(z *Zone, s Status, f Fault) {
	z.Status, z.Reason, z.Fault = s, f.Reason, f
}

// finishZone gathers the evidence and the times of a zone's delegation and keys.
func (v *Validator) finishZone(z *Zone) {
	if len(z.KeySets) == 0 {
		v.showKeys(z)
	}
	var answers []*view.Answer
	answers = append(answers, v.view.Referrals(z.Name)...)
	for _, t := range []wire.Type{wire.TypeDS, wire.TypeDNSKEY} {
		answers = append(answers, v.view.Answers(z.Name, t)...)
	}
	for i, a := range answers {
		if i == 0 || a.Began() < z.Begin {
			z.Begin = a.Began()
		}
		z.End = max(z.End, a.At)
	}
	if z.DSLookup != nil {
		z.Evidence = append(z.Evidence, z.DSLookup.Evidence...)
	}
	z.Evidence = distinct(append(z.Evidence, z.Fault.Evidence...))
}

// distinct sorts IDs and removes duplicates.
func distinct(ids []evidence.ID) []evidence.ID {
	slices.SortFunc(ids, cmp.Compare[evidence.ID])
	return slices.Compact(ids)
}
