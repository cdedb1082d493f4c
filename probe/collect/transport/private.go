package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"sync"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
)

// private is the way to one resolver over TLS or HTTPS. Who it is must be proven
// by its certificate, always (RFC 8310 5, the strict profile): an answer from
// somebody else would be worse than none.
type private struct {
	to     collect.Resolver
	limits collect.Limits
	dial   collect.DialFunc
	tls    *tls.Config
	web    *http.Client // HTTPS only

	base context.Context // ends with close
	end  context.CancelFunc
	work sync.WaitGroup // goroutines of streams

	mu      sync.Mutex
	stream  *stream          // the one that takes questions
	opening *opening         // of the next one
	barred  error            // the certificate was not accepted: nothing is sent to that server any more
	conns   map[net.Conn]any // open connections
}

func newPrivate(o collect.Options) *private {
	p := &private{to: o.Resolver, limits: o.Limits, dial: o.Network, conns: map[net.Conn]any{}}
	p.base, p.end = context.WithCancel(context.Background())
	p.tls = &tls.Config{
		ServerName: p.name(), RootCAs: o.Roots, Time: o.Now,
		MinVersion: tls.VersionTLS12, // RFC 8310 9
	}
	if p.to.Transport == evidence.HTTPS {
		p.web = p.newWeb()
	}
	return p
}

// name is the reference identifier (RFC 8310 7.1): a name, or the address.
func (p *private) name() string {
	if p.to.Host != "" {
		return p.to.Host
	}
	return p.to.Addr.Addr().WithZone("").String()
}

// connect opens a connection to the resolver that close will end. It ends with
// ctx too.
func (p *private) connect(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, p.limits.DNSTry)
	defer cancel()
	defer context.AfterFunc(p.base, cancel)()
	conn, err := p.dial(ctx, "tcp", p.to.Addr.String())
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.base.Err() != nil {
		_ = conn.Close()
		return nil, net.ErrClosed
	}
	kept := &keptConn{Conn: conn, p: p}
	p.conns[kept] = nil
	return kept, nil
}

// keptConn is forgotten when it is closed.
type keptConn struct {
	net.Conn
	p *private
}

func (c *keptConn) Close() error {
	c.p.mu.Lock()
	delete(c.p.conns, c)
	c.p.mu.Unlock()
	return c.Conn.Close()
}

// judge remembers that a certificate was not accepted.
func (p *private) judge(err error) error {
	if evidence.Classify(err) == evidence.Untrusted {
		p.mu.Lock()
		p.barred = err
		p.mu.Unlock()
	}
	return err
}

// bar tells why nothing may be sent, if so.
func (p *private) bar() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.barred
}

func (p *private) close() {
	p.end()
	if p.web != nil {
		p.web.CloseIdleConnections()
	}
	p.mu.Lock()
	var open []net.Conn
	for c := range p.conns {
		open = append(open, c)
	}
	p.mu.Unlock()
	for _, c := range open {
		_ = c.Close()
	}
	p.work.Wait()
}

// certificateWords says in words what is wrong with a resolver's certificate;
// empty for other errors.
func certificateWords(err error) string {
	cause, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok {
		return ""
	}
	if wrong, ok := errors.AsType[x509.HostnameError](cause.Err); ok {
		return "certificate: " + wrong.Error()
	}
	return "certificate: " + cause.Err.Error()
}
