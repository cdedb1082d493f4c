package transport

import (
	"context"
	"encoding/binary"
	"errors"
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
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// step is what a scripted server does with one try.
type step struct {
	dial error              // no connection
	send []func(msg) []byte // messages it sends; nothing means silence
	end  bool               // closes the connection afterwards
	raw  []byte             // octets sent as they are
}

// msg is a question as the server sees it.
type msg []byte

// answer makes a NOERROR answer without records; alter changes its octets.
func answer(alter ...func([]byte)) func(msg) []byte {
	return func(q msg) []byte {
		out := slices.Clone(q)
		binary.BigEndian.PutUint16(out[2:], 0x8400)
		for _, f := range alter {
			f(out)
		}
		return out
	}
}

func rcode(r byte) func([]byte) { return func(b []byte) { b[3] = b[3]&0xf0 | r } }
func truncated(b []byte)        { b[2] |= 0x02 }
func otherID(b []byte)          { b[0] ^= 0xff }
func noResponse(b []byte)       { b[2] &^= 0x80 }
func otherName(b []byte)        { b[13] ^= 0x01 }
func otherType(b []byte)        { b[12+len("\x07example\x03org\x00")+1] ^= 0x01 }
func upperCase(b []byte)        { b[13] ^= 0x20 }
func twoQuestions(b []byte)     { b[5] = 2 }
func lyingCount(b []byte)       { b[7] = 9 }
func headerOnly(q msg) []byte   { return append(slices.Clone(q[:2]), 0x84, 1, 0, 0, 0, 0, 0, 0, 0, 0) }

func headerNoError(q msg) []byte       { return append(slices.Clone(q[:2]), 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0) }
func short(q msg) []byte               { return q[:7] }
func trailing(q msg) []byte            { return append(answer()(q), 1, 2, 3) }
func sends(f ...func(msg) []byte) step { return step{send: f} }

// script is a network that follows a list of steps, one per try.
type script struct {
	mu    sync.Mutex
	steps []step
	asked []msg
	nets  []string
}

func (s *script) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nets = append(s.nets, network)
	var st step
	if len(s.steps) > 0 {
		st, s.steps = s.steps[0], s.steps[1:]
	}
	if errors.Is(st.dial, context.DeadlineExceeded) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if st.dial != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: st.dial}
	}
	near, far := net.Pipe()
	go s.serve(far, network, st)
	return near, nil
}

func (s *script) serve(c net.Conn, network string, st step) {
	buf := make([]byte, 4096)
	n, err := c.Read(buf)
	if err != nil {
		return
	}
	q := msg(buf[:n])
	if network == "tcp" {
		q = q[2:]
	}
	s.mu.Lock()
	s.asked = append(s.asked, slices.Clone(q))
	s.mu.Unlock()
	for _, f := range st.send {
		out := f(q)
		if network == "tcp" {
			out = append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...)
		}
		_, _ = c.Write(out)
	}
	if st.raw != nil {
		_, _ = c.Write(st.raw)
	}
	if st.end {
		_ = c.Close()
		return
	}
	_, _ = io.Copy(io.Discard, c) // until the other side closes
}

func ask(ctx context.Context, s *script, alter func(*Query)) (Answer, []evidence.Exchange) {
	log := evidence.NewLog(nil)
	q := Query{
		Server: netip.MustParseAddrPort("192.0.2.1:53"), ServerName: wire.MustName("ns.example.net"),
		Zone: wire.MustName("org"), Name: wire.MustName("example.org"), Type: wire.TypeMX,
	}
	if alter != nil {
		alter(&q)
	}
	a := New(collect.Options{Network: s.dial}, log).Ask(ctx, q)
	var out []evidence.Exchange
	for _, it := range log.Case().Items {
		out = append(out, *it.Query)
	}
	return a, out
}

func TestTriesAndTheirRecord(t *testing.T) {
	silence := step{}
	for name, tc := range map[string]struct {
		steps []step
		brief bool
		want  string // transport+failure of each try
		good  bool
		took  time.Duration
	}{
		"answer":                      {steps: []step{sends(answer())}, want: "udp", good: true},
		"server error is an answer":   {steps: []step{sends(answer(rcode(2)))}, want: "udp", good: true},
		"echo in other case":          {steps: []step{sends(answer(upperCase))}, want: "udp", good: true},
		"lost once":                   {steps: []step{silence, sends(answer())}, want: "udp:timeout udp", good: true, took: 3 * time.Second},
		"lost twice, TCP works":       {steps: []step{silence, silence, sends(answer())}, want: "udp:timeout udp:timeout tcp", good: true, took: 6 * time.Second},
		"dead":                        {want: "udp:timeout udp:timeout tcp:timeout", took: 9 * time.Second},
		"dead, known before":          {brief: true, want: "udp:timeout", took: 3 * time.Second},
		"truncated":                   {steps: []step{sends(answer(truncated)), sends(answer())}, want: "udp tcp", good: true},
		"truncated, TCP refused":      {steps: []step{sends(answer(truncated)), {dial: syscall.ECONNREFUSED}, {dial: syscall.ECONNREFUSED}}, want: "udp tcp:refused tcp:refused"},
		"truncated, TCP closes":       {steps: []step{sends(answer(truncated)), {end: true}, sends(answer())}, want: "udp tcp:closed tcp", good: true},
		"truncated in the middle":     {steps: []step{sends(answer(truncated, lyingCount)), sends(answer())}, want: "udp tcp", good: true},
		"UDP port closed":             {steps: []step{{dial: syscall.ECONNREFUSED}, sends(answer())}, want: "udp:refused tcp", good: true},
		"no route":                    {steps: []step{{dial: syscall.ENETUNREACH}}, want: "udp:unreachable"},
		"not permitted":               {steps: []step{{dial: syscall.EPERM}}, want: "udp:not-permitted"},
		"FORMERR with EDNS":           {steps: []step{sends(answer(rcode(1))), sends(answer())}, want: "udp udp", good: true},
		"FORMERR, header only":        {steps: []step{sends(headerOnly), sends(answer())}, want: "udp udp", good: true},
		"FORMERR twice":               {steps: []step{sends(answer(rcode(1))), sends(answer(rcode(1)))}, want: "udp udp", good: true},
		"NOTIMP, then truncated":      {steps: []step{sends(answer(rcode(4))), sends(answer(truncated)), sends(answer())}, want: "udp udp tcp", good: true},
		"spoofed ID, then the answer": {steps: []step{sends(answer(otherID), answer())}, want: "udp", good: true},
		"many strays, then the answer": {
			steps: []step{sends(answer(otherID), answer(otherName), answer(otherType), answer(noResponse), short, answer())}, want: "udp", good: true,
		},
		"only strays":               {steps: []step{sends(answer(otherID)), sends(answer(otherName)), sends(answer(otherID))}, want: "udp:mismatch udp:mismatch tcp:mismatch", took: 9 * time.Second},
		"malformed":                 {steps: []step{sends(answer(lyingCount)), sends(answer(lyingCount)), sends(answer())}, want: "udp:malformed udp:malformed tcp", good: true},
		"octets behind the message": {steps: []step{sends(trailing)}, want: "udp", good: true},
		"two questions":             {steps: []step{sends(answer(twoQuestions)), sends(answer())}, want: "udp:malformed udp", good: true},
		"NOERROR, header only":      {steps: []step{sends(headerNoError), sends(answer())}, want: "udp:malformed udp", good: true},
		"TCP length then close":     {steps: []step{sends(answer(truncated)), {raw: []byte{0xff, 0xff, 1}, end: true}, {raw: []byte{0}, end: true}}, want: "udp tcp:closed tcp:closed"},
		"TCP stalls":                {steps: []step{sends(answer(truncated)), {raw: []byte{0xff, 0xff, 1}}, sends(answer())}, want: "udp tcp:timeout tcp", good: true, took: 3 * time.Second},
		"TCP connection times out": {
			steps: []step{sends(answer(truncated)), {dial: context.DeadlineExceeded}, sends(answer())}, want: "udp tcp:timeout tcp", good: true, took: 3 * time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: tc.steps}
				began := time.Now()
				a, record := ask(t.Context(), s, func(q *Query) { q.Brief = tc.brief })
				if took := time.Since(began); took != tc.took {
					t.Errorf("took %v, want %v", took, tc.took)
				}
				var got []string
				var sum time.Duration
				for i, x := range record {
					one := string(x.Transport)
					if x.Failure != "" {
						one += ":" + string(x.Failure)
					}
					got = append(got, one)
					sum += x.RTT
					if x.Try != i+1 || x.Name != "example.org." || x.Zone != "org." || x.ServerName != "ns.example.net." {
						t.Errorf("record %+v", x)
					}
				}
				if g := strings.Join(got, " "); g != tc.want {
					t.Errorf("tries %q, want %q", g, tc.want)
				}
				if (a.Msg != nil) != tc.good || (a.Failure == "") != tc.good {
					t.Errorf("answer %+v", a)
				}
				if sum != tc.took || int(a.ID) != len(record) {
					t.Errorf("record has %v in %d tries, the answer is item %d", sum, len(record), a.ID)
				}
			})
		})
	}
}

func TestQuestionsAsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []step{sends(answer(rcode(1))), sends(answer())}}
		_, record := ask(t.Context(), s, nil)
		for i, q := range s.asked {
			m, err := wire.Parse(q)
			if err != nil || m.RD || m.CD || m.QName != wire.MustName("example.org") || m.QType != wire.TypeMX {
				t.Errorf("question %d: %+v, %v", i, m, err)
			}
			if edns := i == 0; m.EDNS.Present != edns || m.EDNS.DO != edns || (edns && m.EDNS.UDPSize != 1232) {
				t.Errorf("question %d has EDNS %+v", i, m.EDNS)
			}
			if !slices.Equal(record[i].Question, q) || len(record[i].Answer) == 0 {
				t.Errorf("record %d has other octets", i)
			}
		}
		s = &script{steps: []step{sends(answer())}}
		ask(t.Context(), s, func(q *Query) { q.Resolver = true })
		if m, _ := wire.Parse(s.asked[0]); !m.RD || !m.CD || !m.EDNS.DO { // RFC 4035 3.2.2
			t.Errorf("question to a resolver: %+v", m)
		}
	})
}

func TestIDsDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := map[string]bool{}
		for range 50 {
			s := &script{steps: []step{sends(answer())}}
			ask(t.Context(), s, nil)
			seen[string(s.asked[0][:2])] = true
		}
		if len(seen) < 45 { // by chance about 0.02 pairs
			t.Errorf("%d different IDs in 50 questions", len(seen))
		}
	})
}

func TestStraysAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []step{sends(answer(otherID), answer(otherID), answer())}}
		_, record := ask(t.Context(), s, nil)
		if d := record[0].Detail.String(); !strings.Contains(d, "2 ") || !strings.Contains(d, "another ID") {
			t.Errorf("detail %q", d)
		}
	})
}

func TestFloodEndsTheTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flood := make([]func(msg) []byte, maxStrays+10)
		for i := range flood {
			flood[i] = answer(otherID)
		}
		s := &script{steps: []step{sends(flood...), sends(answer())}}
		a, record := ask(t.Context(), s, nil)
		if record[0].Failure != evidence.Mismatch || a.Msg == nil || len(record) != 2 {
			t.Errorf("%d tries, first %q", len(record), record[0].Failure)
		}
	})
}

func TestCancelledWhileWaiting(t *testing.T) {
	for _, first := range []step{{}, {dial: context.DeadlineExceeded}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			began := time.Now()
			a, record := ask(ctx, &script{steps: []step{first}}, nil)
			if a.Failure != evidence.Cancelled || len(record) != 1 || time.Since(began) != time.Second {
				t.Errorf("%q in %d tries after %v", a.Failure, len(record), time.Since(began))
			}
		})
	}
}

func TestNoNameToAsk(t *testing.T) {
	a, record := ask(t.Context(), &script{}, func(q *Query) { q.Name = wire.Name{} })
	if a.Failure != evidence.Protocol || len(record) == 0 || record[0].Question != nil {
		t.Errorf("%+v, %d tries", a, len(record))
	}
}

// Whatever a server sends, the client ends within its time and never panics.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte{}, true)
	f.Add([]byte("\x84\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03org\x00\x00\x0f\x00\x01"), true)
	f.Add([]byte("\x86\x00\x00\x01\xff\xff\x00\x00\x00\x00\x07example\x03org\x00\x00\x0f\x00\x01"), false)
	f.Fuzz(func(t *testing.T, tail []byte, keepID bool) {
		synctest.Test(t, func(t *testing.T) {
			reply := func(q msg) []byte {
				if keepID {
					return append(slices.Clone(q[:2]), tail...)
				}
				return tail
			}
			s := &script{steps: []step{sends(reply), sends(reply), sends(reply), sends(reply)}}
			began := time.Now()
			a, record := ask(t.Context(), s, nil)
			if (a.Msg == nil) == (a.Failure == "") {
				t.Errorf("answer %+v", a)
			}
			if len(record) > 5 || time.Since(began) > 15*time.Second {
				t.Errorf("%d tries in %v", len(record), time.Since(began))
			}
		})
	})
}
