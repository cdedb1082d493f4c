package wire

import (
	"bytes"
	"encoding/binary"
	"slices"
)

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
	get := func(name Name, t Type) *RRset {
		for _, s := range sets {
			if s.Name == name && s.Type == t {
				return s
			}
		}
		sets = append(sets, &RRset{Name: name, Type: t})
		return sets[len(sets)-1]
	}
	for _, rr := range rrs {
		if rr.Class != ClassIN {
			continue
		}
		if rr.Type == TypeRRSIG {
			if sig, err := rr.RRSIG(); err == nil {
				s := get(rr.Name, sig.Covered)
				s.Sigs = append(s.Sigs, sig)
			}
			continue
		}
		s := get(rr.Name, rr.Type)
		if len(s.RRs) == 0 || rr.TTL < s.TTL {
			s.TTL = rr.TTL
		}
		s.RRs = append(s.RRs, rr)
	}
	for _, s := range sets {
		s.sort()
	}
	return sets
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
	slices.SortFunc(s.RRs, func(a, b RR) int {
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
// canonical form (RFC 4034 3.1.8.1, 6; RFC 4035 5.3.2). ok is false when the
// Labels field is larger than the owner has labels.
func SignedData(sig RRSIG, s *RRset) (data []byte, ok bool) {
	owner := s.Name
	count := owner.Labels()
	if owner.IsWildcard() {
		count-- // RFC 4034 3.1.3: the wildcard label is not counted
	}
	switch {
	case int(sig.Labels) > count:
		return nil, false
	case int(sig.Labels) < count: // RFC 4035 5.3.2: synthesised from a wildcard
		owner = owner.Suffix(int(sig.Labels)).Wildcard()
	}
	data = append(bytes.Clone(sig.head), sig.Signer.Wire()...)
	var prev []byte
	for _, rr := range s.RRs {
		rdata := canonicalRData(rr.Type, rr.RData)
		if prev != nil && bytes.Equal(prev, rdata) {
			continue
		}
		prev = rdata
		data = append(data, owner.Wire()...)
		data = binary.BigEndian.AppendUint16(data, uint16(s.Type))
		data = binary.BigEndian.AppendUint16(data, ClassIN)
		data = binary.BigEndian.AppendUint32(data, sig.OriginalTTL)
		data = binary.BigEndian.AppendUint16(data, uint16(len(rdata)))
		data = append(data, rdata...)
	}
	return data, true
}
