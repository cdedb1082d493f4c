// Package collect holds what all collectors share: where to ask, through which
// network, and within which limits. The collectors themselves are the packages
// below it.
//
// Collection follows names, never verdicts: a broken delegation signer must not
// stop the TLSA lookup or the SMTP handshake, because the person wants to know
// what else is broken. So nothing here imports a judge.
package collect

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// DialFunc opens a connection: net.Dialer.DialContext, a proxy, or the lab.
// Networks are "udp" and "tcp"; the address is an IP address and port.
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// Hint is the address of a root server.
type Hint struct {
	Name wire.Name
	Addr netip.Addr
}

// Resolver is a resolver and the way to it. The zero value is none.
type Resolver struct {
	Addr      netip.AddrPort     // where to connect
	Transport evidence.Transport // UDP (or empty) with TCP where needed, TLS or HTTPS
	Host      string             // TLS and HTTPS: the name its certificate must have; empty: the address
	Path      string             // HTTPS: of the URL, "/dns-query"
	System    bool               // it is the one that this computer is set to use
}

// IsZero tells whether there is no resolver.
func (r Resolver) IsZero() bool { return !r.Addr.IsValid() }

// String is the resolver as a person writes it: 192.0.2.53:53,
// tls://dns.example@192.0.2.53:853, https://dns.example@192.0.2.53:443/dns-query.
// Empty for none.
func (r Resolver) String() string {
	host := ""
	if r.Host != "" {
		host = r.Host + "@"
	}
	switch {
	case r.IsZero():
		return ""
	case r.Transport == evidence.TLS:
		return "tls://" + host + r.Addr.String()
	case r.Transport == evidence.HTTPS:
		return "https://" + host + r.Addr.String() + r.Path
	}
	return r.Addr.String()
}

// Options is where and how to look. The zero value plus Hints is usable: nil
// functions and zero limits get their defaults from WithDefaults.
type Options struct {
	Network  DialFunc         // nil: the machine's own network
	Now      func() time.Time // nil: time.Now; the lab has a clock of its own
	Hints    []Hint           // root servers
	Resolver Resolver         // if set: ask this resolver with RD=1 CD=1 instead of the authoritative servers
	Beside   Resolver         // if set: ask this one beside the walk from the root, to compare, and to fall back to
	Roots    *x509.CertPool   // for resolvers over TLS and HTTPS; nil: those of the system
	NoIPv4   bool
	NoIPv6   bool
	NoSMTP   bool
	Port     uint16      // where the mail server listens; 0: wire.SMTPPort
	Controls []wire.Name // mail servers elsewhere, to tell whether port 25 is open from here at all
	SMTP     DialFunc    // the way to mail servers: a proxy, a chosen source address; nil: Network
	Proxy    string      // that proxy, for the record
	Source   string      // that source address, for the record
	NoLooks  bool        // no second looks
	NoPolicy bool        // do not read MTA-STS, TLS-RPT, DMARC and SPF
	EHLO     string      // name we greet with
	Version  string
	World    string // lab world, for the record
	Limits   Limits
}

// MaxControls is how many controls one check visits: two tell already whether it
// is our own network that fails.
const MaxControls = 8

// Limits bound a check. Each can be changed; zero means the default.
type Limits struct {
	DNSTry       time.Duration // one try at one server
	DNSTries     int           // per server and transport
	Connect      time.Duration // TCP connection to a mail server
	Reply        time.Duration // SMTP greeting or reply
	TLS          time.Duration // handshake
	Walk         time.Duration // the whole check
	NoAnswer     time.Duration // nothing at all was reached: give up
	Queries      int           // DNS questions for one domain
	ServerNames  int           // name server names asked per zone
	ServerAddrs  int           // name server addresses asked per zone
	Aliases      int
	Delegations  int
	Hosts        int // MX hosts
	HostAddrs    int // addresses per host
	Parallel     int // DNS exchanges under way
	LineOctets   int
	ReplyLines   int
	SessionBytes int
	ChainCerts   int
	ChainBytes   int
	Looks        int           // second looks in one check
	Pause        time.Duration // between two sessions with one address
	Silence      time.Duration // no mail server was heard at all: give up
	Web          time.Duration // one HTTPS fetch
	PolicyBytes  int           // of a policy file
}

// DefaultLimits returns the limits with their reasons.
func DefaultLimits() Limits {
	return Limits{
		DNSTry:       3 * time.Second,  // two tries fit into what a person waits for
		DNSTries:     2,                // a lost datagram is common, two in a row are a fact
		Connect:      10 * time.Second, // three SYN retransmissions
		Reply:        30 * time.Second, // RFC 5321 4.5.3.2 allows minutes; a person does not
		TLS:          10 * time.Second,
		Walk:         60 * time.Second, // reported as it runs
		NoAnswer:     6 * time.Second,  // without any DNS answer the person hears it within 8 s
		Queries:      600,              // about three times a large healthy domain
		ServerNames:  13,               // the root's own number
		ServerAddrs:  32,
		Aliases:      11, // common resolvers stop between 8 and 16
		Delegations:  32,
		Hosts:        20,
		HostAddrs:    8,
		Parallel:     64,
		LineOctets:   4 << 10, // RFC 5321 4.5.3.1.5 allows 512
		ReplyLines:   100,
		SessionBytes: 256 << 10,
		ChainCerts:   10,
		ChainBytes:   100 << 10, // what OpenSSL accepts: mail servers with it give up beyond that
		Looks:        120,       // 12 hosts with two addresses, five looks each
		Pause:        200 * time.Millisecond,
		Silence:      5 * time.Second, // three SYN were sent by then
		Web:          10 * time.Second,
		PolicyBytes:  64 << 10, // RFC 8461 3.2 names no smaller one for policies that are accepted
	}
}

// Target is the question of a check.
type Target struct {
	Typed   string
	Domain  wire.Name  // KindDomain
	Literal netip.Addr // user@[192.0.2.1]: nothing to look up
	Name    wire.Name  // KindName
	Type    wire.Type
}
