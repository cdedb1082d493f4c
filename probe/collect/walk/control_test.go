package walk

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// A control is visited once per address family, by its own name, and is no mail
// server of the domain. Without mail servers there are no controls.
func TestControls(t *testing.T) {
	for _, tc := range []struct {
		about  string
		change func(*collect.Options)
		want   []string
	}{
		{"both families", func(*collect.Options) {}, []string{"mx.example.net. 192.0.2.251 control", "mx.example.net. 2001:db8::251 control"}},
		{"IPv4 only", func(o *collect.Options) { o.NoIPv6 = true }, []string{"mx.example.net. 192.0.2.251 control"}},
		{"no mail servers", func(o *collect.Options) { o.NoSMTP = true }, nil},
	} {
		t.Run(tc.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.zone(".", "192.0.2.1", "mx.example.net. A 192.0.2.251", "mx.example.net. A 192.0.2.252", "mx.example.net. AAAA 2001:db8::251", "example.org. MX 0 .")
				o := collect.Options{Network: w.dial, Hints: []collect.Hint{{Name: wire.MustName("a.root."), Addr: netip.MustParseAddr("192.0.2.1")}}, Controls: []wire.Name{wire.MustName("mx.example.net.")}}
				tc.change(&o)
				var mu sync.Mutex
				var got []string
				look := func(_ context.Context, _ collect.Options, host wire.Name, addr netip.Addr, sni, look string, _ *evidence.Log) evidence.ID {
					mu.Lock()
					defer mu.Unlock()
					if sni != "mx.example.net" {
						t.Errorf("the control is called %q", sni)
					}
					got = append(got, host.String()+" "+addr.String()+" "+look)
					return 0
				}
				log := evidence.NewLog(nil)
				if err := Run(t.Context(), collect.Target{Domain: wire.MustName("example.org.")}, o, Agents{Look: look}, log); err != nil {
					t.Fatal(err)
				}
				slices.Sort(got)
				if !slices.Equal(got, tc.want) {
					t.Errorf("visited %q, want %q", got, tc.want)
				}
				for _, it := range log.Case().Items {
					if it.Step != nil && it.Step.Name == "host" {
						t.Errorf("%s is taken for a mail server of the domain", it.Step.Subject)
					}
				}
			})
		})
	}
}
