package policy

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const (
	// httpsPort is where policy hosts listen: RFC 8461 3.3 leaves no choice.
	httpsPort = 443
	// limitBody is the name of the limit in evidence.Limit.
	limitBody = "policy-bytes"
	// maxHead is how many octets of status lines and headers are read: servers
	// send 1 KiB, and browsers take 256 KiB.
	maxHead = 32 << 10
	// maxInterim is how many interim answers (RFC 9110 15.2) are read.
	maxInterim = 5
	// maxField is how much of a header field is kept: no URL that works is longer.
	maxField = 2 << 10
)

// Fetch gets an HTTPS URL from addr, an address of its host, at port 443, and
// adds how that went to log as one evidence.Fetch, whose ID it returns. The
// whole fetch takes at most Limits.Web; of the body at most Limits.PolicyBytes
// are kept, and a longer one is a Failure TooLong and a Limit. It has walk.Fetch
// as its type. A cancelled ctx ends it at once.
func Fetch(ctx context.Context, o collect.Options, rawURL string, addr netip.Addr, log *evidence.Log) evidence.ID {
	o = o.WithDefaults()
	began := o.Now()
	f := &fetch{
		o: o, ctx: ctx, until: time.Now().Add(o.Limits.Web),
		seen: evidence.Fetch{URL: rawURL, Address: netip.AddrPortFrom(addr, httpsPort), Stage: evidence.FetchConnect},
	}
	if err := f.run(rawURL); err != nil {
		f.fail(err)
	}
	f.seen.Took = o.Now().Sub(began)
	id := log.Add(evidence.Item{HTTP: &f.seen})
	if f.long {
		log.Add(evidence.Item{Limit: &evidence.Limit{Name: limitBody, Where: f.seen.Host, Value: o.Limits.PolicyBytes}})
	}
	return id
}

// fetch is one fetch under way. What is known of it grows in seen.
type fetch struct {
	o     collect.Options
	ctx   context.Context
	until time.Time // in real time, as deadlines of connections are
	url   *url.URL
	raw   *meter
	seen  evidence.Fetch
	long  bool // the body was longer than the limit
}

// run goes through the stages, to the end or to the first that fails.
func (f *fetch) run(rawURL string) error {
	if err := f.parse(rawURL); err != nil {
		return err
	}
	conn, err := f.connect()
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	// Closing is what unblocks a Read or Write under way.
	stop := context.AfterFunc(f.ctx, func() { _ = conn.Close() })
	defer stop()
	f.seen.Stage = evidence.FetchTLS // it stands, whatever the other side does from here on
	if err := conn.SetDeadline(f.until); err != nil {
		return err
	}
	// The policy, the certificates, and as much again for what TLS and HTTP add.
	f.raw = &meter{Conn: conn, left: f.o.Limits.SessionBytes + 2*f.o.Limits.PolicyBytes}
	secure, err := f.handshake()
	if err != nil {
		return err
	}
	f.seen.Stage = evidence.FetchHead
	if err := f.exchange(secure); err != nil {
		return err
	}
	f.seen.Stage = evidence.FetchDone
	return nil
}

// parse reads the URL.
func (f *fetch) parse(rawURL string) error {
	u, err := url.Parse(rawURL)
	if err != nil {
		return refused("not a URL: " + rawURL)
	}
	host, err := wire.ParseName(u.Hostname())
	if err != nil || u.Scheme != "https" || u.Port() != "" || u.User != nil {
		return refused("not the URL of a policy: " + rawURL)
	}
	f.url, f.seen.Host = u, host.String()
	return nil
}

// connect opens the connection.
func (f *fetch) connect() (net.Conn, error) {
	ctx, cancel := context.WithTimeout(f.ctx, min(f.o.Limits.Connect, time.Until(f.until)))
	defer cancel()
	conn, err := f.o.Network(ctx, "tcp", f.seen.Address.String())
	if err != nil && conn != nil {
		_ = conn.Close()
	}
	return conn, err
}

// serverName is the host as it goes into the ClientHello: without final dot
// (RFC 6066 3).
func (f *fetch) serverName() string { return strings.TrimSuffix(f.url.Hostname(), ".") }
