package denial

import "danewalk/probe/wire"

// speaksFor tells whether an NSEC with these types at owner may be used about
// name: a record of a delegation or of a DNAME says nothing about names below
// it (RFC 6840 4.1).
func speaksFor(owner wire.Name, types wire.TypeSet, name wire.Name) bool {
	return !name.Below(owner) || (!isDelegation(types) && !types.Has(wire.TypeDNAME))
}

// isDelegation tells whether the types are those of the parent side of a zone cut.
func isDelegation(types wire.TypeSet) bool {
	return types.Has(wire.TypeNS) && !types.Has(wire.TypeSOA)
}

// Covers tells whether the gap of an NSEC in the zone holds the name. The last
// NSEC of a zone points back to the apex (RFC 4034 4.1.1).
func Covers(n wire.NSEC, zone, name wire.Name) bool {
	if !name.Under(zone) || wire.Compare(n.Owner, name) >= 0 {
		return false
	}
	return wire.Compare(name, n.Next) < 0 || n.Next == zone
}

// match returns the NSEC at the name.
func (s *Set) match(name wire.Name) (wire.NSEC, bool) {
	for _, n := range s.nsec {
		if n.Owner == name {
			return n, true
		}
	}
	return wire.NSEC{}, false
}

// cover returns an NSEC whose gap holds the name. The failure says whether
// there is none, or one that may not be used.
func (s *Set) cover(name wire.Name) (wire.NSEC, Failure) {
	failure := NotCovered
	for _, n := range s.nsec {
		if !Covers(n, s.zone, name) {
			continue
		}
		if speaksFor(n.Owner, n.Types, name) {
			return n, ""
		}
		failure = Ancestor
	}
	return wire.NSEC{}, failure
}

// encloser returns the closest existing ancestor of a name in the gap of n: the
// longest name that it shares with either end (RFC 4035 5.4).
func encloser(n wire.NSEC, name wire.Name) wire.Name {
	a, b := wire.CommonAncestor(name, n.Owner), wire.CommonAncestor(name, n.Next)
	if b.Labels() > a.Labels() {
		return b
	}
	return a
}

func nsecSpan(role string, name wire.Name, n wire.NSEC) Span {
	span := Span{Role: role, Name: name, Owner: n.Owner, Next: n.Next.String()}
	if n.Owner == name {
		span.Types = n.Types.String()
	}
	return span
}

// matched judges the bitmap of an NSEC or NSEC3 at the name, or at the wildcard
// that stands for it, for a type other than DS.
func matched(types wire.TypeSet, t wire.Type) (Kind, Failure) {
	switch {
	case types.Has(t) || types.Has(wire.TypeCNAME): // RFC 6840 4.3
		return NoProof, BitmapHas
	case isDelegation(types):
		return NoProof, Ancestor // RFC 6840 4.1: also the name of the cut itself
	case types.Has(wire.TypeNXNAME):
		return CompactAbsent, "" // RFC 9824 3
	}
	return NoData, ""
}

// matchedDS judges the bitmap of an NSEC or NSEC3 at a name that was asked for DS.
func matchedDS(types wire.TypeSet) (Kind, Failure) {
	switch {
	case types.Has(wire.TypeSOA):
		return NoProof, Ancestor // the child's own record: it cannot speak for the parent (RFC 6840 4.4)
	case types.Has(wire.TypeDS) || types.Has(wire.TypeCNAME):
		return NoProof, BitmapHas
	case types.Has(wire.TypeNS):
		return NoDS, ""
	}
	return NoCut, ""
}

func (s *Set) nsecNoData(name wire.Name, t wire.Type) Proof {
	if n, ok := s.match(name); ok {
		kind, failure := matched(n.Types, t)
		return Proof{Kind: kind, Failure: failure, Covered: []Span{nsecSpan("match", name, n)}}
	}
	n, failure := s.cover(name)
	if failure != "" {
		return Proof{Failure: failure}
	}
	p := Proof{Covered: []Span{nsecSpan("cover", name, n)}}
	if n.Next.Below(name) { // an empty non-terminal exists by what is below it (RFC 4592 2.2.2)
		p.Kind, p.Encloser = NoData, name
		return p
	}
	p.Encloser = encloser(n, name)
	p.Wildcard = p.Encloser.Wildcard()
	wild, ok := s.match(p.Wildcard)
	if !ok {
		p.Failure = NoWildcard
		return p
	}
	p.Covered = append(p.Covered, nsecSpan("wildcard", p.Wildcard, wild))
	if p.Kind, p.Failure = matched(wild.Types, t); p.Kind != NoProof {
		p.Kind = WildcardEmpty // RFC 4035 3.1.3.4
	}
	return p
}

func (s *Set) nsecNameError(name wire.Name) Proof {
	if n, ok := s.match(name); ok {
		return Proof{Failure: Exists, Covered: []Span{nsecSpan("match", name, n)}}
	}
	n, failure := s.cover(name)
	if failure != "" {
		return Proof{Failure: failure}
	}
	p := Proof{Covered: []Span{nsecSpan("cover", name, n)}}
	if n.Next.Below(name) {
		p.Failure = Exists // an empty non-terminal
		return p
	}
	p.Encloser = encloser(n, name)
	p.Wildcard = p.Encloser.Wildcard()
	if p.Wildcard.IsZero() { // no room for the label: there can be no wildcard
		p.Kind = NameError
		return p
	}
	wild, failure := s.cover(p.Wildcard)
	if failure != "" {
		p.Failure = NoWildcard
		return p
	}
	p.Covered = append(p.Covered, nsecSpan("wildcard", p.Wildcard, wild))
	p.Kind = NameError
	return p
}

func (s *Set) nsecDelegation(name wire.Name) Proof {
	if n, ok := s.match(name); ok {
		kind, failure := matchedDS(n.Types)
		return Proof{Kind: kind, Failure: failure, Covered: []Span{nsecSpan("match", name, n)}}
	}
	p := s.nsecNoData(name, wire.TypeDS)
	if p.Kind != NoProof {
		p.Kind = NoCut // an empty non-terminal, or a name that only a wildcard stands for
		return p
	}
	if absent := s.nsecNameError(name); absent.Kind != NoProof {
		return absent
	}
	return p
}

func (s *Set) nsecExpansion(name wire.Name, labels int) Proof {
	n, failure := s.cover(name)
	if failure != "" {
		return Proof{Failure: failure}
	}
	p := Proof{Covered: []Span{nsecSpan("cover", name, n)}, Encloser: encloser(n, name)}
	switch {
	case n.Next.Below(name):
		p.Failure = Exists
	case p.Encloser.Labels() != labels:
		p.Failure = NoEncloser // a closer name exists, so that wildcard does not apply (RFC 4592 3.3.1)
	default:
		p.Kind, p.Wildcard = WildcardAway, p.Encloser.Wildcard()
	}
	return p
}
