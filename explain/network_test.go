package explain_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/miekg/dns"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe"
	"danewalk/probe/collect"
	"danewalk/probe/lab/rig"
)

// middlebox is something between us and all name servers: it sees every answer
// and may change it, or swallow it by returning nil.
type middlebox func(answer []byte) []byte

// on puts a middlebox into a network.
func (m middlebox) on(network collect.DialFunc) collect.DialFunc {
	return func(ctx context.Context, proto, address string) (net.Conn, error) {
		conn, err := network(ctx, proto, address)
		if err != nil || !strings.HasSuffix(address, ":53") {
			return conn, err
		}
		return &tampered{Conn: conn, tcp: proto == "tcp", box: m, closed: make(chan struct{})}, nil
	}
}

// tampered is a connection through a middlebox.
type tampered struct {
	net.Conn
	tcp    bool
	box    middlebox
	rest   []byte
	closed chan struct{}
	once   sync.Once
}

func (c *tampered) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

func (c *tampered) Read(b []byte) (int, error) {
	if len(c.rest) == 0 {
		msg, err := c.message()
		if err != nil {
			return 0, err
		}
		if c.tcp {
			msg = append(binary.BigEndian.AppendUint16(nil, uint16(len(msg))), msg...)
		}
		c.rest = msg
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *tampered) message() ([]byte, error) {
	for {
		buf := make([]byte, 65535)
		n, err := 0, error(nil)
		if c.tcp {
			if _, err = io.ReadFull(c.Conn, buf[:2]); err == nil {
				n, err = io.ReadFull(c.Conn, buf[:binary.BigEndian.Uint16(buf)])
			}
		} else {
			n, err = c.Conn.Read(buf)
		}
		if err != nil {
			return nil, err
		}
		if msg := c.box(buf[:n]); msg != nil {
			return msg, nil
		}
	}
}

// changing is a middlebox that edits every message.
func changing(edit func(*dns.Msg)) middlebox {
	return func(answer []byte) []byte {
		m := new(dns.Msg)
		if m.Unpack(answer) != nil {
			return answer
		}
		edit(m)
		out, err := m.Pack()
		if err != nil {
			return answer
		}
		return out
	}
}

// without removes the records of some types.
func without(types ...uint16) middlebox {
	return changing(func(m *dns.Msg) {
		for _, section := range []*[]dns.RR{&m.Answer, &m.Ns, &m.Extra} {
			var kept []dns.RR
			for _, rr := range *section {
				keep := true
				for _, t := range types {
					keep = keep && rr.Header().Rrtype != t
				}
				if keep {
					kept = append(kept, rr)
				}
			}
			*section = kept
		}
	})
}

// emptied answers everything with a code and nothing else.
func emptied(rcode int, types ...uint16) middlebox {
	return changing(func(m *dns.Msg) {
		for _, t := range types {
			if m.Question[0].Qtype != t {
				continue
			}
			m.Rcode, m.Answer, m.Ns = rcode, nil, nil
		}
		if len(types) == 0 {
			m.Rcode, m.Answer, m.Ns = rcode, nil, nil
		}
	})
}

// dying lets so many answers through, and then none.
func dying(after int32) middlebox {
	var n atomic.Int32
	return func(answer []byte) []byte {
		if n.Add(1) > after {
			return nil
		}
		return answer
	}
}

// lossy swallows every answer that chance picks, here every nth.
func lossy(nth int32) middlebox {
	var n atomic.Int32
	return func(answer []byte) []byte {
		if n.Add(1)%nth == 0 {
			return nil
		}
		return answer
	}
}

// TestOurNetworkIsNotHeldAgainstOthers: example.org is healthy; what a network
// near us does to the answers must not make it look broken.
func TestOurNetworkIsNotHeldAgainstOthers(t *testing.T) {
	const intercepted, silent finding.Code = "local.dns-intercepted", "local.no-dns"
	for _, tc := range []struct {
		about   string
		box     middlebox
		verdict string
		cause   finding.Code // of everything that looks broken; empty: nothing does
	}{
		{"nothing", func(b []byte) []byte { return b }, "protected", ""},
		{"a forwarder that knows no DNSSEC", without(dns.TypeRRSIG, dns.TypeNSEC, dns.TypeNSEC3), "cannot-tell", intercepted},
		{"no signatures", without(dns.TypeRRSIG), "cannot-tell", intercepted},
		{"no keys", without(dns.TypeDNSKEY), "cannot-tell", intercepted},
		{"no DS", without(dns.TypeDS), "cannot-tell", intercepted},
		{"no OPT", without(dns.TypeOPT), "protected", ""},
		{"the AA flag is cleared", changing(func(m *dns.Msg) { m.Authoritative = false }), "cannot-tell", intercepted},
		{"all refused", emptied(dns.RcodeRefused), "cannot-tell", intercepted},
		{"all SERVFAIL", emptied(dns.RcodeServerFailure), "cannot-tell", intercepted},
		{"nothing exists", emptied(dns.RcodeNameError), "cannot-tell", intercepted},
		{"types of DNSSEC refused", emptied(dns.RcodeRefused, dns.TypeDS, dns.TypeDNSKEY, dns.TypeTLSA), "cannot-tell", intercepted},
		{"every fifth answer lost", lossy(5), "protected", ""},
		{"gone after 3 answers", dying(3), "cannot-tell", silent},
		{"gone after 10 answers", dying(10), "cannot-tell", silent},
	} {
		t.Run(tc.about, func(t *testing.T) {
			files := fstest.MapFS{"w.lab": {Data: []byte("title: t\nstory: s\ntarget: example.org\n")}}
			var r rig.Result
			synctest.Test(t, func(t *testing.T) {
				var err error
				if r, err = rig.Check(t.Context(), files, "w", inTests(), func(o *probe.Options) { o.Network = tc.box.on(o.Network) }); err != nil {
					t.Fatal(err)
				}
			})
			d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Memo: checks})
			if string(d.Verdict) != tc.verdict {
				t.Errorf("verdict %s, want %s", d.Verdict, tc.verdict)
			}
			for _, f := range d.Findings {
				if f.Weight != finding.Fatal && f.Weight != finding.Risk {
					continue
				}
				first := f
				for first.CausedByIndex > 0 {
					first = d.Findings[first.CausedByIndex-1]
				}
				if first.Code != tc.cause {
					t.Errorf("%s %s %s: nobody but our network is at fault", f.Weight, f.Code, f.Subject)
				}
			}
		})
	}
}
