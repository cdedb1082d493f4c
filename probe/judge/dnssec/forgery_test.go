package dnssec

import (
	"slices"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// everyKind is a case with one answer of each kind below example.org, all secure.
func everyKind() (*chain, []query) {
	w := newChain()
	const inZone = "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC"
	w.say("b.example.org.", wire.TypeA, answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")))
	w.say("b.example.org.", wire.TypeTLSA, denied(w.zone, "example.org.", 0, inZone))
	w.say("c.example.org.", wire.TypeA, w.wildcard(inZone))
	w.say("c.example.org.", wire.TypeTLSA, denied(w.zone, "example.org.", 0, inZone, "*.example.org. 3600 IN NSEC b.example.org. A RRSIG NSEC"))
	w.say("d.e.example.org.", wire.TypeTLSA, hashed(w, wire.NXDomain, 0, "e.example.org.", "*.example.org."))
	m := answer(w.zone.Signed("example.org.", "t.example.org. 3600 IN DNAME u.example.org."))
	m.Answer = append(m.Answer, forge.RRs("y.t.example.org. 0 IN CNAME y.u.example.org.")...)
	m.Answer = append(m.Answer, w.zone.Signed("example.org.", "y.u.example.org. 3600 IN A 192.0.2.1")...)
	w.say("y.t.example.org.", wire.TypeA, m)
	return w, []query{
		{mx, wire.TypeMX},
		{wire.MustName("b.example.org."), wire.TypeA},
		{wire.MustName("b.example.org."), wire.TypeTLSA},
		{wire.MustName("c.example.org."), wire.TypeA},
		{wire.MustName("c.example.org."), wire.TypeTLSA},
		{wire.MustName("d.e.example.org."), wire.TypeTLSA},
		{wire.MustName("y.t.example.org."), wire.TypeA},
	}
}

// FuzzForgery puts any octets in the place of any answer. Nobody can forge the
// signatures, so that whatever is secure then was secure before, with the same
// records; and no signed name looks unsigned.
func FuzzForgery(f *testing.F) {
	w, asked := everyKind()
	built := w.build()
	c, p := built.Done(), w.policy()
	p.Memo = NewMemo()
	before := map[query]lookedUp{}
	v := New(view.New(c), p)
	for _, q := range asked {
		before[q] = sum(v.Lookup(q.name, q.kind))
		if before[q].status != Secure {
			f.Fatalf("%s %s is %+v", q.name, q.kind, before[q])
		}
	}
	for i, it := range c.Items {
		f.Add(it.Query.Answer, uint8(i))
		f.Add(it.Query.Answer, uint8(i+1))
	}
	f.Fuzz(func(t *testing.T, raw []byte, which uint8) {
		items := slices.Clone(c.Items)
		i := int(which) % len(items)
		x := *items[i].Query
		x.Answer = raw
		items[i].Query = &x
		v := New(view.New(evidence.Case{Items: items, Complete: true}), p)
		for _, q := range asked {
			now := sum(v.Lookup(q.name, q.kind))
			if now.status == Secure && now != before[q] || now.status == Insecure {
				t.Fatalf("%s %s was %+v and is %+v, with another answer to %s %s", q.name, q.kind, before[q], now, x.Name, wire.Type(x.Type))
			}
		}
	})
}
