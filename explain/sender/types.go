package sender

import (
	"time"

	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// ID names a modelled sender.
type ID string

// The modelled senders.
const (
	PostfixDANE       ID = "postfix-dane"
	PostfixDANEOnly   ID = "postfix-dane-only"
	Exim              ID = "exim"                      // hosts_try_dane = *, the default
	ExchangeOnline    ID = "exchange-online"           // SmtpDaneMode Opportunistic, the default
	ExchangeMandatory ID = "exchange-online-mandatory" // SmtpDaneMode Mandatory
	ExchangeNone      ID = "exchange-online-none"      // SmtpDaneMode None
	STSOnly           ID = "mta-sts"                   // MTA-STS (RFC 8461) and no DANE, like Gmail
	Opportunistic     ID = "opportunistic"             // as Postfix level may, behind a resolver that does not validate
)

// Fate is what becomes of a mail.
type Fate string

// The fates.
const (
	Pending       Fate = ""              // not known yet: the check is still running
	Authenticated Fate = "authenticated" // delivered to the right server, proven
	Encrypted     Fate = "encrypted"     // delivered, the server is not proven to be the right one
	Clear         Fate = "clear"         // delivered in clear text
	Deferred      Fate = "deferred"      // waits, and comes back when the sender gives up
	Bounced       Fate = "bounced"       // comes back at once
	Unknown       Fate = "unknown"       // could not be seen from here, or nobody knows
)

// Certainty is how well the behaviour of a sender is known.
type Certainty string

// The certainties, the best first.
const (
	Verified  Certainty = "verified"  // read in source code or in the maker's documentation
	Secondary Certainty = "secondary" // told by others, or documented in part
	Assumed   Certainty = "assumed"
)

// Step is one attempt at one address, or at a host that was given up before a
// connection, in the order of the sender.
type Step struct {
	Host wire.Name
	Addr string // empty: the whole host, or the domain
	Fate Fate   // if nothing else were tried
	Why  Condition
}

// View is what becomes of mail from one sender.
type View struct {
	Sender    ID
	Name      text.Phrase // for people
	Fate      Fate        // the worst that was seen to be possible
	Mixed     bool        // better is possible too: it depends on what is tried first
	Unseen    bool        // what could not be seen from here may give another result
	Host      wire.Name
	Code      string        // enhanced status code that the sender's people see first: "4.7.5"
	Text      string        // the text beside it
	GivesUp   time.Duration // from the first try to the bounce; zero unless it may wait
	Why       Condition
	Certainty Certainty
	Source    text.Phrase // where the behaviour is described
	Steps     []Step
	Evidence  []evidence.ID
}

// Condition is what a sender meets. The names are stable.
type Condition string

// Conditions of the domain.
const (
	MXNull         Condition = "mx-null" // RFC 7505
	MXNXDomain     Condition = "mx-nxdomain"
	MXLookupFailed Condition = "mx-lookup-failed" // no usable answer for anybody
	MXBogus        Condition = "mx-bogus"         // an answer, but not for those who validate
)

// Conditions of a host. Those with an insecure MX stand for hosts with secure
// addresses behind unsigned MX records.
const (
	NoAddress           Condition = "no-address"
	AddressLookupFailed Condition = "address-lookup-failed"
	AddressBogus        Condition = "address-bogus"
	NoDANE              Condition = "dane-not-applicable"
	TLSAUsable          Condition = "tlsa-usable"
	TLSAUnusable        Condition = "tlsa-unusable"
	TLSALookupFailed    Condition = "tlsa-lookup-failed"
	InsecureMX          Condition = "mx-insecure"
	InsecureMXUsable    Condition = "mx-insecure-tlsa-usable"
	InsecureMXUnusable  Condition = "mx-insecure-tlsa-unusable"
	InsecureMXFailed    Condition = "mx-insecure-tlsa-lookup-failed"
)

// Conditions of a connection.
const (
	ConnectRefused  Condition = "connect-refused"
	Unreachable     Condition = "unreachable"
	TalkFailed      Condition = "conversation-failed" // connected, but no SMTP came about
	NoSTARTTLS      Condition = "starttls-missing"
	STARTTLSRefused Condition = "starttls-refused"
	HandshakeFailed Condition = "handshake-failed"
	Mismatch        Condition = "certificate-mismatch"
	NameMismatch    Condition = "certificate-name-mismatch" // usage 2, RFC 7672 3.2.2
	ChainExpired    Condition = "certificate-chain-expired" // usage 2
	Match           Condition = "certificate-matches"
	MatchExpired    Condition = "certificate-matches-expired" // usage 3: RFC 7672 3.1.1 ignores dates
	MatchEarly      Condition = "certificate-matches-not-yet-valid"
)

// Conditions of a connection where the sender does not insist on TLS.
const (
	OpenTLS             Condition = "tls"
	OpenNoSTARTTLS      Condition = "open-starttls-missing"
	OpenSTARTTLSRefused Condition = "open-starttls-refused"
	OpenHandshakeFailed Condition = "open-handshake-failed"
)

// Conditions of a sender that follows an MTA-STS policy which is enforced. The
// last two pass DANE at the same time.
const (
	STSNotListed      Condition = "sts-not-listed" // RFC 8461 4.1
	STSUntrusted      Condition = "sts-certificate-not-trusted"
	STSNoTLS          Condition = "sts-no-tls"
	STSMatch          Condition = "sts-certificate-trusted" // RFC 8461 4.2
	MatchSTSUnlisted  Condition = "certificate-matches-sts-not-listed"
	MatchSTSUntrusted Condition = "certificate-matches-sts-not-trusted"
)

// Reasons why nothing can be said.
const (
	NotSeen Condition = "not-seen" // not tested, or not possible from here
	Varies  Condition = "varies"   // it was seen to succeed and to fail: see mail.Address.Otherwise
	OwnSide Condition = "own-side" // our own network or computer spoils the result
)
