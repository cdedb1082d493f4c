package walk

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"danewalk/probe/wire"
)

// Who is asked first does not hang on whose address was located first, and the
// root hints stay as they are given.
func TestPlacesInARoster(t *testing.T) {
	names := map[wire.Name]int{wire.MustName("ns2.example."): 1, wire.MustName("ns1.example."): 2}
	want := []string{"ns2.example. 192.0.2.2", "ns2.example. 2001:db8::2", "ns1.example. 192.0.2.1", "ns1.example. 2001:db8::1"}
	var all []server
	for _, s := range []struct{ name, addr string }{
		{"ns2.example.", "192.0.2.2"}, {"ns2.example.", "2001:db8::2"}, {"ns1.example.", "192.0.2.1"}, {"ns1.example.", "2001:db8::1"},
	} {
		all = append(all, server{wire.MustName(s.name), netip.AddrPortFrom(netip.MustParseAddr(s.addr), dnsPort)})
	}
	w := &walker{}
	for seed := range uint64(24) {
		chance := rand.New(rand.NewPCG(seed, 1))
		located := slices.Clone(all)
		chance.Shuffle(len(located), func(i, j int) { located[i], located[j] = located[j], located[i] })
		known, hints := newRoster(), newRoster()
		known.names = names
		for _, s := range located {
			w.enlist(known, s.name, s.at.Addr(), len(all))
			w.enlist(hints, s.name, s.at.Addr(), len(all))
		}
		if got := written(known.servers); !slices.Equal(got, want) {
			t.Errorf("of a referral %v, want %v", got, want)
		}
		if got := written(hints.servers); !slices.Equal(got, written(located)) {
			t.Errorf("root hints %v, given were %v", got, written(located))
		}
	}
}

func written(list []server) (out []string) {
	for _, s := range list {
		out = append(out, s.name.String()+" "+s.at.Addr().String())
	}
	return out
}

// Where two names share an address, the sessions that it gets are used up by the
// same one, whichever was there first.
func TestLooksAtASharedAddress(t *testing.T) {
	a, b := &host{name: wire.MustName("a.example.")}, &host{name: wire.MustName("b.example.")}
	at := netip.MustParseAddr("192.0.2.1")
	for _, held := range [][]visit{{{host: a, addr: at}, {host: b, addr: at}}, {{host: b, addr: at}, {host: a, addr: at}}} {
		if _, by := spread(held); len(by[at]) != 2 || by[at][0].host != a {
			t.Errorf("%s is looked at first", by[at][0].host.name)
		}
	}
}
