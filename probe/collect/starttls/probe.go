package starttls

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// fallbackEHLO is our name when there is neither a configured one nor an
// address to form a literal from. RFC 2606 2 reserves it.
const fallbackEHLO = "danewalk.invalid"

// Probe holds one SMTP session with addr, one of the addresses of the mail
// server host, at the port of the options, and adds all that happens to log.
// The sni is the TLSA base domain (RFC 7672 8.1), with or without final dot;
// empty sends none. It returns the ID of the Dial item, which names the session.
//
// When the server's certificate is one that our library cannot parse, a second
// session follows, marked with evidence.LookTap. A cancelled ctx ends the session at
// once, without QUIT.
func Probe(ctx context.Context, o collect.Options, host wire.Name, addr netip.Addr, sni string, log *evidence.Log) evidence.ID {
	p := newProber(o, host, addr, sni, log)
	id, again := p.session(ctx, "")
	p.tap(ctx, again)
	return id
}

// prober is what the sessions with one address share.
type prober struct {
	dial   collect.DialFunc
	now    func() time.Time // measures; the deadlines of a connection are in real time
	limits collect.Limits
	host   wire.Name
	addr   netip.AddrPort
	ehlo   string
	sni    string
	log    *evidence.Log
}

func newProber(o collect.Options, host wire.Name, addr netip.Addr, sni string, log *evidence.Log) *prober {
	o = o.WithDefaults()
	return &prober{
		dial: o.SMTP, now: o.Now, limits: o.Limits,
		host: host, addr: netip.AddrPortFrom(addr, o.Port), ehlo: o.EHLO, sni: serverName(sni), log: log,
	}
}

// session connects and holds one session. It tells whether the handshake died
// of our own library, so that a second look is worth while.
func (p *prober) session(ctx context.Context, look string) (id evidence.ID, again bool) {
	conn, id := p.connect(ctx, look)
	if conn == nil {
		return id, false
	}
	defer func() { _ = conn.Close() }()
	// Closing is what unblocks a Read or Write under way.
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	d := newDialogue(ctx, p, conn, id, look)
	return id, d.run()
}

// tap holds the session of the tap after one that our own library ended, and
// leaves the server alone for a while between the two.
func (p *prober) tap(ctx context.Context, wanted bool) {
	if !wanted {
		return
	}
	timer := time.NewTimer(p.limits.Pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		p.session(ctx, evidence.LookTap)
	case <-ctx.Done():
	}
}

// connect opens the connection and records how that went.
func (p *prober) connect(ctx context.Context, look string) (net.Conn, evidence.ID) {
	began := p.now()
	limited, cancel := context.WithTimeout(ctx, p.limits.Connect)
	defer cancel()
	conn, err := p.dial(limited, "tcp", p.addr.String())
	dial := evidence.Dial{Host: p.host.String(), Address: p.addr, Look: look, RTT: p.now().Sub(began)}
	if err != nil {
		dial.Failure, dial.Detail = classify(ctx, err), evidence.Wild(err.Error())
		if conn != nil {
			_ = conn.Close()
		}
		conn = nil
	}
	return conn, p.log.Add(evidence.Item{Dial: &dial})
}

// classify names the class of an error. When the whole check has ended, that is
// the reason, whatever error it came with: it must not be laid on the server.
func classify(ctx context.Context, err error) evidence.Failure {
	switch {
	case err == nil:
		return ""
	case ctx.Err() != nil:
		return evidence.Cancelled
	case errors.Is(err, errSessionBytes), errors.Is(err, errChainBytes):
		return evidence.TooLong
	}
	return evidence.Classify(err)
}
