package lab

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// Names and types whose answers make a fingerprint of a world.
func fingerprint(t *testing.T, r *Running) string {
	t.Helper()
	var out strings.Builder
	for _, apex := range slices.SortedFunc(maps.Keys(r.d.zones), wire.Compare) {
		server := serversOf(r, apex.String())[0]
		for _, typ := range []uint16{dns.TypeDNSKEY, dns.TypeSOA, dns.TypeLOC} {
			m := ask(t, r, "tcp", server, apex.String(), typ)
			for _, rr := range slices.Concat(m.Answer, m.Ns) {
				out.WriteString(rr.String() + "\n")
			}
		}
	}
	for _, host := range []string{"mx1", "mx2"} {
		for _, rr := range ask(t, r, "tcp", "198.18.11.1", "_25._tcp."+host+".example.net", dns.TypeTLSA).Answer {
			out.WriteString(rr.String() + "\n")
		}
	}
	for _, cert := range talk(t, r, "198.18.11.25:25", untilTLS).PeerCertificates {
		out.Write(cert.Raw)
	}
	return out.String()
}

// The same seed gives the same octets: keys, tags, digests, signatures and
// certificates; another seed gives others.
func TestDeterministic(t *testing.T) {
	one, again, other := fingerprint(t, start(t, Options{Seed: "a"})), fingerprint(t, start(t, Options{Seed: "a"})), fingerprint(t, start(t, Options{Seed: "b"}))
	if one != again {
		t.Error("the same seed gave two worlds")
	}
	if one == other {
		t.Error("two seeds gave one world")
	}
}

func TestHintsAndAnchors(t *testing.T) {
	r := start(t, Options{}, "fault ds-stale example.org")
	hints := r.Hints()
	if len(hints) != 4 || hints[0].Name != wire.MustName("a.root") || hints[1].Addr.String() != "2001:2::1" {
		t.Errorf("hints are %v", hints)
	}
	anchors := r.Anchors()
	if len(anchors) != 1 || !anchors[0].Name.IsRoot() || anchors[0].Type != wire.TypeDS {
		t.Fatalf("anchors are %v", anchors)
	}
	broken := start(t, Options{}, "fault ds-mismatch .")
	if !broken.Anchors()[0].Equal(anchors[0]) {
		t.Error("a fault at the root changed the anchor")
	}
	for _, setting := range []string{"set algorithm . 8", "set algorithm . 15", "set keys . single", "set keys . rollover", "set nsec3 ."} {
		r := start(t, Options{}, setting)
		keysOf(t, r, ".", dsFor(t, r, "."))
	}
	if start(t, Options{}, "fault local old-anchor").Anchors()[0].Equal(anchors[0]) {
		t.Error("the old anchor is the new one")
	}
}

// A start signs nothing: that is what makes it quick. BenchmarkStart has the
// time.
func TestStartSignsNothing(t *testing.T) {
	r := start(t, Options{})
	for _, ns := range r.servers {
		for apex, z := range ns.zones {
			if len(z.sigs) > 0 || z.chain != nil {
				t.Errorf("%s of %s has %d signatures before anybody asked", apex, ns.spec.name, len(z.sigs))
			}
		}
	}
}

func BenchmarkStart(b *testing.B) {
	w, err := Parse("bench", []byte("target: example.org"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := w.Start(Options{})
		if err != nil {
			b.Fatal(err)
		}
		r.Close()
	}
}

// BenchmarkAnswers asks what a walk asks, once for each new world.
func BenchmarkAnswers(b *testing.B) {
	w, err := Parse("bench", []byte("target: example.org"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := w.Start(Options{})
		if err != nil {
			b.Fatal(err)
		}
		for apex, z := range r.d.zones {
			for _, typ := range []uint16{dns.TypeDNSKEY, dns.TypeMX, dns.TypeDS} {
				if _, err := exchange(r, "tcp", r.d.servers[z.servers[0]].addrs[0].String(), question4(apex.String(), typ)); err != nil {
					b.Fatal(err)
				}
			}
		}
		r.Close()
	}
}
