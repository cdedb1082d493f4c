package lab

import (
	"context"
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// Ports of the world, and how long a system tries to connect when its caller
// sets no limit (tcp(7): about two minutes).
const (
	portDNS    = 53
	portSMTP   = 25
	givingUp   = 127 * time.Second
	clientPort = 40000
	smallUDP   = 512
)

// Running is a world that answers. Its methods may be used by several
// goroutines.
type Running struct {
	d        *design
	resolved bool // the check is to ask the resolver instead of the name servers
	beside   bool // ... beside them
	controls []wire.Name
	port     uint16
	delay    time.Duration
	started  time.Time
	servers  map[netip.Addr]*nameServer
	hosts    map[netip.Addr]*mailHost
	webs     map[netip.Addr]*webHost

	mu     sync.Mutex
	open   map[*stream]bool
	visits map[netip.Addr]int // sessions held with mail servers
	closed bool
	wait   sync.WaitGroup
}

// Start makes the world run: nothing listens anywhere, only Dial leads into it.
// Zones are signed when they are first asked for. The error is a fault of the
// world's text that parsing did not find.
func (w *World) Start(o Options) (*Running, error) {
	d, err := w.design(o)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", w.Name, err)
	}
	r := &Running{
		d: d, resolved: w.Resolver, beside: w.Beside, controls: w.Controls, port: w.Port, delay: o.Delay, started: time.Now(),
		servers: map[netip.Addr]*nameServer{}, hosts: map[netip.Addr]*mailHost{}, webs: map[netip.Addr]*webHost{}, open: map[*stream]bool{}, visits: map[netip.Addr]int{},
	}
	if err := r.raise(); err != nil {
		return nil, fmt.Errorf("%s: %w", w.Name, err)
	}
	return r, nil
}

// raise makes the zones and puts servers behind their addresses.
func (r *Running) raise() error {
	shared := map[wire.Name]*liveZone{}
	apexes := map[wire.Name]bool{}
	for apex := range r.d.zones {
		apexes[apex] = true
	}
	for _, name := range slices.SortedFunc(maps.Keys(r.d.servers), wire.Compare) {
		spec := r.d.servers[name]
		ns := &nameServer{spec: spec, zones: map[wire.Name]*liveZone{}, answers: r.d.answers, apexes: apexes}
		for _, apex := range spec.serves {
			z, err := r.zone(shared, name, apex)
			if err != nil {
				return err
			}
			ns.zones[apex] = z
		}
		for _, a := range spec.addrs {
			r.servers[a] = ns
		}
	}
	if err := r.raiseResolver(); err != nil {
		return err
	}
	for _, h := range r.d.hosts {
		for _, a := range h.addrs {
			r.hosts[a] = h
		}
	}
	for _, h := range r.d.webs {
		for _, a := range h.addrs {
			r.webs[a] = h
		}
	}
	return nil
}

// zone returns the zone as the server has it. Servers without a form of their
// own share one.
func (r *Running) zone(shared map[wire.Name]*liveZone, ns, apex wire.Name) (*liveZone, error) {
	if len(r.d.variants[ns]) > 0 {
		return goLive(r.d, ns, apex)
	}
	if z := shared[apex]; z != nil {
		return z, nil
	}
	z, err := goLive(r.d, wire.Name{}, apex)
	shared[apex] = z
	return z, err
}

// Now is the clock of the world: it began at the world's moment and goes as
// fast as time does.
func (r *Running) Now() time.Time { return r.clock().Add(r.d.local.clock) }

// clock is the right time in the world, whatever our own clock says.
func (r *Running) clock() time.Time { return r.d.at.Add(time.Since(r.started)) }

// Hints are the addresses of the root servers.
func (r *Running) Hints() []Hint {
	var out []Hint
	for _, ns := range r.d.zones[wire.Root()].servers {
		for _, a := range r.d.servers[ns].addrs {
			out = append(out, Hint{ns, a})
		}
	}
	return out
}

// Resolver is where the check is to ask the resolver of the world; zero if it
// is to ask the authoritative servers.
func (r *Running) Resolver() netip.AddrPort {
	if !r.resolved {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(ResolverAddrs()[0], portDNS)
}

// Controls are the mail servers that the check is to take for controls.
func (r *Running) Controls() []wire.Name { return r.controls }

// Port is the port of the mail servers that the check is about; zero is 25.
func (r *Running) Port() uint16 { return r.port }

// Beside is where the check is to ask the resolver of the world beside the
// authoritative servers; zero if it is not to.
func (r *Running) Beside() netip.AddrPort {
	if !r.beside {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(ResolverAddrs()[0], portDNS)
}

// Authorities are the certificate authorities that programs inside the world
// trust: "Lab Root CA" alone.
func (r *Running) Authorities() *x509.CertPool {
	pool := x509.NewCertPool()
	if root, err := r.d.pki.root(); err == nil {
		pool.AddCert(root.cert)
	}
	return pool
}

// Anchors are DS records of the root: the trust anchor of the world. It knows
// the root's algorithm, but faults at the root do not change it, as they would
// not change the one in a resolver.
func (r *Running) Anchors() []wire.RR {
	set, err := r.d.rootAnchors(r.d.local.oldAnchor)
	if err != nil {
		return nil
	}
	var out []wire.RR
	for _, rr := range set {
		if w, err := toWire(rr); err == nil {
			out = append(out, w)
		}
	}
	return out
}

// rootAnchors are DS records of the key of the root, or of one that is gone.
func (d *design) rootAnchors(old bool) ([]dns.RR, error) {
	root := &zone{apex: wire.Root(), ds: dsPlan{digests: []uint8{dns.SHA256}}, ttl: usualTTL}
	root.layout(true, algECDSAP256, 0)
	root.keys = root.keys[:1]
	if now := d.zones[wire.Root()].keys; len(now) > 0 {
		root.keys[0].role, root.keys[0].algorithm, root.keys[0].bits = now[0].role, now[0].algorithm, now[0].bits
	}
	if old {
		root.keys[0].role = roleGone
	}
	for _, k := range d.zones[wire.Root()].keys {
		if k.role == roleRetired { // an anchor does not learn by itself that its key is revoked
			k.flags, k.inDS = k.flags&^dns.REVOKE, true
			root.keys = append(root.keys, k)
		}
	}
	return d.dsSet(root, usualTTL)
}

// Close ends all conversations and waits until the servers have noticed.
func (r *Running) Close() {
	r.mu.Lock()
	r.closed = true
	open := slices.Collect(maps.Keys(r.open))
	r.mu.Unlock()
	for _, s := range open {
		s.Close()
	}
	r.wait.Wait()
}

// Dial connects to an address of the world, as net.Dialer.DialContext does:
// network is udp or tcp (also with 4 or 6), address an IP address and port. An
// address where nobody is swallows everything; a closed port refuses.
func (r *Running) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	to = netip.AddrPortFrom(to.Addr().Unmap(), to.Port())
	var conn net.Conn
	switch network {
	case "udp", "udp4", "udp6":
		conn, err = r.dialUDP(to)
	case "tcp", "tcp4", "tcp6":
		conn, err = r.dialTCP(ctx, to)
	default:
		err = net.UnknownNetworkError(network)
	}
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(to), Err: err}
	}
	return conn, nil
}

// routed tells whether we have the protocol at all.
func (r *Running) routed(a netip.Addr) error {
	if a.Is4() && r.d.local.noIPv4 || a.Is6() && r.d.local.noIPv6 {
		return os.NewSyscallError("connect", syscall.ENETUNREACH)
	}
	return nil
}

// source is the address that we come from.
func source(to netip.Addr) netip.AddrPort {
	if to.Is4() {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 18, 255, 1}), clientPort)
	}
	return netip.AddrPortFrom(netip.MustParseAddr("2001:2:0:ffff::1"), clientPort)
}

// outward tells whether a question goes to the outside: the resolver is in our
// own network.
func (r *Running) outward(to netip.AddrPort) bool {
	return to.Port() == portDNS && !slices.Contains(ResolverAddrs(), to.Addr())
}

func (r *Running) dialUDP(to netip.AddrPort) (net.Conn, error) {
	if err := r.routed(to.Addr()); err != nil {
		return nil, err
	}
	p := &packet{in: newPipe(), local: net.UDPAddrFromAddrPort(source(to.Addr())), remote: net.UDPAddrFromAddrPort(to)}
	ns := r.servers[to.Addr()]
	if r.d.local.intercepted && r.outward(to) {
		ns = &nameServer{spec: &server{modes: []serverMode{{how: "intercepts"}}}}
	}
	p.serve = func(octets []byte) []reply {
		switch {
		case ns == nil && (r.hosts[to.Addr()] != nil || r.webs[to.Addr()] != nil), ns != nil && to.Port() != portDNS:
			return []reply{{refused: true}}
		case ns == nil || r.d.local.noDNS || r.d.local.closed53 && r.outward(to):
			return nil
		}
		var out []reply
		for _, answer := range ns.ask(to.Addr(), false, octets) {
			if r.d.local.noLarge && len(answer.octets) > smallUDP {
				continue
			}
			answer.after += r.delay
			out = append(out, answer)
		}
		return out
	}
	return p, nil
}

// reach says what happens to a connection attempt: a server, silence, or an error.
func (r *Running) reach(to netip.AddrPort) (serve func(*stream), silent bool, err error) {
	if err := r.routed(to.Addr()); err != nil {
		return nil, false, err
	}
	refused := os.NewSyscallError("connect", syscall.ECONNREFUSED)
	ns, host, web := r.servers[to.Addr()], r.hosts[to.Addr()], r.webs[to.Addr()]
	if (r.d.local.intercepted || r.d.local.closed53) && r.outward(to) {
		return nil, true, nil // whoever intercepts speaks UDP only
	}
	local := r.d.local
	switch {
	case to.Port() == portSMTP && local.port25Rejected:
		return nil, false, refused
	case to.Port() == portSMTP && (local.port25 || local.port25v6 && to.Addr().Is6()), to.Port() == portHTTPS && local.port443, to.Port() == portDNS && (local.noDNS || local.noTCP53):
		return nil, true, nil
	case ns != nil && to.Port() == portDNS:
		switch {
		case ns.mode("no-tcp", to.Addr()):
			return nil, false, refused
		case ns.mode("dead", to.Addr()), ns.mode("tcp-drop", to.Addr()):
			return nil, true, nil
		}
		return func(s *stream) { ns.serveTCP(s, to.Addr()) }, false, nil
	case host != nil && mailPort(host, to):
		switch {
		case host.mode("refused", to.Addr()):
			return nil, false, refused
		case host.mode("silent", to.Addr()):
			return nil, true, nil
		}
		return func(s *stream) { r.serveMailAt(host, s, to) }, false, nil
	case web != nil && to.Port() == portHTTPS:
		switch {
		case web.is("refused", to.Addr()):
			return nil, false, refused
		case web.is("silent", to.Addr()):
			return nil, true, nil
		}
		return func(s *stream) { r.serveWeb(web, s, to.Addr()) }, false, nil
	case ns == nil && host == nil && web == nil:
		return nil, true, nil
	}
	return nil, false, refused
}

func (r *Running) dialTCP(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	serve, silent, err := r.reach(to)
	if silent {
		if err := sleep(ctx, givingUp); err != nil {
			return nil, err
		}
		return nil, os.NewSyscallError("connect", syscall.ETIMEDOUT)
	}
	if waited := sleep(ctx, r.delay); waited != nil {
		return nil, waited
	}
	if err != nil {
		return nil, err
	}
	client, server := newStreams(net.TCPAddrFromAddrPort(source(to.Addr())), net.TCPAddrFromAddrPort(to), r.delay/2)
	if !r.keep(server) {
		return nil, net.ErrClosed
	}
	go func() {
		defer r.wait.Done()
		defer r.forget(server)
		if pause(server, r.delay/2) { // our last part of the handshake is on its way
			serve(server)
		}
	}()
	return client, nil
}

// keep notes a connection, unless the world has ended.
func (r *Running) keep(s *stream) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.open[s] = true
	r.wait.Add(1)
	return true
}

func (r *Running) forget(s *stream) {
	s.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, s)
}
