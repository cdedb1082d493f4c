package walk

import (
	"context"
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

// resolverHost is where the resolver beside the walk is.
const resolverHost = "192.0.2.53"

// besides makes the walk ask it.
func besides(o *collect.Options) { o.Beside.Addr = resolverAt(resolverHost + ":53") }

// withResolver adds a resolver that knows everything that the zones hold.
func withResolver(w *world) *world {
	var all []string
	w.zone(".", resolverHost, append([]string{"signed"}, all...)...)
	known := w.at[resolverHost][0]
	for _, zones := range w.at {
		for _, z := range zones {
			for _, rr := range z.rrs {
				if rr.Type != wire.TypeNS && z != known && !slices.ContainsFunc(known.rrs, func(k wire.RR) bool {
					return k.Name == rr.Name && k.Type == rr.Type && string(k.RData) == string(rr.RData)
				}) {
					known.rrs = append(known.rrs, rr)
				}
			}
		}
	}
	return w
}

// turn returns where in the record the turn is; -1 for none.
func (r *result) turn() int {
	return slices.IndexFunc(r.items, func(it evidence.Item) bool { return it.Turn != nil })
}

// through returns the exchanges with the resolver.
func (r *result) through() []evidence.Exchange {
	var out []evidence.Exchange
	for _, it := range r.items {
		if it.Query != nil && it.Query.Resolver {
			out = append(out, *it.Query)
		}
	}
	return out
}

var bothTalks = []string{"mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net"}

func TestResolverBesideTheWalk(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := withResolver(standard(t)).run(domainTarget("example.org"), standardRoots, besides)
		if r.err != nil || r.turn() >= 0 || len(r.limits()) > 0 {
			t.Errorf("err %v, turn %d, limits %v", r.err, r.turn(), r.limits())
		}
		r.wantTalks(bothTalks...)
		for _, s := range r.talks {
			if s.at != 6*roundTrip {
				t.Errorf("session with %s began after %v, want 6 round trips as without a resolver", s.addr, s.at)
			}
		}
		asked := map[string]bool{}
		for _, q := range r.through() {
			m, err := wire.Parse(q.Question)
			if err != nil || !m.RD || m.CD == q.Own || m.AD != q.Own || q.Server != resolverAt(resolverHost+":53") || q.Zone != "" {
				t.Errorf("question %+v", q)
			}
			asked[q.Name+" "+wire.Type(q.Type).String()+map[bool]string{true: " own"}[q.Own]] = true
		}
		for _, want := range []string{
			". DNSKEY", "org. DS", "org. DNSKEY", "example.org. DS", "example.org. DNSKEY", "net. DS", "example.net. DNSKEY",
			"example.org. MX", "example.org. MX own", "mx.example.net. A", "mx.example.net. A own", "mx.example.net. AAAA", "mx.example.net. AAAA own",
			"_25._tcp.mx.example.net. TLSA", "_25._tcp.mx.example.net. TLSA own",
		} {
			if !asked[want] {
				t.Errorf("%s was not asked", want)
			}
		}
	})
}

func TestNamesThatNobodyHas(t *testing.T) {
	for _, through := range []bool{false, true} {
		bubble(t, func(t *testing.T) {
			w := withResolver(standard(t))
			var seen []string
			for range 2 {
				r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) {
					if besides(o); through {
						o.Resolver, o.Beside = o.Beside, collect.Resolver{}
					}
				})
				made := map[string]int{}
				for _, q := range r.through() {
					if !q.MadeUp {
						continue
					}
					label, zone, _ := strings.Cut(q.Name, ".")
					if len(label) != madeUpLetters || zone != "" && zone != "org." || q.Type != uint16(wire.TypeA) || slices.Contains(seen, label) {
						t.Errorf("question %+v", q)
					}
					made[label]++
				}
				for label, n := range made {
					seen = append(seen, label)
					if n != 2 {
						t.Errorf("%s asked %d times, want with CD=1 and CD=0", label, n)
					}
				}
			}
			if len(seen) != 4 {
				t.Errorf("names %v", seen)
			}
		})
	}
}

func TestSilentResolverBesideDelaysNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.dead[resolverHost] = true
		r := w.run(domainTarget("example.org"), standardRoots, besides)
		if r.err != nil || r.turn() >= 0 || len(r.limits()) > 0 || r.took > 4*time.Second {
			t.Errorf("err %v after %v, turn %d, limits %v", r.err, r.took, r.turn(), r.limits())
		}
		r.wantTalks(bothTalks...)
		for _, s := range r.talks {
			if s.at != 6*roundTrip {
				t.Errorf("session with %s began after %v", s.addr, s.at)
			}
		}
	})
}

// The resolver names another mail server: it is no business of the check, and
// no connection is made.
func TestResolverBesideDecidesNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(standard(t))
		w.script[resolverHost] = func(q route.Question, _ bool, r *reply) {
			switch q.Type {
			case wire.TypeMX:
				r.answer = []wire.RR{mustRR("example.org. 300 IN MX 10 other.example.")}
			case wire.TypeA:
				r.answer = []wire.RR{mustRR(q.Name.String() + " 300 IN A 192.0.2.99")}
			}
		}
		r := w.run(domainTarget("example.org"), standardRoots, besides)
		r.wantTalks(bothTalks...)
		if got := r.asked("other.example", wire.TypeTLSA); len(got) > 0 {
			t.Errorf("name servers were asked for %v", got)
		}
		if got := r.asked("_25._tcp.other.example", wire.TypeTLSA); !slices.Equal(got, []string{resolverHost}) {
			t.Errorf("asked at %v", got)
		}
	})
}

func TestTurnOnSilence(t *testing.T) {
	for name, kind := range map[string]collect.Target{
		"domain": domainTarget("example.org"),
		"name":   {Typed: "x", Name: wire.MustName("_25._tcp.mx.example.net"), Type: wire.TypeTLSA},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				w := withResolver(standard(t))
				w.dead["192.0.2.1"], w.dead["192.0.2.2"] = true, true
				r := w.run(kind, standardRoots, besides)
				at := r.turn()
				if r.err != nil || at < 0 || len(r.limits()) > 0 {
					t.Fatalf("err %v, turn %d, limits %v", r.err, at, r.limits())
				}
				if it := r.items[at]; it.Turn.Resolver != resolverHost+":53" || it.Turn.Why != whySilence || it.At < 3*time.Second || it.At > 3200*time.Millisecond {
					t.Errorf("turn %+v at %v", it.Turn, it.At)
				}
				if !slices.ContainsFunc(r.items[:at], func(it evidence.Item) bool { return it.Query != nil && it.Query.Failure == evidence.Timeout }) {
					t.Error("silence is not on record before the turn")
				}
				if r.took > 4*time.Second {
					t.Errorf("took %v", r.took)
				}
				if name == "domain" {
					r.wantTalks(bothTalks...)
				}
			})
		})
	}
}

// fourRoots are enough to see that none of them is a root server.
const fourRoots = standardRoots + " 192.0.2.3 192.0.2.4"

func TestTurnOnInterception(t *testing.T) {
	for name, lie := range map[string]func(*reply){
		"nothing exists": func(r *reply) { *r = reply{rcode: wire.NXDomain} },
		"refused":        func(r *reply) { *r = reply{rcode: wire.Refused} },
		"a resolver's referral": func(r *reply) {
			*r = reply{ra: true, authority: []wire.RR{mustRR("org. 300 IN NS ns.org.")}, extras: []wire.RR{mustRR("ns.org. 300 IN A 192.0.2.11")}}
		},
		"a resolver's referral to the end": func(r *reply) {
			*r = reply{ra: true, authority: []wire.RR{mustRR("example.org. 300 IN NS ns1.example.org.")}, extras: []wire.RR{mustRR("ns1.example.org. 300 IN A 192.0.2.21")}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				w := withResolver(standard(t))
				for a := range strings.FieldsSeq(fourRoots + " 192.0.2.11 192.0.2.12 192.0.2.21 192.0.2.22") {
					w.script[a] = func(_ route.Question, _ bool, r *reply) { lie(r) }
				}
				r := w.run(domainTarget("example.org"), fourRoots, besides)
				at := r.turn()
				if r.err != nil || at < 0 || len(r.limits()) > 0 {
					t.Fatalf("err %v, turn %d, limits %v", r.err, at, r.limits())
				}
				if it := r.items[at]; it.Turn.Why != whyStranger || it.At > 2*roundTrip+stagger {
					t.Errorf("turn %+v at %v", it.Turn, it.At)
				}
				r.wantTalks(bothTalks...)
			})
		})
	}
}

func TestTurnWhenPort53IsRejected(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(standard(t))
		r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) {
			besides(o)
			dial := o.Network
			o.Network = func(ctx context.Context, network, address string) (net.Conn, error) {
				if !strings.HasPrefix(address, resolverHost) {
					return nil, &net.OpError{Op: "dial", Net: network, Err: errNoRoute}
				}
				return dial(ctx, network, address)
			}
		})
		if r.turn() < 0 || r.took > time.Second || len(r.limits()) > 0 {
			t.Errorf("turn %d, took %v, limits %v", r.turn(), r.took, r.limits())
		}
		r.wantTalks(bothTalks...)
	})
}

// Two odd root servers of four are their own fault.
func TestNoTurnWhenTheRootAnswers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(standard(t))
		w.at["192.0.2.3"], w.at["192.0.2.4"] = w.at["192.0.2.1"], w.at["192.0.2.1"]
		for _, a := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"} {
			w.script[a] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.NXDomain} }
		}
		r := w.run(domainTarget("example.org"), fourRoots, besides)
		if r.turn() >= 0 {
			t.Errorf("turn %+v", r.items[r.turn()].Turn)
		}
		r.wantTalks(bothTalks...)
	})
}

// Somebody answers at once in the place of all root servers over IPv4, and one
// over IPv6 takes its time: the walk from the root still works.
func TestNoTurnWhenOneFamilyIsIntercepted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(standard(t))
		for a := range strings.FieldsSeq(fourRoots) {
			w.script[a] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.NXDomain} }
		}
		w.at["2001:db8::1"] = w.at["192.0.2.1"]
		w.late = map[string]time.Duration{"2001:db8::1": 4 * roundTrip}
		r := w.run(domainTarget("example.org"), fourRoots+" 2001:db8::1", besides)
		if r.turn() >= 0 {
			t.Errorf("turn %+v", r.items[r.turn()].Turn)
		}
		r.wantTalks(bothTalks...)
	})
}

// What a root server says after the turn changes nothing: each address is
// visited once.
func TestLateRootAnswerAfterTheTurn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(standard(t))
		w.talk = 2 * time.Second
		w.late = map[string]time.Duration{"192.0.2.1": 3200 * time.Millisecond, "192.0.2.2": 4 * time.Second}
		r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) {
			besides(o)
			o.Limits.DNSTry = 3 * time.Second
		})
		if r.turn() < 0 {
			t.Fatal("no turn")
		}
		r.wantTalks(bothTalks...)
		for _, s := range r.talks {
			if s.at < 3*time.Second {
				t.Errorf("session with %s after %v, before the turn", s.addr, s.at)
			}
		}
	})
}

// The name servers are silent, and the resolver as well: as if there was none.
func TestEverythingIsSilent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.dead["192.0.2.1"], w.dead["192.0.2.2"], w.dead[resolverHost] = true, true, true
		r := w.run(domainTarget("example.org"), standardRoots, besides)
		if got := r.limits(); r.err != nil || r.turn() >= 0 || r.took > 7*time.Second || !slices.Equal(got, []string{"no-answer"}) {
			t.Errorf("err %v after %v, turn %d, limits %v", r.err, r.took, r.turn(), got)
		}
	})
}

// A computer without any network says so at once.
func TestEverythingIsRefused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.absent["4"], w.absent["6"] = errNoRoute, errNoRoute
		r := w.run(domainTarget("example.org"), standardRoots, besides)
		if got := r.limits(); r.err != nil || r.turn() >= 0 || r.took > time.Second || !slices.Equal(got, []string{"no-answer"}) {
			t.Errorf("err %v after %v, turn %d, limits %v", r.err, r.took, r.turn(), got)
		}
	})
}

// A resolver that leaves some questions without an answer is not waited for
// longer than one try.
func TestResolverBesideAnswersOnlySome(t *testing.T) {
	for _, silent := range []wire.Type{wire.TypeTLSA, wire.TypeDNSKEY, wire.TypeA} {
		bubble(t, func(t *testing.T) {
			w := withResolver(standard(t))
			w.script[resolverHost] = func(q route.Question, _ bool, r *reply) { r.drop = q.Type == silent }
			r := w.run(domainTarget("example.org"), standardRoots, besides)
			if r.err != nil || r.turn() >= 0 || len(r.limits()) > 0 || r.took > 5*time.Second {
				t.Errorf("%s: err %v after %v, turn %d, limits %v", silent, r.err, r.took, r.turn(), r.limits())
			}
			r.wantTalks(bothTalks...)
		})
	}
}

// A resolver that only fails is no way to turn to.
func TestNoTurnToAResolverThatFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.dead["192.0.2.1"], w.dead["192.0.2.2"] = true, true
		w.script[resolverHost] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.ServFail} }
		r := w.run(domainTarget("example.org"), standardRoots, besides)
		if got := r.limits(); r.turn() >= 0 || !slices.Equal(got, []string{"no-answer"}) {
			t.Errorf("turn %d, limits %v", r.turn(), got)
		}
	})
}

// manyHosts is a domain with many mail servers, which asks for many questions.
func manyHosts(t *testing.T) *world {
	w := standard(t)
	for i := range 30 {
		host := "mx" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ".example.net."
		for _, a := range []string{"192.0.2.21"} {
			w.at[a][0].rrs = append(w.at[a][0].rrs, mustRR("example.org. 300 IN MX 20 "+host))
		}
		w.at["192.0.2.31"][0].rrs = append(w.at["192.0.2.31"][0].rrs, mustRR(host+" 300 IN A 192.0.2.41"))
	}
	return w
}

func TestResolverBesideHasABudgetOfItsOwn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		alone := manyHosts(t).run(domainTarget("example.org"), standardRoots, nil)
		r := withResolver(manyHosts(t)).run(domainTarget("example.org"), standardRoots, besides)
		if n := len(r.through()); n < besideQueries/2 || n > besideQueries+besideParallel {
			t.Errorf("%d questions to the resolver", n)
		}
		if !slices.Equal(r.limits(), alone.limits()) {
			t.Errorf("limits %v, without a resolver %v", r.limits(), alone.limits())
		}
		if len(r.talks) != len(alone.talks) {
			t.Errorf("%d sessions, without a resolver %d", len(r.talks), len(alone.talks))
		}
	})
}

// After a turn the budget is that of the check, and reaching a limit counts.
func TestBudgetAfterATurn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(manyHosts(t))
		w.dead["192.0.2.1"], w.dead["192.0.2.2"] = true, true
		r := w.run(domainTarget("example.org"), standardRoots, besides)
		if n := len(r.through()); n < besideQueries+besideParallel {
			t.Errorf("%d questions to the resolver", n)
		}
		if got := r.limits(); !slices.Contains(got, "hosts") {
			t.Errorf("limits %v", got)
		}
		if n := len(r.talks); n != collect.DefaultLimits().Hosts && n != collect.DefaultLimits().Hosts+1 { // one host has two addresses
			t.Errorf("%d sessions", n)
		}
	})
}

func TestResolverBesideIsAskedPolitely(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(manyHosts(t))
		r := w.run(domainTarget("example.org"), standardRoots, besides)
		type edge struct {
			at time.Duration
			by int
		}
		var edges []edge
		for _, it := range r.items {
			if it.Query != nil && it.Query.Resolver {
				edges = append(edges, edge{it.At - it.Query.RTT, 1}, edge{it.At, -1})
			}
		}
		slices.SortFunc(edges, func(a, b edge) int {
			if a.at != b.at {
				return int(a.at - b.at)
			}
			return a.by - b.by
		})
		most, now := 0, 0
		for _, e := range edges {
			now += e.by
			most = max(most, now)
		}
		if most == 0 || most > besideParallel {
			t.Errorf("%d questions at once", most)
		}
	})
}

func TestCancelledWithAResolverBeside(t *testing.T) {
	for _, after := range []time.Duration{0, roundTrip / 2, 2*roundTrip + 1, 3100*time.Millisecond + roundTrip/2} {
		bubble(t, func(t *testing.T) {
			w := withResolver(standard(t))
			w.dead["192.0.2.1"], w.dead["192.0.2.2"] = true, true
			w.talk = time.Second
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(after, cancel)
			r := w.runCtx(ctx, domainTarget("example.org"), standardRoots, besides)
			if r.err == nil || r.took > after+time.Millisecond || len(r.limits()) > 0 {
				t.Errorf("cancelled after %v: %v after %v, limits %v", after, r.err, r.took, r.limits())
			}
		})
	}
}

func TestPanicBesideBecomesAnError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := withResolver(standard(t)).run(domainTarget("example.org"), standardRoots, func(o *collect.Options) {
			besides(o)
			dial := o.Network
			o.Network = func(ctx context.Context, network, address string) (netConn, error) {
				if strings.HasPrefix(address, resolverHost) {
					panic("broken dialler")
				}
				return dial(ctx, network, address)
			}
		})
		if r.err == nil || !strings.Contains(r.err.Error(), "broken dialler") {
			t.Errorf("err %v", r.err)
		}
	})
}
