package dnssec

import (
	"fmt"
	"slices"
	"testing"

	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// say adds the answer of the zone's server to one more question.
func (w *chain) say(name string, t wire.Type, m forge.Message) {
	more := w.more
	w.more = func(c *forge.Case) {
		if more != nil {
			more(c)
		}
		c.Said("example.org.", zoneServer, name, t, m)
	}
}

func TestDenials(t *testing.T) {
	const apex = "example.org. 3600 IN NSEC b.example.org. NS SOA MX RRSIG NSEC DNSKEY"
	rows := []struct {
		name    string
		owner   string
		typ     wire.Type
		message func(w *chain) forge.Message
		status  Status
		reason  Reason
		outcome Outcome
	}{
		{"NODATA", "b.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", 0, "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
		}, Secure, "", Empty},
		{"NODATA, but the bitmap has the type", "b.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", 0, "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC TLSA")
		}, Bogus, BitmapWrong, Empty},
		{"NODATA, but the bitmap has CNAME", "b.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", 0, "b.example.org. 3600 IN NSEC x.example.org. CNAME RRSIG NSEC")
		}, Bogus, BitmapWrong, Empty},
		{"NXDOMAIN", "c.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", wire.NXDomain, "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC", apex)
		}, Secure, "", Missing},
		{"NXDOMAIN without the wildcard", "c.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", wire.NXDomain, "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
		}, Bogus, DenialInvalid, Missing},
		{"NXDOMAIN at an empty non-terminal", "_tcp.b.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", wire.NXDomain, "b.example.org. 3600 IN NSEC _25._tcp.b.example.org. A RRSIG NSEC")
		}, Secure, "", Empty},
		{"NODATA with a proof of NXDOMAIN only", "c.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", 0, "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC", apex)
		}, Bogus, DenialInvalid, Empty},
		{"no proof", "b.example.org.", wire.TypeTLSA, func(w *chain) forge.Message { return denied(w.zone, "example.org.", 0) }, Bogus, DenialMissing, Empty},
		{"proof whose signature expired", "b.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			m := denied(w.zone, "example.org.", 0)
			set := forge.RRs("b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
			m.Authority = append(m.Authority, set[0], w.zone.Sign("example.org.", set, before(expired)))
			return m
		}, Bogus, SigExpired, Empty},
		{"an NSEC expanded from a wildcard denies nothing", "b.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			m := denied(w.zone, "example.org.", 0)
			wild := forge.RRs("*.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
			sig := w.zone.Sign("example.org.", wild)
			wild[0].Name = wire.MustName("b.example.org.")
			sig.Name = wild[0].Name
			m.Authority = append(m.Authority, wild[0], sig)
			return m
		}, Bogus, SigLabels, Empty},
		{"compact denial", "c.example.org.", wire.TypeTLSA, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", 0, `c.example.org. 3600 IN NSEC \000.c.example.org. RRSIG NSEC TYPE128`)
		}, Secure, "", Empty},
		{"wildcard", "c.example.org.", wire.TypeA, func(w *chain) forge.Message {
			return w.wildcard("b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
		}, Secure, "", Found},
		{"wildcard without proof", "c.example.org.", wire.TypeA, func(w *chain) forge.Message { return w.wildcard() }, Bogus, WildcardUnproven, Found},
		{"wildcard with the wrong proof", "c.example.org.", wire.TypeA, func(w *chain) forge.Message {
			return w.wildcard("d.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
		}, Bogus, WildcardUnproven, Found},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newChain()
			w.say(row.owner, row.typ, row.message(w))
			l := w.judge().Lookup(wire.MustName(row.owner), row.typ)
			if l.Status != row.status || l.Reason != row.reason || l.Outcome != row.outcome {
				t.Errorf("%s (%s) %s, want %s (%s) %s; proof %+v", l.Status, l.Reason, l.Outcome, row.status, row.reason, row.outcome, l.Proof)
			}
		})
	}
}

// wildcard answers c.example.org A from *.example.org.
func (w *chain) wildcard(proof ...string) forge.Message {
	m := denied(w.zone, "example.org.", 0, proof...)
	set := forge.RRs("*.example.org. 3600 IN A 192.0.2.80")
	sig := w.zone.Sign("example.org.", set)
	set[0].Name = wire.MustName("c.example.org.")
	sig.Name = set[0].Name
	m.Answer = []wire.RR{set[0], sig}
	return m
}

// nsec3 makes the three records that deny b.example.org, which hashes between
// its neighbours, with these parameters.
func nsec3(iterations int, flags uint8, names ...string) []string {
	var out []string
	for _, n := range names {
		h := denial.Hash(wire.MustName(n), nil, iterations)
		types := "A RRSIG"
		if n == "example.org." {
			types = "NS SOA MX RRSIG DNSKEY NSEC3PARAM"
		}
		out = append(out, fmt.Sprintf("%s.example.org. 3600 IN NSEC3 1 %d %d - %s %s", denial.HashText(h[:]), flags, iterations, denial.HashText(step(h, 1)), types))
	}
	return out
}

// step returns a hash a little behind h, so that the gap holds nothing.
func step(h [20]byte, by byte) []byte {
	h[19] += by
	return h[:]
}

// around makes an NSEC3 whose gap holds the hash of the name closely.
func around(n string, iterations int, flags uint8) string {
	h := denial.Hash(wire.MustName(n), nil, iterations)
	return fmt.Sprintf("%s.example.org. 3600 IN NSEC3 1 %d %d - %s A RRSIG", denial.HashText(step(h, 255)), flags, iterations, denial.HashText(step(h, 1)))
}

func TestNSEC3Denials(t *testing.T) {
	for _, row := range []struct {
		iterations int
		flags      uint8
		status     Status
		reason     Reason
	}{
		{0, 0, Secure, ""},
		{50, 0, Secure, ""},
		{150, 0, Secure, ""},
		{151, 0, Insecure, InsecureIterations},
		{65535, 0, Insecure, InsecureIterations},
		{0, 1, Insecure, OptOutDelegation},
		{1, 2, Bogus, NSEC3UnknownHash},
	} {
		t.Run(fmt.Sprintf("%d iterations, flags %d", row.iterations, row.flags), func(t *testing.T) {
			w := newChain()
			it := min(row.iterations, 1000) // what is above the limit is never hashed, so any hash will do
			records := nsec3(it, row.flags, "example.org.")
			records = append(records, around("b.example.org.", it, row.flags), around("*.example.org.", it, row.flags))
			for i := range records {
				records[i] = replaceIterations(records[i], it, row.iterations)
			}
			w.say("b.example.org.", wire.TypeTLSA, denied(w.zone, "example.org.", wire.NXDomain, records...))
			l := w.judge().Lookup(wire.MustName("b.example.org."), wire.TypeTLSA)
			if l.Status != row.status || l.Reason != row.reason || l.Outcome != Missing {
				t.Errorf("%s (%s) %s; %+v", l.Status, l.Reason, l.Outcome, l.Proof)
			}
			if l.Proof == nil || (row.flags < 2 && l.Proof.Iterations != row.iterations) {
				t.Errorf("proof %+v", l.Proof)
			}
		})
	}
}

func replaceIterations(record string, from, to int) string {
	rr := forge.RRs(record)[0]
	n, err := rr.NSEC3()
	if err != nil || int(n.Iterations) != from {
		panic(record)
	}
	return fmt.Sprintf("%s 3600 IN NSEC3 %d %d %d - %s %s", n.Owner, n.Hash, n.Flags, to, denial.HashText(n.Next), n.Types)
}

// An NSEC3 above the limit makes a zone insecure only if its signature is good
// (RFC 9276 3.2).
func TestIterationsNeedASignature(t *testing.T) {
	w := newChain()
	m := denied(w.zone, "example.org.", wire.NXDomain, nsec3(200, 0, "example.org.")...)
	for i, rr := range m.Authority {
		if rr.Type == wire.TypeRRSIG {
			m.Authority[i].RData[len(rr.RData)-1] ^= 1
		}
	}
	w.say("b.example.org.", wire.TypeTLSA, m)
	if l := w.judge().Lookup(wire.MustName("b.example.org."), wire.TypeTLSA); l.Status != Bogus || l.Reason != SigInvalid {
		t.Errorf("%s (%s)", l.Status, l.Reason)
	}
}

func TestAliases(t *testing.T) {
	a := wire.TypeA
	rows := []struct {
		name    string
		setup   func(w *chain)
		owner   string
		status  Status
		reason  Reason
		outcome Outcome
		hops    int
	}{
		{"CNAME within one answer", func(w *chain) {
			m := answer(w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME b.example.org."))
			m.Answer = append(m.Answer, w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")...)
			w.say("w.example.org.", a, m)
		}, "w.example.org.", Secure, "", Found, 1},
		{"CNAME and a question of its own", func(w *chain) {
			w.say("w.example.org.", a, answer(w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME b.example.org.")))
			w.say("b.example.org.", a, answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")))
		}, "w.example.org.", Secure, "", Found, 1},
		{"unsigned CNAME", func(w *chain) {
			w.say("w.example.org.", a, answer(forge.RRs("w.example.org. 3600 IN CNAME b.example.org.")))
			w.say("b.example.org.", a, answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")))
		}, "w.example.org.", Bogus, SigMissing, Found, 1},
		{"CNAME to a name with a bad signature", func(w *chain) {
			w.say("w.example.org.", a, answer(w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME b.example.org.")))
			w.say("b.example.org.", a, answer(forge.RRs("b.example.org. 3600 IN A 192.0.2.1")))
		}, "w.example.org.", Bogus, SigMissing, Found, 1},
		{"CNAME to nowhere", func(w *chain) {
			m := denied(w.zone, "example.org.", wire.NXDomain, "example.org. 3600 IN NSEC w.example.org. NS SOA RRSIG NSEC")
			m.Answer = w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME b.example.org.")
			w.say("w.example.org.", a, m)
		}, "w.example.org.", Secure, "", Missing, 1},
		{"CNAME into an unsigned zone", func(w *chain) {
			w.say("w.example.org.", a, answer(w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME h.plain.org.")))
			more := w.more
			w.more = func(c *forge.Case) {
				more(c)
				c.Said("org.", orgServer, "plain.org.", wire.TypeDS, denied(w.org, "org.", 0, "plain.org. 3600 IN NSEC q.org. NS RRSIG NSEC"))
				c.Said("plain.org.", "192.0.2.9", "h.plain.org.", a, answer(forge.RRs("h.plain.org. 3600 IN A 192.0.2.7")))
			}
		}, "w.example.org.", Insecure, UnsignedDelegation, Found, 1},
		{"CNAME out of an unsigned zone", func(w *chain) {
			w.say("b.example.org.", a, answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")))
			more := w.more
			w.more = func(c *forge.Case) {
				more(c)
				c.Said("org.", orgServer, "plain.org.", wire.TypeDS, denied(w.org, "org.", 0, "plain.org. 3600 IN NSEC q.org. NS RRSIG NSEC"))
				c.Said("plain.org.", "192.0.2.9", "h.plain.org.", a, answer(forge.RRs("h.plain.org. 3600 IN CNAME b.example.org.")))
			}
		}, "h.plain.org.", Insecure, InsecureAlias, Found, 1},
		{"DNAME", func(w *chain) {
			m := answer(w.zone.Signed("example.org.", "t.example.org. 3600 IN DNAME u.example.org."))
			m.Answer = append(m.Answer, forge.RRs("x.t.example.org. 0 IN CNAME x.u.example.org.")...)
			m.Answer = append(m.Answer, w.zone.Signed("example.org.", "x.u.example.org. 3600 IN A 192.0.2.1")...)
			w.say("x.t.example.org.", a, m)
		}, "x.t.example.org.", Secure, "", Found, 1},
		{"DNAME without the CNAME", func(w *chain) {
			m := answer(w.zone.Signed("example.org.", "t.example.org. 3600 IN DNAME u.example.org."))
			w.say("x.t.example.org.", a, m)
			w.say("x.u.example.org.", a, answer(w.zone.Signed("example.org.", "x.u.example.org. 3600 IN A 192.0.2.1")))
		}, "x.t.example.org.", Secure, "", Found, 1},
		{"DNAME with another CNAME", func(w *chain) {
			m := answer(w.zone.Signed("example.org.", "t.example.org. 3600 IN DNAME u.example.org."))
			m.Answer = append(m.Answer, forge.RRs("x.t.example.org. 0 IN CNAME evil.example.org.")...)
			w.say("x.t.example.org.", a, m)
			w.say("x.u.example.org.", a, answer(w.zone.Signed("example.org.", "x.u.example.org. 3600 IN A 192.0.2.1")))
		}, "x.t.example.org.", Bogus, DNAMEMismatch, Found, 1},
		{"loop", func(w *chain) {
			w.say("v.example.org.", a, answer(w.zone.Signed("example.org.", "v.example.org. 3600 IN CNAME w.example.org.")))
			w.say("w.example.org.", a, answer(w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME v.example.org.")))
		}, "v.example.org.", Indeterminate, AliasLoop, Unanswer, 2},
		{"eleven aliases are followed", func(w *chain) { w.ladder(11) }, "h0.example.org.", Secure, "", Found, 11},
		{"twelve are not", func(w *chain) { w.ladder(12) }, "h0.example.org.", Indeterminate, AliasLoop, Unanswer, 12},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			for _, resolver := range []bool{false, true} {
				w := newChain()
				row.setup(w)
				w.resolver = resolver
				l := w.judge().Lookup(wire.MustName(row.owner), a)
				if l.Status != row.status || l.Reason != row.reason || l.Outcome != row.outcome || len(l.Aliases) != row.hops {
					t.Errorf("resolver=%v: %s (%s) %s, %d aliases; want %s (%s) %s", resolver, l.Status, l.Reason, l.Outcome, len(l.Aliases), row.status, row.reason, row.outcome)
				}
				if l.Outcome == Found && (l.Set == nil || l.Set.Name != l.Target || l.Set.Type != a) {
					t.Errorf("set %+v, target %s", l.Set, l.Target)
				}
			}
		})
	}
}

// ladder makes so many aliases in a row and an address at the end.
func (w *chain) ladder(hops int) {
	for i := range hops {
		line := fmt.Sprintf("h%d.example.org. 3600 IN CNAME h%d.example.org.", i, i+1)
		w.say(fmt.Sprintf("h%d.example.org.", i), wire.TypeA, answer(w.zone.Signed("example.org.", line)))
	}
	end := fmt.Sprintf("h%d.example.org.", hops)
	w.say(end, wire.TypeA, answer(w.zone.Signed("example.org.", end+" 3600 IN A 192.0.2.1")))
}

// One operator serves parent and child without a referral: the cut shows in the
// DS answer and in signers, and nobody is accused before DS was asked.
func TestHiddenCut(t *testing.T) {
	child := forge.NewKey(15, "child")
	signed := answer(child.Signed("sub.example.org.", "h.sub.example.org. 3600 IN A 192.0.2.1"))
	owner := wire.MustName("h.sub.example.org.")

	w := newChain()
	w.say("h.sub.example.org.", wire.TypeA, signed)
	if l := w.judge().Lookup(owner, wire.TypeA); l.Status != Indeterminate || l.Reason != NotAsked {
		t.Errorf("DS never asked: %s (%s)", l.Status, l.Reason)
	}
	c := w.build()
	if l := New(view.New(c.Growing()), w.policy()).Lookup(owner, wire.TypeA); l.Status != NotJudged {
		t.Errorf("still growing: %s (%s)", l.Status, l.Reason)
	}
	w.say("sub.example.org.", wire.TypeDS, answer(withSig(w.zone, "example.org.", child.DSRR("sub.example.org.", 2))))
	w.say("sub.example.org.", wire.TypeDNSKEY, answer(withSig(child, "sub.example.org.", child.RR("sub.example.org."))))
	if l := w.judge().Lookup(owner, wire.TypeA); l.Status != Secure || l.Zone.Name.String() != "sub.example.org." {
		t.Errorf("with DS: %s (%s) in %s", l.Status, l.Reason, l.Zone.Name)
	}

	w = newChain()
	w.say("h.sub.example.org.", wire.TypeA, answer(forge.RRs("h.sub.example.org. 3600 IN A 192.0.2.1")))
	w.say("sub.example.org.", wire.TypeDS, denied(w.zone, "example.org.", 0, "sub.example.org. 3600 IN NSEC x.example.org. NS RRSIG NSEC"))
	if l := w.judge().Lookup(owner, wire.TypeA); l.Status != Insecure || l.Reason != UnsignedDelegation {
		t.Errorf("unsigned child: %s (%s)", l.Status, l.Reason)
	}

	w = newChain()
	w.say("h.sub.example.org.", wire.TypeA, answer(forge.RRs("h.sub.example.org. 3600 IN A 192.0.2.1")))
	w.say("sub.example.org.", wire.TypeDS, denied(w.zone, "example.org.", 0, "sub.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC"))
	if l := w.judge().Lookup(owner, wire.TypeA); l.Status != Bogus || l.Reason != SigMissing {
		t.Errorf("no cut, so the signature is missing: %s (%s)", l.Status, l.Reason)
	}
}

// Where a question for DS was asked and nobody answered, there may be a cut to an
// unsigned zone: a missing signature accuses nobody (RFC 4035 4.3).
func TestHiddenCutUnanswered(t *testing.T) {
	owner := wire.MustName("h.sub.example.org.")
	w := newChain()
	w.say("h.sub.example.org.", wire.TypeA, answer(forge.RRs("h.sub.example.org. 3600 IN A 192.0.2.1")))
	w.say("sub.example.org.", wire.TypeDS, forge.Message{Rcode: wire.ServFail})
	if l := w.judge().Lookup(owner, wire.TypeA); l.Status != Indeterminate || l.Reason != DSUnavailable {
		t.Errorf("DS not answered: %s (%s)", l.Status, l.Reason)
	}
}

// A referral may carry the DS set, or the proof that there is none.
func TestReferralCarriesDS(t *testing.T) {
	w := newChain()
	delete(w.links, "example.org. DS")
	ns := forge.RRs("example.org. 3600 IN NS ns.example.org.")
	w.more = func(c *forge.Case) {
		c.Said("org.", "192.0.2.22", "example.org.", wire.TypeMX, forge.Message{NotAA: true, Authority: append(slices.Clone(ns), withSig(w.org, "org.", w.zone.DSRR("example.org.", 2))...)})
	}
	if l := w.judge().Lookup(mx, wire.TypeMX); l.Status != Secure {
		t.Errorf("DS in the referral: %s (%s)", l.Status, l.Reason)
	}
	w.more = func(c *forge.Case) {
		c.Said("org.", "192.0.2.22", "example.org.", wire.TypeMX, forge.Message{NotAA: true, Authority: append(slices.Clone(ns), w.org.Signed("org.", "example.org. 3600 IN NSEC f.org. NS RRSIG NSEC")...)})
	}
	if l := w.judge().Lookup(mx, wire.TypeMX); l.Status != Insecure || l.Reason != UnsignedDelegation {
		t.Errorf("NSEC in the referral: %s (%s)", l.Status, l.Reason)
	}
}

// An SOA that does not validate is told, and changes nothing (no RFC asks for it).
func TestSOABesideADenial(t *testing.T) {
	w := newChain()
	m := denied(w.zone, "example.org.", 0, "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
	m.Authority[0].RData[len(m.Authority[0].RData)-1] ^= 1
	w.say("b.example.org.", wire.TypeTLSA, m)
	l := w.judge().Lookup(wire.MustName("b.example.org."), wire.TypeTLSA)
	if l.Status != Secure || l.Servers[0].SOA != SigInvalid {
		t.Errorf("%s (%s), SOA %q", l.Status, l.Reason, l.Servers[0].SOA)
	}
}

func FuzzValidate(f *testing.F) {
	w := newChain()
	for link, m := range w.links {
		_ = link
		f.Add(m.Wire(mx, wire.TypeMX), uint8(0))
	}
	f.Add(denied(w.org, "org.", wire.NXDomain, nsec3(1, 1, "example.org.")...).Wire(mx, wire.TypeDS), uint8(2))
	f.Fuzz(func(t *testing.T, raw []byte, which uint8) {
		c := w.build()
		done := c.Done()
		items := slices.Clone(done.Items)
		i := int(which) % len(items)
		q := *items[i].Query
		q.Answer = raw
		items[i].Query = &q
		done.Items = items
		v := New(view.New(done), w.policy())
		l := v.Lookup(mx, wire.TypeMX)
		if l.Status == Secure && l.Outcome == Found && (l.Set == nil || l.Used == nil || !l.Used.Valid) {
			t.Fatalf("secure without a valid signature: %+v", l)
		}
		for _, z := range v.Zones() {
			if z.Status == Secure && len(z.Keys) == 0 {
				t.Fatalf("secure zone %s without keys", z.Name)
			}
		}
		if v.crypto.left < 0 {
			t.Fatal("budget exceeded")
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	w := newChain()
	for i := range 40 {
		name := fmt.Sprintf("mx%d.example.org.", i)
		w.say(name, wire.TypeA, answer(w.zone.Signed("example.org.", name+" 3600 IN A 192.0.2.1")))
		w.say("_tcp."+name, wire.TypeTLSA, denied(w.zone, "example.org.", 0, "_tcp."+name+" 3600 IN NSEC z.example.org. RRSIG NSEC"))
	}
	built := w.build()
	c := built.Done()
	for b.Loop() {
		v := New(view.New(c), w.policy())
		for _, a := range v.view.All() {
			v.Lookup(a.Name, a.Type)
		}
	}
}
