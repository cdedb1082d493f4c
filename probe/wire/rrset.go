package wire

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// maxTTL is the largest lifetime; a larger value counts as zero (RFC 2181 8).
const maxTTL = 1<<31 - 1

// headOctets are those between owner and RDATA of a record: type, class, TTL and
// length (RFC 1035 4.1.3).
const headOctets = 10

// RRset is all records of one name, class and type, in canonical order without
// duplicates, and the signatures that came with them.
type RRset struct {
	Name Name
	Type Type
	TTL  uint32 // the lowest that was seen, seconds
	RRs  []RR
	Sigs []RRSIG
}

// Group makes RRsets of the class IN records of a section, in order of first
// appearance. An RRSIG joins the set it covers; signatures without their set
// make a set without records. RRSIG records that do not parse are left out.
func Group(rrs []RR) []*RRset {
	var sets []*RRset
	index := map[setKey]*RRset{}
	get := func(key setKey) *RRset {
		s, ok := index[key]
		if !ok {
			s = &RRset{Name: key.name, Type: key.covers}
			index[key] = s
			sets = append(sets, s)
		}
		return s
	}
	for _, rr := range rrs {
		if rr.Class != ClassIN {
			continue
		}
		if rr.Type == TypeRRSIG {
			if sig, err := rr.RRSIG(); err == nil {
				s := get(setKey{rr.Name, sig.Covered})
				s.Sigs = append(s.Sigs, sig)
			}
			continue
		}
		s := get(setKey{rr.Name, rr.Type})
		ttl := rr.TTL
		if ttl > maxTTL {
			ttl = 0
		}
		if len(s.RRs) == 0 || ttl < s.TTL {
			s.TTL = ttl
		}
		s.RRs = append(s.RRs, rr)
	}
	for _, s := range sets {
		s.sort()
	}
	return sets
}

// setKey names an RRset within a message.
type setKey struct {
	name   Name
	covers Type
}

// Find returns the set of a name and type that has records, or nil.
func Find(sets []*RRset, name Name, t Type) *RRset {
	for _, s := range sets {
		if s.Name == name && s.Type == t && len(s.RRs) > 0 {
			return s
		}
	}
	return nil
}

// sort brings the records into canonical order and removes duplicates
// (RFC 4034 6.3).
func (s *RRset) sort() {
	slices.SortStableFunc(s.RRs, func(a, b RR) int {
		return bytes.Compare(canonicalRData(a.Type, a.RData), canonicalRData(b.Type, b.RData))
	})
	s.RRs = slices.CompactFunc(s.RRs, func(a, b RR) bool {
		return bytes.Equal(canonicalRData(a.Type, a.RData), canonicalRData(b.Type, b.RData))
	})
}

// SameData tells whether two sets hold the same records, TTLs and signatures aside.
func (s *RRset) SameData(o *RRset) bool {
	return s.Name == o.Name && s.Type == o.Type && slices.EqualFunc(s.RRs, o.RRs, func(a, b RR) bool {
		return bytes.Equal(canonicalRData(a.Type, a.RData), canonicalRData(b.Type, b.RData))
	})
}

// SignedData returns the bytes that sig covers: its RDATA without the
// signature, the signer in lower case, then every record of the set in
// canonical form and order, once (RFC 4034 3.1.8.1, 6; RFC 4035 5.3.2). ok is
// false when the Labels field is larger than the owner has labels.
func SignedData(sig RRSIG, s *RRset) (data []byte, ok bool) {
	owner, ok := signedOwner(sig, s.Name)
	if !ok {
		return nil, false
	}
	rdatas := make([][]byte, 0, len(s.RRs))
	size := 0
	for _, rr := range s.RRs {
		rdatas = append(rdatas, canonicalRData(s.Type, rr.RData))
		size += len(owner.wire) + headOctets + len(rr.RData)
	}
	slices.SortFunc(rdatas, bytes.Compare)
	rdatas = slices.CompactFunc(rdatas, bytes.Equal)
	data = slices.Grow(sig.head(), size)
	for _, rdata := range rdatas {
		data = append(data, owner.wire...)
		data = binary.BigEndian.AppendUint16(data, uint16(s.Type))
		data = binary.BigEndian.AppendUint16(data, ClassIN)
		data = binary.BigEndian.AppendUint32(data, sig.OriginalTTL)
		data = binary.BigEndian.AppendUint16(data, uint16(len(rdata)))
		data = append(data, rdata...)
	}
	return data, true
}

// signedOwner returns the owner name that was signed: the name itself, or the
// wildcard that the answer was synthesised from (RFC 4035 5.3.2).
func signedOwner(sig RRSIG, owner Name) (Name, bool) {
	count := owner.Labels()
	if owner.IsWildcard() {
		count-- // RFC 4034 3.1.3: the wildcard label is not counted
	}
	switch {
	case int(sig.Labels) > count:
		return Name{}, false
	case int(sig.Labels) < count:
		return owner.Suffix(int(sig.Labels)).Wildcard(), true
	}
	return owner, true
}
