package rules

import (
	"testing"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// Below a registered domain no registrar is asked for a DS record.
func TestWhoChangesTheDS(t *testing.T) {
	for _, c := range []struct {
		parent, zone, registry, inside string
		owner                          finding.Owner
	}{
		{".", "org", "yes", "", finding.OwnerRegistry},
		{"org", "example.org", "", "", finding.OwnerRegistrar},
		{"co.uk", "example.co.uk", "", "", finding.OwnerRegistrar},
		{"example.org", "sub.example.org", "", "example.org", finding.OwnerDNS},
		{"example.co.uk", "_tcp.mx.example.co.uk", "", "example.co.uk", finding.OwnerDNS},
	} {
		z := &dnssec.Zone{Name: wire.MustName(c.zone), Parent: &dnssec.Zone{Name: wire.MustName(c.parent)}}
		f := finding.Finding{Owner: ownerOfZone(z.Name), Args: finding.Args{"registry": c.registry}}
		delegated(&f, z, finding.OwnerRegistrar)
		if f.Owner != c.owner || f.Args["inside"] != c.inside {
			t.Errorf("%s: owner %s, inside %q", c.zone, f.Owner, f.Args["inside"])
		}
	}
}
