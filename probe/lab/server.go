package lab

import (
	"encoding/binary"
	"io"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// What name servers of the lab do about sizes.
const (
	plainUDP  = 512  // without EDNS (RFC 1035 4.2.1)
	largest   = 1232 // never more over UDP (RFC 9715)
	announced = 1232
	idleTCP   = 20 * time.Second // then the server hangs up
)

// nameServer is a name server that answers.
type nameServer struct {
	spec      *server
	zones     map[wire.Name]*liveZone
	answers   []answerRule
	apexes    map[wire.Name]bool // of every zone of the world
	recursive *resolver          // it is no name server, but the resolver of the world

	mu     sync.Mutex
	spoilt map[int]int // how many questions a rule that ends has spoilt, by its place in answers
}

// question is what a server was asked, and where.
type question struct {
	addr   netip.Addr
	tcp    bool
	octets []byte
	msg    *dns.Msg
	name   wire.Name
	typ    uint16
	size   int // of UDP answers
	edns   bool
	do     bool
}

// mode tells whether the server misbehaves in this way at an address.
func (s *nameServer) mode(how string, addr netip.Addr) bool {
	return slices.ContainsFunc(s.spec.modes, func(m serverMode) bool { return m.how == how && m.at(addr) })
}

func (m serverMode) at(addr netip.Addr) bool { return !m.addr.IsValid() || m.addr == addr }

// wait is how much later than usual the server answers.
func (s *nameServer) wait(addr netip.Addr) time.Duration {
	var d time.Duration
	for _, m := range s.spec.modes {
		if m.how == "slow" && m.at(addr) {
			d += m.wait
		}
	}
	return d
}

// ask returns what the server sends for a message: nothing, one message, or
// several. Delays are on top of the travelling time.
func (s *nameServer) ask(addr netip.Addr, tcp bool, octets []byte) []reply {
	q := &question{addr: addr, tcp: tcp, octets: octets, msg: new(dns.Msg), size: plainUDP}
	if s.mode("dead", addr) || !tcp && s.mode("no-udp", addr) || len(octets) < 12 {
		return nil
	}
	if err := q.msg.Unpack(octets); err != nil || len(q.msg.Question) != 1 || q.msg.Response {
		return s.replies(q, s.empty(q, dns.RcodeFormatError))
	}
	q.name, q.typ = nameOf(q.msg.Question[0].Name), q.msg.Question[0].Qtype
	if opt := q.msg.IsEdns0(); opt != nil {
		q.edns, q.do = true, opt.Do()
		q.size = min(largest, max(plainUDP, int(opt.UDPSize())))
		if s.mode("edns-drop", addr) {
			return nil
		}
	}
	return s.respond(q)
}

// respond answers a question that could be read.
func (s *nameServer) respond(q *question) []reply {
	switch {
	case s.recursive != nil:
		return s.recursive.respond(s, q)
	case s.mode("intercepts", q.addr): // a resolver near us that says that nothing exists
		m := s.empty(q, dns.RcodeNameError)
		m.RecursionAvailable = true
		return s.replies(q, m)
	case q.edns && s.mode("edns-formerr", q.addr):
		q.edns = false
		return s.replies(q, s.empty(q, dns.RcodeFormatError))
	case s.mode("refused", q.addr):
		return s.replies(q, s.empty(q, dns.RcodeRefused))
	case s.mode("lame-servfail", q.addr):
		return s.replies(q, s.empty(q, dns.RcodeServerFailure))
	case s.mode("lame-upward", q.addr):
		return s.replies(q, upward(s.empty(q, dns.RcodeSuccess)))
	case s.mode("no-dnssec", q.addr):
		q.do = false
	}
	if rule, ok := s.rule(q); ok {
		return s.mischief(rule.how, q)
	}
	return s.replies(q, s.answer(q))
}

// answer is the right answer, but for modes that spoil it a little.
func (s *nameServer) answer(q *question) *dns.Msg {
	m := s.empty(q, dns.RcodeSuccess)
	if err := authoritative(s.zones, q.name, q.typ, q.do, m); err != nil {
		return s.empty(q, dns.RcodeServerFailure)
	}
	if s.mode("lame-not-aa", q.addr) {
		m.Authoritative = false
	}
	return m
}

// empty is a response with nothing but header, question and EDNS.
func (s *nameServer) empty(q *question, rcode int) *dns.Msg {
	m := new(dns.Msg)
	m.Id = binary.BigEndian.Uint16(q.octets)
	m.Response, m.Rcode, m.Compress = true, rcode, true
	m.Opcode, m.RecursionDesired, m.CheckingDisabled = q.msg.Opcode, q.msg.RecursionDesired, q.msg.CheckingDisabled
	m.Question = q.msg.Question
	return m
}

// upward is a referral to the root, from a server that does not know the zone.
func upward(m *dns.Msg) *dns.Msg {
	for _, host := range []string{"a.root.", "b.root."} {
		m.Ns = append(m.Ns, &dns.NS{Hdr: header(wire.Root(), dns.TypeNS, usualTTL), Ns: host})
	}
	return m
}

// replies packs a message, truncated if need be (RFC 2181 9).
func (s *nameServer) replies(q *question, m *dns.Msg) []reply {
	octets := pack(q, m)
	if !q.tcp && (len(octets) > q.size || s.mode("truncate", q.addr)) {
		octets = pack(q, truncated(m))
	}
	if octets == nil {
		return nil
	}
	return []reply{{octets: octets, after: s.wait(q.addr)}}
}

func truncated(m *dns.Msg) *dns.Msg {
	c := *m
	c.Truncated, c.Answer, c.Ns, c.Extra = true, nil, nil, nil
	return &c
}

// pack adds EDNS, if the asker had it, and makes octets.
func pack(q *question, m *dns.Msg) []byte {
	c := *m
	if q.edns && c.IsEdns0() == nil {
		c.Extra = slices.Clone(c.Extra)
		c.SetEdns0(announced, q.do)
	}
	octets, err := c.Pack()
	if err != nil {
		c.Answer, c.Ns, c.Extra, c.Rcode = nil, nil, nil, dns.RcodeServerFailure
		octets, err = c.Pack()
	}
	if err != nil {
		return nil
	}
	return octets
}

// serveTCP answers questions on a connection until it ends (RFC 7766).
func (s *nameServer) serveTCP(conn *stream, addr netip.Addr) {
	defer conn.Close()
	for {
		_ = conn.SetReadDeadline(time.Now().Add(idleTCP))
		var length [2]byte
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return
		}
		octets := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(conn, octets); err != nil {
			return
		}
		for _, r := range s.ask(addr, true, octets) {
			if !pause(conn, r.after) {
				return
			}
			if r.endless {
				dribble(conn, r.octets)
				return
			}
			framed := binary.BigEndian.AppendUint16(nil, uint16(len(r.octets)))
			if _, err := conn.Write(append(framed, r.octets...)); err != nil {
				return
			}
		}
	}
}

// pause waits and tells whether the peer is still there. The wait ends early
// when the connection is closed from our side.
func pause(conn *stream, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	end := time.Now().Add(d)
	for time.Now().Before(end) {
		if conn.out.abandoned() || conn.in.abandoned() {
			return false
		}
		await(nil, time.Now().Add(min(time.Until(end), 100*time.Millisecond)))
	}
	return true
}

// How an endless sender behaves: never done, but bounded for our own sake.
const (
	pourGap   = 5 * time.Millisecond
	pourTimes = 20000
	pourAhead = 256 << 10 // octets that the peer has not read: a TCP window
)

// dribble announces the longest message, begins it, and goes on octet by octet:
// pourTimes are fewer than the message has.
func dribble(conn *stream, start []byte) {
	if _, err := conn.Write(append([]byte{0xff, 0xff}, start...)); err == nil {
		pour(conn, []byte{0})
	}
}

// pour writes the same octets again and again until the peer is gone.
func pour(conn *stream, octets []byte) {
	for range pourTimes {
		if conn.out.abandoned() || conn.in.abandoned() {
			return
		}
		if conn.out.waiting() < pourAhead {
			if _, err := conn.Write(octets); err != nil {
				return
			}
		}
		await(nil, time.Now().Add(pourGap))
	}
}
