package explain_test

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"danewalk/explain/finding"
	"danewalk/probe"
	"danewalk/probe/judge/mail"
)

// DNS over one address family is swallowed from the start, as in networks where
// IPv6 is there and leads nowhere. That is no network that fell silent: what came
// over the other family stands.
func TestOneFamilyIsSilent(t *testing.T) {
	verdicts := map[string]mail.Verdict{"example.org": mail.Protected, "example.zz": mail.NotProtected, "plain.org": mail.NotProtected}
	for target, verdict := range verdicts {
		for family, is4 := range map[string]bool{"IPv4": true, "IPv6": false} {
			t.Run(target+"/"+family, func(t *testing.T) {
				t.Parallel()
				d := judgedWith(t, "target: "+target, func(o *probe.Options) {
					dial := o.Network
					o.Network = func(ctx context.Context, network, address string) (net.Conn, error) {
						at, err := netip.ParseAddrPort(address)
						if err != nil || at.Port() != 53 || at.Addr().Is4() != is4 {
							return dial(ctx, network, address)
						}
						<-ctx.Done()
						return nil, ctx.Err()
					}
				})
				sound(t, d)
				if d.Verdict != verdict {
					t.Errorf("verdict %s, want %s", d.Verdict, verdict)
				}
				for _, f := range d.Findings {
					if f.Weight == finding.Local || f.Weight == finding.Risk || f.Weight == finding.Fatal {
						t.Errorf("%s %s", f.Code, f.Subject)
					}
				}
			})
		}
	}
}
