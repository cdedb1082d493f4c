package bounce

import (
	"net/netip"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
)

// Kind is what a bounce complains about. The names are stable.
type Kind string

// The kinds.
const (
	TLSAMismatch      Kind = "tlsa-mismatch"       // the certificate is not the one in the TLSA record (RFC 7672 2.1.2)
	TLSALookup        Kind = "tlsa-lookup"         // the question for the TLSA record failed (RFC 7672 2.1.1)
	TLSAUnusable      Kind = "tlsa-unusable"       // there are records, and none can be used (RFC 7672 2.2.1)
	DNSSECInvalid     Kind = "dnssec-invalid"      // answers that failed validation (RFC 4035 5)
	STARTTLSMissing   Kind = "starttls-missing"    // RFC 3207: not offered
	STARTTLSRefused   Kind = "starttls-refused"    // RFC 3207 4: offered, and the command was turned away
	Handshake         Kind = "handshake"           // TLS was begun and failed
	CertExpired       Kind = "certificate-expired" //
	HostMismatch      Kind = "host-mismatch"       // RFC 7672 3.2.2: usage 2 and another name
	CertUntrusted     Kind = "certificate-untrusted"
	DNSFailure        Kind = "dns-failure" // the reason is not said; DNSSEC may be it
	MTASTSMX          Kind = "mta-sts-mx"  // RFC 8461 4.1
	MTASTSCertificate Kind = "mta-sts-certificate"
	DANERequired      Kind = "dane-required" // the sender insists on DANE (RFC 7672 6)
	Connection        Kind = "connection"
	NullMX            Kind = "null-mx"      // RFC 7505
	Misrouted         Kind = "misrouted"    // it reached a server that is not for this domain
	LocalPolicy       Kind = "local-policy" // a setting of the sending system
	NoFailure         Kind = "no-failure"   // a log line of a delivery that worked
	NotAboutDANE      Kind = "not-about-dane"
	Unknown           Kind = "unknown"
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{
		TLSAMismatch, TLSALookup, TLSAUnusable, DNSSECInvalid, STARTTLSMissing, STARTTLSRefused, Handshake, CertExpired, HostMismatch,
		CertUntrusted, DNSFailure, MTASTSMX, MTASTSCertificate, DANERequired, Connection, NullMX, Misrouted, LocalPolicy, NoFailure, NotAboutDANE, Unknown,
	}
}

// MTA is a mail system.
type MTA string

// The mail systems whose words are known.
const (
	Postfix        MTA = "postfix"
	Exim           MTA = "exim"
	Sendmail       MTA = "sendmail"
	ExchangeOnline MTA = "exchange-online"
	OpenSMTPD      MTA = "opensmtpd"
	Halon          MTA = "halon"
	PowerMTA       MTA = "powermta"
	Mox            MTA = "mox"
	Maddy          MTA = "maddy"
	Stalwart       MTA = "stalwart"
	KumoMTA        MTA = "kumomta"
	Gmail          MTA = "gmail"
	Resolver       MTA = "resolver" // no mail system: the DNS resolver of one
)

// Name is the name as people know it; empty for one that is not known.
func (m MTA) Name(words *text.Book) string {
	if m == Resolver {
		return words.Say("a DNS resolver")
	}
	return map[MTA]string{
		Postfix: "Postfix", Exim: "Exim", Sendmail: "Sendmail", ExchangeOnline: "Exchange Online", OpenSMTPD: "OpenSMTPD", Halon: "Halon",
		PowerMTA: "PowerMTA", Mox: "mox", Maddy: "maddy", Stalwart: "Stalwart", KumoMTA: "KumoMTA", Gmail: "Gmail",
	}[m]
}

// Side is who found the fault.
type Side string

// The sides.
const (
	NoSide        Side = ""
	SenderSide    Side = "sender"    // the sending system itself, looking at the recipient's DNS and servers
	RecipientSide Side = "recipient" // the recipient's server said no
)

// Fate is what became of the mail by then.
type Fate string

// The fates.
const (
	NoFate    Fate = ""
	Temporary Fate = "temporary" // it waits, and is tried again
	Final     Fate = "final"     // it came back
	Delivered Fate = "delivered"
)

// Certainty is how surely a bounce points to a finding.
type Certainty string

// The certainties, the best first.
const (
	Named    Certainty = "named"    // the text says just this
	Likely   Certainty = "likely"   // the usual reason for it
	Possible Certainty = "possible" // seen before
)

// Point is a finding that a bounce may be about.
type Point struct {
	Code      finding.Code
	Certainty Certainty
}

// Role is what a quote was recognised as.
type Role string

// The roles.
const (
	RoleRecipient Role = "recipient" // its domain
	RoleHost      Role = "host"
	RoleAddress   Role = "address"
	RoleCode      Role = "code"
	RoleFault     Role = "fault" // the words that name the fault
	RoleDetail    Role = "detail"
	RoleSystem    Role = "system" // by which the mail system was known
	RoleTime      Role = "time"
)

// Quote marks words of the text: text[Start:End], octets from the start.
// Words are they as they were understood: decoded, on one line.
type Quote struct {
	Start, End int
	Role       Role
	Words      evidence.Wild
}

// Remark is something that is worth knowing about a bounce.
type Remark string

// The remarks.
const (
	RemarkDSLeftOver  Remark = "ds-left-over"    // 5.4.312 is what Exchange Online says of DNSSEC faults too
	RemarkMayBeBogus  Remark = "may-be-bogus"    // "try again" is what a validating resolver makes of bogus answers
	RemarkRetrying    Remark = "retrying"        // it waits; a repair in time delivers it
	RemarkGaveUp      Remark = "gave-up"         // it has to be sent again
	RemarkOnlyStrict  Remark = "only-strict"     // only a sender set to dane-only or mandatory stops here
	RemarkNotForEE    Remark = "not-for-ee"      // RFC 7672 3.1.1: dates and names do not count for usage 3
	RemarkExpiredSeen Remark = "expired-seen"    // beside the mismatch: the certificate had run out
	RemarkFallback    Remark = "fallback"        // the mail went without DANE
	RemarkTypeRefused Remark = "type-refused"    // a name server that does not know the type TLSA
	RemarkManyMaybe   Remark = "sender-maybe"    // if it happens with every domain, it is the sender's own resolver
	RemarkArrived     Remark = "delivered-later" // a later line tells that the same mail was delivered
	RemarkSeveral     Remark = "several-faults"  // names many faults and nobody's mail: documentation
	RemarkCut         Remark = "cut"             // the text is longer than is read
)

// Bounce is what one statement of a text says about one recipient domain, server and fault.
type Bounce struct {
	Kind     Kind
	Domain   string     // of the recipient: A-labels, lower case, no final dot; empty if not named
	Host     string     // the mail server spoken of, same form; empty if not named
	Address  netip.Addr // of that server; not valid if not named
	MTA      MTA        // who said it; empty if not known
	Reporter string     // the host that said it, if it names itself
	Side     Side
	Fate     Fate
	SMTP     int    // reply code, 0 if none
	Enhanced string // enhanced status code (RFC 3463), empty if none
	EDE      int    // extended DNS error (RFC 8914), -1 if none
	Time     time.Time
	Points   []Point
	Remarks  []Remark
	Quotes   []Quote // in the order of the text, none twice
}

// Reading is what a text says: at least one bounce, which may be Unknown.
type Reading struct {
	Bounces []Bounce
	Cut     bool // the text, or what it says, is more than is read
}

// Domains lists the recipient domains that a check can say something about, in
// the order of the text.
func (r Reading) Domains() []string {
	var out []string
	seen := map[string]bool{}
	for _, b := range r.Bounces {
		if b.Domain != "" && !seen[b.Domain] {
			seen[b.Domain] = true
			out = append(out, b.Domain)
		}
	}
	return out
}

// Recognised tells whether anything was understood.
func (r Reading) Recognised() bool {
	for _, b := range r.Bounces {
		if b.Kind != Unknown {
			return true
		}
	}
	return false
}

// The bounds of what is read.
const (
	MaxBytes   = 1 << 20 // a bounce with the whole message inside; its statement comes first
	MaxLines   = 20000   // a day's log of a small system
	MaxBounces = 100     // more than anybody reads
	maxRecords = 20000   // no more than lines
	maxHits    = 8       // of one pattern in one record
	maxWords   = 200     // octets of a quote that are kept as words
)
