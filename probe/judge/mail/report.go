package mail

import (
	"crypto/x509"
	"net/netip"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Verdict is the one word about a domain.
type Verdict string

// The verdicts. Checking is for a case that is still growing and not certain.
const (
	Checking     Verdict = "checking"
	Protected    Verdict = "protected"
	AtRisk       Verdict = "at-risk"
	Blocked      Verdict = "blocked"
	NotProtected Verdict = "not-protected"
	CannotTell   Verdict = "cannot-tell"
	NoMail       Verdict = "no-mail"
)

// MXKind is what the MX lookup amounts to.
type MXKind string

// The kinds of MX answer.
const (
	MXPending   MXKind = "" // not known yet
	MXRecords   MXKind = "records"
	MXImplicit  MXKind = "implicit"   // no MX: the domain is its own host (RFC 5321 5.1)
	MXNull      MXKind = "null"       // RFC 7505
	MXNXDomain  MXKind = "nxdomain"   // permanent failure
	MXFailed    MXKind = "failed"     // bogus, indeterminate or no answer: mail is delayed
	MXNoAddress MXKind = "no-address" // no MX and no address
	MXLiteral   MXKind = "literal"    // user@[192.0.2.1]
	MXDirect    MXKind = "direct"     // another port than 25: the name is that of the server itself
)

// MX is the answer to "which servers take mail for the domain".
type MX struct {
	Kind     MXKind
	Lookup   *dnssec.Lookup
	Secure   bool
	NullToo  bool        // a null MX beside others (RFC 7505 3)
	NextHop  []wire.Name // reference identifiers from the domain: as asked, and expanded if an alias (RFC 7672 3.2.2)
	AddrLike []wire.Name // MX targets that look like addresses
}

// Gate is the outcome of the address lookups, which decides whether TLSA is
// asked at all (RFC 7672 2.2.2).
type Gate string

// The outcomes of the address gate.
const (
	GatePending   Gate = ""
	GateSecure    Gate = "secure"     // TLSA decides
	GateInsecure  Gate = "insecure"   // TLSA must not be used
	GateFailed    Gate = "failed"     // every family failed: host skipped
	GateNoAddress Gate = "no-address" // neither A nor AAAA
)

// Mode is what DANE asks of a connection to the host.
type Mode string

// The modes.
const (
	ModePending     Mode = ""
	ModeNone        Mode = "none"         // DANE does not apply: opportunistic TLS
	ModeDANE        Mode = "dane"         // TLS and authentication mandatory
	ModeEncryptOnly Mode = "encrypt-only" // TLS mandatory, no usable record
	ModeUnreachable Mode = "unreachable"  // the TLSA lookup failed (RFC 7672 2.1.2)
)

// Outcome is what a DANE sender finds at a host or address.
type Outcome string

// The outcomes, and the empty value for "not known yet".
const (
	OutcomePending     Outcome = ""
	OutcomePass        Outcome = "pass"        // authenticated
	OutcomeEncrypted   Outcome = "encrypted"   // encrypt-only satisfied
	OutcomeUnprotected Outcome = "unprotected" // DANE does not apply, and mail flows
	OutcomeFail        Outcome = "fail"        // a DANE sender does not deliver here
	OutcomeDown        Outcome = "down"        // nobody can deliver here
	OutcomeUntested    Outcome = "untested"    // could not be tested from here
)

// Address is one address of a host, with the session that was held there.
type Address struct {
	Addr     netip.Addr
	Family   string // "IPv4" or "IPv6"
	Special  string // why no sender outside can reach it: "private", "loopback", "documentation" ...; empty for a public address
	Session  *view.Session
	Looks    []*view.Session   // second looks
	Leaf     *x509.Certificate // nil when not parsed
	Chain    []*x509.Certificate
	ChainDER [][]byte
	Match    tlsa.Match
	Outcome  Outcome
	// Talk is what the conversation alone shows, whatever the records ask for: a
	// host that fails for its records may not be blamed for what our own network
	// does. OutcomePass says that the certificate came.
	Talk    Outcome
	Trouble view.Trouble // why not, if the session did not get to TLS
	// Stripped tells that STARTTLS is missing, and that something near us took it
	// away, as far as can be told from here.
	Stripped bool
	Grid     []Cert // the different certificates that it showed, that of the ordinary session first
	// Otherwise is what some senders find although Outcome is a failure: those with
	// a small ClientHello, or those that come back later. Empty where nothing shows it.
	Otherwise Outcome
}

// Cert is one certificate of an address, with all sessions that showed it: a
// server may have several, and choose by what the client can do.
type Cert struct {
	Sessions []*view.Session // in the order held
	Leaf     *x509.Certificate
	Chain    []*x509.Certificate // those that could be read, as sent
	ChainDER [][]byte
	Key      string     // kind and size of its key: "RSA 2048", "ECDSA P-256", "Ed25519"; empty if unreadable
	Match    tlsa.Match // every record against this chain
}

// Host is one mail server.
type Host struct {
	Name       wire.Name
	Preference uint16
	Implicit   bool
	A, AAAA    *dnssec.Lookup
	Gate       Gate
	Alias      bool             // the host name is an alias
	CNAME      *dnssec.Lookup   // of the separate CNAME question, if it was needed
	Candidates []wire.Name      // TLSA base domains in order
	Lookups    []*dnssec.Lookup // TLSA lookups, one per candidate, up to the deciding one
	Base       wire.Name        // TLSA base domain in force
	TLSA       *dnssec.Lookup   // the deciding one
	Unused     *dnssec.Lookup   // a TLSA answer that exists but must not be used (insecure)
	Records    []tlsa.Record
	Names      []wire.Name    // reference identifiers for DANE-TA (RFC 7672 3.2.2)
	Roots      *x509.CertPool // for usages 0 and 1 at other ports than 25; nil at port 25
	Mode       Mode
	Addresses  []Address
	Outcome    Outcome
	Failing    dnssec.Fault // when a lookup decided
	Evidence   []evidence.ID
}

// Report is the judged case: everything that rules and screens need, as data.
type Report struct {
	Kind     evidence.Kind
	Domain   wire.Name
	Typed    evidence.Wild
	At       time.Time // the moment judged at
	Started  time.Time
	Complete bool
	Resolve  *dnssec.Lookup // KindName: the lookup that was asked for
	Apex     *dnssec.Zone   // zone that holds the domain
	Zones    []*dnssec.Zone // every zone, root first, in the order of the walk
	MX       MX
	Hosts    []Host // in the order a sender tries them: preference, then name
	Verdict  Verdict
	Servers  []servers.Table     // zones on the path of the domain, root first: what each server said
	Upkeep   []upkeep.Zone       // the same zones: the two sides of each delegation
	Opinion  *opinion.Comparison // with the resolver; nil when none was asked
	Policies *policy.Result      // MTA-STS, TLS-RPT, DMARC, SPF; nil when not read
	Controls []*view.Session     // with mail servers that the person named, to see whether port 25 is open from here
	Reached  bool                // any DNS answer came at all
	SMTPOpen view.Fact           // could any port 25 be reached
	Limits   []evidence.Limit
	// Closed is the family ("IPv4", "IPv6") over which no mail server can be reached
	// from here, while they can over the other one. Empty if there is none, or if it
	// may be the servers' own fault.
	Closed string
	// Swapped are the sessions in which something between us and all mail servers
	// showed certificates of its own. Empty: nothing looks like that.
	Swapped []*view.Session
	Port    uint16 // of the mail servers: 25, unless the person asked for another
}
