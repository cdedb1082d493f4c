package walk

import (
	"slices"
	"testing"
	"time"

	"danewalk/probe/wire"
)

// standard is the usual case: the domain under one top-level domain, its mail
// host under another one.
func standard(t *testing.T) *world {
	w := newWorld(t)
	w.zone(".", "192.0.2.1 192.0.2.2", "signed",
		"org. NS ns.org.", "ns.org. A 192.0.2.11", "org. DS 1 13 2 00",
		"net. NS ns.net.", "ns.net. A 192.0.2.12", "net. DS 1 13 2 00")
	w.zone("org.", "192.0.2.11", "signed",
		"example.org. NS ns1.example.org.", "example.org. NS ns2.example.org.", "example.org. DS 1 13 2 00",
		"ns1.example.org. A 192.0.2.21", "ns2.example.org. A 192.0.2.22")
	w.zone("net.", "192.0.2.12", "signed",
		"example.net. NS ns1.example.net.", "example.net. NS ns2.example.net.", "example.net. DS 1 13 2 00",
		"ns1.example.net. A 192.0.2.31", "ns2.example.net. A 192.0.2.32")
	w.zone("example.org.", "192.0.2.21 192.0.2.22", "signed", "example.org. MX 10 mx.example.net.")
	w.zone("example.net.", "192.0.2.31 192.0.2.32", "signed",
		"mx.example.net. A 192.0.2.40", "mx.example.net. AAAA 2001:db8::40",
		"_25._tcp.mx.example.net. TLSA 3 1 1 00")
	return w
}

const standardRoots = "192.0.2.1 192.0.2.2"

func TestColdWalkTakesSixRoundTrips(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, nil)
		if r.err != nil {
			t.Fatal(r.err)
		}
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net")
		for _, s := range r.talks {
			if s.at != 6*roundTrip {
				t.Errorf("session with %s began after %v, want 6 round trips", s.addr, s.at)
			}
		}
		if at := r.firstAt("_25._tcp.mx.example.net", wire.TypeTLSA); at != 6*roundTrip {
			t.Errorf("TLSA after %v, want 6 round trips", at)
		}
		if r.took > 8*roundTrip {
			t.Errorf("the whole walk took %v", r.took)
		}
		if l := r.limits(); len(l) > 0 {
			t.Errorf("limits reached: %v", l)
		}
	})
}

func TestEveryCutIsAskedAtEveryAddress(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := standard(t).run(domainTarget("example.org"), standardRoots, nil)
		r.wantAsked(".", wire.TypeDNSKEY, "192.0.2.1 192.0.2.2")
		r.wantAsked("org", wire.TypeDS, "192.0.2.1 192.0.2.2")
		r.wantAsked("org", wire.TypeDNSKEY, "192.0.2.11")
		r.wantAsked("example.org", wire.TypeDS, "192.0.2.11")
		r.wantAsked("example.org", wire.TypeDNSKEY, "192.0.2.21 192.0.2.22")
		r.wantAsked("example.net", wire.TypeDS, "192.0.2.12")
		r.wantAsked("example.net", wire.TypeDNSKEY, "192.0.2.31 192.0.2.32")
		r.wantAsked("example.org", wire.TypeMX, "192.0.2.1 192.0.2.11 192.0.2.2 192.0.2.21 192.0.2.22")
		for _, typ := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
			if got := r.asked("mx.example.net", typ); !slices.Contains(got, "192.0.2.31") || !slices.Contains(got, "192.0.2.32") {
				t.Errorf("%s asked at %v only", typ, got)
			}
		}
		for _, name := range []string{"_25._tcp.mx.example.net", "_tcp.mx.example.net"} {
			if got := r.asked(name, wire.TypeTLSA); !slices.Contains(got, "192.0.2.31") || !slices.Contains(got, "192.0.2.32") {
				t.Errorf("%s asked at %v only", name, got)
			}
		}
		r.wantAsked("mx.example.net", wire.TypeDS, "") // signed by the zone we are in
	})
}

func TestDeadServersDoNotDelay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := standard(t)
		w.dead["192.0.2.1"], w.dead["192.0.2.21"], w.dead["192.0.2.31"] = true, true, true
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		for _, s := range r.talks {
			if s.at > 7*roundTrip {
				t.Errorf("session with %s began after %v", s.addr, s.at)
			}
		}
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net")
		if r.took > grace+time.Second {
			t.Errorf("the whole walk took %v", r.took)
		}
	})
}
