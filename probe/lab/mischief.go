package lab

import (
	"bytes"
	"encoding/binary"
	"slices"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// answerWays lists what the verb "answer" knows.
func answerWays() []string {
	return []string{
		"drop", "servfail", "refused", "notimp", "formerr", "nxdomain", "empty", "unsigned", "not-aa", "truncated", "garbage", "short",
		"trailing", "pointer-loop", "lying-counts", "wrong-id", "wrong-question", "spoofed", "endless", "ede",
	}
}

// rule returns the first rule of the world about the question. Only servers of
// the zone that holds the name misbehave: those above it refer downwards as ever.
func (s *nameServer) rule(q *question) (answerRule, bool) {
	var apex wire.Name
	for n := q.name; !n.IsZero() && apex.IsZero(); n = n.Parent() {
		if s.apexes[n] && (n != q.name || q.typ != dns.TypeDS) {
			apex = n
		}
	}
	if s.zones[apex] == nil {
		return answerRule{}, false
	}
	i := slices.IndexFunc(s.answers, func(r answerRule) bool {
		return (r.name == q.name || r.name == apex) && (r.typ == q.typ || r.typ == dns.TypeANY) &&
			(r.server.IsZero() || r.server == s.spec.name) && (!r.addr.IsValid() || r.addr == q.addr)
	})
	if i < 0 || s.answers[i].first > 0 && !s.spoils(i) {
		return answerRule{}, false
	}
	return s.answers[i], true
}

// spoils counts a question for a rule that ends, and tells whether it still holds.
func (s *nameServer) spoils(rule int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.spoilt == nil {
		s.spoilt = map[int]int{}
	}
	s.spoilt[rule]++
	return s.spoilt[rule] <= s.answers[rule].first
}

// mischief answers in a wrong way.
func (s *nameServer) mischief(how string, q *question) []reply {
	rcodes := map[string]int{
		"servfail": dns.RcodeServerFailure, "refused": dns.RcodeRefused, "notimp": dns.RcodeNotImplemented,
		"formerr": dns.RcodeFormatError, "nxdomain": dns.RcodeNameError, "empty": dns.RcodeSuccess,
	}
	if rcode, ok := rcodes[how]; ok {
		return s.replies(q, s.empty(q, rcode))
	}
	switch how {
	case "drop":
		return nil
	case "ede":
		return s.replies(q, s.extendedError(q))
	case "unsigned":
		m := s.answer(q)
		m.Answer, m.Ns = unsigned(m.Answer), unsigned(m.Ns)
		return s.replies(q, m)
	case "not-aa":
		m := s.answer(q)
		m.Authoritative = false
		return s.replies(q, m)
	case "truncated":
		if !q.tcp {
			return s.replies(q, truncated(s.answer(q)))
		}
	case "wrong-question":
		m := s.answer(q)
		m.Question = []dns.Question{{Name: "wrong.example.", Qtype: q.typ, Qclass: dns.ClassINET}}
		return s.replies(q, m)
	case "spoofed", "endless":
		return s.flood(how, q)
	}
	out := s.replies(q, s.answer(q))
	for i := range out {
		out[i].octets = mangle(how, out[i].octets)
	}
	return out
}

// unsigned removes what DNSSEC added.
func unsigned(section []dns.RR) []dns.RR {
	return slices.DeleteFunc(slices.Clone(section), func(rr dns.RR) bool {
		t := rr.Header().Rrtype
		return t == dns.TypeRRSIG || t == dns.TypeNSEC || t == dns.TypeNSEC3
	})
}

// extendedError is a SERVFAIL with a text that would take over a terminal if it
// were printed as it is (RFC 8914).
func (s *nameServer) extendedError(q *question) *dns.Msg {
	m := s.empty(q, dns.RcodeServerFailure)
	if q.edns {
		m.SetEdns0(announced, q.do)
		opt := m.IsEdns0()
		opt.Option = append(opt.Option, &dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeDNSBogus, ExtraText: hostileText()})
	}
	return m
}

// hostileText holds what must never reach a terminal.
func hostileText() string {
	return "\x1b[2J\x1b]0;owned\x07 \x1b[31mall is well\x1b[0m \u202egnp.exe \u009b31m \x08\x08\r\n"
}

// mangle spoils the octets of an answer.
func mangle(how string, octets []byte) []byte {
	out := bytes.Clone(octets)
	switch how {
	case "garbage":
		return append(out[:2:2], bytes.Repeat([]byte{0xa5, 0x5a, 0xff}, 40)...)
	case "short":
		return out[:12+(len(out)-12)*2/3]
	case "trailing":
		return append(out, "behind the end"...)
	case "pointer-loop":
		return pointerLoop(out)
	case "lying-counts":
		binary.BigEndian.PutUint16(out[6:], 65535)
	case "wrong-id":
		out[0] ^= 0x55
	}
	return out
}

// pointerLoop makes a message whose answer's owner points at itself (RFC 1035
// 4.1.4 allows pointers to earlier names only).
func pointerLoop(octets []byte) []byte {
	end := 12
	for end < len(octets) && octets[end] != 0 {
		end += 1 + int(octets[end])
	}
	end += 5 // root label, type, class
	if end > len(octets) {
		return octets
	}
	out := bytes.Clone(octets[:end])
	copy(out[6:12], []byte{0, 1, 0, 0, 0, 0})
	out = append(out, 0xc0|byte(end>>8), byte(end))
	return append(out, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 18, 0, 99)
}

// How many forged datagrams come.
const (
	spoofedCount = 3
	endlessCount = 400
	endlessGap   = 20 * time.Millisecond
)

// flood sends forged answers: a few in front of the good one, or a stream
// without one. Over TCP a stream is a message that never ends.
func (s *nameServer) flood(how string, q *question) []reply {
	good := s.replies(q, s.answer(q))
	if len(good) == 0 {
		return nil
	}
	forged := mangle("wrong-id", good[0].octets)
	if q.tcp {
		if how == "endless" {
			return []reply{{octets: good[0].octets, endless: true}}
		}
		return good
	}
	var out []reply
	if how == "spoofed" {
		for range spoofedCount {
			out = append(out, reply{octets: forged})
		}
		return append(out, good...)
	}
	for i := range endlessCount {
		out = append(out, reply{octets: forged, after: time.Duration(i) * endlessGap})
	}
	return out
}
