package denial

import "danewalk/probe/wire"

// Limits bound the work of a proof.
type Limits struct {
	Iterations int // NSEC3 iterations above which nothing is hashed (RFC 9276 3.2)
	Hashes     int // NSEC3 hashes computed per set, that is per answer
}

// Set is the NSEC and NSEC3 records of one answer and one zone, their
// signatures checked.
type Set struct {
	zone   wire.Name
	nsec   []wire.NSEC
	nsec3  []wire.NSEC3
	limits Limits
	hashes *Hashes
	spent  int // hashes computed
}

// NewSet makes a set. Records outside the zone are left out. hashes may be
// shared by all sets of a judgement, so that no hash is computed twice.
func NewSet(zone wire.Name, nsec []wire.NSEC, nsec3 []wire.NSEC3, l Limits, hashes *Hashes) *Set {
	s := &Set{zone: zone, limits: l, hashes: hashes}
	for _, n := range nsec {
		if n.Owner.Under(zone) {
			s.nsec = append(s.nsec, n)
		}
	}
	for _, n := range nsec3 {
		if n.Zone() == zone { // RFC 5155 3: one label, the hash, before the apex
			s.nsec3 = append(s.nsec3, n)
		}
	}
	return s
}

// Empty tells whether there is no record at all.
func (s *Set) Empty() bool { return len(s.nsec) == 0 && len(s.nsec3) == 0 }

// NoData looks for a proof that the name exists without the type: Kind NoData,
// WildcardEmpty or CompactAbsent. For type DS use Delegation.
func (s *Set) NoData(name wire.Name, t wire.Type) Proof {
	return s.try(
		func() Proof { return s.nsecNoData(name, t) },
		func(c *chain) Proof { return c.noData(name, t) })
}

// NameError looks for a proof that the name does not exist: Kind NameError.
func (s *Set) NameError(name wire.Name) Proof {
	return s.try(
		func() Proof { return s.nsecNameError(name) },
		func(c *chain) Proof { return c.nameError(name) })
}

// Delegation looks for a proof that there is no DS at the name: Kind NoDS for
// an unsigned delegation, NoCut for a name that is no delegation (RFC 4035 5.2,
// RFC 6840 4.4, RFC 5155 8.6).
func (s *Set) Delegation(name wire.Name) Proof {
	if name.IsRoot() && s.zone.IsRoot() { // nobody delegates the root, so its own record speaks
		return s.NoData(name, wire.TypeDS)
	}
	return s.try(
		func() Proof { return s.nsecDelegation(name) },
		func(c *chain) Proof { return c.delegation(name) })
}

// Expansion looks for a proof that an answer for name was rightly made from the
// wildcard below the ancestor with so many labels: Kind WildcardAway (RFC 4035
// 5.3.4, RFC 5155 8.8).
func (s *Set) Expansion(name wire.Name, labels int) Proof {
	return s.try(
		func() Proof { return s.nsecExpansion(name, labels) },
		func(c *chain) Proof { return c.expansion(name, labels) })
}

// try asks the NSEC records first, then the NSEC3 records.
func (s *Set) try(plain func() Proof, hashed func(*chain) Proof) Proof {
	failed := Proof{Failure: Missing}
	if len(s.nsec) > 0 {
		p := plain()
		if p.Kind != NoProof || len(s.nsec3) == 0 {
			return p
		}
		failed = p
	}
	if len(s.nsec3) > 0 {
		return s.tryChains(hashed)
	}
	return failed
}
