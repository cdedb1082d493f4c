package dnssec

import (
	"slices"
	"testing"

	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// under judges the chain under a policy that differs from the usual one.
func (w *chain) under(change func(*Policy)) *Validator {
	c := w.build()
	p := w.policy()
	change(&p)
	return New(view.New(c.Done()), p)
}

// dsOf is a DS record of example.org that no key need fit.
func dsOf(algorithm, digest uint8) wire.RR {
	return forge.DSRecord("example.org.", wire.DS{Tag: 7, Algorithm: algorithm, DigestType: digest, Digest: make([]byte, 32)})
}

// RFC 9905 2: the algorithms of SHA-1 count as unsupported, unless the policy
// says otherwise; a supported algorithm beside them decides alone.
func TestSHA1Policy(t *testing.T) {
	rows := []struct {
		name   string
		ds     func(w *chain) []wire.RR
		sha1   bool
		status Status
		reason Reason
	}{
		{"RSASHA1 alone", func(*chain) []wire.RR { return []wire.RR{dsOf(5, 2)} }, false, Insecure, SHA1Unsupported},
		{"RSASHA1-NSEC3-SHA1 alone", func(*chain) []wire.RR { return []wire.RR{dsOf(7, 2)} }, false, Insecure, SHA1Unsupported},
		{"both, and an unknown one", func(*chain) []wire.RR { return []wire.RR{dsOf(200, 2), dsOf(5, 2), dsOf(7, 1)} }, false, Insecure, SHA1Unsupported},
		{"beside an unknown digest", func(*chain) []wire.RR { return []wire.RR{dsOf(15, 200), dsOf(5, 2)} }, false, Insecure, SHA1Unsupported},
		{"verified when asked for: the DS must fit", func(*chain) []wire.RR { return []wire.RR{dsOf(7, 2)} }, true, Bogus, DSMismatch},
		{"beside a supported one", func(w *chain) []wire.RR { return []wire.RR{dsOf(5, 2), w.zone.DSRR("example.org.", 2)} }, false, Secure, ""},
		{"beside a supported one that fits nothing", func(*chain) []wire.RR { return []wire.RR{dsOf(5, 2), dsOf(15, 2)} }, false, Bogus, DSMismatch},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newChain()
			w.set("example.org. DS", answer(withSig(w.org, "org.", row.ds(w)...)))
			v := w.under(func(p *Policy) { p.SHA1 = row.sha1 })
			if z := v.Zone(mx); z.Status != row.status || z.Reason != row.reason {
				t.Errorf("%s (%s), want %s (%s)", z.Status, z.Reason, row.status, row.reason)
			}
			if l := v.Lookup(mx, wire.TypeMX); l.Status != row.status {
				t.Errorf("the answer is %s (%s)", l.Status, l.Reason)
			}
		})
	}
}

// A policy that names algorithms or digests judges as a validator that knows no
// others: what it does not know is unsigned for it, never broken.
func TestWeakerValidators(t *testing.T) {
	rows := []struct {
		name       string
		algorithms []uint8
		digests    []uint8
		ds         uint8 // digest type of the DS of example.org
		status     Status
		reason     Reason
	}{
		{"all that it needs", []uint8{13, 15}, []uint8{2}, 2, Secure, ""},
		{"not the algorithm of the zone", []uint8{8, 15}, nil, 2, Insecure, UnsupportedAlgorithm},
		{"not the algorithm of the anchor", []uint8{8, 13}, nil, 2, Insecure, UnsupportedAlgorithm},
		{"no algorithm at all", []uint8{}, nil, 2, Insecure, UnsupportedAlgorithm},
		{"SHA-1 named, and still refused", []uint8{5, 15}, nil, 2, Insecure, UnsupportedAlgorithm},
		{"not the digest of the zone", nil, []uint8{2}, 4, Insecure, UnsupportedDigest},
		{"the stronger digest not known", nil, []uint8{1, 2}, 1, Secure, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newChain()
			w.zone = forge.NewKey(13, "zone")
			w.set("example.org. DS", answer(withSig(w.org, "org.", w.zone.DSRR("example.org.", row.ds))))
			w.set("example.org. DNSKEY", answer(withSig(w.zone, "example.org.", w.zone.RR("example.org."))))
			w.set("example.org. MX", answer(w.zone.Signed("example.org.", "example.org. 3600 IN MX 10 mx.example.org.")))
			v := w.under(func(p *Policy) { p.Algorithms, p.Digests = row.algorithms, row.digests })
			if l := v.Lookup(mx, wire.TypeMX); l.Status != row.status || l.Reason != row.reason {
				t.Errorf("%s (%s), want %s (%s)", l.Status, l.Reason, row.status, row.reason)
			}
		})
	}
}

// A DS set that cannot be read proves nothing: it is not known to be of an
// unknown kind (RFC 4034 5.1, RFC 4035 5.2).
func TestMalformedDS(t *testing.T) {
	short := forge.DSRecord("example.org.", wire.DS{Tag: 7, Algorithm: 15})
	short.RData = short.RData[:3]
	rows := []struct {
		name   string
		ds     func(w *chain) []wire.RR
		status Status
		reason Reason
	}{
		{"alone", func(*chain) []wire.RR { return []wire.RR{short} }, Bogus, DSMalformed},
		{"beside an unknown algorithm", func(*chain) []wire.RR { return []wire.RR{short, dsOf(200, 2)} }, Bogus, DSMalformed},
		{"beside a good one", func(w *chain) []wire.RR { return []wire.RR{short, w.zone.DSRR("example.org.", 2)} }, Secure, ""},
	}
	for _, row := range rows {
		w := newChain()
		w.set("example.org. DS", answer(withSig(w.org, "org.", row.ds(w)...)))
		if z := w.judge().Zone(mx); z.Status != row.status || z.Reason != row.reason {
			t.Errorf("%s: %s (%s), want %s (%s)", row.name, z.Status, z.Reason, row.status, row.reason)
		}
	}
}

// RFC 7646: nothing is validated at and below a negative trust anchor, and
// everything else is as before.
func TestNegativeAnchors(t *testing.T) {
	breakMX := func(w *chain) {
		w.set("example.org. MX", answer(forge.RRs("example.org. 3600 IN MX 10 mx.example.org."))) // no signature
	}
	breakOrg := func(w *chain) {
		w.set("org. DS", answer([]wire.RR{w.org.DSRR("org.", 2)}))
	}
	rows := []struct {
		name     string
		alter    func(w *chain)
		negative []string
		status   Status
		reason   Reason
	}{
		{"none", breakMX, nil, Bogus, SigMissing},
		{"at the zone", breakMX, []string{"example.org."}, Insecure, NegativeAnchor},
		{"above the zone", breakMX, []string{"org."}, Insecure, NegativeAnchor},
		{"at the root", breakMX, []string{"."}, Insecure, NegativeAnchor},
		{"for what validates", func(*chain) {}, []string{"example.org."}, Insecure, NegativeAnchor},
		{"below the name", func(*chain) {}, []string{"_25._tcp.example.org."}, Secure, ""},
		{"beside the name", breakMX, []string{"example.net.", "xample.org."}, Bogus, SigMissing},
		{"below a broken link", breakOrg, []string{"example.org."}, Insecure, NegativeAnchor},
		{"at a broken link", breakOrg, []string{"org."}, Insecure, NegativeAnchor},
		{"not for a broken link elsewhere", breakOrg, []string{"net."}, Bogus, SigMissing},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newChain()
			row.alter(w)
			v := w.under(func(p *Policy) {
				for _, n := range row.negative {
					p.Negative = append(p.Negative, wire.MustName(n))
				}
			})
			l := v.Lookup(mx, wire.TypeMX)
			if l.Status != row.status || l.Reason != row.reason || l.Outcome != Found {
				t.Errorf("%s (%s), want %s (%s)", l.Status, l.Reason, row.status, row.reason)
			}
			if row.reason == NegativeAnchor && v.Zone(mx).Status != Insecure {
				t.Errorf("the zone is %s (%s)", v.Zone(mx).Status, v.Zone(mx).Reason)
			}
		})
	}
}

// A negative anchor at a name where no zone begins exempts that name and what is
// below it, in a zone that is validated.
func TestNegativeAnchorInsideAZone(t *testing.T) {
	for _, above := range []bool{true, false} {
		w := newChain()
		if !above {
			w.set("org. DS", answer([]wire.RR{w.org.DSRR("org.", 2)})) // the zone around it is broken
		}
		w.more = func(c *forge.Case) {
			for _, n := range []string{"mx.example.org.", "a.mx.example.org.", "other.example.org."} {
				c.Said("example.org.", zoneServer, n, wire.TypeA, answer(forge.RRs(n+" 3600 IN A 192.0.2.9")))
			}
		}
		v := w.under(func(p *Policy) { p.Negative = []wire.Name{wire.MustName("mx.example.org.")} })
		for _, n := range []string{"mx.example.org.", "a.mx.example.org."} {
			if l := v.Lookup(wire.MustName(n), wire.TypeA); l.Status != Insecure || l.Reason != NegativeAnchor || l.Fault.Name != wire.MustName("mx.example.org.") {
				t.Errorf("%s: %s (%s) %+v", n, l.Status, l.Reason, l.Fault)
			}
		}
		if l := v.Lookup(wire.MustName("other.example.org."), wire.TypeA); l.Status != Bogus {
			t.Errorf("its sibling: %s (%s)", l.Status, l.Reason)
		}
		if l := v.Lookup(mx, wire.TypeMX); above && l.Status != Secure {
			t.Errorf("the name above: %s (%s)", l.Status, l.Reason)
		}
	}
}

// The closest anchor decides, positive or negative; of two at one name the
// negative one.
func TestPositiveAndNegativeAnchors(t *testing.T) {
	for _, row := range []struct {
		name, positive, negative string
		status                   Status
		reason                   Reason
	}{
		{"the positive one is closer", "example.org.", "org.", Secure, ""},
		{"the positive one is closer than the root", "example.org.", ".", Secure, ""},
		{"the negative one is closer", "org.", "example.org.", Insecure, NegativeAnchor},
		{"both at one name", "example.org.", "example.org.", Insecure, NegativeAnchor},
	} {
		w := newChain()
		key := map[string]forge.Key{"org.": w.org, "example.org.": w.zone}[row.positive].DNSKEY
		v := w.under(func(p *Policy) {
			p.Anchors = append(p.Anchors, Anchor{Zone: wire.MustName(row.positive), DNSKEY: &key, Source: "a file"})
			p.Negative = []wire.Name{wire.MustName(row.negative)}
		})
		if l := v.Lookup(mx, wire.TypeMX); l.Status != row.status || l.Reason != row.reason {
			t.Errorf("%s: %s (%s), want %s (%s)", row.name, l.Status, l.Reason, row.status, row.reason)
		}
	}
}

// An island of security starts at its own anchor (RFC 4033 2), whatever the
// zones above it say: unsigned, absent, or broken.
func TestIslands(t *testing.T) {
	rows := []struct {
		name  string
		alter func(w *chain)
		org   Status
	}{
		{"below an unsigned parent", func(w *chain) {
			w.set("org. DS", denied(w.root, ".", wire.NoError, "org. 3600 IN NSEC org0. NS RRSIG NSEC"))
			delete(w.links, "example.org. DS")
		}, Insecure},
		{"below a parent that proves it absent", func(w *chain) {
			w.set("example.org. DS", denied(w.org, "org.", wire.NXDomain, "org. 3600 IN NSEC z.org. NS SOA RRSIG NSEC DNSKEY"))
		}, Secure},
		{"below a name that is absent", func(w *chain) {
			w.set("org. DS", denied(w.root, ".", wire.NXDomain, ". 3600 IN NSEC zz. NS SOA RRSIG NSEC DNSKEY"))
		}, Secure}, // org is no zone then: the root holds it
		{"below a broken parent", func(w *chain) {
			w.set("org. DS", answer([]wire.RR{w.org.DSRR("org.", 2)}))
		}, Bogus},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := newChain()
			row.alter(w)
			ds, _ := w.zone.DNSKEY.DS(mx, wire.DigestSHA256)
			other, _ := forge.NewKey(15, "another").DNSKEY.DS(wire.MustName("example.net."), wire.DigestSHA256)
			v := w.under(func(p *Policy) {
				p.Anchors = append(p.Anchors,
					Anchor{Zone: mx, DS: &ds, Source: "island"}, Anchor{Zone: wire.MustName("example.net."), DS: &other, Source: "elsewhere"})
			})
			if l := v.Lookup(mx, wire.TypeMX); l.Status != Secure {
				t.Errorf("%s (%s) %+v", l.Status, l.Reason, l.Fault)
			}
			if z := v.Zone(mx); z.Name != mx || z.Anchor == nil || z.Anchor.Source != "island" {
				t.Errorf("zone %s, anchor %+v", z.Name, z.Anchor)
			}
			if z := v.Zone(wire.MustName("org.")); z.Status != row.org {
				t.Errorf("org is %s (%s)", z.Status, z.Reason)
			}
			without := w.judge().Lookup(mx, wire.TypeMX)
			if without.Status == Secure {
				t.Error("without the anchor it is secure too: the row tests nothing")
			}
		})
	}
}

// A signature by a key of a size that is not supported is neither proof nor
// forgery; that the zone has other keys must not make it "broken".
func TestUnsupportedSizesAreNeverBogus(t *testing.T) {
	weak := wire.DNSKEY{Flags: 256, Protocol: 3, Algorithm: 8, Key: append([]byte{3, 1, 0, 1}, slices.Repeat([]byte{0xc1}, 64)...)}
	huge := wire.DNSKEY{Flags: 256, Protocol: 3, Algorithm: 8, Key: append([]byte{3, 1, 0, 1}, slices.Repeat([]byte{0xc1}, 2048)...)}
	spare := forge.NewKey(15, "spare").With(256, 3)
	for _, row := range []struct {
		name   string
		odd    wire.DNSKEY
		others []forge.Key
		status Status
	}{
		{"too small, the only one beside the entry key", weak, nil, Insecure},
		{"too large, the only one beside the entry key", huge, nil, Insecure},
		{"too small, another key is published", weak, []forge.Key{spare}, Indeterminate},
		{"too large, another key is published", huge, []forge.Key{spare}, Indeterminate},
	} {
		w := newChain()
		rr := w.zone.RR("example.org.")
		rr.RData = row.odd.RData()
		keys := []wire.RR{w.zone.RR("example.org."), rr}
		for _, k := range row.others {
			keys = append(keys, k.RR("example.org."))
		}
		w.set("example.org. DNSKEY", answer(withSig(w.zone, "example.org.", keys...)))
		set := forge.RRs("example.org. 3600 IN MX 10 mx.example.org.")
		w.set("example.org. MX", answer(append(set, w.zone.Sign("example.org.", set, after(func(s *wire.RRSIG) { s.Algorithm, s.Tag = 8, row.odd.Tag() })))))
		if l := w.judge().Lookup(mx, wire.TypeMX); l.Status != row.status || l.Reason != UnsupportedKeySize {
			t.Errorf("%s: %s (%s), want %s", row.name, l.Status, l.Reason, row.status)
		}
	}
}
