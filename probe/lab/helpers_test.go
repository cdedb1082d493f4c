package lab

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// shared is what the worlds without a seed of their own have in common.
var shared = NewMemory()

// start makes a world of lines run.
func start(t testing.TB, o Options, lines ...string) *Running {
	t.Helper()
	if o.Seed == "" {
		o.Memory = shared
	}
	w, err := Parse("test", []byte("target: example.org\n"+strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// ask puts one question with DO=1 to an address.
func ask(t testing.TB, r *Running, network, server, name string, qtype uint16) *dns.Msg {
	t.Helper()
	m, err := exchange(r, network, server, question4(name, qtype))
	if err != nil {
		t.Fatalf("%s %s at %s: %v", name, dns.TypeToString[qtype], server, err)
	}
	return m
}

func question4(name string, qtype uint16) *dns.Msg {
	q := new(dns.Msg)
	q.SetQuestion(dns.Fqdn(name), qtype)
	q.RecursionDesired = false
	q.SetEdns0(1232, true)
	return q
}

func exchange(r *Running, network, server string, q *dns.Msg) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return exchangeWithin(ctx, r, network, server, q)
}

func exchangeWithin(ctx context.Context, r *Running, network, server string, q *dns.Msg) (*dns.Msg, error) {
	conn, err := r.Dial(ctx, network, netip.AddrPortFrom(netip.MustParseAddr(server), 53).String())
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline)
	octets, err := q.Pack()
	if err != nil {
		return nil, err
	}
	if network == "tcp" {
		octets = append(binary.BigEndian.AppendUint16(nil, uint16(len(octets))), octets...)
	}
	if _, err := conn.Write(octets); err != nil {
		return nil, err
	}
	buf := make([]byte, 65535)
	if network == "tcp" {
		if _, err := io.ReadFull(conn, buf[:2]); err != nil {
			return nil, err
		}
		buf = buf[:binary.BigEndian.Uint16(buf)]
		_, err = io.ReadFull(conn, buf)
	} else {
		var n int
		n, err = conn.Read(buf)
		buf = buf[:n]
	}
	if err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	return m, m.Unpack(buf)
}

// serversOf lists the first address of each name server of a zone.
func serversOf(r *Running, zone string) []string {
	var out []string
	for _, ns := range r.d.zones[wire.MustName(zone)].servers {
		out = append(out, r.d.servers[ns].addrs[0].String())
	}
	return out
}

// seen describes what came of a question in a word or a sketch. A timeout is
// short here: the lab answers at once or never.
func seen(r *Running, network, server string, q *dns.Msg) string {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	m, err := exchangeWithin(ctx, r, network, server, q)
	_, unpack := errors.AsType[*dns.Error](err)
	switch {
	case unpack, errors.Is(err, io.ErrUnexpectedEOF):
		return "malformed"
	case err != nil:
		return string(evidence.Classify(err))
	case m.Id != q.Id:
		return "other id"
	case m.Question[0] != q.Question[0]:
		return "other question"
	case m.Truncated:
		return strings.Replace(sketch(m), " |", " TC |", 1)
	}
	return sketch(m)
}
