package policy

import (
	"crypto/x509"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Result is what a domain says about mail beside DANE.
type Result struct {
	STS    STS
	Report Report
	DMARC  DMARC
	SPF    SPF
}

// Presence tells whether a record was found. The zero value means not known.
type Presence uint8

// The values of a Presence.
const (
	NotKnown Presence = iota // not asked, or nothing was heard that proves anything
	Absent                   // the DNS says so
	Withheld                 // validation fails: a validating sender sees no answer at all
	Published
)

// String returns the word used in JSON.
func (p Presence) String() string {
	return [...]string{"not-known", "absent", "withheld", "published"}[p%4]
}

// Problem is one defect of a record or policy, with the words of it that show it.
type Problem struct {
	Kind   string // stable, kebab-case: "no-id", "two-records", "bad-max-age"
	Detail evidence.Wild
}

// Record is a TXT record that was looked for.
type Record struct {
	Presence Presence
	Name     wire.Name      // where it was found, or first looked for
	Lookup   *dnssec.Lookup // nil if not asked
	Text     evidence.Wild  // of the one that counts, its strings joined; empty if none does
	Problems []Problem
	Evidence []evidence.ID
}

// Usable tells whether there is exactly one record, without a fault.
func (r Record) Usable() bool { return r.Presence == Published && len(r.Problems) == 0 }

// STS is MTA-STS (RFC 8461).
type STS struct {
	TXT     Record // _mta-sts.DOMAIN (RFC 8461 3.1)
	ID      string
	IDs     []string        // every id that a name server gave, sorted: more than one while a change spreads
	Host    wire.Name       // of the policy: mta-sts.DOMAIN
	A, AAAA *dnssec.Lookup  // of the policy host; nil when no policy was looked for
	Fetch   *evidence.Fetch // the one that counts: the first address that answered, else the last that failed
	FetchID evidence.ID
	Trouble FetchTrouble // why there is no policy; empty when there is one, or when none was fetched
	Trust   Trust        // in the certificate of the policy host
	Policy  *STSPolicy   // nil when none came
	Hosts   []STSHost    // of the domain, in the order of the mail servers; empty without a valid policy
	// Others are fetches that gave another policy than the one that counts, at the
	// same time: from another address of the policy host.
	Others []evidence.ID
}

// Active tells whether a sender with MTA-STS refuses servers that do not fit.
func (s STS) Active() bool { return s.Policy != nil && s.Policy.Valid && s.Policy.Mode == "enforce" }

// FetchTrouble is the class of a failed fetch (RFC 8461 3.3).
type FetchTrouble string

// The troubles of a fetch.
const (
	FetchDNS         FetchTrouble = "dns"      // no address, or the lookup fails
	FetchOwnSide     FetchTrouble = "own-side" // no HTTPS from here: says nothing about the domain
	FetchUnread      FetchTrouble = "unread"   // not read by us, and others may: too slow for our patience, cut off by us, refused by our library
	FetchWithheld    FetchTrouble = "withheld" // its addresses fail validation: nothing for those who validate, a policy for others
	FetchConnect     FetchTrouble = "connect"
	FetchTLS         FetchTrouble = "tls"
	FetchCertificate FetchTrouble = "certificate" // not trusted, expired, or of another name
	FetchRedirect    FetchTrouble = "redirect"    // MUST NOT be followed
	FetchStatus      FetchTrouble = "status"      // other than 200
	FetchTooLong     FetchTrouble = "too-long"
	FetchOther       FetchTrouble = "other"
)

// Trust is what public authorities say about a certificate (RFC 5280 6, RFC 6125).
type Trust struct {
	Checked bool // a certificate was seen that we can read, and there were roots to check against
	OK      bool
	Why     string // when not OK: "untrusted", "expired", "not-yet-valid", "name", "other"; when not Checked: "unreadable", "too-long"
	Detail  evidence.Wild
	Leaf    *x509.Certificate
	Chain   []*x509.Certificate
}

// STSPolicy is a policy file (RFC 8461 3.2).
type STSPolicy struct {
	Valid    bool     // a sender can use it
	Mode     string   // "enforce", "testing", "none"; what else stands there is in Problems
	MX       []string // patterns, in lower case
	MaxAge   time.Duration
	Problems []Problem
}

// STSHost is one mail server as a sender with MTA-STS sees it (RFC 8461 4.1, 4.2).
type STSHost struct {
	Host    wire.Name
	Listed  bool        // a pattern of the policy covers it
	Pattern string      // the pattern that does
	Servers []STSServer // in the order of the addresses
}

// STSServer is one address of a mail server.
type STSServer struct {
	Addr  string // as netip.Addr prints it
	Seen  bool   // a session came far enough to tell: a certificate, or proof that there is no STARTTLS
	TLS   bool
	Trust Trust
}

// Report is the TLS reporting record (RFC 8460 3).
type Report struct {
	TXT      Record // _smtp._tls.DOMAIN
	RUA      []string
	SameFate bool // every report goes by mail to the domain itself, or to one that shares its mail servers or zone
}

// DMARC is the policy record of DMARC (RFC 9989).
type DMARC struct {
	TXT        Record // Name is the domain or one above (RFC 9989 4.10, the tree walk)
	Policy     string // p, or sp where the record is of a domain above; empty: missing, which reads as none
	Testing    bool
	Deprecated []string // tags that RFC 9989 removed; "!size" for a size behind an address
	sub, psd   string   // the tags sp and psd
}

// SPF is the sender policy (RFC 7208).
type SPF struct {
	TXT     Record
	Lookups int  // DNS look-ups that its terms cost, as far as they were followed
	More    bool // not all were followed: Lookups is a lower bound
}

// Host is a mail server as package mail has judged it, in the words of this
// package: it may not import that one.
type Host struct {
	Name      wire.Name
	Addresses []Address
}

// Address is one address with what its ordinary session showed.
type Address struct {
	Addr     string
	Seen     bool // the session came far enough to tell
	TLS      bool
	ChainDER [][]byte
	Cut      bool // more certificates came than are kept
}

// Passes tells whether a sender with MTA-STS delivers here, if the server is
// listed (RFC 8461 4.2): TLS, and a certificate that public authorities vouch for.
func (s STSServer) Passes() view.Fact {
	switch {
	case !s.Seen || s.TLS && !s.Trust.Checked:
		return view.NotChecked
	case s.TLS && s.Trust.OK:
		return view.Yes
	}
	return view.No
}
