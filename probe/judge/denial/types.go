package denial

import "danewalk/probe/wire"

// Kind is what a proof shows.
type Kind string

// The kinds of proof.
const (
	NoProof       Kind = ""
	NoData        Kind = "nodata"
	NameError     Kind = "nxdomain"
	NoDS          Kind = "no-ds"    // the delegation is unsigned
	NoCut         Kind = "no-cut"   // the name exists (or is an empty non-terminal) and is no delegation
	WildcardAway  Kind = "wildcard" // the exact name does not exist, so a wildcard may answer
	WildcardEmpty Kind = "wildcard-nodata"
	CompactAbsent Kind = "compact-nxname" // RFC 9824: NODATA that means "does not exist"
)

// Failure says why there is no proof.
type Failure string

// The failures of a proof.
const (
	Missing      Failure = "missing"     // no NSEC or NSEC3 at all
	NotCovered   Failure = "not-covered" // the name is not covered
	NoEncloser   Failure = "no-encloser" // no closest encloser (RFC 5155 8.3)
	NoNextCloser Failure = "no-next-closer"
	NoWildcard   Failure = "no-wildcard"  // the wildcard at the closest encloser is not denied
	BitmapHas    Failure = "bitmap-has"   // the bitmap lists the type, or CNAME (RFC 6840 4.3)
	Ancestor     Failure = "ancestor"     // NSEC of a delegation or DNAME above the name (RFC 6840 4.1)
	UnknownHash  Failure = "unknown-hash" // RFC 5155 8.1, 8.2
	Iterations   Failure = "iterations"   // above the limit: insecure, not bogus (RFC 9276 3.2)
	Exhausted    Failure = "work-limit"
	Exists       Failure = "exists" // the proof shows that the name exists
)

// Proof is a checked denial of existence, with what is needed to draw it.
type Proof struct {
	Kind       Kind
	Failure    Failure
	NSEC3      bool
	OptOut     bool      // the covering NSEC3 has the opt-out flag: at best insecure
	Encloser   wire.Name // closest encloser
	NextCloser wire.Name
	Wildcard   wire.Name // *.encloser
	Covered    []Span
	Iterations int
	Salt       []byte
	Hashes     int // computed for this answer
}

// Span is one NSEC or NSEC3 that took part.
type Span struct {
	Role  string    // "match", "cover", "encloser", "next-closer", "wildcard"
	Name  wire.Name // the name proven or denied
	Owner wire.Name
	Next  string // next name, or next hash in base32hex
	Hash  string // hash of Name, for NSEC3
	Types string // bitmap, for a match
}
