package exhibit

import (
	"encoding/base32"
	"math"
	"math/big"
	"slices"
	"strings"

	"danewalk/probe/judge/denial"
	"danewalk/probe/wire"
)

// spans shows the records of a proof, each with the place of the name in it.
func spans(p *denial.Proof, sets []*wire.RRset) []Span {
	var out []Span
	for _, s := range p.Covered {
		span := Span{Span: s, Match: s.Types != "", Types: s.Types}
		typ := wire.TypeNSEC
		if p.NSEC3 {
			typ = wire.TypeNSEC3
		}
		if set := wire.Find(sets, s.Owner, typ); set != nil {
			span.take(set)
		}
		if p.NSEC3 {
			span.onRing()
		} else {
			span.inOrder()
		}
		out = append(out, span)
	}
	return out
}

// take takes over the record that the span was read from.
func (s *Span) take(set *wire.RRset) {
	i := slices.IndexFunc(set.RRs, s.from)
	if i < 0 {
		return
	}
	r := record(set.RRs[i])
	s.Record = &r
	if n, err := set.RRs[i].NSEC3(); err == nil && set.Type == wire.TypeNSEC3 {
		s.OptOut, s.Types = n.OptOut(), n.Types.String()
	} else if n, err := set.RRs[i].NSEC(); err == nil && set.Type == wire.TypeNSEC {
		s.Types = n.Types.String()
	}
}

// from tells whether a record has the next name, or hash, of the span.
func (s *Span) from(rr wire.RR) bool {
	if rr.Type == wire.TypeNSEC3 {
		n, err := rr.NSEC3()
		return err == nil && denial.HashText(n.Next) == s.Next
	}
	n, err := rr.NSEC()
	return err == nil && n.Next.String() == s.Next
}

// inOrder places a name between two others: they have an order (RFC 4034 6.1) and
// no distance.
func (s *Span) inOrder() {
	s.Match = s.Owner == s.Name
	if next, err := wire.ParseName(s.Next); err == nil {
		s.Wraps = wire.Compare(next, s.Owner) <= 0
	}
	if !s.Match {
		s.Along = 0.5
	}
}

// onRing places a hash between two others on the ring of all hashes (RFC 5155
// 3.1.7).
func (s *Span) onRing() {
	owner, next, at := number(s.Owner.Label(0)), number(s.Next), number(s.Hash)
	if owner == nil || next == nil || at == nil {
		return
	}
	s.Match = owner.Cmp(at) == 0
	s.Wraps = next.Cmp(owner) <= 0
	ring := new(big.Int).Lsh(big.NewInt(1), hashBits)
	s.From, s.To, s.At = share(owner, ring), share(next, ring), share(at, ring)
	length, way := apart(owner, next, ring), apart(owner, at, ring)
	if length.Sign() == 0 {
		length = ring // a ring of one record
	}
	s.Along = min(share(way, length), 1)
}

// hashBits is the length of the only hash of NSEC3 (RFC 5155 11).
const hashBits = 160

// number reads a hash in base32hex; nil if it is none of the right length.
func number(hash string) *big.Int {
	raw, err := base32.HexEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(hash))
	if err != nil || len(raw)*8 != hashBits {
		return nil
	}
	return new(big.Int).SetBytes(raw)
}

// apart is the way from one hash forward to another on the ring.
func apart(from, to, ring *big.Int) *big.Int {
	d := new(big.Int).Sub(to, from)
	if d.Sign() < 0 {
		d.Add(d, ring)
	}
	return d
}

// share is a part of a whole as a number from 0 to 1; below 1 if it is less than
// the whole.
func share(part, whole *big.Int) float64 {
	f, _ := new(big.Rat).SetFrac(part, whole).Float64()
	if f >= 1 && part.Cmp(whole) < 0 {
		return math.Nextafter(1, 0)
	}
	return f
}
