package tlsa

import (
	"slices"

	"danewalk/probe/judge/pkix"
	"danewalk/probe/wire"
)

// Problem says why a record is unusable for SMTP (RFC 6698 4.1, RFC 7672 3.1).
type Problem string

// The problems of a record. Usable records have none.
const (
	Malformed       Problem = "malformed"  // fewer than four octets of RDATA
	UsagePKIX       Problem = "usage-pkix" // usage 0 or 1 (RFC 7672 3.1.3)
	UnknownUsage    Problem = "unknown-usage"
	UnknownSelector Problem = "unknown-selector"
	UnknownMatching Problem = "unknown-matching"
	DigestLength    Problem = "digest-length" // not 32 octets for SHA-256, 64 for SHA-512
	NotCertificate  Problem = "not-a-certificate"
	NotPublicKey    Problem = "not-a-public-key"
)

// Record is a TLSA record and whether it takes part.
type Record struct {
	Index    int // position in the RRset
	TLSA     wire.TLSA
	Raw      []byte // RDATA, for records that do not parse
	Problem  Problem
	Shadowed bool // usable, but a stronger digest of the same usage and selector is present (RFC 7671 9)
}

// Active tells whether the record is used for matching.
func (r Record) Active() bool { return r.Problem == "" && !r.Shadowed }

// Why says why a record does not match a chain.
type Why string

// The reasons of a mismatch, and the empty value for a match.
const (
	Differs       Why = "differs"         // no certificate in the right place has this value
	NotInChain    Why = "not-in-chain"    // usage 2: no certificate at depth one or more matches
	ChainInvalid  Why = "chain-invalid"   // usage 2: anchor found, path does not verify
	NameMismatch  Why = "name-mismatch"   // usage 2: path verifies, no reference identifier fits
	LeafUnderTA   Why = "leaf-under-ta"   // usage 2 with the digest of the leaf
	CAUnderEE     Why = "ca-under-ee"     // usage 3 with the digest of another certificate of the chain
	OtherSelector Why = "other-selector"  // the digest of the other selector
	OtherHash     Why = "other-hash"      // the right input under another hash, or truncated
	EmptyInput    Why = "digest-of-empty" // SHA-256 or SHA-512 of nothing
	PEMInput      Why = "digest-of-pem"   // hashed the PEM text
	OtherInput    Why = "other-input"     // another form of the right thing: Guess says which
	NoCertificate Why = "no-certificate"  // nothing to compare with
	OutOfForce    Why = "out-of-force"    // shadowed by a stronger digest: not looked at (RFC 7671 9)
	NotUsable     Why = "not-usable"      // has a Problem: not looked at
	NotTried      Why = "not-tried"       // our own limit on the work was reached
)

// Attempt is one record held against one chain.
type Attempt struct {
	Record  int  // index of the Record
	Matched bool // the record authenticates this chain; never for a record that is not active
	Would   bool // the record is not active, but its value and usage fit (usage 1 as 3, 0 as 2)
	Depth   int  // of the certificate that has the value, 0 is the leaf; -1 if none or if the record brought it
	Why     Why
	// Detail is, of ChainInvalid: the reason of pkix and the certificate; of
	// NameMismatch: the names in the certificate; of a value with a Guess: what was hashed.
	// Names come from the network and are escaped.
	Detail string
	Guess  Guess       // what the value is, where it does not fit and that was found out
	Reason pkix.Reason // of ChainInvalid
	Notes  []pkix.Note // of a match by usage 2: what stricter senders refuse
}

// Match is the comparison of a record set with a chain.
type Match struct {
	Compared bool // there was a chain
	Matched  bool // any active record matched (RFC 7672 3.1: any match authenticates)
	By       int  // index of the record that matched, -1 if none
	Attempts []Attempt
}

// Unfinished is the comparison where not all that the server sent was kept: the
// authority may be among the rest, or a certificate on the way to it, so its
// absence proves nothing. Usage 3 looks at the first certificate alone, which is
// there (RFC 7672 3.1.1).
func (m Match) Unfinished() Match {
	m.Attempts = slices.Clone(m.Attempts)
	for i, a := range m.Attempts {
		if a.Why == NotInChain || a.Why == ChainInvalid && a.Reason == pkix.NoPath {
			m.Attempts[i] = Attempt{Record: a.Record, Depth: -1, Why: NotTried}
		}
	}
	return m
}

// Undecided tells whether limits of ours kept a record from being judged, so
// that the missing match proves nothing.
func (m Match) Undecided() bool {
	if m.Matched {
		return false
	}
	return slices.ContainsFunc(m.Attempts, func(a Attempt) bool {
		return a.Why == NotTried || a.Why == ChainInvalid && a.Reason.Ours()
	})
}
