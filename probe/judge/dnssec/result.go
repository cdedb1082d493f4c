package dnssec

import (
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Status is the security status of data (RFC 4035 4.3). The zero value means
// that it was not judged.
type Status uint8

// The four outcomes, and "not judged".
const (
	NotJudged Status = iota
	Secure
	Insecure      // provably unsigned: normal, not an error
	Bogus         // should be signed, and the proof fails
	Indeterminate // the data needed for a judgement could not be obtained
)

// String returns the word used in JSON and text.
func (s Status) String() string {
	return [...]string{"not-judged", "secure", "insecure", "bogus", "indeterminate"}[s%5]
}

// MarshalText gives String.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Fails tells whether a mail sender must treat the lookup as failed
// (RFC 7672 2.1.1): bogus and indeterminate alike, insecure not.
func (s Status) Fails() bool { return s == Bogus || s == Indeterminate }

// Reason says why a status is what it is. Empty for secure.
type Reason string

// Reasons for insecure.
const (
	UnsignedDelegation   Reason = "unsigned-delegation"   // proven: no DS (RFC 4035 5.2)
	OptOutDelegation     Reason = "opt-out"               // NSEC3 opt-out covers the name (RFC 5155 8.6, 8.9)
	UnsupportedAlgorithm Reason = "unsupported-algorithm" // no DS of a known key algorithm (RFC 4035 5.2)
	UnsupportedDigest    Reason = "unsupported-digest"    // no DS of a known digest type (RFC 6840 5.2)
	UnsupportedKeySize   Reason = "unsupported-key-size"  // RSA key that no library accepts; for indeterminate: the only signature is by such a key
	InsecureIterations   Reason = "nsec3-iterations"      // above the limit of RFC 9276 3.2
	InsecureAlias        Reason = "alias-insecure"        // an alias on the way is insecure (RFC 7672 2.1.3)
	NegativeAnchor       Reason = "negative-trust-anchor" // the person asked not to validate here (RFC 7646)
	SHA1Unsupported      Reason = "sha1-unsupported"      // only RSASHA1, which the policy does not verify (RFC 9905)
)

// Reasons for bogus.
const (
	AnchorMismatch   Reason = "anchor-matches-no-key" // the zone of the anchor does not publish, or sign with, an anchored key
	DSMismatch       Reason = "ds-mismatch"           // no DS fits a DNSKEY
	DSMalformed      Reason = "ds-malformed"          // no DS can be used, and some cannot even be read
	DSButUnsigned    Reason = "ds-but-unsigned"       // DS, but no DNSKEY at all
	DNSKEYNotSigned  Reason = "dnskey-not-signed"     // a DS fits a key which does not sign the DNSKEY RRset
	KeyRevoked       Reason = "key-revoked"           // the only fitting key is revoked
	KeyFlags         Reason = "key-flags"             // the only fitting key has no zone flag, or protocol is not 3
	SigExpired       Reason = "rrsig-expired"
	SigNotYetValid   Reason = "rrsig-not-yet-valid"
	SigMissing       Reason = "rrsig-missing"
	SigInvalid       Reason = "rrsig-invalid"          // the cryptographic check fails
	SigWrongSigner   Reason = "rrsig-wrong-signer"     // signer is not the apex of the zone
	SigUnknownKey    Reason = "rrsig-unknown-key"      // no key of that algorithm and tag
	SigLabels        Reason = "rrsig-labels"           // more labels than the owner has
	DenialMissing    Reason = "denial-missing"         // negative answer without any NSEC or NSEC3
	DenialInvalid    Reason = "denial-invalid"         // proof present, but incomplete or wrong
	BitmapWrong      Reason = "bitmap-wrong"           // the type is in the bitmap, or a CNAME is
	NSEC3UnknownHash Reason = "nsec3-unknown-hash"     // hash algorithm not 1 or flags unknown (RFC 5155 8.1, 8.2)
	WildcardUnproven Reason = "wildcard-proof-missing" // RFC 4035 5.3.4
	DNAMEMismatch    Reason = "dname-mismatch"         // the CNAME is not what the DNAME makes (RFC 6672 5.3)
	DNSKEYMalformed  Reason = "dnskey-malformed"
)

// Reasons for indeterminate.
const (
	LookupFailed      Reason = "lookup-failed"      // no usable answer of any server
	DNSKEYUnavailable Reason = "dnskey-unavailable" // DS says signed, DNSKEY cannot be fetched
	DSUnavailable     Reason = "ds-unavailable"     // the parent does not answer for DS
	AliasLoop         Reason = "alias-loop"         // or more than the limit of aliases
	WorkLimit         Reason = "work-limit"         // a limit of ours stopped the checks
	AboveAnchor       Reason = "no-trust-anchor"    // no anchor is configured above the name (RFC 4033 5): nothing is proven, nor that it is unsigned
	NotAsked          Reason = "not-asked"          // the evidence ends before this question
)

// Anchor is a configured trust anchor: a DS or a DNSKEY at any name
// (RFC 4033 2, RFC 9718).
type Anchor struct {
	Zone   wire.Name
	DS     *wire.DS
	DNSKEY *wire.DNSKEY
	Source string    // "built-in KSK-2024", or the file it was read from
	From   time.Time // RFC 9718 validFrom; the zero time if not limited
	Until  time.Time // RFC 9718 validUntil; the zero time if not limited
}

// Policy is everything that a judgement depends on besides the evidence.
type Policy struct {
	Anchors []Anchor
	At      time.Time // the moment to judge at
	SHA1    bool      // verify RSASHA1 (5, 7), as RFC 8624 3.1 has it; false: unsupported, as RFC 9905 tells operators
	Limits  Limits    // zero fields mean the defaults
	// Algorithms and Digests, if not nil, are the only ones that count as
	// supported: the judgement is that of a weaker validator.
	Algorithms []uint8
	Digests    []uint8
	// Negative are names below which nothing is validated (RFC 7646): insecure,
	// because the person said so, and shown as such.
	Negative []wire.Name
	Memo     *Memo // remembers signature checks from one judgement to the next; nil: none
}

// Limits bound the work that hostile data can cause (KeyTrap, RFC 9276).
type Limits struct {
	Signatures    int // tried per RRset, each with each key of its tag
	SameTag       int // keys with the same tag tried per signature
	DS            int // DS records looked at per delegation
	Verifications int // ordinary signature checks per case; costly ones count more
	Iterations    int // NSEC3 iterations above which a zone counts as insecure
	Hashes        int // NSEC3 hashes per proof
	Aliases       int
	Delegations   int
}

// Signature is one RRSIG as it was checked.
type Signature struct {
	RRSIG      wire.RRSIG
	Inception  time.Time
	Expiration time.Time
	Valid      bool
	Reason     Reason // why it does not count
}

// ServerResult is the judgement of what one server said about one question.
type ServerResult struct {
	Answer     *view.Answer
	Status     Status
	Reason     Reason
	Set        *wire.RRset // the records it gave, or nil
	Signatures []Signature
	Proof      *denial.Proof // for a negative or wildcard answer
	Wildcard   bool          // synthesised from a wildcard
	OptOut     bool
	Outcome    Outcome   // what this server said, apart from security
	Alias      wire.Name // where its answer leads, if it is an alias
	DNAME      *wire.RRset
	SOA        Reason // why the SOA beside a denial does not validate: no RFC asks for it, Unbound does
	Fault      Fault  // what decided, if not secure
}

// Outcome is what a lookup found, apart from its security.
type Outcome string

// The outcomes of a lookup.
const (
	Found     Outcome = "found"
	Empty     Outcome = "nodata"
	Missing   Outcome = "nxdomain"
	Unanswer  Outcome = "failed" // no usable answer
	NotLooked Outcome = "not-looked-up"
)

// Fault names the place that decided a status which is not secure: the first
// broken or open link from the root. A DS set that does not validate is a fault
// of the parent zone (Type DS); a DS that fits no key, and everything else about
// the keys of a zone, is one of the zone itself (Type DNSKEY).
type Fault struct {
	Reason   Reason
	Zone     wire.Name // whose operator can mend it
	Name     wire.Name // RRset or denied name
	Type     wire.Type
	Evidence []evidence.ID
}

// IsZero tells whether there is no fault.
func (f Fault) IsZero() bool { return f.Reason == "" }

// DSLink is one DS record and what became of it.
type DSLink struct {
	DS        wire.DS
	Supported bool   // key algorithm and digest type known here
	Ignored   bool   // SHA-1 beside a stronger digest (RFC 4509 3)
	Matches   bool   // fits a DNSKEY
	TagOnly   bool   // a key with this tag and algorithm exists, the digest differs
	Signs     bool   // the fitting key validly signs the DNSKEY RRset
	Reason    Reason // why this DS does not lead to a key
}

// Key is one DNSKEY of a zone.
type Key struct {
	DNSKEY  wire.DNSKEY
	Tag     uint16
	Bits    int  // RSA modulus; 0 for other algorithms
	Entry   bool // fits a DS or an anchor, and is usable
	Signs   bool // a valid RRSIG over the DNSKEY RRset is by this key
	Trusted bool // member of a DNSKEY RRset that validated
}

// Zone is one zone on the way from the root, with the judgement of its
// delegation and keys.
type Zone struct {
	Name     wire.Name
	Parent   *Zone `json:"-"`
	Status   Status
	Reason   Reason
	Fault    Fault    // what decided; the parent's fault when inherited
	Inherits bool     // the status is the parent's: this zone was not at fault
	Anchor   *Anchor  // the trust anchor that was used here, if any
	DS       []DSLink // from the parent
	DSTTL    uint32   // seconds
	DSLookup *Lookup  `json:"-"` // DS question at the parent; nil at the anchor's zone
	Keys     []Key
	KeyTTL   uint32         // seconds
	KeySets  []ServerResult // the DNSKEY answer of every server
	Servers  []view.Server  // addresses of the zone that were asked anything
	NS       []wire.Name    // as the parent delegates
	Evidence []evidence.ID
	Begin    time.Duration // first and last item about this zone's delegation and keys
	End      time.Duration
}

// Alias is one CNAME or DNAME on the way.
type Alias struct {
	From, To wire.Name
	DNAME    bool
	Status   Status
	Reason   Reason
	Zone     wire.Name
	Used     *Signature    // the signature that counted, or the one that failed
	Proof    *denial.Proof // that a wildcard was right to answer
}

// Question is a name and type.
type Question struct {
	Name wire.Name
	Type wire.Type
}

// Lookup is one name and type, judged: what a validating resolver would know,
// with the reason and the evidence.
type Lookup struct {
	Name     wire.Name // as asked
	Type     wire.Type
	Outcome  Outcome
	Status   Status // of the whole: the weakest link of aliases and target
	Reason   Reason
	Fault    Fault
	Target   wire.Name   // owner of the records, after aliases
	Set      *wire.RRset // the records, when Outcome is Found
	Zone     *Zone       // that holds the target; nil when not known
	Aliases  []Alias
	Wildcard bool
	OptOut   bool
	Proof    *denial.Proof // the denial that counted
	Used     *Signature    // the signature that counted, or the one that failed
	Rcode    wire.Rcode
	EDE      []wire.EDE
	TTL      uint32         // seconds, as RFC 4035 5.3.3 allows it
	Servers  []ServerResult // every server of the zone that was asked for the target
	Evidence []evidence.ID  // what decided
	Begin    time.Duration
	End      time.Duration
}
