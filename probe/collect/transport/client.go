package transport

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Query is one question for one address.
type Query struct {
	Server     netip.AddrPort
	ServerName wire.Name // zero for a resolver
	Zone       wire.Name // whose servers we believe to ask; zero for a resolver
	Name       wire.Name
	Type       wire.Type
	Resolver   bool // RD=1 CD=1
	Own        bool // with Resolver: CD=0, its own opinion
	MadeUp     bool // for the record: nobody has this name
	Brief      bool // one datagram and no more: the server has been silent so far
	Plain      bool // without EDNS from the start, once: whether a silent server lives is the question (RFC 6891 7)
	TCP        bool // over TCP only, once: whether the server takes connections is the question (RFC 7766 5)
	Parent     evidence.ID
}

// Answer is what came in the end.
type Answer struct {
	ID      evidence.ID      // the exchange that decided
	UDP     bool             // some message came over UDP
	Msg     *wire.Message    // nil when nothing came that fits and parses
	Failure evidence.Failure // why there is no message
}

// Client asks. It may be used by several goroutines at once.
type Client struct {
	dial    collect.DialFunc
	now     func() time.Time
	limits  collect.Limits
	log     *evidence.Log
	buffers sync.Pool // of *[maxMessage]byte
	private *private  // the way to a resolver over TLS or HTTPS; nil for none
}

// New makes a client that keeps its record in log.
func New(o collect.Options, log *evidence.Log) *Client {
	o = o.WithDefaults()
	c := &Client{dial: o.Network, now: o.Now, limits: o.Limits, log: log}
	c.buffers.New = func() any { return new([maxMessage]byte) }
	if t := o.Resolver.Transport; t == evidence.TLS || t == evidence.HTTPS {
		c.private = newPrivate(o)
	}
	return c
}

// Close ends the connections that were kept for more questions. It returns when
// all that was under way on them has ended; no question may be asked after it.
func (c *Client) Close() {
	if c.private != nil {
		c.private.close()
	}
}

// transport is how a question travels first.
func (c *Client) transport(q Query) evidence.Transport {
	if q.Resolver && c.private != nil {
		return c.private.to.Transport
	}
	return evidence.UDP
}

// Ask sends the question, with retries and over TCP where needed, until an
// answer came or the tries are used up. It ends soon after ctx does.
func (c *Client) Ask(ctx context.Context, q Query) Answer {
	p := first(c.transport(q), c.limits.DNSTries, q.Brief)
	if q.TCP {
		p = plan{transport: evidence.TCP, tries: 1, allowed: 1}
	}
	if q.Plain {
		p, q.Brief = plan{transport: evidence.UDP, plain: true, tries: 1, allowed: 1}, true
	}
	datagram := false
	for n := 1; ; n++ {
		a := c.try(ctx, q, p, n)
		datagram = datagram || p.transport == evidence.UDP && a.Msg != nil
		a.UDP = datagram
		next, again := p.after(a, c.limits.DNSTries, q.Brief)
		if !again || ctx.Err() != nil {
			return a
		}
		p = next
	}
}

// try makes one try and records it.
func (c *Client) try(ctx context.Context, q Query, p plan, n int) Answer {
	x := &exchange{client: c, query: q, record: evidence.Exchange{
		Server: q.Server, ServerName: q.ServerName.String(), Zone: q.Zone.String(), Resolver: q.Resolver, Own: q.Own, MadeUp: q.MadeUp, Plain: q.Plain,
		Transport: p.transport, Try: n, Name: q.Name.String(), Type: uint16(q.Type),
	}}
	began := c.now()
	msg := x.run(ctx, p)
	x.record.RTT = c.now().Sub(began)
	id := c.log.Add(evidence.Item{Parent: q.Parent, Query: &x.record})
	return Answer{ID: id, Msg: msg, Failure: x.record.Failure}
}
