package walk

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// roundTrip is what every exchange of the test network costs.
const roundTrip = 50 * time.Millisecond

// world is a network in memory: zones at addresses, and faults.
type world struct {
	t      *testing.T
	at     map[string][]*testZone                                    // by address
	dead   map[string]bool                                           // swallow everything
	absent map[string]error                                          // dial fails at once: address, or "4"/"6" for a family
	script map[string]func(q route.Question, tcp bool, reply *reply) // by address: changes the answer

	talk time.Duration            // how long a session takes
	web  Fetch                    // fetches policies; nil: nobody does
	late map[string]time.Duration // by address: answers come so much later

	mu    sync.Mutex
	asked map[string]int // questions seen: "address name type"
}

// testZone is the records of one zone.
type testZone struct {
	apex   wire.Name
	signed bool
	rrs    []wire.RR
}

// reply is an answer under construction.
type reply struct {
	aa, ra, tc, drop          bool
	edns                      bool // the question had an OPT record
	rcode                     wire.Rcode
	answer, authority, extras []wire.RR
	id                        func(uint16) uint16
	question                  *route.Question
	before                    []*reply // datagrams that come first
}

func newWorld(t *testing.T) *world {
	return &world{
		t: t, at: map[string][]*testZone{}, dead: map[string]bool{}, absent: map[string]error{},
		script: map[string]func(route.Question, bool, *reply){}, asked: map[string]int{},
	}
}

// zone puts a zone at addresses. Lines are records; "signed" as first line
// adds signatures by the apex.
func (w *world) zone(apex, addrs string, lines ...string) {
	w.t.Helper()
	z := &testZone{apex: wire.MustName(apex)}
	if len(lines) > 0 && lines[0] == "signed" {
		z.signed, lines = true, lines[1:]
	}
	lines = append(lines, apex+" SOA ns.invalid. root.invalid. 1 2 3 4 5")
	if z.signed {
		lines = append(lines, apex+" DNSKEY 257 3 13 AAAA")
	}
	for _, line := range lines {
		owner, rest, _ := strings.Cut(line, " ")
		rr, err := wire.RRFromText(owner + " 300 IN " + rest)
		if err != nil {
			w.t.Fatalf("%s: %v", line, err)
		}
		z.rrs = append(z.rrs, rr)
	}
	for a := range strings.FieldsSeq(addrs) {
		w.at[a] = append(w.at[a], z)
	}
}

// dial is the Options.Network of the world.
func (w *world) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ap := netip.MustParseAddrPort(address)
	family := "4"
	if ap.Addr().Is6() {
		family = "6"
	}
	for _, key := range []string{family, ap.Addr().String()} {
		if err := w.absent[key]; err != nil {
			return nil, &net.OpError{Op: "dial", Net: network, Err: err}
		}
	}
	c := &conn{w: w, tcp: network == "tcp", addr: ap, in: make(chan []byte, 100), closed: make(chan struct{})}
	if c.tcp {
		if w.dead[ap.Addr().String()] {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		wait(ctx.Done(), roundTrip)
	}
	return c, ctx.Err()
}

func wait(done <-chan struct{}, d time.Duration) {
	select {
	case <-time.After(d):
	case <-done:
	}
}

// conn is one connection of the world.
type conn struct {
	w      *world
	tcp    bool
	addr   netip.AddrPort
	in     chan []byte
	rest   []byte
	closed chan struct{}
	once   sync.Once
}

func (c *conn) Write(b []byte) (int, error) {
	msg := slices.Clone(b)
	if c.tcp {
		msg = msg[2:]
	}
	answers := c.w.handle(c.addr.Addr().String(), msg, c.tcp)
	go func() {
		wait(c.closed, roundTrip+c.w.late[c.addr.Addr().String()])
		for _, a := range answers {
			if c.tcp {
				a = append(binary.BigEndian.AppendUint16(nil, uint16(len(a))), a...)
			}
			select {
			case c.in <- a:
			case <-c.closed:
			}
		}
	}()
	return len(b), nil
}

func (c *conn) Read(b []byte) (int, error) {
	if len(c.rest) == 0 {
		select {
		case c.rest = <-c.in:
		case <-c.closed:
			return 0, net.ErrClosed
		}
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	if !c.tcp {
		c.rest = nil
	}
	return n, nil
}

func (c *conn) Close() error                     { c.once.Do(func() { close(c.closed) }); return nil }
func (c *conn) LocalAddr() net.Addr              { return nil }
func (c *conn) RemoteAddr() net.Addr             { return net.UDPAddrFromAddrPort(c.addr) }
func (c *conn) SetDeadline(time.Time) error      { return nil }
func (c *conn) SetReadDeadline(time.Time) error  { return nil }
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// handle answers a question as the server at the address does.
func (w *world) handle(addr string, msg []byte, tcp bool) [][]byte {
	m, err := wire.Parse(msg)
	if err != nil {
		w.t.Errorf("question to %s does not parse: %v", addr, err)
		return nil
	}
	q := route.Question{Name: m.QName, Type: m.QType}
	w.mu.Lock()
	w.asked[fmt.Sprintf("%s %s %s", addr, q.Name, q.Type)]++
	w.mu.Unlock()
	if w.dead[addr] {
		return nil
	}
	r := w.authoritative(addr, q)
	r.edns = m.EDNS.Present
	if f := w.script[addr]; f != nil {
		f(q, tcp, r)
	}
	var out [][]byte
	for _, one := range append(r.before, r) {
		if !one.drop {
			out = append(out, one.pack(m.ID, q))
		}
	}
	return out
}

// authoritative does what RFC 1034 4.3.2 says, from the zones at the address.
func (w *world) authoritative(addr string, q route.Question) *reply {
	var z *testZone
	for _, one := range w.at[addr] {
		if q.Holder().Under(one.apex) && (z == nil || one.apex.Below(z.apex)) {
			z = one
		}
	}
	if z == nil {
		return &reply{rcode: wire.Refused}
	}
	for n := z.apex.Labels() + 1; n <= q.Holder().Labels(); n++ {
		if ns := z.find(q.Holder().Suffix(n), wire.TypeNS); len(ns) > 0 {
			return z.refer(ns, q.Holder().Suffix(n))
		}
	}
	return z.answer(q)
}

func (z *testZone) find(name wire.Name, t wire.Type) []wire.RR {
	var out []wire.RR
	for _, rr := range z.rrs {
		if rr.Name == name && rr.Type == t {
			out = append(out, rr)
		}
	}
	return out
}

func (z *testZone) refer(ns []wire.RR, child wire.Name) *reply {
	r := &reply{authority: append(ns, z.sign(z.find(child, wire.TypeDS))...)}
	for _, rr := range ns {
		host, _ := rr.Target()
		r.extras = append(r.extras, z.find(host, wire.TypeA)...)
		r.extras = append(r.extras, z.find(host, wire.TypeAAAA)...)
	}
	return r
}

func (z *testZone) answer(q route.Question) *reply {
	r := &reply{aa: true}
	for _, rr := range z.rrs {
		if rr.Type == wire.TypeDNAME && q.Name.Below(rr.Name) {
			r.answer = z.sign([]wire.RR{rr})
			return r
		}
	}
	set := z.find(q.Name, q.Type)
	if cname := z.find(q.Name, wire.TypeCNAME); len(cname) > 0 {
		set = cname
	}
	if len(set) > 0 {
		r.answer = z.sign(set)
		return r
	}
	r.authority = z.sign(z.find(z.apex, wire.TypeSOA))
	if !slices.ContainsFunc(z.rrs, func(rr wire.RR) bool { return rr.Name.Under(q.Name) }) {
		r.rcode = wire.NXDomain
	}
	return r
}

// sign adds a signature in form only: the collector never verifies.
func (z *testZone) sign(set []wire.RR) []wire.RR {
	if !z.signed || len(set) == 0 {
		return set
	}
	text := fmt.Sprintf("%s 300 IN RRSIG %s 13 %d 300 20300101000000 20200101000000 1 %s AAAA",
		set[0].Name, set[0].Type, set[0].Name.Labels(), z.apex)
	sig, err := wire.RRFromText(text)
	if err != nil {
		panic(err)
	}
	return append(slices.Clone(set), sig)
}

// pack makes wire bytes, without compression.
func (r *reply) pack(id uint16, q route.Question) []byte {
	if r.id != nil {
		id = r.id(id)
	}
	if r.question != nil {
		q = *r.question
	}
	flags := uint16(0x8000) | uint16(r.rcode)
	if r.aa {
		flags |= 0x0400
	}
	if r.ra {
		flags |= 0x0080
	}
	if r.tc {
		flags |= 0x0200
	}
	out := binary.BigEndian.AppendUint16(nil, id)
	for _, n := range []int{int(flags), 1, len(r.answer), len(r.authority), len(r.extras) + 1} {
		out = binary.BigEndian.AppendUint16(out, uint16(n))
	}
	out = append(out, q.Name.Wire()...)
	out = binary.BigEndian.AppendUint16(out, uint16(q.Type))
	out = binary.BigEndian.AppendUint16(out, wire.ClassIN)
	for _, rr := range slices.Concat(r.answer, r.authority, r.extras) {
		out = append(out, rr.Name.Wire()...)
		out = binary.BigEndian.AppendUint16(out, uint16(rr.Type))
		out = binary.BigEndian.AppendUint16(out, rr.Class)
		out = binary.BigEndian.AppendUint32(out, rr.TTL)
		out = binary.BigEndian.AppendUint16(out, uint16(len(rr.RData)))
		out = append(out, rr.RData...)
	}
	return append(out, 0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 0) // OPT, DO=1
}

// result is a finished walk.
type result struct {
	t     *testing.T
	items []evidence.Item
	talks []talk
	took  time.Duration
	err   error
}

// talk is one SMTP session that was started.
type talk struct {
	host, addr, sni string
	at              time.Duration
}

// run walks in the world under virtual time. Roots are the given addresses.
func (w *world) run(target collect.Target, roots string, alter func(*collect.Options)) *result {
	return w.runCtx(context.Background(), target, roots, alter)
}

func (w *world) runCtx(ctx context.Context, target collect.Target, roots string, alter func(*collect.Options)) *result {
	w.t.Helper()
	o := collect.Options{Network: w.dial}
	for a := range strings.FieldsSeq(roots) {
		o.Hints = append(o.Hints, collect.Hint{Name: wire.MustName("a.root"), Addr: netip.MustParseAddr(a)})
	}
	if alter != nil {
		alter(&o)
	}
	log := evidence.NewLog(nil)
	began := time.Now()
	r := &result{t: w.t}
	var mu sync.Mutex
	smtp := func(ctx context.Context, _ collect.Options, host wire.Name, addr netip.Addr, sni string, _ *evidence.Log) evidence.ID {
		one := talk{host.Show(), addr.String(), sni, time.Since(began)}
		wait(ctx.Done(), w.talk)
		mu.Lock()
		defer mu.Unlock()
		r.talks = append(r.talks, one)
		return 0
	}
	r.err = Run(ctx, target, o, Agents{SMTP: smtp, Fetch: w.web}, log)
	r.took = time.Since(began)
	r.items = log.Case().Items
	return r
}

// limits returns the names of the limits that were reached.
func (r *result) limits() []string {
	var out []string
	for _, it := range r.items {
		if it.Limit != nil && !slices.Contains(out, it.Limit.Name) {
			out = append(out, it.Limit.Name)
		}
	}
	return out
}

// asked returns the addresses at which a question was put, sorted.
func (r *result) asked(name string, t wire.Type) []string {
	var out []string
	for _, it := range r.items {
		if q := it.Query; q != nil && q.Name == wire.MustName(name).String() && q.Type == uint16(t) {
			if a := q.Server.Addr().String(); !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	slices.Sort(out)
	return out
}

// firstAt returns when the first authoritative answer to a question came.
func (r *result) firstAt(name string, t wire.Type) time.Duration {
	for _, it := range r.items {
		if q := it.Query; q != nil && q.Failure == "" && q.Name == wire.MustName(name).String() && q.Type == uint16(t) {
			if m, err := wire.Parse(q.Answer); err == nil && m.AA {
				return it.At
			}
		}
	}
	r.t.Errorf("no answer to %s %s", name, t)
	return 0
}

func (r *result) wantAsked(name string, t wire.Type, addrs string) {
	r.t.Helper()
	if got := strings.Join(r.asked(name, t), " "); got != addrs {
		r.t.Errorf("%s %s was asked at %q, want %q", name, t, got, addrs)
	}
}

func (r *result) wantTalks(want ...string) {
	r.t.Helper()
	var got []string
	for _, s := range r.talks {
		got = append(got, fmt.Sprintf("%s %s %s", s.host, s.addr, s.sni))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		r.t.Errorf("sessions:\n got %q\nwant %q", got, want)
	}
}

func domainTarget(name string) collect.Target {
	return collect.Target{Typed: name, Domain: wire.MustName(name)}
}

// bubble runs a test under virtual time; goroutines that do not end fail it.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

var _ io.Reader = (*conn)(nil)

var errNoRoute = syscall.ENETUNREACH
