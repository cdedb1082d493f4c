package probe

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

func nowhere(context.Context, string, string) (net.Conn, error) { return nil, syscall.ENETUNREACH }

func run(t *testing.T, target Target, o Options) ([]evidence.Item, error) {
	t.Helper()
	log := evidence.NewLog(nil)
	err := Run(t.Context(), target, o, log)
	if log.Closed() {
		t.Error("the log was closed")
	}
	return log.Case().Items, err
}

func TestRunWithoutNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		target, err := ParseTarget("anna@Example.org")
		if err != nil {
			t.Fatal(err)
		}
		items, err := run(t, target, Options{Network: nowhere, Hints: RootHints(), NoIPv6: true, EHLO: "me.invalid", Version: "1", World: "w"})
		if err != nil || time.Since(began) > 8*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		s := items[0].Start
		if s == nil || s.Kind != evidence.KindDomain || s.Name != "example.org." || s.Typed != "anna@Example.org" || !s.Wall.Equal(began) || s.Version != "1" {
			t.Fatalf("first item %+v", items[0])
		}
		want := evidence.Vantage{IPv4: true, SMTP: true, Hints: 26, World: "w", EHLO: "me.invalid", Looks: true, Policies: true}
		if s.Vantage != want {
			t.Errorf("vantage %+v, want %+v", s.Vantage, want)
		}
		last := evidence.Limit{}
		for _, it := range items {
			if it.Limit != nil {
				last = *it.Limit
			}
		}
		if last.Name != "no-answer" {
			t.Errorf("limit %+v", last)
		}
	})
}

func TestRunOneName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		items, err := run(t, Target{Typed: "x", Name: wire.MustName("_25._tcp.example.org"), Type: wire.TypeTLSA},
			Options{Network: nowhere, Resolver: collect.Resolver{Addr: netip.MustParseAddrPort("192.0.2.53:53")}})
		s := items[0].Start
		if err != nil || s.Kind != evidence.KindName || s.Name != "_25._tcp.example.org." || s.Type != 52 || s.Vantage.Resolver != "192.0.2.53:53" || s.Vantage.SMTP {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

func TestRunLiteralAsksNothing(t *testing.T) {
	target, err := ParseTarget("anna@[192.0.2.1]")
	if err != nil {
		t.Fatal(err)
	}
	items, err := run(t, target, Options{Network: nowhere, Hints: RootHints()})
	if err != nil || len(items) != 1 || items[0].Start.Literal != "192.0.2.1" {
		t.Errorf("%v, %v", items, err)
	}
}

func TestRunCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := Run(ctx, Target{Domain: wire.MustName("example.org")}, Options{Network: nowhere, Hints: RootHints()}, evidence.NewLog(nil))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}
