package exhibit

import (
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Limits on what is shown of one row. A zone decides how many records it has, and
// the network how many servers; a person reads none of the rest.
const (
	maxRecords    = 100  // of one set
	maxSignatures = 32   // of one set
	maxShown      = 1500 // records and signatures behind one row
	maxRows       = 6000 // of one exhibit in any form
	maxSets       = 24   // of one answer
	maxVersions   = 12   // of one question
	maxReplies    = 64   // servers that said the same
	maxKeys       = 64   // of one zone, and as many DS
	maxCerts      = 12   // of one chain
	maxNames      = 16   // of one certificate
	maxOctets     = 4096 // of one message in hexadecimal
	maxLines      = 400  // of one message as dig writes it
)

// Source gives the DNS exchange with an ID; nil where there is none.
type Source func(evidence.ID) *evidence.Exchange

// Exhibit is what is behind one row. Questions stand in the order asked.
type Exhibit struct {
	Link      explain.Link
	At        time.Time // the moment judged at
	Zones     []Zone
	Questions []Question
	Servers   []MailServer
	Parts     []*Exhibit // of the rows below, for the row of a mail server

	d      *explain.Diagnosis
	teller *explain.Narrator
	from   Source
	spent  int // records and signatures that were taken up

	part     bool // of the exhibit of a mail server: what another part tells is left out
	inherits bool // the zone that is being shown has the status of one above it
}

// Zone is a zone with what its keys rest on.
type Zone struct {
	Judged  *dnssec.Zone
	DS      *Question // at the parent; nil at an anchor
	Entries []Entry
	Keys    []Key
	Left    int // keys and entries that are not listed
	DNSKEY  Question
}

// Entry is a DS record of the parent, and the keys that it fits.
type Entry struct {
	dnssec.DSLink
	Record Record
	Keys   []int // indexes into Zone.Keys
	Guilty bool
}

// Key is a DNSKEY record of a zone, and what vouches for it.
type Key struct {
	dnssec.Key
	Record    Record
	Entries   []int // indexes into Zone.Entries
	Anchored  bool  // named by a trust anchor
	SignsData bool  // a valid signature by it was seen in other data
	Guilty    bool
}

// Idle tells whether no DS and no anchor names the key and no valid signature by
// it was seen.
func (k Key) Idle() bool { return len(k.Entries) == 0 && !k.Anchored && !k.Signs && !k.SignsData }

// Question is a name and type, and all that was said to it.
type Question struct {
	Name     wire.Name
	Type     wire.Type
	Lookup   *dnssec.Lookup // nil for the keys of a zone
	Aliases  []Alias
	Versions []Version // the one that the judgement rests on first
	Left     int       // versions that are not listed
}

// Alias is a step of the way to the records.
type Alias struct {
	dnssec.Alias
	Record *Record // nil where the answer with it is not at hand
	Used   *Signature
}

// Version is what one or more servers said alike.
type Version struct {
	Result  dnssec.ServerResult // of the first of them
	Sets    []Set
	Left    int // sets that are not listed
	Denial  *Denial
	Replies []Reply
	Differs bool // most servers say something else
	Guilty  bool
}

// Set is an RRset with its signatures.
type Set struct {
	Owner      wire.Name
	Type       wire.Type
	TTL        uint32 // seconds
	Records    []Record
	Left       int // records that are not listed
	Signatures []Signature
	LeftSigned int // signatures that are not listed
	Asked      bool
}

// Record is a record in zone-file form.
type Record struct {
	RR   wire.RR
	Line string // escaped, and cut where it is very long
}

// Signature is an RRSIG as it was checked.
type Signature struct {
	dnssec.Signature
	Record  Record
	Judged  bool // false: nothing depends on it, and it was not looked at
	Spared  bool // it fails, and another one vouches for the same set
	Unknown bool // it fits the key, but nothing proves the key
	Guilty  bool
}

// Denial is a proof that something does not exist, or that a wildcard may answer.
type Denial struct {
	Name   wire.Name
	Type   wire.Type
	Proof  *denial.Proof
	Spans  []Span
	Guilty bool
}

// Span is one NSEC or NSEC3 of a proof, with the place of the name in it.
type Span struct {
	denial.Span
	Record *Record
	Match  bool   // the record is at the name: its list of types counts
	Wraps  bool   // the last one of the zone: its next name is the first
	OptOut bool   // RFC 5155 6
	Types  string // that exist at the owner
	// From, To and At are places on the ring of hashes, from 0 to below 1: of the
	// owner, the next hash, and the name. For NSEC3 only.
	From, To, At float64
	// Along is where the name lies on the way from owner to next, from 0 to 1. For
	// NSEC3 that is exact, for NSEC, whose names have an order and no distance, a half.
	Along float64
}

// Reply is one server's answer.
type Reply struct {
	Result   dnssec.ServerResult
	Answer   *view.Answer
	Exchange *evidence.Exchange // nil where it is not at hand, and in a what-if
	// Otherwise: it sent the same data, and signatures or a TTL that are not those shown.
	Otherwise bool
}

// MailServer is a mail server with the sessions held at its addresses.
type MailServer struct {
	Host     *mail.Host
	Sessions []Session
	Step     string // which step of the chain it is shown for
}

// Session is the ordinary session with one address, and all certificates that
// were shown there.
type Session struct {
	Address *mail.Address
	Chains  []Chain
}

// Chain is one chain of certificates.
type Chain struct {
	Shown  *mail.Cert
	Certs  []Cert
	Left   int // certificates that are not listed
	Guilty bool
}

// Cert is a certificate of a chain.
type Cert struct {
	Depth     int
	Subject   string // escaped, as all here
	Issuer    string
	Names     []string
	Left      int // names that are not listed
	NotBefore time.Time
	NotAfter  time.Time
	Key       string // "RSA 2048", "ECDSA P-256"
	Signed    string // algorithm of the signature on it
	Whole     string // SHA-256 of the certificate, hexadecimal: "3 0 1"
	SPKI      string // SHA-256 of its public key: "3 1 1" or "2 1 1"
	Parsed    bool
}
