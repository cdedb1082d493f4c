package wire

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

// Equal tells whether two records are the same record: owner, type, class and
// canonical RDATA. The TTL is not compared (RFC 2181 5).
func (rr RR) Equal(o RR) bool {
	return rr.Name == o.Name && rr.Type == o.Type && rr.Class == o.Class &&
		bytes.Equal(canonicalRData(rr.Type, rr.RData), canonicalRData(o.Type, o.RData))
}

// ValidityOf returns the validity period of a signature as points in time (UTC,
// whole seconds). The fields of an RRSIG are serial numbers modulo 2^32 (RFC
// 4034 3.1.5, RFC 1982): each is taken as the moment nearest to around, which
// is the time that the signature is judged at.
func ValidityOf(sig RRSIG, around time.Time) (inception, expiration time.Time) {
	return unwrap(sig.Inception, around), unwrap(sig.Expiration, around)
}

// unwrap returns the moment within 2^31 seconds (68 years) of around whose
// seconds since 1970, modulo 2^32, are serial.
func unwrap(serial uint32, around time.Time) time.Time {
	base := around.Unix()
	distance := int32(serial - uint32(base))
	return time.Unix(base+int64(distance), 0).UTC()
}

// Sorted returns the types in numerical order.
func (s TypeSet) Sorted() []Type {
	types := make([]Type, 0, len(s))
	for t := range s {
		types = append(types, t)
	}
	slices.Sort(types)
	return types
}

// String returns the mnemonics in numerical order with a space between, as a
// zone file has them; "" for the empty set (an empty non-terminal of NSEC3).
func (s TypeSet) String() string {
	var b strings.Builder
	for i, t := range s.Sorted() {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.String())
	}
	return b.String()
}
