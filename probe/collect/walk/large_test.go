package walk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
)

// large is a domain as big providers have it: 13 root servers, six servers for
// each top-level domain, four for each zone, each with two families; five mail
// hosts.
func large(t *testing.T, flags ...string) (w *world, roots string) {
	w = newWorld(t)
	servers := func(zone, net string, count int) (delegation []string, addrs string) {
		for i := range count {
			ns := fmt.Sprintf("ns%d.%s", i, zone)
			v4, v6 := fmt.Sprintf("%s.%d", net, i+1), fmt.Sprintf("2001:db8:%s::%d", strings.ReplaceAll(net, ".", ":"), i+1)
			delegation = append(delegation, zone+" NS "+ns, ns+" A "+v4, ns+" AAAA "+v6, zone+" DS 1 13 2 00")
			addrs += " " + v4 + " " + v6
		}
		return delegation, addrs
	}
	org, orgAt := servers("org.", "10.0.1", 6)
	net, netAt := servers("net.", "10.0.2", 6)
	domain, domainAt := servers("example.org.", "10.0.3", 4)
	hosts, hostsAt := servers("example.net.", "10.0.4", 4)
	_, roots = servers("root.", "10.0.0", 13)
	w.zone(".", roots, append(append([]string{"signed"}, org...), net...)...)
	w.zone("org.", orgAt, append([]string{"signed"}, domain...)...)
	w.zone("net.", netAt, append([]string{"signed"}, hosts...)...)
	mx, addrs := slices.Clone(flags), slices.Clone(flags)
	for i := range 5 {
		mx = append(mx, fmt.Sprintf("example.org. MX %d mx%d.example.net.", i, i))
		addrs = append(addrs, fmt.Sprintf("mx%d.example.net. A 10.1.0.%d", i, i), fmt.Sprintf("mx%d.example.net. AAAA 2001:db8::%d", i, i),
			fmt.Sprintf("_25._tcp.mx%d.example.net. TLSA 3 1 1 00", i))
	}
	w.zone("example.org.", domainAt, mx...)
	w.zone("example.net.", hostsAt, addrs...)
	return w, roots
}

func TestLargeDomain(t *testing.T) {
	for _, flags := range [][]string{{"signed"}, {}} {
		testLargeDomain(t, flags...)
	}
}

func testLargeDomain(t *testing.T, flags ...string) {
	bubble(t, func(t *testing.T) {
		w, roots := large(t, flags...)
		r := w.run(domainTarget("example.org"), roots, nil)
		if l := r.limits(); len(l) > 0 || len(r.talks) != 10 {
			t.Errorf("limits %v, %d sessions", l, len(r.talks))
		}
		for _, s := range r.talks {
			if s.at > 7*roundTrip {
				t.Errorf("session with %s after %v", s.addr, s.at)
			}
		}
		count := 0
		for _, it := range r.items {
			if it.Query != nil {
				count++
			}
		}
		t.Logf("%d exchanges in %v", count, r.took)
		// The walk itself takes 350 to 380; the sweep, and what is late, the rest of the share.
		if most := collect.DefaultLimits().Queries * besideShare / 10; count > most {
			t.Errorf("%d exchanges, want at most %d", count, most)
		}
	})
}

// A network that swallows IPv6 without a word is common. It must not slow the
// walk down.
func TestSilentIPv6(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w, roots := large(t, "signed")
		for a := range w.at {
			if strings.Contains(a, ":") {
				w.dead[a] = true
			}
		}
		r := w.run(domainTarget("example.org"), roots, nil)
		if len(r.talks) != 10 || len(r.limits()) > 0 {
			t.Errorf("%d sessions, limits %v", len(r.talks), r.limits())
		}
		for _, s := range r.talks {
			if s.at > 6*roundTrip+stagger {
				t.Errorf("session with %s after %v", s.addr, s.at)
			}
		}
		t.Logf("%d items in %v", len(r.items), r.took)
		if r.took > grace+time.Second {
			t.Errorf("took %v", r.took)
		}
	})
}

// One packet in ten is lost, each in its own way of being lost.
func TestLossyNetwork(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w, roots := large(t, "signed")
		for a := range w.at {
			n := 0
			for _, c := range a {
				n += int(c)
			}
			w.script[a] = func(q route.Question, tcp bool, r *reply) {
				w.mu.Lock()
				n++
				r.drop = n%10 == 0
				w.mu.Unlock()
			}
		}
		r := w.run(domainTarget("example.org"), roots, nil)
		if len(r.talks) != 10 || len(r.limits()) > 0 || r.err != nil {
			t.Errorf("%d sessions, limits %v, err %v", len(r.talks), r.limits(), r.err)
		}
	})
}
