package view

import (
	"net/netip"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Server is one address that was asked.
type Server struct {
	Addr netip.AddrPort
	Name wire.Name // of the name server; zero for a resolver
	Zone wire.Name // whose servers the collector believed to ask; zero for a resolver
}

// Class is what a DNS answer amounts to, decided once (compare RFC 2308 2).
type Class string

// The classes of an answer. The first five are usable answers.
const (
	Answered  Class = "answer"    // records of the name and type, or an alias
	NoData    Class = "nodata"    // the name exists without the type, or so it says
	NXDomain  Class = "nxdomain"  // the name does not exist, or so it says
	Referral  Class = "referral"  // NS of a zone below, not authoritative
	Truncated Class = "truncated" // TC=1 and no TCP answer followed
	Lame      Class = "lame"      // not authoritative and no way down: upward referral, AA=0 (RFC 9499)
	ErrorCode Class = "rcode"     // SERVFAIL, REFUSED, NOTIMP, FORMERR ...
	Failed    Class = "failed"    // nothing usable came: see Failure
)

// Answer is the outcome of one question at one server: the last try, over TCP
// if the UDP answer was truncated.
type Answer struct {
	ID        evidence.ID // the deciding exchange
	Tries     []evidence.ID
	Server    Server
	Resolver  bool
	Own       bool // asked with CD=0: what the resolver makes of it itself
	MadeUp    bool // the name was made up at random, and nobody has it
	Simulated bool // never came: what the server would say after an Edit; nothing in it is signed
	Transport evidence.Transport
	Name      wire.Name
	Type      wire.Type
	Class     Class
	Failure   evidence.Failure // Class Failed
	Msg       *wire.Message    // nil when nothing parseable came
	Answer    []*wire.RRset
	Authority []*wire.RRset
	Extra     []*wire.RRset
	At        time.Duration // since start, when it came
	RTT       time.Duration
}

// Fact has three values; the zero value is "not checked".
type Fact uint8

// The values of a Fact.
const (
	NotChecked Fact = iota
	No
	Yes
)

// String returns "yes", "no" or "not checked".
func (f Fact) String() string { return [...]string{"not checked", "no", "yes"}[f%3] }

// Reply is one SMTP reply, possibly of several lines (RFC 5321 4.2.1).
type Reply struct {
	Code  int // 0: none came, or it does not parse
	Lines []evidence.Wild
	IDs   []evidence.ID
	At    time.Duration
}

// Trouble is how far a session came, as one word. Empty means that TLS was
// established. They are different facts and never folded into one.
type Trouble string

// The ways a session can end before TLS stands.
const (
	ConnectTimeout  Trouble = "connect-timeout"
	ConnectRefused  Trouble = "connect-refused"
	ConnectNoRoute  Trouble = "connect-unreachable" // our own side mostly
	ConnectOther    Trouble = "connect-failed"
	BannerTimeout   Trouble = "banner-timeout"
	BannerClosed    Trouble = "banner-closed"
	BannerRejected  Trouble = "banner-rejected" // 5xx greeting
	BannerTempfail  Trouble = "banner-tempfail" // 421 or another 4xx greeting: could not test
	BannerGarbage   Trouble = "banner-garbage"  // not SMTP
	EHLORejected    Trouble = "ehlo-rejected"
	EHLOTempfail    Trouble = "ehlo-tempfail"
	EHLOFailed      Trouble = "ehlo-failed"       // timeout or close after EHLO
	NoSTARTTLS      Trouble = "starttls-missing"  // not in the EHLO answer
	Stripped        Trouble = "starttls-stripped" // EHLO answer mangled (XXXXXXXA) or banner masked
	STARTTLSRefused Trouble = "starttls-refused"  // 4xx or 5xx to STARTTLS
	STARTTLSFailed  Trouble = "starttls-failed"   // timeout or close after STARTTLS
	HandshakeFailed Trouble = "handshake-failed"
	NotFinished     Trouble = "not-finished" // the case ends before the session does
)

// Session is one SMTP connection, joined from its items.
type Session struct {
	ID        evidence.ID // of the Dial
	Host      wire.Name
	Addr      netip.AddrPort
	Look      string // empty for the ordinary session
	Dial      evidence.Dial
	Banner    Reply
	EHLO      Reply
	Offers    []string      // extension keywords of the EHLO reply, upper case
	STARTTLS  Fact          // offered?
	Mangled   bool          // the EHLO reply or banner was tampered with on the way
	Start     Reply         // to STARTTLS
	Injected  bool          // bytes came after the 220 and before the handshake
	Early     evidence.Wild // these bytes
	TLS       *evidence.Handshake
	TLSID     evidence.ID
	Again     Reply // EHLO inside TLS
	Quit      Reply
	Trouble   Trouble
	Detail    evidence.Wild // server text or error that goes with Trouble
	Evidence  []evidence.ID
	Begin     time.Duration
	Connected time.Duration // zero if never
	Ended     time.Duration
}
