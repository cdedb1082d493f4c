package dnssec

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

const (
	rootServer = "192.0.2.1"
	orgServer  = "192.0.2.2"
	zoneServer = "192.0.2.3"
	twinServer = "192.0.2.4" // the second server of example.org
)

// chain is the walk to "example.org MX" through three signed zones. A test
// replaces the link it wants to break, by the name of its question.
type chain struct {
	root, org, zone forge.Key
	links           map[string]forge.Message
	resolver        bool
	more            func(c *forge.Case)
}

func newChain() *chain {
	w := &chain{root: forge.NewKey(15, "root"), org: forge.NewKey(15, "org"), zone: forge.NewKey(15, "zone")}
	w.links = map[string]forge.Message{
		". DNSKEY":            answer(withSig(w.root, ".", w.root.RR("."))),
		"org. DS":             answer(withSig(w.root, ".", w.org.DSRR("org.", 2))),
		"org. DNSKEY":         answer(withSig(w.org, "org.", w.org.RR("org."))),
		"example.org. DS":     answer(withSig(w.org, "org.", w.zone.DSRR("example.org.", 2))),
		"example.org. DNSKEY": answer(withSig(w.zone, "example.org.", w.zone.RR("example.org."))),
		"example.org. MX":     answer(w.zone.Signed("example.org.", "example.org. 3600 IN MX 10 mx.example.org.")),
	}
	return w
}

func answer(rrs []wire.RR) forge.Message { return forge.Message{Answer: rrs} }

func withSig(k forge.Key, zone string, set ...wire.RR) []wire.RR {
	return append(slices.Clone(set), k.Sign(zone, set))
}

// denied is a negative answer of a zone with these NSEC or NSEC3 records, each
// signed by the key.
func denied(k forge.Key, zone string, rcode wire.Rcode, records ...string) forge.Message {
	m := forge.Message{Rcode: rcode, Authority: k.Signed(zone, zone+" 3600 IN SOA ns. root. 1 2 3 4 300")}
	for _, r := range records {
		m.Authority = append(m.Authority, k.Signed(zone, r)...)
	}
	return m
}

func (w *chain) build() forge.Case {
	c := forge.Case{Resolver: w.resolver}
	ns := forge.RRs("org. 3600 IN NS a.nic.org.")
	if !w.resolver {
		c.Said(".", rootServer, "example.org.", wire.TypeMX, forge.Message{NotAA: true, Authority: ns})
		c.Said("org.", orgServer, "example.org.", wire.TypeMX, forge.Message{NotAA: true, Authority: forge.RRs("example.org. 3600 IN NS ns.example.org.")})
	}
	for _, at := range []struct {
		zone, server, name string
		t                  wire.Type
	}{
		{".", rootServer, ".", wire.TypeDNSKEY},
		{".", rootServer, "org.", wire.TypeDS},
		{"org.", orgServer, "org.", wire.TypeDNSKEY},
		{"org.", orgServer, "example.org.", wire.TypeDS},
		{"example.org.", zoneServer, "example.org.", wire.TypeDNSKEY},
		{"example.org.", zoneServer, "example.org.", wire.TypeMX},
	} {
		if m, ok := w.links[at.name+" "+at.t.String()]; ok {
			c.Said(at.zone, at.server, at.name, at.t, m)
		}
	}
	if w.more != nil {
		w.more(&c)
	}
	return c
}

func (w *chain) policy() Policy {
	key := w.root.DNSKEY
	return Policy{Anchors: []Anchor{{Zone: wire.Root(), DNSKEY: &key, Source: "test"}}, At: forge.At()}
}

func (w *chain) judge() *Validator {
	c := w.build()
	return New(view.New(c.Done()), w.policy())
}

func (w *chain) set(link string, m forge.Message) { w.links[link] = m }

var mx = wire.MustName("example.org.")

func expired(s *wire.RRSIG)             { s.Expiration = uint32(forge.At().Add(-time.Hour).Unix()) }
func notYet(s *wire.RRSIG)              { s.Inception = uint32(forge.At().Add(time.Hour).Unix()) }
func broken(s *wire.RRSIG)              { s.Signature[5] ^= 1 }
func signer(n string) func(*wire.RRSIG) { return func(s *wire.RRSIG) { s.Signer = wire.MustName(n) } }

func before(f func(*wire.RRSIG)) forge.Change { return forge.Change{Before: f} }
func after(f func(*wire.RRSIG)) forge.Change  { return forge.Change{After: f} }

func TestHealthyChain(t *testing.T) {
	for _, resolver := range []bool{false, true} {
		w := newChain()
		w.resolver = resolver
		v := w.judge()
		l := v.Lookup(mx, wire.TypeMX)
		if l.Status != Secure || l.Outcome != Found || !l.Fault.IsZero() || len(l.Evidence) == 0 {
			t.Errorf("resolver=%v: %s %s %+v", resolver, l.Status, l.Reason, l.Fault)
		}
		if l.Used == nil || !l.Used.Valid || l.TTL != 3600 {
			t.Errorf("used %+v, TTL %d", l.Used, l.TTL)
		}
		names := []string{}
		for _, z := range v.Zones() {
			names = append(names, z.Name.String())
			if z.Status != Secure || len(z.Keys) != 1 || !z.Keys[0].Trusted || !z.Keys[0].Signs || !z.Keys[0].Entry {
				t.Errorf("zone %s: %s %s %+v", z.Name, z.Status, z.Reason, z.Keys)
			}
		}
		if got := fmt.Sprint(names); got != "[. org. example.org.]" {
			t.Errorf("zones %s", got)
		}
		if z := v.Zone(wire.MustName("_25._tcp.mx.example.org.")); z.Name != mx || len(z.DS) != 1 || !z.DS[0].Signs {
			t.Errorf("zone of the TLSA name: %+v", z)
		}
		if a := v.Zone(wire.Root()).Anchor; a == nil || a.Source != "test" {
			t.Errorf("anchor %+v", a)
		}
	}
}

// Each row breaks one link. The zone is the one whose status is expected; the
// fault must name the operator who can mend it.
func TestBrokenLinks(t *testing.T) {
	other := forge.NewKey(15, "other")
	weak := wire.DNSKEY{Flags: 257, Protocol: 3, Algorithm: 8, Key: append([]byte{3, 1, 0, 1}, slices.Repeat([]byte{0xc1}, 64)...)}
	ds := func(alg, digest uint8, tag uint16) wire.RR {
		return forge.DSRecord("example.org.", wire.DS{Tag: tag, Algorithm: alg, DigestType: digest, Digest: make([]byte, 32)})
	}
	rows := []struct {
		name   string
		alter  func(w *chain)
		zone   string
		status Status
		reason Reason
		fault  string // zone of the fault
	}{
		{"root signed by a stranger", func(w *chain) { w.set(". DNSKEY", answer(withSig(other, ".", other.RR(".")))) }, ".", Bogus, AnchorMismatch, "."},
		{"root key revoked", func(w *chain) {
			k := w.root.With(0x0181, 3)
			w.set(". DNSKEY", answer(withSig(k, ".", k.RR("."))))
		}, ".", Bogus, KeyRevoked, "."},
		{"DS of org expired", func(w *chain) {
			set := []wire.RR{w.org.DSRR("org.", 2)}
			w.set("org. DS", answer(append(set, w.root.Sign(".", set, before(expired)))))
		}, "org.", Bogus, SigExpired, "."},
		{"DS unsigned", func(w *chain) { w.set("example.org. DS", answer([]wire.RR{w.zone.DSRR("example.org.", 2)})) }, "example.org.", Bogus, SigMissing, "org."},
		{"DS signed by the child", func(w *chain) {
			w.set("example.org. DS", answer(withSig(w.zone, "example.org.", w.zone.DSRR("example.org.", 2))))
		}, "example.org.", Bogus, SigWrongSigner, "org."},
		{"DS of another key", func(w *chain) {
			w.set("example.org. DS", answer(withSig(w.org, "org.", other.DSRR("example.org.", 2))))
		}, "example.org.", Bogus, DSMismatch, "example.org."},
		{"DS with the tag of a key only", func(w *chain) { w.set("example.org. DS", answer(withSig(w.org, "org.", ds(15, 2, w.zone.Tag())))) }, "example.org.", Bogus, DSMismatch, "example.org."},
		{"DS of unknown algorithm", func(w *chain) { w.set("example.org. DS", answer(withSig(w.org, "org.", ds(200, 2, 1)))) }, "example.org.", Insecure, UnsupportedAlgorithm, "example.org."},
		{"DS of unknown digest", func(w *chain) { w.set("example.org. DS", answer(withSig(w.org, "org.", ds(15, 3, 1)))) }, "example.org.", Insecure, UnsupportedDigest, "example.org."},
		{"unknown DS beside a good one", func(w *chain) {
			w.set("example.org. DS", answer(withSig(w.org, "org.", ds(15, 200, 1), w.zone.DSRR("example.org.", 2))))
		}, "example.org.", Secure, "", ""},
		{"SHA-1 alone", func(w *chain) {
			w.set("example.org. DS", answer(withSig(w.org, "org.", w.zone.DSRR("example.org.", 1))))
		}, "example.org.", Secure, "", ""},
		{"good SHA-1 beside a wrong SHA-256", func(w *chain) {
			w.set("example.org. DS", answer(withSig(w.org, "org.", w.zone.DSRR("example.org.", 1), ds(15, 2, w.zone.Tag()))))
		}, "example.org.", Bogus, DSMismatch, "example.org."},
		{"SHA-384", func(w *chain) {
			w.set("example.org. DS", answer(withSig(w.org, "org.", w.zone.DSRR("example.org.", 4))))
		}, "example.org.", Secure, "", ""},
		{"one stale DS", func(w *chain) {
			w.set("example.org. DS", answer(withSig(w.org, "org.", other.DSRR("example.org.", 2), w.zone.DSRR("example.org.", 2))))
		}, "example.org.", Secure, "", ""},
		{"key too small", func(w *chain) {
			made, _ := weak.DS(mx, 2)
			w.set("example.org. DS", answer(withSig(w.org, "org.", forge.DSRecord("example.org.", made))))
			rr := w.zone.RR("example.org.")
			rr.RData = weak.RData()
			w.set("example.org. DNSKEY", answer([]wire.RR{rr}))
		}, "example.org.", Insecure, UnsupportedKeySize, "example.org."},
		{"no DNSKEY", func(w *chain) { w.set("example.org. DNSKEY", forge.Message{}) }, "example.org.", Bogus, DSButUnsigned, "example.org."},
		{"DNSKEY signed by another key", func(w *chain) {
			w.set("example.org. DNSKEY", answer(withSig(other, "example.org.", w.zone.RR("example.org."), other.RR("example.org."))))
		}, "example.org.", Bogus, DNSKEYNotSigned, "example.org."},
		{"DNSKEY unsigned", func(w *chain) { w.set("example.org. DNSKEY", answer([]wire.RR{w.zone.RR("example.org.")})) }, "example.org.", Bogus, DNSKEYNotSigned, "example.org."},
		{"DNSKEY signature expired", func(w *chain) {
			set := []wire.RR{w.zone.RR("example.org.")}
			w.set("example.org. DNSKEY", answer(append(set, w.zone.Sign("example.org.", set, before(expired)))))
		}, "example.org.", Bogus, SigExpired, "example.org."},
		{"key revoked after its DS", func(w *chain) {
			k := w.zone.With(0x0181, 3)
			w.set("example.org. DNSKEY", answer(withSig(k, "example.org.", k.RR("example.org."))))
		}, "example.org.", Bogus, KeyRevoked, "example.org."},
		{"DS of a revoked key", func(w *chain) {
			k := w.zone.With(0x0181, 3)
			w.set("example.org. DS", answer(withSig(w.org, "org.", k.DSRR("example.org.", 2))))
			w.set("example.org. DNSKEY", answer(withSig(k, "example.org.", k.RR("example.org."))))
		}, "example.org.", Bogus, KeyRevoked, "example.org."},
		{"no zone flag", func(w *chain) {
			k := w.zone.With(0x0001, 3)
			w.set("example.org. DS", answer(withSig(w.org, "org.", k.DSRR("example.org.", 2))))
			w.set("example.org. DNSKEY", answer(withSig(k, "example.org.", k.RR("example.org."))))
		}, "example.org.", Bogus, KeyFlags, "example.org."},
		{"protocol 4", func(w *chain) {
			k := w.zone.With(257, 4)
			w.set("example.org. DS", answer(withSig(w.org, "org.", k.DSRR("example.org.", 2))))
			w.set("example.org. DNSKEY", answer(withSig(k, "example.org.", k.RR("example.org."))))
		}, "example.org.", Bogus, KeyFlags, "example.org."},
		{"no SEP flag is fine", func(w *chain) {
			k := w.zone.With(256, 3)
			w.set("example.org. DS", answer(withSig(w.org, "org.", k.DSRR("example.org.", 2))))
			w.set("example.org. DNSKEY", answer(withSig(k, "example.org.", k.RR("example.org."))))
			w.set("example.org. MX", answer(k.Signed("example.org.", "example.org. 3600 IN MX 10 mx.example.org.")))
		}, "example.org.", Secure, "", ""},
		{"malformed key", func(w *chain) {
			k := w.zone
			k.Key = k.Key[:31]
			w.set("example.org. DS", answer(withSig(w.org, "org.", k.DSRR("example.org.", 2))))
			w.set("example.org. DNSKEY", answer(withSig(k, "example.org.", k.RR("example.org."))))
		}, "example.org.", Bogus, DNSKEYMalformed, "example.org."},
		{"no DS, proven", func(w *chain) {
			w.set("example.org. DS", denied(w.org, "org.", 0, "example.org. 3600 IN NSEC f.org. NS RRSIG NSEC"))
		}, "example.org.", Insecure, UnsignedDelegation, "org."},
		{"no DS, not proven", func(w *chain) { w.set("example.org. DS", denied(w.org, "org.", 0)) }, "example.org.", Bogus, DenialMissing, "org."},
		{"no DS, proof of another name", func(w *chain) {
			w.set("example.org. DS", denied(w.org, "org.", 0, "a.org. 3600 IN NSEC b.org. NS RRSIG NSEC"))
		}, "example.org.", Bogus, DenialInvalid, "org."},
		{"no DS, but the bitmap has it", func(w *chain) {
			w.set("example.org. DS", denied(w.org, "org.", 0, "example.org. 3600 IN NSEC f.org. NS DS RRSIG NSEC"))
		}, "example.org.", Bogus, BitmapWrong, "org."},
		{"no DS by the child's own NSEC", func(w *chain) {
			m := denied(w.org, "org.", 0)
			m.Authority = append(m.Authority, w.zone.Signed("example.org.", "example.org. 3600 IN NSEC a.example.org. NS SOA RRSIG NSEC")...)
			w.set("example.org. DS", m)
		}, "example.org.", Bogus, SigWrongSigner, "org."},
		{"TLD is bogus, so the domain inherits", func(w *chain) {
			w.set("org. DNSKEY", answer(withSig(other, "org.", other.RR("org."))))
		}, "example.org.", Bogus, DSMismatch, "org."},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newChain()
			row.alter(w)
			v := w.judge()
			z := v.Zone(wire.MustName(row.zone))
			if z.Name.String() != row.zone || z.Status != row.status || z.Reason != row.reason {
				t.Fatalf("zone %s is %s (%s), want %s (%s)", z.Name, z.Status, z.Reason, row.status, row.reason)
			}
			if got := z.Fault.Zone.String(); got != row.fault {
				t.Errorf("fault of %q, want %q", got, row.fault)
			}
			if inherits := row.fault != "" && row.zone == "example.org." && z.Fault.Name.String() == "org."; z.Inherits != inherits {
				t.Errorf("inherits=%v", z.Inherits)
			}
			if row.status != Secure && len(z.Fault.Evidence) == 0 {
				t.Error("no evidence for the fault")
			}
			l := v.Lookup(mx, wire.TypeMX)
			if want := v.Zone(mx).Status; l.Status != want || (want != Secure && l.Fault.Reason != v.Zone(mx).Reason) {
				t.Errorf("lookup is %s (%s), zone is %s", l.Status, l.Reason, want)
			}
		})
	}
}

// Each row gives the MX set other signatures.
func TestSignatures(t *testing.T) {
	other := forge.NewKey(15, "other")
	set := forge.RRs("example.org. 3600 IN MX 10 mx.example.org.")
	sign := func(w *chain, changes ...forge.Change) wire.RR { return w.zone.Sign("example.org.", set, changes...) }
	rows := []struct {
		name   string
		sigs   func(w *chain) []wire.RR
		status Status
		reason Reason
	}{
		{"expired", func(w *chain) []wire.RR { return []wire.RR{sign(w, before(expired))} }, Bogus, SigExpired},
		{"not yet valid", func(w *chain) []wire.RR { return []wire.RR{sign(w, before(notYet))} }, Bogus, SigNotYetValid},
		{"missing", func(*chain) []wire.RR { return nil }, Bogus, SigMissing},
		{"one octet changed", func(w *chain) []wire.RR { return []wire.RR{sign(w, after(broken))} }, Bogus, SigInvalid},
		{"signer is the parent", func(w *chain) []wire.RR { return []wire.RR{w.org.Sign("org.", set)} }, Bogus, SigWrongSigner},
		{"signer ends in the same text", func(w *chain) []wire.RR { return []wire.RR{sign(w, before(signer("ample.org.")))} }, Bogus, SigWrongSigner},
		{"signer is the owner's sibling", func(w *chain) []wire.RR { return []wire.RR{sign(w, before(signer("xexample.org.")))} }, Bogus, SigWrongSigner},
		{"unknown key", func(*chain) []wire.RR { return []wire.RR{other.Sign("example.org.", set)} }, Bogus, SigUnknownKey},
		{"more labels than the owner", func(w *chain) []wire.RR {
			return []wire.RR{sign(w, before(func(s *wire.RRSIG) { s.Labels = 3 }))}
		}, Bogus, SigLabels},
		{"a wildcard above the apex", func(w *chain) []wire.RR {
			return []wire.RR{sign(w, before(func(s *wire.RRSIG) { s.Labels = 1 }))}
		}, Bogus, SigLabels},
		{"unknown algorithm only", func(w *chain) []wire.RR {
			return []wire.RR{sign(w, after(func(s *wire.RRSIG) { s.Algorithm = 200 }))}
		}, Bogus, SigMissing},
		{"expired beside a good one", func(w *chain) []wire.RR { return []wire.RR{sign(w, before(expired)), sign(w)} }, Secure, ""},
		{"unknown key beside a good one", func(w *chain) []wire.RR {
			return []wire.RR{other.Sign("example.org.", set), sign(w)}
		}, Secure, ""},
		{"valid to the second", func(w *chain) []wire.RR {
			return []wire.RR{sign(w, before(func(s *wire.RRSIG) {
				s.Inception, s.Expiration = uint32(forge.At().Unix()), uint32(forge.At().Unix())
			}))}
		}, Secure, ""},
		{"window across 2106 by serial numbers", func(w *chain) []wire.RR {
			return []wire.RR{sign(w, before(func(s *wire.RRSIG) {
				s.Expiration = uint32(forge.At().Unix()) + 1<<31 - 1
				s.Inception = uint32(forge.At().Unix()) - 1<<30
			}))}
		}, Secure, ""},
		{"flood in front of the good one", func(w *chain) []wire.RR {
			var sigs []wire.RR
			for i := range 500 {
				sigs = append(sigs, sign(w, after(func(s *wire.RRSIG) { s.Signature[0], s.Signature[1] = byte(i), byte(i>>8) })))
			}
			return append(sigs, sign(w))
		}, Indeterminate, WorkLimit},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newChain()
			w.set("example.org. MX", answer(append(slices.Clone(set), row.sigs(w)...)))
			l := w.judge().Lookup(mx, wire.TypeMX)
			if l.Status != row.status || l.Reason != row.reason || l.Outcome != Found {
				t.Fatalf("%s (%s) %s, want %s (%s)", l.Status, l.Reason, l.Outcome, row.status, row.reason)
			}
			if row.status != Secure && (l.Fault.Zone != mx || l.Fault.Type != wire.TypeMX || len(l.Fault.Evidence) != 1) {
				t.Errorf("fault %+v", l.Fault)
			}
		})
	}
}

// A DNSKEY set may have many keys with one tag (KeyTrap): the right one is found
// among a few, and a flood ends at the limit.
func TestKeysWithOneTag(t *testing.T) {
	for _, twins := range []int{1, 3, 40} {
		w := newChain()
		keys := []wire.RR{w.zone.RR("example.org.")}
		for i := range twins {
			k := w.zone.DNSKEY
			k.Key = slices.Clone(k.Key)
			k.Key[2*(i%15)], k.Key[2*(i%15)+2] = k.Key[2*(i%15)+2], k.Key[2*(i%15)] // swapping words keeps the tag
			k.Key[31-2*(i/15)-1], k.Key[31-2*(i/15)-3] = k.Key[31-2*(i/15)-3], k.Key[31-2*(i/15)-1]
			if k.Tag() != w.zone.Tag() {
				t.Fatal("tag changed")
			}
			rr := w.zone.RR("example.org.")
			rr.RData = k.RData()
			keys = append(keys, rr)
		}
		w.set("example.org. DNSKEY", answer(withSig(w.zone, "example.org.", keys...)))
		v := w.judge()
		z := v.Zone(mx)
		if twins < 4 && z.Status != Secure {
			t.Errorf("%d twins: %s (%s)", twins, z.Status, z.Reason)
		}
		if z.Status == Bogus {
			t.Errorf("%d twins: called bogus (%s)", twins, z.Reason)
		}
		if spent := DefaultLimits().Verifications - v.crypto.left; spent > 200 {
			t.Errorf("%d twins: %d checks", twins, spent)
		}
	}
}

// KeyTrap proper: many keys with one tag, many signatures, many RRsets. The work
// is bounded, and nothing is called secure or bogus.
func TestKeyTrapIsBounded(t *testing.T) {
	w := newChain()
	set := forge.RRs("example.org. 3600 IN MX 10 mx.example.org.")
	w.more = func(c *forge.Case) {
		for i := range 200 {
			name := fmt.Sprintf("n%d.example.org.", i)
			rrs := forge.RRs(name + " 3600 IN A 192.0.2.1")
			for j := range 100 {
				rrs = append(rrs, w.zone.Sign("example.org.", rrs[:1], after(func(s *wire.RRSIG) { s.Signature[0] ^= byte(j + 1) })))
			}
			c.Said("example.org.", zoneServer, name, wire.TypeA, answer(rrs))
		}
	}
	w.set("example.org. MX", answer(append(set, w.zone.Sign("example.org.", set))))
	v := w.judge()
	for i := range 200 {
		l := v.Lookup(wire.MustName(fmt.Sprintf("n%d.example.org.", i)), wire.TypeA)
		if l.Status != Indeterminate || l.Reason != WorkLimit {
			t.Fatalf("name %d: %s (%s)", i, l.Status, l.Reason)
		}
	}
	if v.crypto.left < 0 {
		t.Error("budget exceeded")
	}
}

// A zone that costs all that one zone may cost leaves the others their checks:
// they are not accused in its place.
func TestCostlyZoneLeavesOthersTheirShare(t *testing.T) {
	w := newChain()
	child := forge.NewKey(15, "child")
	w.more = func(c *forge.Case) {
		c.Said("example.org.", zoneServer, "sub.example.org.", wire.TypeDS, answer(withSig(w.zone, "example.org.", child.DSRR("sub.example.org.", 2))))
		c.Said("sub.example.org.", twinServer, "sub.example.org.", wire.TypeDNSKEY, answer(withSig(child, "sub.example.org.", child.RR("sub.example.org."))))
		for i := range 300 {
			name := fmt.Sprintf("n%d.sub.example.org.", i)
			rrs := forge.RRs(name + " 3600 IN A 192.0.2.1")
			for j := range 16 {
				rrs = append(rrs, child.Sign("sub.example.org.", rrs[:1], after(func(s *wire.RRSIG) { s.Signature[0] ^= byte(j + 1) })))
			}
			c.Said("sub.example.org.", twinServer, name, wire.TypeA, answer(rrs))
		}
	}
	v := w.judge()
	limited := 0
	for i := range 300 {
		if l := v.Lookup(wire.MustName(fmt.Sprintf("n%d.sub.example.org.", i)), wire.TypeA); l.Reason == WorkLimit {
			limited++
		}
	}
	if limited == 0 {
		t.Fatal("the costly zone reaches no limit: the test shows nothing")
	}
	if l := v.Lookup(mx, wire.TypeMX); l.Status != Secure {
		t.Errorf("another zone: %s (%s)", l.Status, l.Reason)
	}
}

func TestPolicyCanRefuseSHA1(t *testing.T) {
	if !(Policy{SHA1: true}).supports(5) || (Policy{}).supports(7) {
		t.Error("RSASHA1 is validated unless the policy says otherwise (RFC 8624 3.1, RFC 9905)")
	}
}

// The closest anchor above a name starts the chain, whatever is above it.
func TestAnchorBelowTheRoot(t *testing.T) {
	w := newChain()
	ds, _ := w.zone.DNSKEY.DS(mx, 2)
	c := w.build()
	v := New(view.New(c.Done()), Policy{At: forge.At(), Anchors: []Anchor{{Zone: mx, DS: &ds}}})
	if l := v.Lookup(mx, wire.TypeMX); l.Status != Secure {
		t.Errorf("below its own anchor: %s (%s)", l.Status, l.Reason)
	}
	if z := v.Zone(wire.MustName("org.")); z.Status != Indeterminate || z.Reason != AboveAnchor {
		t.Errorf("org is %s (%s)", z.Status, z.Reason)
	}
	wrong := forge.NewKey(15, "other")
	ds, _ = wrong.DNSKEY.DS(mx, 2)
	v = New(view.New(c.Done()), Policy{At: forge.At(), Anchors: append(w.policy().Anchors, Anchor{Zone: mx, DS: &ds})})
	if l := v.Lookup(mx, wire.TypeMX); l.Status != Bogus || l.Reason != AnchorMismatch {
		t.Errorf("a wrong anchor nearer than a right one: %s (%s)", l.Status, l.Reason)
	}
}

// Either of two anchors may sign, and one revoked key does no harm.
func TestAnyAnchorSuffices(t *testing.T) {
	w := newChain()
	old := forge.NewKey(15, "old")
	revoked := old.With(0x0181, 3)
	set := []wire.RR{w.root.RR("."), revoked.RR(".")}
	w.set(". DNSKEY", answer(append(set, w.root.Sign(".", set), revoked.Sign(".", set))))
	c := w.build()
	p := w.policy()
	oldKey := old.DNSKEY
	p.Anchors = append([]Anchor{{Zone: wire.Root(), DNSKEY: &oldKey, Source: "old"}}, p.Anchors...)
	v := New(view.New(c.Done()), p)
	if z := v.Zone(wire.Root()); z.Status != Secure || z.Anchor == nil || z.Anchor.Source != "test" {
		t.Errorf("%s (%s), anchor %+v", z.Status, z.Reason, z.Anchor)
	}
}

// Servers are judged one by one; the whole is the best of them.
func TestServersDisagree(t *testing.T) {
	w := newChain()
	set := forge.RRs("example.org. 3600 IN MX 10 mx.example.org.")
	w.more = func(c *forge.Case) {
		c.Said("example.org.", twinServer, "example.org.", wire.TypeMX, answer(append(slices.Clone(set), w.zone.Sign("example.org.", set, before(expired)))))
		c.Failed("example.org.", "192.0.2.5", "example.org.", wire.TypeMX, evidence.Timeout)
	}
	l := w.judge().Lookup(mx, wire.TypeMX)
	if l.Status != Secure || len(l.Servers) != 3 {
		t.Fatalf("%s, %d servers", l.Status, len(l.Servers))
	}
	if s := l.Servers[1]; s.Status != Bogus || s.Reason != SigExpired {
		t.Errorf("the stale server: %s (%s)", s.Status, s.Reason)
	}
	if s := l.Servers[2]; s.Status != Indeterminate || s.Reason != LookupFailed {
		t.Errorf("the silent server: %s (%s)", s.Status, s.Reason)
	}
}

// While a case grows, a question that was not answered yet is no fault.
func TestGrowingCase(t *testing.T) {
	w := newChain()
	c := w.build()
	items := c.Growing().Items
	for n := range items {
		v := New(view.New(evidence.Case{Items: items[:n]}), w.policy())
		for _, z := range v.Zones() {
			if z.Status.Fails() {
				t.Errorf("after %d items: zone %s is %s (%s)", n, z.Name, z.Status, z.Reason)
			}
		}
		if l := v.Lookup(mx, wire.TypeMX); l.Status != NotJudged && l.Status != Secure {
			t.Errorf("after %d items: %s (%s)", n, l.Status, l.Reason)
		}
	}
}

func TestSilence(t *testing.T) {
	w := newChain()
	delete(w.links, "example.org. DNSKEY")
	w.more = func(c *forge.Case) {
		c.Failed("example.org.", zoneServer, "example.org.", wire.TypeDNSKEY, evidence.Timeout)
	}
	if z := w.judge().Zone(mx); z.Status != Indeterminate || z.Reason != DNSKEYUnavailable {
		t.Errorf("DNSKEY: %s (%s)", z.Status, z.Reason)
	}
	w = newChain()
	delete(w.links, "example.org. DS")
	w.more = func(c *forge.Case) { c.Failed("org.", orgServer, "example.org.", wire.TypeDS, evidence.Timeout) }
	if z := w.judge().Zone(mx); z.Status != Indeterminate || z.Reason != DSUnavailable {
		t.Errorf("DS: %s (%s)", z.Status, z.Reason)
	}
	w = newChain()
	if l := w.judge().Lookup(mx, wire.TypeTXT); l.Status != NotJudged || l.Reason != NotAsked || l.Outcome != NotLooked {
		t.Errorf("never asked: %s (%s) %s", l.Status, l.Reason, l.Outcome)
	}
	w.more = func(c *forge.Case) {
		c.Said("example.org.", zoneServer, "example.org.", wire.TypeTLSA, forge.Message{Rcode: wire.ServFail})
	}
	if l := w.judge().Lookup(mx, wire.TypeTLSA); l.Status != Indeterminate || l.Reason != LookupFailed || l.Outcome != Unanswer || l.Rcode != wire.ServFail {
		t.Errorf("SERVFAIL: %s (%s) %s", l.Status, l.Reason, l.Outcome)
	}
}
