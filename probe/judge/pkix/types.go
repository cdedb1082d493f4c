package pkix

import "crypto/x509"

// Reason says why no valid path was found. Empty for a valid path.
type Reason string

// The reasons. Which of several is told is decided by rank.
const (
	Expired         Reason = "expired"          // after notAfter (RFC 5280 4.1.2.5)
	NotYetValid     Reason = "not-yet-valid"    // before notBefore
	NotCA           Reason = "not-a-ca"         // signs, but is no CA certificate (RFC 5280 6.1.4 k)
	KeyUsage        Reason = "key-usage"        // signs without keyCertSign (RFC 5280 6.1.4 n)
	PathLength      Reason = "path-length"      // more CA certificates below than allowed (RFC 5280 6.1.4 l)
	NameConstraints Reason = "name-constraints" // a name outside what a CA may sign (RFC 5280 6.1.3 b, c)
	ExtKeyUsage     Reason = "ext-key-usage"    // not for TLS servers (RFC 5280 4.2.1.3, 4.2.1.12)
	UnknownCritical Reason = "unknown-critical" // critical extension that nobody knows (RFC 5280 4.2)
	NotRead         Reason = "not-read"         // critical extension that our library does not read and others do
	WeakAlgorithm   Reason = "weak-algorithm"   // MD5 or older: no library verifies it
	UnsupportedKey  Reason = "unsupported-key"  // our library cannot use the key or algorithm
	BadSignature    Reason = "bad-signature"    // the issuer is there, its signature does not verify
	NoPath          Reason = "no-path"          // an issuer between leaf and anchor was not sent
	Unparsed        Reason = "unparsed"         // our library cannot read the leaf
	WorkLimit       Reason = "work-limit"       // our own limit ended the search
)

// Ours tells whether the reason is a limit of ours: others may find the path
// valid.
func (r Reason) Ours() bool {
	return r == UnsupportedKey || r == Unparsed || r == WorkLimit || r == NotRead
}

// rank orders reasons by how near the path came to being valid: the nearest is
// the one worth telling. It does not depend on the order of the chain.
func (r Reason) rank() int {
	order := [...]Reason{
		Expired, NotYetValid, ExtKeyUsage, NameConstraints, PathLength, KeyUsage, NotCA, UnknownCritical, NotRead,
		UnsupportedKey, WeakAlgorithm, BadSignature, WorkLimit, NoPath, Unparsed,
	}
	for i, o := range order {
		if o == r {
			return i
		}
	}
	return len(order)
}

// Note is something about a valid path that some senders refuse. What OpenSSL
// does was measured with OpenSSL 3.0, and with Postfix 3.7 on top of it.
type Note string

// The notes.
const (
	AnchorExpired     Note = "anchor-expired"       // self-signed: RFC 5280 6.1 does not look at it, OpenSSL does
	AnchorNotYetValid Note = "anchor-not-yet-valid" // likewise
	AnchorDates       Note = "anchor-dates"         // out of its dates, but not self-signed: OpenSSL does not look at it either
	AnchorNotCA       Note = "anchor-not-a-ca"      // no part of the path; OpenSSL refuses it
	AnchorLimits      Note = "anchor-limits"        // the limits in the anchor's own certificate are not kept
	AnyUse            Note = "any-use"              // a certificate is for any use and does not name TLS servers, which OpenSSL wants
	SHA1              Note = "sha1"                 // a signature on the path uses SHA-1, which OpenSSL 3 refuses by default
	SmallKey          Note = "small-key"            // an RSA key below 2048 bits: OpenSSL refuses it at security level 2, as Debian has it, and not at Postfix' 1
	BareKey           Note = "bare-key"             // the anchor is a key only: optional for senders (RFC 7671 5.2.3)
)

// Anchor is where a path must end.
type Anchor struct {
	Cert *x509.Certificate // nil for a bare key
	Key  any               // public key; taken from Cert if nil
	// ByKey says that the record names the key alone (selector 1), so path
	// length and name constraints of Cert do not bind (RFC 7671 5.2.1).
	ByKey bool
}

// Result is the best path that was found, or why there is none.
type Result struct {
	OK     bool
	Path   []*x509.Certificate // leaf first, without the anchor; the failing path if not OK
	Reason Reason
	Fault  *x509.Certificate // the certificate at fault; nil for Unparsed
	Notes  []Note
	Steps  int // certificates that were looked at
}
