package walk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

func TestNoNetworkAtAllEndsAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.absent["4"], w.absent["6"] = errNoRoute, errNoRoute
		r := w.run(domainTarget("example.org"), standardRoots+" 2001:db8::1 2001:db8::2", nil)
		if r.err != nil || r.took > time.Second {
			t.Errorf("err %v after %v", r.err, r.took)
		}
		if got := r.limits(); !slices.Equal(got, []string{"no-answer"}) {
			t.Errorf("limits %v", got)
		}
	})
}

func TestSilentNetworkEndsWithinTheLimit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.dead["192.0.2.1"], w.dead["192.0.2.2"] = true, true
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		if r.err != nil || r.took > 7*time.Second {
			t.Errorf("err %v after %v", r.err, r.took)
		}
		if got := r.limits(); !slices.Equal(got, []string{"no-answer"}) {
			t.Errorf("limits %v", got)
		}
	})
}

// Somebody on the way answers in the place of all servers over IPv4, and IPv6 is
// silent.
func TestInterceptedNetworkEndsWithinTheLimit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.dead["2001:db8::1"] = true
		for _, a := range []string{"192.0.2.1", "192.0.2.2"} {
			w.script[a] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.NXDomain} }
		}
		r := w.run(domainTarget("example.org"), standardRoots+" 2001:db8::1", nil)
		if got := r.limits(); r.err != nil || r.took > 7*time.Second || !slices.Equal(got, []string{"no-answer"}) {
			t.Errorf("err %v after %v, limits %v", r.err, r.took, got)
		}
	})
}

// A resolver that fails has answered: that is about the domain.
func TestResolverThatFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.script["192.0.2.53"] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.ServFail} }
		r := w.run(domainTarget("example.org"), "", func(o *collect.Options) { o.Resolver.Addr = resolverAt("192.0.2.53:53") })
		if r.err != nil || len(r.limits()) > 0 || r.took > time.Second {
			t.Errorf("err %v after %v, limits %v", r.err, r.took, r.limits())
		}
	})
}

func TestNoHints(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), "", nil)
		if got := r.limits(); r.err != nil || !slices.Equal(got, []string{"no-answer"}) {
			t.Errorf("err %v, limits %v", r.err, got)
		}
	})
}

func TestFamilyThatIsAbsentIsNotAskedForEver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.absent["6"] = errNoRoute
		r := w.run(domainTarget("example.org"), standardRoots+" 2001:db8::1 2001:db8::2 2001:db8::3", nil)
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net")
		failed := 0
		for _, it := range r.items {
			if it.Query != nil && it.Query.Failure == evidence.Unreachable {
				failed++
			}
		}
		if failed == 0 || failed > 2*batch {
			t.Errorf("%d questions to unreachable addresses", failed)
		}
	})
}

func TestSwitchedOffFamilies(t *testing.T) {
	for _, off := range []string{"4", "6"} {
		bubble(t, func(t *testing.T) {
			w := standard(t)
			for _, z := range []string{".", "org.", "net.", "example.org.", "example.net."} {
				for a, zones := range w.at {
					if zones[0].apex == wire.MustName(z) && !strings.Contains(a, ":") {
						w.at["2001:db8:"+a[len("192.0.2"):][1:]+"::1"] = zones
					}
				}
			}
			r := w.run(domainTarget("example.org"), standardRoots+" 2001:db8:1::1", func(o *collect.Options) {
				o.NoIPv4, o.NoIPv6 = off == "4", off == "6"
			})
			for _, it := range r.items {
				if q := it.Query; q != nil && q.Server.Addr().Is4() == (off == "4") {
					t.Errorf("asked %s", q.Server)
				}
			}
			for _, s := range r.talks {
				if strings.Contains(s.addr, ":") == (off == "6") {
					t.Errorf("talked to %s", s.addr)
				}
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	for _, after := range []time.Duration{0, roundTrip / 2, 2*roundTrip + 1, 5*roundTrip + 1} {
		bubble(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(after, cancel)
			r := standard(t).runCtx(ctx, domainTarget("example.org"), standardRoots, nil)
			if !errors.Is(r.err, context.Canceled) {
				t.Errorf("cancelled after %v: %v", after, r.err)
			}
			if len(r.limits()) > 0 || r.took > after+time.Millisecond {
				t.Errorf("limits %v, took %v", r.limits(), r.took)
			}
		})
	}
}

func TestTimeForTheWholeWalk(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.Limits.Walk = 3 * roundTrip })
		if got := r.limits(); r.err != nil || !slices.Equal(got, []string{"walk-time"}) {
			t.Errorf("err %v, limits %v", r.err, got)
		}
	})
}

func TestQueryBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.Limits.Queries = 10 })
		count := 0
		for _, it := range r.items {
			if it.Query != nil {
				count++
			}
		}
		if got := r.limits(); count > 10 || !slices.Equal(got, []string{"queries"}) {
			t.Errorf("%d queries, limits %v", count, got)
		}
	})
}

func TestPanicBecomesAnError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) {
			dial := o.Network
			o.Network = func(ctx context.Context, network, address string) (c netConn, err error) {
				if strings.HasPrefix(address, "192.0.2.31") {
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

// One server of two lies about the MX: both answers are followed.
func TestEveryAnswerIsFollowed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.script["192.0.2.22"] = func(q route.Question, _ bool, r *reply) {
			if q.Type == wire.TypeMX {
				r.answer = []wire.RR{mustRR("example.org. 300 IN MX 10 other.example.net.")}
			}
		}
		w.at["192.0.2.31"][0].rrs = append(w.at["192.0.2.31"][0].rrs, mustRR("other.example.net. 300 IN A 192.0.2.41"))
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net",
			"other.example.net 192.0.2.41 other.example.net")
	})
}

// The first answer denies, a slower server refers: the referral is followed too.
func TestDenialByOneServerDoesNotEndTheWalk(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.script["192.0.2.1"] = func(q route.Question, _ bool, r *reply) {
			if q.Type == wire.TypeMX {
				*r = reply{aa: true, rcode: wire.NXDomain}
			}
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net")
	})
}

func TestTruncatedAnswersAreFetchedOverTCP(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		for _, a := range []string{"192.0.2.21", "192.0.2.22"} {
			w.script[a] = func(_ route.Question, tcp bool, r *reply) {
				if !tcp {
					r.tc, r.answer = true, nil
				}
			}
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net")
	})
}

func TestResolver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := newWorld(t)
		w.zone(".", "192.0.2.53", "signed", "example.org. MX 10 alias.example.org.", "alias.example.org. CNAME mx.example.net.",
			"mx.example.net. A 192.0.2.40")
		r := w.run(domainTarget("example.org"), "", func(o *collect.Options) { o.Resolver.Addr = resolverAt("192.0.2.53:5353") })
		r.wantTalks("alias.example.org 192.0.2.40 alias.example.org")
		for _, name := range []string{"org", "example.org", "mx.example.net", "net", "_tcp.mx.example.net", "_25._tcp.mx.example.net"} {
			r.wantAsked(name, wire.TypeDS, "192.0.2.53")
			r.wantAsked(name, wire.TypeDNSKEY, "192.0.2.53")
		}
		r.wantAsked(".", wire.TypeDNSKEY, "192.0.2.53")
		r.wantAsked("alias.example.org", wire.TypeCNAME, "192.0.2.53")
		for _, it := range r.items {
			if q := it.Query; q != nil && (!q.Resolver || q.Zone != "" || q.Server.Port() != 5353) {
				t.Fatalf("not asked as a resolver: %+v", q)
			}
		}
	})
}
