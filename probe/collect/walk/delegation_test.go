package walk

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/wire"
)

func TestNameServersWithoutGlue(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.1", "org. NS ns.org.", "ns.org. A 192.0.2.11", "net. NS ns.net.", "ns.net. A 192.0.2.12")
		w.zone("org.", "192.0.2.11", "example.org. NS ns.example.net.")
		w.zone("net.", "192.0.2.12", "example.net. NS ns.example.net.", "ns.example.net. A 192.0.2.21")
		w.zone("example.net.", "192.0.2.21", "ns.example.net. A 192.0.2.21", "mx.example.net. A 192.0.2.40")
		w.zone("example.org.", "192.0.2.21", "example.org. MX 10 mx.example.net.")
		r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net")
		r.wantAsked("example.org", wire.TypeDNSKEY, "192.0.2.21")
		// root, org, root, net (whose glue will do), the domain's MX, the host
		if at := r.talks[0].at; at != 6*roundTrip {
			t.Errorf("session after %v, want 6 round trips", at)
		}
		if !slices.Contains(r.asked("ns.example.net", wire.TypeA), "192.0.2.21") {
			t.Error("the name server's own address was not asked of its zone")
		}
	})
}

func TestNameServersThatDependOnEachOther(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.1", "org. NS ns.org.", "ns.org. A 192.0.2.11", "net. NS ns.net.", "ns.net. A 192.0.2.12")
		w.zone("org.", "192.0.2.11", "example.org. NS ns.example.net.")
		w.zone("net.", "192.0.2.12", "example.net. NS ns.example.org.")
		r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
		if r.err != nil || len(r.talks) > 0 {
			t.Errorf("err %v, sessions %v", r.err, r.talks)
		}
		if r.took > 2*time.Second {
			t.Errorf("a circle was waited for: %v", r.took)
		}
	})
}

func TestNameServerInItsOwnZoneWithoutGlue(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.1", "org. NS ns.org.", "ns.org. A 192.0.2.11")
		w.zone("org.", "192.0.2.11", "example.org. NS ns1.example.org.", "example.org. NS ns2.example.org.", "ns1.example.org. A 192.0.2.21")
		w.zone("example.org.", "192.0.2.21 192.0.2.22", "example.org. MX 10 mx.example.org.", "mx.example.org. A 192.0.2.40",
			"ns2.example.org. A 192.0.2.22")
		r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
		r.wantTalks("mx.example.org 192.0.2.40 mx.example.org")
		r.wantAsked("example.org", wire.TypeDNSKEY, "192.0.2.21 192.0.2.22")
		if r.took > 2*time.Second {
			t.Errorf("took %v", r.took)
		}
	})
}

func TestLameServers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.script["192.0.2.21"] = func(_ route.Question, _ bool, r *reply) { // refers upwards
			*r = reply{authority: []wire.RR{mustRR(". 300 IN NS a.root.")}}
		}
		w.script["192.0.2.31"] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.Refused} }
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net")
	})
}

func TestAllServersLame(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		for _, a := range []string{"192.0.2.21", "192.0.2.22"} {
			w.script[a] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.Refused} }
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		if r.err != nil || len(r.talks) > 0 || len(r.limits()) > 0 {
			t.Errorf("err %v, sessions %v, limits %v", r.err, r.talks, r.limits())
		}
		r.wantAsked("example.org", wire.TypeDNSKEY, "192.0.2.21 192.0.2.22")
	})
}

// One operator has root, org and example.org on the same machines.
func TestOneOperatorServesParentAndChild(t *testing.T) {
	for _, signed := range []bool{true, false} {
		bubble(t, func(t *testing.T) {
			w := newWorld(t)
			flag := []string{}
			if signed {
				flag = append(flag, "signed")
			}
			w.zone(".", "192.0.2.1", append(flag, "org. NS a.root.", "org. DS 1 13 2 00", "a.root. A 192.0.2.1")...)
			w.zone("org.", "192.0.2.1", append(flag, "example.org. NS a.root.", "example.org. DS 1 13 2 00")...)
			w.zone("example.org.", "192.0.2.1", append(flag, "example.org. MX 10 mx.example.org.", "mx.example.org. A 192.0.2.40")...)
			r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
			r.wantTalks("mx.example.org 192.0.2.40 mx.example.org")
			for _, zone := range []string{"org", "example.org"} {
				r.wantAsked(zone, wire.TypeDS, "192.0.2.1")
				r.wantAsked(zone, wire.TypeDNSKEY, "192.0.2.1")
			}
			zones := map[string]bool{}
			for _, it := range r.items {
				if it.Query != nil && it.Query.Type == uint16(wire.TypeA) {
					zones[it.Query.Zone] = true
				}
			}
			if signed && !zones["example.org."] {
				t.Errorf("the host was asked of %v, want the zone that signs", zones)
			}
		})
	}
}

// The servers of org also serve example.org: the referral is never seen.
func TestCutShownByTheSigner(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.zone("example.org.", "192.0.2.11", "signed", "example.org. MX 10 mx.example.org.", "mx.example.org. A 192.0.2.40")
		w.at["192.0.2.11"][0].rrs = slices.DeleteFunc(w.at["192.0.2.11"][0].rrs, func(rr wire.RR) bool {
			return rr.Type == wire.TypeA
		})
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		r.wantAsked("example.org", wire.TypeDS, "192.0.2.11")
		r.wantAsked("example.org", wire.TypeDNSKEY, "192.0.2.11")
		r.wantTalks("mx.example.org 192.0.2.40 mx.example.org")
	})
}

func TestUnsignedAnswerAsksForEveryLabelBetween(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.1", "signed", "org. NS ns.org.", "ns.org. A 192.0.2.11")
		w.zone("org.", "192.0.2.11", "mail.b.a.org. MX 0 .")
		r := w.run(domainTarget("mail.b.a.org"), "192.0.2.1", nil)
		for _, name := range []string{"a.org", "b.a.org", "mail.b.a.org"} {
			r.wantAsked(name, wire.TypeDS, "192.0.2.11")
		}
	})
}

func TestReferralThatSkipsAZone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.1", "signed", "org. NS a.root.", "org. DS 1 13 2 00")
		w.zone("org.", "192.0.2.1", "signed", "example.org. NS ns.example.org.", "ns.example.org. A 192.0.2.21", "example.org. DS 1 13 2 00")
		w.zone("example.org.", "192.0.2.21", "signed", "example.org. MX 0 .")
		// the root server refers straight to example.org, from the zone org
		r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
		r.wantAsked("org", wire.TypeDS, "192.0.2.1")
		r.wantAsked("org", wire.TypeDNSKEY, "192.0.2.1")
		r.wantAsked("example.org", wire.TypeDS, "192.0.2.1")
		r.wantAsked("example.org", wire.TypeDNSKEY, "192.0.2.21")
	})
}

func TestTooManyServers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		lines := []string{}
		for i := range 20 {
			ns := fmt.Sprintf("ns%02d.org.", i)
			lines = append(lines, "org. NS "+ns, fmt.Sprintf("%s A 192.0.2.%d", ns, 100+i), fmt.Sprintf("%s AAAA 2001:db8::%d", ns, 100+i),
				fmt.Sprintf("%s AAAA 2001:db8::1:%d", ns, 100+i))
		}
		w.zone(".", "192.0.2.1", lines...)
		r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
		l := r.limits()
		if !slices.Contains(l, "server-names") || !slices.Contains(l, "server-addresses") {
			t.Errorf("limits %v", l)
		}
		if n := len(r.asked("org", wire.TypeDNSKEY)); n != 32 {
			t.Errorf("DNSKEY was asked at %d addresses, want 32", n)
		}
	})
}

func TestEndlessDelegation(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.1")
		seen := map[route.Question]int{} // each time the question comes, one label further down
		var mu sync.Mutex
		w.script["192.0.2.1"] = func(q route.Question, _ bool, r *reply) {
			mu.Lock()
			seen[q]++
			child := q.Name.Suffix(max(1, min(seen[q], q.Name.Labels())))
			mu.Unlock()
			if q.Name.IsRoot() {
				return
			}
			*r = reply{
				authority: []wire.RR{mustRR(child.String() + " 300 IN NS ns." + child.String())},
				extras:    []wire.RR{mustRR("ns." + child.String() + " 300 IN A 192.0.2.1")},
			}
		}
		name := "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"
		r := w.run(domainTarget(name), "192.0.2.1", func(o *collect.Options) { o.Limits.Delegations = 5 })
		if got := r.limits(); r.err != nil || !slices.Equal(got, []string{"delegations"}) || r.took > 15*time.Second {
			t.Errorf("err %v, limits %v after %v", r.err, got, r.took)
		}
	})
}

func mustRR(line string) wire.RR {
	rr, err := wire.RRFromText(line)
	if err != nil {
		panic(err)
	}
	return rr
}
