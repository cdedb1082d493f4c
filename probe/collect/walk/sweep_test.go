package walk

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// overTCP returns the addresses at which a question was put over TCP, sorted.
func (r *result) overTCP(name string, t wire.Type) string {
	var out []string
	for _, it := range r.items {
		if q := it.Query; q != nil && q.Transport == evidence.TCP && q.Name == wire.MustName(name).String() && q.Type == uint16(t) {
			out = append(out, q.Server.Addr().String())
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// swept returns the exchanges that belong to the sweep.
func (r *result) swept() (out []evidence.Item) {
	var step evidence.ID
	for _, it := range r.items {
		switch {
		case it.Step != nil && it.Step.Name == "sweep":
			step = it.ID
		case it.Query != nil && step != 0 && it.Parent == step:
			out = append(out, it)
		}
	}
	return out
}

func TestSweepAsksEveryServer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, nil)
		for zone, addrs := range map[string]string{
			".": standardRoots, "org": "192.0.2.11", "net": "192.0.2.12",
			"example.org": "192.0.2.21 192.0.2.22", "example.net": "192.0.2.31 192.0.2.32",
		} {
			r.wantAsked(zone, wire.TypeSOA, addrs)
			if got := r.overTCP(zone, wire.TypeSOA); got != addrs {
				t.Errorf("%s SOA over TCP at %q, want %q", zone, got, addrs)
			}
			if strings.Count(zone, ".") == 0 || zone == "." {
				addrs = "" // registries keep NS and DS themselves
			}
			r.wantAsked(zone, wire.TypeNS, addrs)
			r.wantAsked(zone, wire.TypeCDS, addrs)
			r.wantAsked(zone, wire.TypeCDNSKEY, addrs)
		}
		for _, ns := range []string{"ns1.example.org", "ns2.example.org", "ns1.example.net"} {
			for _, typ := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
				if len(r.asked(ns, typ)) == 0 {
					t.Errorf("%s %s was not asked", ns, typ)
				}
			}
		}
	})
}

// The sweep begins when nothing that decides waits for the DNS any more: not
// before the sessions, and where they take longer than its two round trips (the
// second is for TCP) it costs no time.
func TestSweepDelaysNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.talk = 3 * time.Second
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		if r.talks[0].at != 6*roundTrip || r.took != r.talks[0].at+w.talk {
			t.Errorf("sessions from %v for %v, everything took %v", r.talks[0].at, w.talk, r.took)
		}
		for _, it := range r.swept() {
			if began := it.At - it.Query.RTT; began < r.talks[0].at {
				t.Errorf("%s %d was swept at %v, before the first session", it.Query.Name, it.Query.Type, began)
			}
		}
	})
}

// Where TCP to port 53 is silent, that shows while the sessions run.
func TestSweepOverSilentTCP(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.talk = 4 * time.Second
		r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) {
			dial := o.Network
			o.Network = func(ctx context.Context, network, address string) (net.Conn, error) {
				if network == "tcp" {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				return dial(ctx, network, address)
			}
		})
		if r.took != r.talks[0].at+w.talk {
			t.Errorf("sessions from %v for %v, everything took %v", r.talks[0].at, w.talk, r.took)
		}
		silent := 0
		for _, it := range r.swept() {
			if it.Query.Transport == evidence.TCP && it.Query.Failure == evidence.Timeout {
				silent++
			}
		}
		if silent == 0 {
			t.Error("no server was asked over TCP")
		}
	})
}

// What was only walked to find a name server is not swept.
func TestSweepLeavesZonesOfNameServersOut(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.1", "org. NS ns.org.", "ns.org. A 192.0.2.11", "net. NS ns.net.", "ns.net. A 192.0.2.12")
		w.zone("org.", "192.0.2.11", "example.org. NS ns.example.net.")
		w.zone("net.", "192.0.2.12", "example.net. NS ns.example.net.", "ns.example.net. A 192.0.2.21")
		w.zone("example.net.", "192.0.2.21", "ns.example.net. A 192.0.2.21")
		w.zone("example.org.", "192.0.2.21", "example.org. MX 10 mx.example.org.", "mx.example.org. A 192.0.2.40")
		r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
		r.wantAsked("example.org", wire.TypeSOA, "192.0.2.21")
		r.wantAsked("net", wire.TypeSOA, "")
		r.wantAsked("example.net", wire.TypeSOA, "")
	})
}

// A dead server gets one datagram without EDNS, and is not waited for otherwise;
// one that wakes up late is swept as well.
func TestSweepLeavesDeadServersOut(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.dead["192.0.2.21"] = true
		late := 0
		w.script["192.0.2.22"] = func(_ route.Question, _ bool, r *reply) { // the first datagrams are lost
			w.mu.Lock()
			late++
			r.drop = late <= 2
			w.mu.Unlock()
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		r.wantAsked("example.org", wire.TypeCDS, "192.0.2.22")
		dead := 0
		for _, it := range r.swept() {
			if q := it.Query; q.Server.Addr().String() == "192.0.2.21" {
				dead++
				if !q.Plain || q.Transport != evidence.UDP || wire.Type(q.Type) != wire.TypeSOA {
					t.Errorf("%s %d was swept, plain %v, over %s", q.Name, q.Type, q.Plain, q.Transport)
				}
			}
		}
		if dead != 1 {
			t.Errorf("the dead server was asked %d times in the sweep, want once", dead)
		}
		if r.took > grace+time.Second {
			t.Errorf("took %v", r.took)
		}
	})
}

// Who has answered is not asked without EDNS; who does so only without EDNS is
// found out, and gets no more questions with it.
func TestSweepWithoutEDNS(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, nil)
		for _, it := range r.items {
			if it.Query != nil && it.Query.Plain {
				t.Errorf("%v was asked without EDNS", it.Query.Server)
			}
		}
	})
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.script["192.0.2.21"] = func(_ route.Question, _ bool, r *reply) { r.drop = r.edns }
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		swept := 0
		for _, it := range r.swept() {
			if q := it.Query; q.Server.Addr().String() == "192.0.2.21" {
				swept++
				if !q.Plain || q.Failure != "" || len(q.Answer) == 0 {
					t.Errorf("%s %d: plain %v, failure %q", q.Name, q.Type, q.Plain, q.Failure)
				}
			}
		}
		if swept != 1 || r.took > grace+time.Second {
			t.Errorf("%d questions in %v", swept, r.took)
		}
	})
}

// A server that swallows what it does not know is asked once, over UDP.
func TestSweepIsShortWithServersThatSwallow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		for _, a := range []string{"192.0.2.21", "192.0.2.22"} {
			w.script[a] = func(q route.Question, _ bool, r *reply) {
				r.drop = q.Type == wire.TypeCDS || q.Type == wire.TypeCDNSKEY
			}
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		if try := collect.DefaultLimits().DNSTry; r.took > try+time.Second || len(r.limits()) > 0 {
			t.Errorf("took %v, limits %v; one try takes %v", r.took, r.limits(), try)
		}
		for _, typ := range []wire.Type{wire.TypeCDS, wire.TypeCDNSKEY} {
			if got := r.overTCP("example.org", typ); got != "" {
				t.Errorf("%s was asked over TCP at %s", typ, got)
			}
		}
	})
}

// Who answers over TCP only is asked over TCP only.
func TestSweepOfAServerWithoutUDP(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.script["192.0.2.21"] = func(_ route.Question, tcp bool, r *reply) { r.drop = !tcp }
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		if got := r.overTCP("example.org", wire.TypeSOA); got != "192.0.2.21 192.0.2.22" {
			t.Errorf("SOA over TCP at %q", got)
		}
		for _, it := range r.swept() {
			if q := it.Query; q.Server.Addr().String() == "192.0.2.21" && q.Transport == evidence.UDP && !q.Plain {
				t.Errorf("%s %d was swept over UDP", q.Name, q.Type)
			}
		}
		if r.took > grace+time.Second {
			t.Errorf("took %v", r.took)
		}
	})
}

// The sweep ends where its share of the budget ends, without a word: nothing
// that decides is missing.
func TestSweepKeepsToTheBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		alone := func(o *collect.Options) { o.NoPolicy = true }
		plain := standard(t).run(domainTarget("example.org"), standardRoots, alone)
		walked := count(plain.items) - len(plain.swept())
		most := walked * 10 / (sweepShare - 1) // the walk takes six tenths
		r := standard(t).run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.Limits.Queries, o.NoPolicy = most, true })
		if n := len(r.swept()); n == 0 || count(r.items) > most*sweepShare/10 {
			t.Errorf("%d exchanges, %d swept, of %d", count(r.items), n, most)
		}
		if l := r.limits(); len(l) > 0 || len(r.talks) != 2 {
			t.Errorf("limits %v, %d sessions", l, len(r.talks))
		}
	})
}

func count(items []evidence.Item) (n int) {
	for _, it := range items {
		if it.Query != nil {
			n++
		}
	}
	return n
}

func TestSweepOfANameAsksForNoCDS(t *testing.T) {
	bubble(t, func(t *testing.T) {
		target := collect.Target{Typed: "www", Name: wire.MustName("mx.example.net"), Type: wire.TypeA}
		r := standard(t).run(target, standardRoots, nil)
		r.wantAsked("example.net", wire.TypeSOA, "192.0.2.31 192.0.2.32")
		r.wantAsked("example.net", wire.TypeNS, "192.0.2.31 192.0.2.32")
		r.wantAsked("example.net", wire.TypeCDS, "")
		r.wantAsked("example.org", wire.TypeSOA, "")
	})
}

// A resolver has no zones to sweep; CDS and CDNSKEY pass through it.
func TestSweepThroughAResolver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.53", "signed", "example.org. MX 10 mx.example.net.", "mx.example.net. A 192.0.2.40")
		r := w.run(domainTarget("example.org"), "", func(o *collect.Options) { o.Resolver.Addr = resolverAt("192.0.2.53:53") })
		var got []string
		for _, it := range r.swept() {
			got = append(got, fmt.Sprintf("%s %s", it.Query.Name, wire.Type(it.Query.Type)))
		}
		slices.Sort(got)
		want := []string{"example.org. CDNSKEY", "example.org. CDS", "mx.example.net. CDNSKEY", "mx.example.net. CDS"}
		if !slices.Equal(got, want) {
			t.Errorf("swept %v, want %v", got, want)
		}
	})
}

// Nothing is swept after the end of a check.
func TestNoSweepAfterTheEnd(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.talk = time.Hour
		const end = 5 * time.Second
		r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.Limits.Walk = end })
		if r.took != end || !slices.Equal(r.limits(), []string{"walk-time"}) {
			t.Errorf("took %v, limits %v", r.took, r.limits())
		}
		for _, it := range r.swept() {
			if it.At-it.Query.RTT >= end {
				t.Errorf("%s %d was swept after the end", it.Query.Name, it.Query.Type)
			}
		}
	})
}
