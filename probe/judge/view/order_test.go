package view_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// The same exchanges, sessions and limits are listed in the same order, whichever
// came first: from the root down, IPv4 before IPv6, what was made up last.
func TestOrderOfArrival(t *testing.T) {
	var c forge.Case
	for _, at := range []string{"192.0.2.2", "192.0.2.10", "2001:db8::1"} {
		c.Said("example.", at, "mx.example.", wire.TypeA, forge.Message{})
		c.Said("example.", at, "example.", wire.TypeMX, forge.Message{})
		c.Said("example.", at, "_25._tcp.mx.example.", wire.TypeTLSA, forge.Message{})
		c.Said(".", at, "example.", wire.TypeDS, forge.Message{})
		c.Add(evidence.Item{Dial: &evidence.Dial{Host: "mx.example.", Address: netip.AddrPortFrom(netip.MustParseAddr(at), 25)}})
		c.Add(evidence.Item{Limit: &evidence.Limit{Name: "addresses", Where: at}})
	}
	for _, name := range []string{"qqqq.example.", "aaaa."} {
		id := c.Said("example.", "192.0.2.2", name, wire.TypeA, forge.Message{})
		c.Done().Items[id-1].Query.MadeUp = true
	}
	want := "example. DS 192.0.2.2; example. DS 192.0.2.10; example. DS 2001:db8::1; " +
		"example. MX 192.0.2.2; example. MX 192.0.2.10; example. MX 2001:db8::1; " +
		"mx.example. A 192.0.2.2; mx.example. A 192.0.2.10; mx.example. A 2001:db8::1; " +
		"_25._tcp.mx.example. TLSA 192.0.2.2; _25._tcp.mx.example. TLSA 192.0.2.10; _25._tcp.mx.example. TLSA 2001:db8::1; " +
		"aaaa. A 192.0.2.2; qqqq.example. A 192.0.2.2; " +
		"session 192.0.2.2; session 192.0.2.10; session 2001:db8::1; " +
		"limit 192.0.2.10; limit 192.0.2.2; limit 2001:db8::1; " +
		"server 192.0.2.2; server 192.0.2.10; server 2001:db8::1; "
	for seed := range uint64(20) {
		items := slices.Clone(c.Done().Items)
		chance := rand.New(rand.NewPCG(seed, 1))
		chance.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		if got := listed(view.New(evidence.Case{Items: items})); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
}

// listed is what a view lists, in its order.
func listed(v *view.View) (out string) {
	for _, a := range v.All() {
		out += fmt.Sprintf("%s %s %s; ", a.Name, a.Type, a.Server.Addr.Addr())
	}
	for _, s := range v.Sessions() {
		out += fmt.Sprintf("session %s; ", s.Addr.Addr())
	}
	for _, l := range v.Limits() {
		out += fmt.Sprintf("limit %s; ", l.Where)
	}
	for _, s := range v.Servers(wire.MustName("example.")) {
		out += fmt.Sprintf("server %s; ", s.Addr.Addr())
	}
	return out
}
