package dnssec

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// lookedUp is what a lookup says, as far as an attacker could wish to change it.
type lookedUp struct {
	status  Status
	outcome Outcome
	data    string
}

func sum(l *Lookup) lookedUp {
	out := lookedUp{status: l.Status, outcome: l.Outcome}
	if l.Set != nil {
		out.data = l.Set.Name.String()
		for _, rr := range l.Set.RRs {
			out.data += fmt.Sprintf(" %x", wire.CanonicalRData(rr))
		}
	}
	return out
}

// without calls f with the message bytes for every choice of records that are
// left out: all choices of a small message, every one and two of a large one.
func without(raw []byte, f func(changed []byte, left []wire.RR)) {
	const small = 8
	m, err := wire.Parse(raw)
	if err != nil {
		panic(err)
	}
	n := len(m.Answer) + len(m.Authority)
	try := func(skip func(i int) bool) {
		var left []wire.RR
		keep := func(rrs []wire.RR, from int) (kept []wire.RR) {
			for i, rr := range rrs {
				if skip(from + i) {
					left = append(left, rr)
				} else {
					kept = append(kept, rr)
				}
			}
			return kept
		}
		reply := forge.Message{Rcode: m.Rcode, NotAA: !m.AA, Answer: keep(m.Answer, 0), Authority: keep(m.Authority, len(m.Answer))}
		f(reply.Wire(m.QName, m.QType), left)
	}
	if n <= small {
		for chosen := range 1 << n {
			try(func(i int) bool { return chosen&(1<<i) != 0 })
		}
		return
	}
	for a := range n {
		for b := a; b < n; b++ {
			try(func(i int) bool { return i == a || i == b })
		}
	}
}

// hashed denies with NSEC3: the encloser example.org, and tight gaps around names.
func hashed(w *chain, rcode wire.Rcode, flags uint8, covered ...string) forge.Message {
	records := nsec3(1, flags, "example.org.")
	for _, n := range covered {
		records = append(records, around(n, 1, flags))
	}
	return denied(w.zone, "example.org.", rcode, records...)
}

// Records and signatures that are lost on the way, or taken out by somebody,
// never make secure what was not, never give other data, and never make a
// signed answer look like one of an unsigned zone.
func TestLostRecords(t *testing.T) {
	a, tlsa := wire.TypeA, wire.TypeTLSA
	const inZone = "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC"
	const apex = "example.org. 3600 IN NSEC b.example.org. NS SOA MX RRSIG NSEC DNSKEY"
	rows := []struct {
		name   string
		owner  string
		kind   wire.Type
		status Status
		setup  func(w *chain)
	}{
		{"positive", "example.org.", wire.TypeMX, Secure, func(*chain) {}},
		{"two signatures", "b.example.org.", a, Secure, func(w *chain) {
			rrs := w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1", "b.example.org. 3600 IN A 192.0.2.2")
			w.say("b.example.org.", a, answer(append(rrs, w.zone.Sign("example.org.", rrs[:2], before(expired)))))
		}},
		{"wildcard, NSEC", "c.example.org.", a, Secure, func(w *chain) { w.say("c.example.org.", a, w.wildcard(inZone)) }},
		{"wildcard, NSEC3", "c.example.org.", a, Secure, func(w *chain) {
			w.say("c.example.org.", a, w.wildcard(around("c.example.org.", 1, 0)))
		}},
		{"wildcard, opt-out", "c.example.org.", a, Insecure, func(w *chain) {
			w.say("c.example.org.", a, w.wildcard(around("c.example.org.", 1, 1)))
		}},
		{"NODATA, NSEC", "b.example.org.", tlsa, Secure, func(w *chain) { w.say("b.example.org.", tlsa, denied(w.zone, "example.org.", 0, inZone)) }},
		{"NODATA, NSEC3", "b.example.org.", tlsa, Secure, func(w *chain) {
			w.say("b.example.org.", tlsa, denied(w.zone, "example.org.", 0, nsec3(1, 0, "b.example.org.")...))
		}},
		{"NODATA, empty non-terminal", "_tcp.b.example.org.", tlsa, Secure, func(w *chain) {
			w.say("_tcp.b.example.org.", tlsa, denied(w.zone, "example.org.", 0, "b.example.org. 3600 IN NSEC _25._tcp.b.example.org. A RRSIG NSEC"))
		}},
		{"NODATA at the wildcard, NSEC", "c.example.org.", tlsa, Secure, func(w *chain) {
			w.say("c.example.org.", tlsa, denied(w.zone, "example.org.", 0, inZone, "*.example.org. 3600 IN NSEC b.example.org. A RRSIG NSEC"))
		}},
		{"NODATA at the wildcard, NSEC3", "c.example.org.", tlsa, Secure, func(w *chain) {
			m := hashed(w, 0, 0, "c.example.org.")
			m.Authority = append(m.Authority, denied(w.zone, "example.org.", 0, nsec3(1, 0, "*.example.org.")...).Authority[2:]...)
			w.say("c.example.org.", tlsa, m)
		}},
		{"NXDOMAIN, NSEC", "c.example.org.", tlsa, Secure, func(w *chain) {
			w.say("c.example.org.", tlsa, denied(w.zone, "example.org.", wire.NXDomain, inZone, apex))
		}},
		{"NXDOMAIN, NSEC3", "c.example.org.", tlsa, Secure, func(w *chain) {
			w.say("c.example.org.", tlsa, hashed(w, wire.NXDomain, 0, "c.example.org.", "*.example.org."))
		}},
		{"NXDOMAIN, opt-out", "c.example.org.", tlsa, Insecure, func(w *chain) {
			w.say("c.example.org.", tlsa, hashed(w, wire.NXDomain, 1, "c.example.org.", "*.example.org."))
		}},
		{"NXDOMAIN, compact", "c.example.org.", tlsa, Secure, func(w *chain) {
			w.say("c.example.org.", tlsa, denied(w.zone, "example.org.", 0, `c.example.org. 3600 IN NSEC \000.c.example.org. RRSIG NSEC TYPE128`))
		}},
		{"no DS, NSEC", "h.sub.example.org.", a, Insecure, func(w *chain) {
			w.say("sub.example.org.", wire.TypeDS, denied(w.zone, "example.org.", 0, "sub.example.org. 3600 IN NSEC x.example.org. NS RRSIG NSEC"))
			w.say("h.sub.example.org.", a, answer(forge.RRs("h.sub.example.org. 3600 IN A 192.0.2.1")))
		}},
		{"no DS, opt-out", "h.sub.example.org.", a, Insecure, func(w *chain) {
			w.say("sub.example.org.", wire.TypeDS, hashed(w, 0, 1, "sub.example.org."))
			w.say("h.sub.example.org.", a, answer(forge.RRs("h.sub.example.org. 3600 IN A 192.0.2.1")))
		}},
		{"referral with DS", "example.org.", wire.TypeMX, Secure, func(w *chain) {
			delete(w.links, "example.org. DS")
			ns := forge.RRs("example.org. 3600 IN NS ns.example.org.")
			w.more = func(c *forge.Case) {
				c.Said("org.", "192.0.2.22", "example.org.", wire.TypeMX, forge.Message{NotAA: true, Authority: append(ns, withSig(w.org, "org.", w.zone.DSRR("example.org.", 2))...)})
			}
		}},
		{"referral without DS", "example.org.", wire.TypeMX, Insecure, func(w *chain) {
			delete(w.links, "example.org. DS")
			ns := forge.RRs("example.org. 3600 IN NS ns.example.org.")
			w.more = func(c *forge.Case) {
				c.Said("org.", "192.0.2.22", "example.org.", wire.TypeMX, forge.Message{NotAA: true, Authority: append(ns, w.org.Signed("org.", "example.org. 3600 IN NSEC f.org. NS RRSIG NSEC")...)})
			}
		}},
		{"CNAME", "w.example.org.", a, Secure, func(w *chain) {
			m := answer(w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME b.example.org."))
			m.Answer = append(m.Answer, w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")...)
			w.say("w.example.org.", a, m)
		}},
		{"CNAME to nowhere", "w.example.org.", a, Secure, func(w *chain) {
			m := denied(w.zone, "example.org.", wire.NXDomain, "example.org. 3600 IN NSEC w.example.org. NS SOA RRSIG NSEC")
			m.Answer = w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME b.example.org.")
			w.say("w.example.org.", a, m)
		}},
		{"DNAME", "x.t.example.org.", a, Secure, func(w *chain) {
			m := answer(w.zone.Signed("example.org.", "t.example.org. 3600 IN DNAME u.example.org."))
			m.Answer = append(m.Answer, forge.RRs("x.t.example.org. 0 IN CNAME x.u.example.org.")...)
			m.Answer = append(m.Answer, w.zone.Signed("example.org.", "x.u.example.org. 3600 IN A 192.0.2.1")...)
			w.say("x.t.example.org.", a, m)
		}},
		{"expired, so bogus", "b.example.org.", a, Bogus, func(w *chain) {
			rrs := forge.RRs("b.example.org. 3600 IN A 192.0.2.1")
			w.say("b.example.org.", a, answer(append(rrs, w.zone.Sign("example.org.", rrs, before(expired)))))
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			for _, resolver := range []bool{false, true} {
				w := newChain()
				row.setup(w)
				w.resolver = resolver
				built := w.build()
				c, p := built.Done(), w.policy()
				p.Memo = NewMemo()
				whole := sum(New(view.New(c), p).Lookup(wire.MustName(row.owner), row.kind))
				if whole.status != row.status && !(resolver && strings.HasPrefix(row.name, "referral")) {
					t.Fatalf("resolver=%v: the whole is %+v", resolver, whole)
				}
				for i, it := range c.Items {
					without(it.Query.Answer, func(changed []byte, left []wire.RR) {
						x := *it.Query
						x.Answer = changed
						items := slices.Clone(c.Items)
						items[i].Query = &x
						now := sum(New(view.New(evidence.Case{Items: items, Complete: true}), p).Lookup(wire.MustName(row.owner), row.kind))
						if now.status == Secure && now != whole || now.status == Insecure && whole.status == Secure {
							t.Errorf("resolver=%v: %+v became %+v without", resolver, whole, now)
							for _, rr := range left {
								t.Log(rr.Line())
							}
						}
					})
				}
			}
		})
	}
}
