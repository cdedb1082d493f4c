package tlsa

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"

	"danewalk/probe/wire"
)

// The numbers of a record (RFC 6698 2.1, acronyms of RFC 7218).
const (
	usagePKIXTA = 0
	usagePKIXEE = 1
	usageTA     = 2
	usageEE     = 3

	selectorCert = 0
	selectorSPKI = 1

	matchFull   = 0
	matchSHA256 = 1
	matchSHA512 = 2
)

// Parse reads a TLSA RRset: every record in the order of the set, with its
// problem if it is unusable for SMTP, and whether a stronger digest shadows it.
// A nil set has no records.
func Parse(set *wire.RRset) []Record {
	if set == nil {
		return nil
	}
	out := make([]Record, 0, len(set.RRs))
	for i, rr := range set.RRs {
		r := Record{Index: i, Raw: bytes.Clone(rr.RData)}
		parsed, err := rr.TLSA()
		if err != nil {
			r.Problem = Malformed // RFC 6698 4.1
		} else {
			r.TLSA = parsed
			r.Problem = problem(parsed)
		}
		out = append(out, r)
	}
	shadow(out)
	return out
}

// Usable counts the records that are usable, shadowed or not: what RFC 7672 2.2
// looks at.
func Usable(records []Record) int {
	count := 0
	for _, r := range records {
		if r.Problem == "" {
			count++
		}
	}
	return count
}

// problem tells why a record cannot be used for SMTP (RFC 6698 4.1, RFC 7672 3.1).
func problem(t wire.TLSA) Problem {
	switch {
	case t.Usage == usagePKIXTA || t.Usage == usagePKIXEE:
		return UsagePKIX // RFC 7672 3.1.3: mail servers share no list of CAs
	case t.Usage > usageEE:
		return UnknownUsage
	}
	return valueProblem(t)
}

// valueProblem is problem without the usage.
func valueProblem(t wire.TLSA) Problem {
	switch {
	case t.Selector > selectorSPKI:
		return UnknownSelector
	case t.Matching > matchSHA512:
		return UnknownMatching
	case t.Matching == matchSHA256 && len(t.Data) != sha256.Size,
		t.Matching == matchSHA512 && len(t.Data) != sha512.Size:
		return DigestLength
	case t.Matching == matchFull && t.Selector == selectorCert && Frame(t.Data).SPKI == nil:
		return NotCertificate
	case t.Matching == matchFull && t.Selector == selectorSPKI && !isPublicKey(t.Data):
		return NotPublicKey
	}
	return ""
}

// shadow applies digest agility: among the usable digests of one usage and
// selector only the strongest kind present counts; records that carry the whole
// value always do (RFC 7671 9).
func shadow(records []Record) {
	type group struct{ usage, selector uint8 }
	strongest := map[group]uint8{}
	for _, r := range records {
		if g := (group{r.TLSA.Usage, r.TLSA.Selector}); r.Problem == "" {
			strongest[g] = max(strongest[g], r.TLSA.Matching) // SHA-512 is 2, SHA-256 is 1
		}
	}
	for i := range records {
		r := &records[i]
		g := group{r.TLSA.Usage, r.TLSA.Selector}
		r.Shadowed = r.Problem == "" && r.TLSA.Matching != matchFull && r.TLSA.Matching < strongest[g]
	}
}

// Value applies a matching type to what a selector picked: the bytes, their
// SHA-256 or their SHA-512. Unknown types and missing input give nil.
func Value(matching uint8, input []byte) []byte {
	if input == nil {
		return nil
	}
	switch matching {
	case matchFull:
		return input
	case matchSHA256:
		sum := sha256.Sum256(input)
		return sum[:]
	case matchSHA512:
		sum := sha512.Sum512(input)
		return sum[:]
	}
	return nil
}
