package walk

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

type netConn = net.Conn

func resolverAt(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

// flat is a world of two zones at one server each: the root and everything else.
func flat(t *testing.T, lines ...string) *world {
	w := newWorld(t)
	w.zone(".", "192.0.2.1", "signed", "org. NS ns.org.", "ns.org. A 192.0.2.11", "net. NS ns.net.", "ns.net. A 192.0.2.12")
	var org, other []string
	for _, l := range lines {
		owner, _ := splitOwner(l)
		if owner.Under(wire.MustName("org")) {
			org = append(org, l)
		} else {
			other = append(other, l)
		}
	}
	w.zone("org.", "192.0.2.11", append([]string{"signed"}, org...)...)
	w.zone("net.", "192.0.2.12", append([]string{"signed"}, other...)...)
	return w
}

func splitOwner(line string) (wire.Name, string) {
	for i, c := range line {
		if c == ' ' {
			return wire.MustName(line[:i]), line[i:]
		}
	}
	return wire.Name{}, line
}

func TestWhichSessionsAreStarted(t *testing.T) {
	for name, tc := range map[string]struct {
		zone  []string
		talks []string
	}{
		"no MX: the domain itself (RFC 5321 5.1)": {
			[]string{"example.org. A 192.0.2.40", "example.org. AAAA 2001:db8::40"},
			[]string{"example.org 192.0.2.40 example.org", "example.org 2001:db8::40 example.org"},
		},
		"null MX (RFC 7505)": {[]string{"example.org. MX 0 .", "example.org. A 192.0.2.40"}, nil},
		"null MX beside another": {
			[]string{"example.org. MX 0 .", "example.org. MX 10 mx.example.org.", "mx.example.org. A 192.0.2.40"},
			[]string{"mx.example.org 192.0.2.40 mx.example.org"},
		},
		"domain does not exist": {[]string{"other.org. A 192.0.2.40"}, nil},
		"host is an alias with TLSA at the target: SNI is the target": {
			[]string{
				"example.org. MX 10 mx.example.org.", "mx.example.org. CNAME mx.example.net.", "mx.example.net. A 192.0.2.40",
				"_25._tcp.mx.example.net. TLSA 3 1 1 00", "_25._tcp.mx.example.org. TLSA 3 1 1 00",
			},
			[]string{"mx.example.org 192.0.2.40 mx.example.net"},
		},
		"host is an alias with TLSA at the alias: SNI is the alias": {
			[]string{
				"example.org. MX 10 mx.example.org.", "mx.example.org. CNAME mx.example.net.", "mx.example.net. A 192.0.2.40",
				"_25._tcp.mx.example.org. TLSA 3 1 1 00",
			},
			[]string{"mx.example.org 192.0.2.40 mx.example.org"},
		},
		"alias inside one zone": {
			[]string{
				"example.org. MX 10 mx.example.org.", "mx.example.org. CNAME in.example.org.", "in.example.org. A 192.0.2.40",
				"_25._tcp.in.example.org. TLSA 3 1 1 00",
			},
			[]string{"mx.example.org 192.0.2.40 in.example.org"},
		},
		"TLSA is an alias: the base stays (RFC 7672 2.2.3)": {
			[]string{
				"example.org. MX 10 mx.example.org.", "mx.example.org. A 192.0.2.40",
				"_25._tcp.mx.example.org. CNAME dane.example.net.", "dane.example.net. TLSA 3 1 1 00",
			},
			[]string{"mx.example.org 192.0.2.40 mx.example.org"},
		},
		"domain is an alias": {
			[]string{"example.org. CNAME example.net.", "example.net. MX 10 mx.example.net.", "mx.example.net. A 192.0.2.40"},
			[]string{"mx.example.net 192.0.2.40 mx.example.net"},
		},
		"domain below a DNAME": {
			[]string{"org. DNAME net.", "example.net. MX 10 mx.example.net.", "mx.example.net. A 192.0.2.40"},
			[]string{"mx.example.net 192.0.2.40 mx.example.net"},
		},
		"alias to a name without anything": {
			[]string{"example.org. MX 10 mx.example.org.", "mx.example.org. CNAME gone.example.net."}, nil,
		},
		"two hosts, one address": {
			[]string{"example.org. MX 10 a.example.org.", "example.org. MX 20 b.example.org.", "a.example.org. A 192.0.2.40", "b.example.org. A 192.0.2.40"},
			[]string{"a.example.org 192.0.2.40 a.example.org", "b.example.org 192.0.2.40 b.example.org"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := flat(t, tc.zone...).run(domainTarget("example.org"), "192.0.2.1", nil)
				if r.err != nil || len(r.limits()) > 0 {
					t.Errorf("err %v, limits %v", r.err, r.limits())
				}
				r.wantTalks(tc.talks...)
			})
		})
	}
}

func TestAliasLoopsAndLongChains(t *testing.T) {
	long := []string{"example.org. MX 10 c0.example.org."}
	for i := range 20 {
		long = append(long, fmt.Sprintf("c%d.example.org. CNAME c%d.example.org.", i, i+1))
	}
	for name, lines := range map[string][]string{
		"host points at itself": {"example.org. MX 10 mx.example.org.", "mx.example.org. CNAME mx.example.org."},
		"circle over two zones": {"example.org. CNAME example.net.", "example.net. CNAME example.org."},
		"long chain":            long,
		"DNAME onto itself":     {"org. DNAME a.org."},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := flat(t, lines...).run(domainTarget("example.org"), "192.0.2.1", nil)
				if got := r.limits(); r.err != nil || !slices.Contains(got, "aliases") || r.took > 5*time.Second {
					t.Errorf("err %v, limits %v after %v", r.err, got, r.took)
				}
			})
		})
	}
}

func TestAliasQuestions(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := flat(t, "example.org. MX 10 mx.example.org.", "mx.example.org. CNAME mx.example.net.", "mx.example.net. A 192.0.2.40").
			run(domainTarget("example.org"), "192.0.2.1", nil)
		r.wantAsked("mx.example.org", wire.TypeCNAME, "192.0.2.11")
		for _, name := range []string{"_25._tcp.mx.example.net", "_tcp.mx.example.net"} {
			if !slices.Contains(r.asked(name, wire.TypeTLSA), "192.0.2.12") {
				t.Errorf("%s was not asked", name)
			}
		}
		if !slices.Contains(r.asked("_25._tcp.example.org", wire.TypeTLSA), "192.0.2.11") {
			t.Error("records at the domain itself were not looked for")
		}
	})
}

func TestOneSessionPerAddressAtATime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := flat(t, "example.org. MX 1 a.example.org.", "example.org. MX 2 b.example.org.", "a.example.org. A 192.0.2.40",
			"b.example.org. A 192.0.2.40", "b.example.org. A 192.0.2.41")
		w.talk = 20 * time.Second // longer than the grace for the rest
		r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
		begins := map[string][]time.Duration{}
		for _, s := range r.talks {
			begins[s.addr] = append(begins[s.addr], s.at)
		}
		if got, pause := begins["192.0.2.40"], 200*time.Millisecond; len(got) != 2 || got[1]-got[0] != w.talk+pause {
			t.Errorf("sessions with one address began at %v", got)
		}
		if got := begins["192.0.2.41"]; len(got) != 1 || got[0] > time.Second {
			t.Errorf("the session with the other address began at %v", got)
		}
		if l := r.limits(); len(l) > 0 {
			t.Errorf("limits %v", l)
		}
	})
}

func TestLimitsOfHostsAndAddresses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		lines := []string{}
		for i := range 5 {
			lines = append(lines, fmt.Sprintf("example.org. MX %d h%d.example.org.", i, i), fmt.Sprintf("h%d.example.org. A 192.0.2.%d", i, 100+i))
		}
		for i := range 6 {
			lines = append(lines, fmt.Sprintf("h0.example.org. A 192.0.2.%d", 150+i))
		}
		r := flat(t, lines...).run(domainTarget("example.org"), "192.0.2.1", func(o *collect.Options) {
			o.Limits.Hosts, o.Limits.HostAddrs = 2, 3
		})
		got := r.limits()
		slices.Sort(got)
		if !slices.Equal(got, []string{"addresses", "hosts"}) {
			t.Errorf("limits %v", got)
		}
		if len(r.talks) != 4 {
			t.Errorf("sessions %v, want three with h0 and one with h1", r.talks)
		}
	})
}

func TestNoSMTP(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.NoSMTP = true })
		if len(r.talks) > 0 {
			t.Errorf("sessions %v", r.talks)
		}
	})
}

func TestOneName(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		r := w.run(collect.Target{Name: wire.MustName("mx.example.net"), Type: wire.TypeAAAA}, standardRoots, nil)
		if len(r.talks) > 0 {
			t.Errorf("sessions %v", r.talks)
		}
		if got := r.asked("mx.example.net", wire.TypeAAAA); !slices.Contains(got, "192.0.2.31") || !slices.Contains(got, "192.0.2.32") {
			t.Errorf("asked at %v", got)
		}
	})
}

func TestDSIsAskedOfTheParent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(collect.Target{Name: wire.MustName("example.org"), Type: wire.TypeDS}, standardRoots, nil)
		r.wantAsked("example.org", wire.TypeDS, "192.0.2.1 192.0.2.11 192.0.2.2")
		r.wantAsked("example.org", wire.TypeDNSKEY, "192.0.2.11") // it has a DS: a zone
	})
}

// Steps are matched, and the stages of a host belong to it.
func TestSteps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, nil)
		open := map[evidence.ID]string{}
		ended := map[string]int{}
		for _, it := range r.items {
			if it.Step == nil {
				continue
			}
			if it.Step.Ends == 0 {
				open[it.ID] = it.Step.Name
				continue
			}
			name, ok := open[it.Step.Ends]
			if !ok {
				t.Errorf("step %d ends twice or never began", it.Step.Ends)
			}
			delete(open, it.Step.Ends)
			ended[name]++
		}
		if len(open) > 0 {
			t.Errorf("steps without end: %v", open)
		}
		for name, want := range map[string]int{"root": 1, "zone": 4, "mx": 1, "host": 1, "address": 1, "tlsa": 1, "smtp": 2} {
			if ended[name] != want {
				t.Errorf("%d steps %q, want %d", ended[name], name, want)
			}
		}
	})
}

// A server that drops TLSA questions does not hold up the session.
func TestDroppedTLSA(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		for _, a := range []string{"192.0.2.31", "192.0.2.32"} {
			w.script[a] = func(q route.Question, _ bool, r *reply) { r.drop = q.Type == wire.TypeTLSA }
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		if len(r.talks) != 2 || r.talks[0].at > 7*roundTrip {
			t.Errorf("sessions %v", r.talks)
		}
		timeouts := 0
		for _, it := range r.items {
			if it.Query != nil && it.Query.Failure == evidence.Timeout {
				timeouts++
			}
		}
		if timeouts != 2*2*3 { // two names, two servers, two datagrams and a connection
			t.Errorf("%d timeouts on record, want 12", timeouts)
		}
	})
}
