package dnssec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// mailCase is a recorded case of a signed domain with mail servers: 30 distinct
// signatures, by P-256 keys, as most of the signed Internet has them.
func mailCase() (evidence.Case, Policy) {
	w := &chain{root: forge.NewKey(8, ""), org: forge.NewKey(13, ""), zone: forge.NewKey(13, ""), links: map[string]forge.Message{}}
	w.links[". DNSKEY"] = answer(withSig(w.root, ".", w.root.RR(".")))
	w.links["org. DS"] = answer(withSig(w.root, ".", w.org.DSRR("org.", 2)))
	w.links["org. DNSKEY"] = answer(withSig(w.org, "org.", w.org.RR("org.")))
	w.links["example.org. DS"] = answer(withSig(w.org, "org.", w.zone.DSRR("example.org.", 2)))
	w.links["example.org. DNSKEY"] = answer(withSig(w.zone, "example.org.", w.zone.RR("example.org.")))
	w.links["example.org. MX"] = answer(w.zone.Signed("example.org.", "example.org. 3600 IN MX 10 mx0.example.org."))
	for i := range 6 {
		host := fmt.Sprintf("mx%d.example.org.", i)
		w.say(host, wire.TypeA, answer(w.zone.Signed("example.org.", host+" 3600 IN A 192.0.2.1")))
		w.say(host, wire.TypeAAAA, denied(w.zone, "example.org.", 0, host+" 3600 IN NSEC z.example.org. A RRSIG NSEC"))
		w.say("_25._tcp."+host, wire.TypeTLSA, answer(w.zone.Signed("example.org.", "_25._tcp."+host+" 3600 IN TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")))
	}
	c := w.build()
	return c.Done(), w.policy()
}

func judgeAll(c evidence.Case, p Policy) *Validator {
	v := New(view.New(c), p)
	for _, a := range v.view.All() {
		v.Lookup(a.Name, a.Type)
	}
	return v
}

// The case of the benchmarks is what they say: 30 signatures, all secure.
func TestMailCase(t *testing.T) {
	c, p := mailCase()
	v := judgeAll(c, p)
	if n := len(v.crypto.known); n != 30 {
		t.Errorf("%d signatures", n)
	}
	for _, a := range v.view.All() {
		if l := v.Lookup(a.Name, a.Type); l.Status != Secure {
			t.Errorf("%s %s: %s (%s)", a.Name, a.Type, l.Status, l.Reason)
		}
	}
}

// A memo changes no judgement and no account of the work, and knows only the
// bytes that were checked.
func TestMemo(t *testing.T) {
	c, p := mailCase()
	plain := judgeAll(c, p)
	p.Memo = NewMemo()
	for range 2 {
		v := judgeAll(c, p)
		if v.crypto.left != plain.crypto.left || len(v.crypto.known) != len(plain.crypto.known) {
			t.Errorf("work left %d, without memo %d", v.crypto.left, plain.crypto.left)
		}
	}
	if n := len(p.Memo.known); n != 30 {
		t.Errorf("the memo holds %d checks", n)
	}
	p.Limits.Verifications = 3
	if l := judgeAll(c, p).Lookup(mx, wire.TypeMX); l.Status != Indeterminate || l.Reason != WorkLimit {
		t.Errorf("the memo lifts the limit: %s (%s)", l.Status, l.Reason)
	}
	key, sig, data := []byte{1, 2}, []byte{3}, []byte{4, 5}
	ids := []checkID{
		newCheckID(key, sig, data), newCheckID(key[:1], slices.Concat(key[1:], sig), data),
		newCheckID(key, slices.Concat(sig, data[:1]), data[1:]), newCheckID(sig, key, data),
	}
	slices.SortFunc(ids, func(a, b checkID) int { return slices.Compare(a[:], b[:]) })
	if len(slices.Compact(ids)) != 4 {
		t.Error("two different checks have one name")
	}
	m := NewMemo()
	for i := range maxMemo + 1 {
		m.put(checkID{byte(i), byte(i >> 8), byte(i >> 16)}, true)
	}
	if n := len(m.known); n != 1 {
		t.Errorf("a full memo holds %d", n)
	}
}

// In parallel, one memo serves several judgements (run with -race).
func TestMemoIsShared(t *testing.T) {
	c, p := mailCase()
	p.Memo = NewMemo()
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			if l := judgeAll(c, p).Lookup(mx, wire.TypeMX); l.Status != Secure {
				t.Errorf("%s (%s)", l.Status, l.Reason)
			}
		})
	}
}

func BenchmarkJudgeCold(b *testing.B) {
	c, p := mailCase()
	for b.Loop() {
		judgeAll(c, p)
	}
}

func BenchmarkJudgeMemo(b *testing.B) {
	c, p := mailCase()
	p.Memo = NewMemo()
	judgeAll(c, p)
	for b.Loop() {
		judgeAll(c, p)
	}
}

// keyTrap is a zone whose keys share one tag and whose sets have many signatures
// by that tag, all wrong: each signature would have to be tried with each key
// (CVE-2023-50387). The keys are the costliest there are.
func keyTrap(algorithm uint8) (evidence.Case, Policy) {
	w := newChain()
	w.zone = forge.NewKey(algorithm, "zone")
	w.set("example.org. DS", answer(withSig(w.org, "org.", w.zone.DSRR("example.org.", 2))))
	keys := []wire.RR{w.zone.RR("example.org.")}
	for _, twin := range twins(w.zone, 500) {
		keys = append(keys, twin.RR("example.org."))
	}
	w.set("example.org. DNSKEY", answer(withSig(w.zone, "example.org.", keys...)))
	set := forge.RRs("example.org. 3600 IN MX 10 mx.example.org.")
	rrs := slices.Clone(set)
	good := w.zone.Sign("example.org.", set)
	for i := range 400 {
		bad := good
		bad.RData = slices.Clone(good.RData)
		bad.RData[len(bad.RData)-40] ^= byte(i + 1)
		bad.RData[len(bad.RData)-41] ^= byte(i >> 8)
		rrs = append(rrs, bad)
	}
	w.set("example.org. MX", answer(rrs))
	c := w.build()
	return c.Done(), w.policy()
}

// twins makes keys with the tag of a key, all different: words of the key are
// swapped until each is a valid key of the algorithm.
func twins(k forge.Key, n int) []forge.Key {
	var out []forge.Key
	for step := 2; step < len(k.Key) && len(out) < n; step += 2 {
		for i := 8; i+step+1 < len(k.Key) && len(out) < n; i += 2 {
			twin := k
			twin.Key = slices.Clone(k.Key)
			for j := range 2 {
				twin.Key[i+j], twin.Key[i+step+j] = twin.Key[i+step+j], twin.Key[i+j]
			}
			if _, err := parseKey(twin.DNSKEY); err == nil && twin.Tag() == k.Tag() && !twin.Equal(k.DNSKEY) {
				out = append(out, twin)
			}
		}
	}
	return out
}

func BenchmarkKeyTrap(b *testing.B) {
	c, p := keyTrap(8)
	if l := judgeAll(c, p).Lookup(mx, wire.TypeMX); l.Status != Indeterminate || l.Reason != WorkLimit {
		b.Fatalf("%s (%s)", l.Status, l.Reason)
	}
	for b.Loop() {
		judgeAll(c, p)
	}
}

// manyKeys is a DNSKEY set of 850 keys that are costly to read, none of which a
// DS names.
func manyKeys() (evidence.Case, Policy) {
	w := newChain()
	keys := []wire.RR{w.zone.RR("example.org.")}
	for i := range 850 {
		k := w.zone
		k.Algorithm = 16
		k.Key = slices.Repeat([]byte{byte(i), byte(i >> 8), 7}, 19)
		keys = append(keys, k.RR("example.org."))
	}
	w.set("example.org. DNSKEY", answer(withSig(w.zone, "example.org.", keys...)))
	c := w.build()
	return c.Done(), w.policy()
}

func BenchmarkManyKeys(b *testing.B) {
	c, p := manyKeys()
	if l := judgeAll(c, p).Lookup(mx, wire.TypeMX); l.Status != Secure {
		b.Fatalf("%s (%s)", l.Status, l.Reason)
	}
	for b.Loop() {
		judgeAll(c, p)
	}
}

// nsec3Flood is a denial with as many iterations as a record can have, of a name
// with many labels, in many copies with different salts.
func nsec3Flood() (evidence.Case, Policy) {
	w := newChain()
	var records []string
	for i := range 16 {
		records = append(records, fmt.Sprintf("%s.example.org. 3600 IN NSEC3 1 0 65535 %04x %s A RRSIG",
			denial.HashText(slices.Repeat([]byte{byte(i)}, 20)), i, denial.HashText(slices.Repeat([]byte{byte(i + 1)}, 20))))
	}
	name := "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.example.org."
	w.say(name, wire.TypeTLSA, denied(w.zone, "example.org.", wire.NXDomain, records...))
	c := w.build()
	return c.Done(), w.policy()
}

func BenchmarkNSEC3Iterations(b *testing.B) {
	c, p := nsec3Flood()
	for b.Loop() {
		judgeAll(c, p)
	}
}

// nsec3AtTheLimit is a denial that needs as many hashes as are allowed, each as
// costly as is allowed: long salts, three of them, and no encloser.
func nsec3AtTheLimit() (evidence.Case, Policy) {
	w := newChain()
	var records []string
	for i := range 3 {
		salt := strings.Repeat(fmt.Sprintf("%02x", i), 127) // the most that the reader of text takes
		records = append(records, fmt.Sprintf("%s.example.org. 3600 IN NSEC3 1 0 150 %s %s A RRSIG",
			denial.HashText(slices.Repeat([]byte{byte(i)}, 20)), salt, denial.HashText(slices.Repeat([]byte{byte(i + 1)}, 20))))
	}
	w.say(strings.Repeat("a.", 100)+"example.org.", wire.TypeTLSA, denied(w.zone, "example.org.", wire.NXDomain, records...))
	c := w.build()
	return c.Done(), w.policy()
}

func BenchmarkNSEC3AtTheLimit(b *testing.B) {
	c, p := nsec3AtTheLimit()
	v := judgeAll(c, p)
	last := v.view.All()[len(v.view.All())-1]
	if l := v.Lookup(last.Name, last.Type); l.Reason != WorkLimit || l.Proof.Hashes != DefaultLimits().Hashes {
		b.Fatalf("%s (%s): %d hashes", l.Status, l.Reason, l.Proof.Hashes)
	}
	for b.Loop() {
		judgeAll(c, p)
	}
}

// Hostile answers cost bounded work, whatever the machine: counted, not timed.
// The clock is only there to notice a bound that is none.
func TestHostileWorkIsBounded(t *testing.T) {
	for what, make := range map[string]func() (evidence.Case, Policy){
		"KeyTrap":          func() (evidence.Case, Policy) { return keyTrap(8) },
		"many keys":        manyKeys,
		"NSEC3 iterations": nsec3Flood,
		"NSEC3 hashes":     nsec3AtTheLimit,
	} {
		c, p := make()
		began := time.Now()
		v := judgeAll(c, p)
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%s: %s", what, took)
		}
		if spent := p.Limits.withDefaults().Verifications - v.crypto.left; spent > 300 {
			t.Errorf("%s: %d verifications", what, spent)
		}
		for _, a := range v.view.All() {
			l := v.Lookup(a.Name, a.Type)
			if l.Proof != nil && (l.Proof.Hashes > DefaultLimits().Hashes || l.Proof.Hashes > 0 && l.Proof.Iterations > DefaultLimits().Iterations) {
				t.Errorf("%s: %d hashes of %d iterations", what, l.Proof.Hashes, l.Proof.Iterations)
			}
		}
	}
}
