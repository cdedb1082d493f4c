package dnssec

import (
	"math"
	"slices"
	"testing"
	"time"

	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// What somebody on the way, or a zone about its neighbours, could try with
// records that are genuinely signed: by the zone, its parent or its child, in
// the same validity. Nothing of it is secure.
func TestReplayedRecords(t *testing.T) {
	a, tlsa := wire.TypeA, wire.TypeTLSA
	// expand signs *.example.org A and claims that it stands for the name.
	expand := func(w *chain, name string, proof ...string) forge.Message {
		m := denied(w.zone, "example.org.", 0, proof...)
		set := forge.RRs("*.example.org. 3600 IN A 192.0.2.66")
		sig := w.zone.Sign("example.org.", set)
		set[0].Name, sig.Name = wire.MustName(name), wire.MustName(name)
		m.Answer = []wire.RR{set[0], sig}
		return m
	}
	rows := []struct {
		name    string
		owner   string
		kind    wire.Type
		message func(w *chain) forge.Message
	}{
		{"wildcard for a name that exists", "b.example.org.", a, func(w *chain) forge.Message {
			return expand(w, "b.example.org.", "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
		}},
		{"wildcard past an existing name", "c.b.example.org.", a, func(w *chain) forge.Message {
			return expand(w, "c.b.example.org.", "b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
		}},
		{"wildcard past an empty non-terminal", "c.e.example.org.", a, func(w *chain) forge.Message {
			return expand(w, "c.e.example.org.", "b.example.org. 3600 IN NSEC d.e.example.org. A RRSIG NSEC")
		}},
		{"wildcard below a delegation", "h.sub.example.org.", a, func(w *chain) forge.Message {
			return expand(w, "h.sub.example.org.", "sub.example.org. 3600 IN NSEC x.example.org. NS RRSIG NSEC")
		}},
		{"wildcard with a gap of the parent", "c.example.org.", a, func(w *chain) forge.Message {
			m := expand(w, "c.example.org.")
			m.Authority = append(m.Authority, w.org.Signed("org.", "example.org. 3600 IN NSEC f.org. NS DS RRSIG NSEC")...)
			return m
		}},
		{"the parent denies the child's records", "example.org.", tlsa, func(w *chain) forge.Message {
			m := denied(w.zone, "example.org.", 0)
			m.Authority = append(m.Authority, w.org.Signed("org.", "example.org. 3600 IN NSEC f.org. NS DS RRSIG NSEC")...)
			return m
		}},
		{"the parent denies a name in the child", "b.example.org.", tlsa, func(w *chain) forge.Message {
			m := denied(w.zone, "example.org.", wire.NXDomain)
			m.Authority = append(m.Authority, w.org.Signed("org.", "example.org. 3600 IN NSEC f.org. NS DS RRSIG NSEC")...)
			m.Authority = append(m.Authority, w.org.Signed("org.", "org. 3600 IN NSEC a.org. NS SOA RRSIG NSEC DNSKEY")...)
			return m
		}},
		{"the parent signs the child's records", "b.example.org.", a, func(w *chain) forge.Message {
			return answer(w.org.Signed("org.", "b.example.org. 3600 IN A 192.0.2.66"))
		}},
		{"a delegation denies what is below it", "h.sub.example.org.", tlsa, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", wire.NXDomain, "sub.example.org. 3600 IN NSEC x.example.org. NS RRSIG NSEC", "example.org. 3600 IN NSEC sub.example.org. NS SOA RRSIG NSEC")
		}},
		{"a DNAME denies what is below it", "h.sub.example.org.", tlsa, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", wire.NXDomain, "sub.example.org. 3600 IN NSEC x.example.org. DNAME RRSIG NSEC", "example.org. 3600 IN NSEC sub.example.org. NS SOA RRSIG NSEC")
		}},
		{"NSEC3 of a delegation as the closest encloser", "h.sub.example.org.", tlsa, func(w *chain) forge.Message {
			h := denial.Hash(wire.MustName("sub.example.org."), nil, 1)
			records := []string{
				denial.HashText(h[:]) + ".example.org. 3600 IN NSEC3 1 0 1 - " + denial.HashText(step(h, 1)) + " NS DS RRSIG",
				around("h.sub.example.org.", 1, 0), around("*.sub.example.org.", 1, 0),
			}
			return denied(w.zone, "example.org.", wire.NXDomain, records...)
		}},
		{"NSEC3 hashes with another salt", "b.example.org.", tlsa, func(w *chain) forge.Message {
			m := denied(w.zone, "example.org.", wire.NXDomain, nsec3(1, 0, "example.org.")...)
			m.Authority = append(m.Authority, denied(w.zone, "example.org.", 0, around("b.example.org.", 2, 0), around("*.example.org.", 2, 0)).Authority[2:]...)
			return m
		}},
		{"NSEC for the name and NSEC3 for the wildcard", "b.example.org.", tlsa, func(w *chain) forge.Message {
			return denied(w.zone, "example.org.", wire.NXDomain, "a.example.org. 3600 IN NSEC c.example.org. A RRSIG NSEC", around("*.example.org.", 1, 0))
		}},
		{"a DNAME from above the zone", "h.sub.example.org.", a, func(w *chain) forge.Message {
			m := answer(w.zone.Signed("example.org.", "org. 3600 IN DNAME evil.example."))
			m.Answer = append(m.Answer, forge.RRs("h.sub.example.org. 0 IN CNAME h.sub.example.evil.example.")...)
			return m
		}},
		{"a wildcard DNAME", "h.sub.example.org.", a, func(w *chain) forge.Message {
			set := forge.RRs("*.example.org. 3600 IN DNAME evil.example.")
			sig := w.zone.Sign("example.org.", set)
			set[0].Name, sig.Name = wire.MustName("sub.example.org."), wire.MustName("sub.example.org.")
			return answer([]wire.RR{set[0], sig})
		}},
		{"one more record in a signed set", "b.example.org.", a, func(w *chain) forge.Message {
			return answer(append(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1"), forge.RRs("b.example.org. 3600 IN A 192.0.2.66")...))
		}},
		{"a signature over another type", "b.example.org.", a, func(w *chain) forge.Message {
			txt := w.zone.Signed("example.org.", `b.example.org. 3600 IN TXT "a"`)
			sig, err := txt[1].RRSIG()
			if err != nil {
				panic(err)
			}
			sig.Covered = wire.TypeA
			return answer(append(forge.RRs("b.example.org. 3600 IN A 192.0.2.66"), forge.SigRecord(sig)))
		}},
		{"a longer life by the original TTL", "b.example.org.", a, func(w *chain) forge.Message {
			set := forge.RRs("b.example.org. 604800 IN A 192.0.2.1")
			return answer(append(set, w.zone.Sign("example.org.", set, after(func(s *wire.RRSIG) { s.OriginalTTL = 604800 }))))
		}},
		{"a signature that ends before it begins", "b.example.org.", a, func(w *chain) forge.Message {
			set := forge.RRs("b.example.org. 3600 IN A 192.0.2.1")
			return answer(append(set, w.zone.Sign("example.org.", set, before(func(s *wire.RRSIG) { s.Inception, s.Expiration = s.Expiration, s.Inception }))))
		}},
		{"a class that is not IN", "b.example.org.", a, func(w *chain) forge.Message {
			set := w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")
			set[0].Class = 3
			return answer(set)
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			for _, resolver := range []bool{false, true} {
				w := newChain()
				w.resolver = resolver
				w.say(row.owner, row.kind, row.message(w))
				if l := w.judge().Lookup(wire.MustName(row.owner), row.kind); l.Status == Secure || l.Status == Insecure || l.Status == NotJudged {
					t.Errorf("resolver=%v: %s (%s) %s, proof %+v", resolver, l.Status, l.Reason, l.Outcome, l.Proof)
				}
			}
		})
	}
}

// Parent and child may use one key. What the one signed is still not the other's.
func TestOneKeyForParentAndChild(t *testing.T) {
	w := newChain()
	w.zone = w.org
	w.set("example.org. DS", answer(withSig(w.org, "org.", w.org.DSRR("example.org.", 2))))
	w.set("example.org. DNSKEY", answer(withSig(w.org, "example.org.", w.org.RR("example.org."))))
	w.set("example.org. MX", answer(w.org.Signed("org.", "example.org. 3600 IN MX 10 mx.evil.example.")))
	w.say("b.example.org.", wire.TypeTLSA, denied(w.org, "org.", wire.NXDomain, "org. 3600 IN NSEC zz.org. NS SOA RRSIG NSEC"))
	v := w.judge()
	if z := v.Zone(mx); z.Status != Secure {
		t.Fatalf("%s (%s)", z.Status, z.Reason)
	}
	if l := v.Lookup(mx, wire.TypeMX); l.Status != Bogus || l.Reason != SigWrongSigner {
		t.Errorf("MX signed in the parent's name: %s (%s)", l.Status, l.Reason)
	}
	if l := v.Lookup(wire.MustName("b.example.org."), wire.TypeTLSA); l.Status != Bogus {
		t.Errorf("denial in the parent's name: %s (%s)", l.Status, l.Reason)
	}
}

// A question for the name "*" itself is not an expansion and needs no proof
// (RFC 4592 2.3), and a wildcard stands for names below a name that does not exist.
func TestLiteralWildcards(t *testing.T) {
	w := newChain()
	w.say("*.example.org.", wire.TypeA, answer(w.zone.Signed("example.org.", "*.example.org. 3600 IN A 192.0.2.80")))
	if l := w.judge().Lookup(wire.MustName("*.example.org."), wire.TypeA); l.Status != Secure || l.Wildcard {
		t.Errorf("%s (%s), wildcard %v", l.Status, l.Reason, l.Wildcard)
	}
	w = newChain()
	deep := "d.c.example.org."
	m := w.wildcard("b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
	for i := range m.Answer {
		m.Answer[i].Name = wire.MustName(deep)
	}
	w.say(deep, wire.TypeA, m)
	if l := w.judge().Lookup(wire.MustName(deep), wire.TypeA); l.Status != Secure || !l.Wildcard {
		t.Errorf("two labels below: %s (%s)", l.Status, l.Reason)
	}
	// *.c.example.org is a name like others: the wildcard of example.org stands for it.
	w = newChain()
	starred := "*.c.example.org."
	m = w.wildcard("b.example.org. 3600 IN NSEC x.example.org. A RRSIG NSEC")
	for i := range m.Answer {
		m.Answer[i].Name = wire.MustName(starred)
	}
	w.say(starred, wire.TypeA, m)
	if l := w.judge().Lookup(wire.MustName(starred), wire.TypeA); l.Status != Secure || !l.Wildcard {
		t.Errorf("%s: %s (%s)", starred, l.Status, l.Reason)
	}
}

// The times of signatures are serial numbers: the year 2106 is no end of the
// world (RFC 4034 3.1.5, RFC 1982).
func TestTimesAroundTheWrap(t *testing.T) {
	wrap := time.Unix(1<<32, 0)
	set := forge.RRs("example.org. 3600 IN MX 10 mx.example.org.")
	key := forge.NewKey(15, "wrap")
	ring := newKeyring(mx, wire.Group([]wire.RR{key.RR("example.org.")})[0])
	for _, c := range []struct {
		inception, expiration uint32
		at                    time.Time
		reason                Reason
	}{
		{math.MaxUint32 - 99, 100, wrap, ""},
		{math.MaxUint32 - 99, 100, wrap.Add(-time.Minute), ""},
		{math.MaxUint32 - 99, 100, wrap.Add(time.Minute), ""},
		{math.MaxUint32 - 99, 100, wrap.Add(101 * time.Second), SigExpired},
		{math.MaxUint32 - 99, 100, wrap.Add(-101 * time.Second), SigNotYetValid},
		{math.MaxUint32 - 199, math.MaxUint32 - 99, wrap, SigExpired},
		{100, 200, wrap, SigNotYetValid},
		{200, 100, wrap.Add(150 * time.Second), SigExpired},
	} {
		sig := key.Sign("example.org.", set, before(func(s *wire.RRSIG) { s.Inception, s.Expiration = c.inception, c.expiration }))
		v := New(view.New((&forge.Case{}).Done()), Policy{At: c.at})
		got := v.check(wire.Group(append(slices.Clone(set), sig))[0], ring)
		if got.reason != c.reason || (got.status == Secure) != (c.reason == "") {
			t.Errorf("%d to %d at %s: %s (%s)", c.inception, c.expiration, c.at.UTC(), got.status, got.reason)
		}
	}
}

// Records and signatures that come twice change nothing.
func TestDuplicates(t *testing.T) {
	w := newChain()
	rrs := w.zone.Signed("example.org.", "example.org. 3600 IN MX 10 MX.example.org.", "example.org. 3600 IN MX 10 mx2.example.org.")
	again := forge.RRs("example.org. 60 IN MX 10 mx.EXAMPLE.org.")
	w.set("example.org. MX", answer(slices.Concat(rrs, rrs, again)))
	keys := withSig(w.zone, "example.org.", w.zone.RR("example.org."))
	w.set("example.org. DNSKEY", answer(slices.Concat(keys, keys, keys)))
	v := w.judge()
	if l := v.Lookup(mx, wire.TypeMX); l.Status != Secure || len(l.Set.RRs) != 2 || l.TTL != 60 {
		t.Errorf("%s (%s): %+v", l.Status, l.Reason, l.Set)
	}
	if z := v.Zone(mx); len(z.Keys) != 1 {
		t.Errorf("%d keys", len(z.Keys))
	}
}

// Private algorithms (253, 254) and reserved ones are not known here: a zone
// signed by them alone is insecure (RFC 4035 5.2), and beside a known one they
// do not count.
func TestAlgorithmsNotKnown(t *testing.T) {
	for _, alg := range []uint8{0, 1, 2, 3, 4, 6, 9, 11, 12, 17, 18, 23, 100, 252, 253, 254, 255} {
		unknown := forge.DSRecord("example.org.", wire.DS{Tag: 7, Algorithm: alg, DigestType: 2, Digest: make([]byte, 32)})
		w := newChain()
		w.set("example.org. DS", answer(withSig(w.org, "org.", unknown)))
		if z := w.judge().Zone(mx); z.Status != Insecure || z.Reason != UnsupportedAlgorithm {
			t.Errorf("algorithm %d alone: %s (%s)", alg, z.Status, z.Reason)
		}
		w.set("example.org. DS", answer(withSig(w.org, "org.", unknown, w.zone.DSRR("example.org.", 2))))
		w.set("example.org. MX", answer(forge.RRs("example.org. 3600 IN MX 10 mx.example.org.")))
		if l := w.judge().Lookup(mx, wire.TypeMX); l.Status != Bogus {
			t.Errorf("algorithm %d beside a known one, signatures stripped: %s (%s)", alg, l.Status, l.Reason)
		}
	}
}

// A key that is revoked, or no zone key, signs nothing, also where it is not the
// one that a DS names.
func TestKeysThatMayNotSign(t *testing.T) {
	for _, c := range []struct {
		flags    uint16
		protocol uint8
		reason   Reason
	}{{0x0180, 3, KeyRevoked}, {0x0181, 3, KeyRevoked}, {0, 3, KeyFlags}, {1, 3, KeyFlags}, {256, 2, KeyFlags}, {256, 255, KeyFlags}, {256, 3, ""}} {
		w := newChain()
		second := forge.NewKey(15, "second").With(c.flags, c.protocol)
		w.set("example.org. DNSKEY", answer(withSig(w.zone, "example.org.", w.zone.RR("example.org."), second.RR("example.org."))))
		w.set("example.org. MX", answer(second.Signed("example.org.", "example.org. 3600 IN MX 10 mx.example.org.")))
		if l := w.judge().Lookup(mx, wire.TypeMX); l.Reason != c.reason || (l.Status == Secure) != (c.reason == "") {
			t.Errorf("flags %d, protocol %d: %s (%s)", c.flags, c.protocol, l.Status, l.Reason)
		}
	}
}

// A message that follows an alias may lie about what comes after it.
func TestAliasWithALie(t *testing.T) {
	a := wire.TypeA
	lie := func(w *chain) forge.Message {
		m := answer(w.zone.Signed("example.org.", "w.example.org. 3600 IN CNAME b.example.org."))
		m.Answer = append(m.Answer, forge.RRs("b.example.org. 3600 IN A 192.0.2.66")...)
		return m
	}
	owner := wire.MustName("w.example.org.")
	for _, resolver := range []bool{false, true} {
		w := newChain()
		w.resolver = resolver
		w.say("w.example.org.", a, lie(w))
		if l := w.judge().Lookup(owner, a); l.Status != Bogus {
			t.Errorf("the lie alone: %s (%s)", l.Status, l.Reason)
		}
		w.say("b.example.org.", a, answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")))
		if l := w.judge().Lookup(owner, a); l.Status != Secure || l.Set.RRs[0].Text() != "192.0.2.1" {
			t.Errorf("the lie beside the truth: %s (%s) %v", l.Status, l.Reason, l.Set)
		}
	}
	// An alias beside other data: the data of the type asked for counts.
	w := newChain()
	m := answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1"))
	m.Answer = append(m.Answer, forge.RRs("b.example.org. 3600 IN CNAME evil.example.")...)
	w.say("b.example.org.", a, m)
	if l := w.judge().Lookup(wire.MustName("b.example.org."), a); l.Status == Secure && (l.Set == nil || l.Set.RRs[0].Text() != "192.0.2.1") {
		t.Errorf("an unsigned alias beside signed data: %s %+v", l.Status, l.Set)
	}
	// An alias in front of other data that is signed, and is not signed itself.
	w = newChain()
	m = answer(forge.RRs("b.example.org. 3600 IN CNAME c.example.org."))
	m.Answer = append(m.Answer, w.zone.Signed("example.org.", "c.example.org. 3600 IN A 192.0.2.1")...)
	w.say("b.example.org.", a, m)
	if l := w.judge().Lookup(wire.MustName("b.example.org."), a); l.Status != Bogus {
		t.Errorf("an unsigned alias to signed data: %s (%s)", l.Status, l.Reason)
	}
	// Two aliases at one name, both signed: no name has two (RFC 2181 10.1).
	w = newChain()
	m = answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN CNAME c.example.org.", "b.example.org. 3600 IN CNAME d.example.org."))
	m.Answer = append(m.Answer, w.zone.Signed("example.org.", "c.example.org. 3600 IN A 192.0.2.1")...)
	w.say("b.example.org.", a, m)
	if l := w.judge().Lookup(wire.MustName("b.example.org."), a); l.Status == Secure {
		t.Errorf("two aliases at one name: %s, %d hops", l.Status, len(l.Aliases))
	}
}

// The root has no parent, and its own word about its DS counts (RFC 6840 4.4).
func TestDSOfTheRoot(t *testing.T) {
	w := newChain()
	w.more = func(c *forge.Case) {
		c.Said(".", rootServer, ".", wire.TypeDS, denied(w.root, ".", 0, ". 3600 IN NSEC aaa. NS SOA RRSIG NSEC DNSKEY"))
	}
	if l := w.judge().Lookup(wire.Root(), wire.TypeDS); l.Status != Secure || l.Outcome != Empty {
		t.Errorf("%s (%s) %s", l.Status, l.Reason, l.Outcome)
	}
}

// Opt-out: a gap may hide an unsigned delegation, so a name in it is insecure;
// what is not in a gap is as secure as elsewhere, the wildcard's own name too.
func TestOptOutNames(t *testing.T) {
	w := newChain()
	w.say("*.example.org.", wire.TypeTLSA, denied(w.zone, "example.org.", 0, nsec3(1, 1, "*.example.org.")...))
	w.say("c.example.org.", wire.TypeA, w.wildcard(around("c.example.org.", 1, 1)))
	w.say("b.example.org.", wire.TypeA, answer(w.zone.Signed("example.org.", "b.example.org. 3600 IN A 192.0.2.1")))
	v := w.judge()
	for name, want := range map[string]Status{"*.example.org.": Secure, "c.example.org.": Insecure, "b.example.org.": Secure} {
		kind := wire.TypeA
		if name == "*.example.org." {
			kind = wire.TypeTLSA
		}
		if l := v.Lookup(wire.MustName(name), kind); l.Status != want {
			t.Errorf("%s: %s (%s)", name, l.Status, l.Reason)
		}
	}
}

// An opt-out gap over a name below which the zone itself has records hides no
// zone: what the zone signed there is secure, and a wildcard without its proof is
// wrong. Only what carries no signature may be of an unsigned zone in the gap.
func TestOptOutGapAboveSignedRecords(t *testing.T) {
	gap := func(w *chain, name string) forge.Message {
		h := denial.Hash(mx, nil, 1)
		return denied(w.zone, "example.org.", wire.NXDomain,
			denial.HashText(h[:])+".example.org. 3600 IN NSEC3 1 1 1 - "+denial.HashText(step(h, 1))+" NS SOA MX RRSIG DNSKEY NSEC3PARAM", around(name, 1, 1))
	}
	for _, c := range []struct {
		what   string
		answer func(*chain) forge.Message
		status Status
		reason Reason
	}{
		{"signed by the zone", func(w *chain) forge.Message {
			return answer(w.zone.Signed("example.org.", "c.b.example.org. 3600 IN A 192.0.2.1"))
		}, Secure, ""},
		{"a wildcard without proof", func(w *chain) forge.Message {
			m := w.wildcard()
			for i := range m.Answer {
				m.Answer[i].Name = wire.MustName("c.b.example.org.")
			}
			return m
		}, Bogus, WildcardUnproven},
		{"not signed", func(*chain) forge.Message {
			return answer(forge.RRs("c.b.example.org. 3600 IN A 192.0.2.1"))
		}, Insecure, OptOutDelegation},
	} {
		w := newChain()
		w.resolver = true
		w.more = func(f *forge.Case) {
			f.Said("example.org.", zoneServer, "b.example.org.", wire.TypeDS, gap(w, "b.example.org."))
			f.Said("example.org.", zoneServer, "c.b.example.org.", wire.TypeA, c.answer(w))
		}
		if l := w.judge().Lookup(wire.MustName("c.b.example.org."), wire.TypeA); l.Status != c.status || l.Reason != c.reason {
			t.Errorf("%s: %s (%s)", c.what, l.Status, l.Reason)
		}
	}
}

// A trust anchor that is a key needs no digest, whatever digests a policy leaves.
func TestKeyAnchorNeedsNoDigest(t *testing.T) {
	w := newChain()
	c := w.build()
	p := w.policy()
	p.Digests = []uint8{wire.DigestSHA384}
	if z := New(view.New(c.Done()), p).Zone(wire.Root()); z.Status != Secure {
		t.Errorf("anchor with a key: %s (%s)", z.Status, z.Reason)
	}
	ds, _ := w.root.DNSKEY.DS(wire.Root(), wire.DigestSHA256)
	p.Anchors = []Anchor{{Zone: wire.Root(), DS: &ds}}
	if z := New(view.New(c.Done()), p).Zone(wire.Root()); z.Status != Insecure || z.Reason != UnsupportedDigest {
		t.Errorf("anchor with a digest: %s (%s)", z.Status, z.Reason)
	}
}

// Of two good signatures, one over the name and one over a wildcard with the
// same data, the one over the name counts, in either order: it needs no proof.
func TestOwnSignatureBeforeThatOfAWildcard(t *testing.T) {
	for _, swapped := range []bool{false, true} {
		w := newChain()
		m := w.wildcard()
		own := w.zone.Sign("example.org.", m.Answer[:1])
		m.Answer = append(m.Answer, own)
		if swapped {
			m.Answer[1], m.Answer[2] = m.Answer[2], m.Answer[1]
		}
		w.say("c.example.org.", wire.TypeA, m)
		if l := w.judge().Lookup(wire.MustName("c.example.org."), wire.TypeA); l.Status != Secure || l.Wildcard {
			t.Errorf("swapped=%v: %s (%s), wildcard %v", swapped, l.Status, l.Reason, l.Wildcard)
		}
	}
}

// A server of parent and child that answers the DS question out of the child
// says nothing about the delegation (RFC 4035 3.1.4.1): nobody is accused by it.
func TestDSAnsweredOutOfTheChild(t *testing.T) {
	for _, resolver := range []bool{false, true} {
		w := newChain()
		w.resolver = resolver
		w.set("example.org. DS", denied(w.zone, "example.org.", 0, "example.org. 3600 IN NSEC b.example.org. NS SOA MX RRSIG NSEC DNSKEY"))
		if z := w.judge().Zone(mx); z.Status != Indeterminate {
			t.Errorf("resolver=%v: %s (%s)", resolver, z.Status, z.Reason)
		}
	}
}
