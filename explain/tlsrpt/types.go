package tlsrpt

import (
	"net/netip"
	"time"

	"danewalk/probe/evidence"
)

// PolicyType is which policy the sender followed (RFC 8460 4.4).
type PolicyType string

// The policy types. What else stands in a report is NoPolicy, with a note.
const (
	TLSA     PolicyType = "tlsa"
	STS      PolicyType = "sts"
	NoPolicy PolicyType = "no-policy-found"
)

// ResultType is what failed (RFC 8460 4.3). Others than these are Other.
type ResultType string

// The result types of the IANA registry.
const (
	STARTTLSNotSupported ResultType = "starttls-not-supported"
	HostMismatch         ResultType = "certificate-host-mismatch"
	CertExpired          ResultType = "certificate-expired"
	CertNotTrusted       ResultType = "certificate-not-trusted"
	ValidationFailure    ResultType = "validation-failure"
	TLSAInvalid          ResultType = "tlsa-invalid"
	DNSSECInvalid        ResultType = "dnssec-invalid"
	DANERequired         ResultType = "dane-required"
	STSFetchError        ResultType = "sts-policy-fetch-error"
	STSPolicyInvalid     ResultType = "sts-policy-invalid"
	STSWebPKIInvalid     ResultType = "sts-webpki-invalid"
	Unspecified          ResultType = "unspecified" // sessions counted as failed, and nothing said about them
	Other                ResultType = "other"       // a word that is not in the registry
)

// ResultTypes lists all of them.
func ResultTypes() []ResultType {
	return []ResultType{
		STARTTLSNotSupported, HostMismatch, CertExpired, CertNotTrusted, ValidationFailure, TLSAInvalid, DNSSECInvalid, DANERequired,
		STSFetchError, STSPolicyInvalid, STSWebPKIInvalid, Unspecified, Other,
	}
}

// Report is one report of one sender.
type Report struct {
	File         string        // as given to Read, and the attachment in it
	Organisation evidence.Wild // that sent the mail and the report
	Contact      evidence.Wild
	ID           evidence.Wild
	Domain       string    // that the report is about: A-labels; empty if nothing names it
	Begin, End   time.Time // UTC; zero if not said
	Policies     []Policy
	Notes        []Note // what was not as RFC 8460 has it
}

// Policy is what a report says about one policy.
type Policy struct {
	Type      PolicyType
	Said      evidence.Wild   // the type in the words of the report
	Strings   []evidence.Wild // the policy: TLSA records, or lines of the MTA-STS policy
	Domain    string          // for TLSA that of the mail server (RFC 8460 4.2)
	MX        []evidence.Wild // patterns of the MTA-STS policy, or hosts
	Good, Bad int64           // sessions
	Failures  []Failure
}

// Failure is one row of failure-details.
type Failure struct {
	Type        ResultType
	Said        evidence.Wild // the type in the words of the report
	Sender      evidence.Wild // address that the mail came from
	Host        string        // mail server; empty if not said
	Helo        evidence.Wild
	Address     netip.Addr // of the mail server; not valid if not said
	Count       int64      // sessions
	Information evidence.Wild
	Reason      evidence.Wild
}

// NoteKind is a liberty that was taken. The names are stable.
type NoteKind string

// The notes.
const (
	NoteBOM          NoteKind = "byte-order-mark"
	NoteTrailing     NoteKind = "trailing-octets"
	NoteCutShort     NoteKind = "compression-cut-short"
	NoteList         NoteKind = "list"             // one value where a list belongs, or the other way round
	NoteNoZone       NoteKind = "no-time-zone"     // read as UTC
	NoteTime         NoteKind = "time-unclear"     // missing, or of no known form
	NoteNull         NoteKind = "null"             // a value that must be there is null
	NoteNumber       NoteKind = "number-as-text"   //
	NoteBadNumber    NoteKind = "number-unclear"   // read as 0
	NoteNoDomain     NoteKind = "no-policy-domain" //
	NoteEmpty        NoteKind = "empty-value"      // an empty text where the RFC has none
	NoteName         NoteKind = "name-unclear"     // no host or domain name
	NoteAddress      NoteKind = "address-unclear"
	NoteUnknownType  NoteKind = "unknown-type" // of result or policy
	NoteCounts       NoteKind = "counts-differ"
	NoteOldField     NoteKind = "old-field" // the name that a draft had
	NoteMissing      NoteKind = "missing"
	NoteKindMismatch NoteKind = "wrong-kind" // a text where an object belongs, and the like
	NoteSeveral      NoteKind = "several-documents"
	NoteTooMany      NoteKind = "too-many" // more rows than are read
)

// NoteKinds lists all of them.
func NoteKinds() []NoteKind {
	return []NoteKind{
		NoteBOM, NoteTrailing, NoteCutShort, NoteList, NoteNoZone, NoteTime, NoteNull, NoteNumber, NoteBadNumber, NoteNoDomain, NoteEmpty,
		NoteName, NoteAddress, NoteUnknownType, NoteCounts, NoteOldField, NoteMissing, NoteKindMismatch, NoteSeveral, NoteTooMany,
	}
}

// Note is one of them.
type Note struct {
	Kind  NoteKind
	Field string        // where: "date-range/start-datetime"
	Said  evidence.Wild // what stands there, if it is short
}

// The bounds of what is read.
const (
	MaxBytes    = 16 << 20 // of a file: 10 MiB in base64, with the rest of a mail
	MaxUnpacked = 10 << 20 // of all documents of a file together; reports have some kilobytes
	maxReports  = 1000     // of a file: an mbox of some months
	maxPolicies = 1000     // of a report
	maxFailures = 10000    // of a policy
	maxStrings  = 100      // of a policy
	maxNotes    = 100      // of a report
	maxDepth    = 5        // of mail in mail, and of packing
	maxParts    = 100      // of a multipart
	maxCount    = 1 << 40  // sessions a day: sums of all rows stay within 64 bits
)

// Error is why a file could not be read, with what to do.
type Error struct {
	Name, What, Hint string
	Large            bool // it grows beyond all bounds when it is unpacked
}

func (e *Error) Error() string {
	return evidence.Escape(e.Name, evidence.WildMax) + ": " + e.What + "\nhint: " + e.Hint
}
