package walk

import (
	"slices"
	"testing"

	"danewalk/probe/collect/route"
	"danewalk/probe/wire"
)

// TestStrays: records in a wrong place are looked for where the right one has
// none, the zone is signed, and the name can exist at all.
func TestStrays(t *testing.T) {
	const doubled, web = "_25._tcp.mx.org.org", "_443._tcp.mx.org"
	for name, c := range map[string]struct {
		lines        []string
		doubled, web bool
		unsigned     bool
	}{
		"no record, and nothing below _tcp": {nil, true, false, false},
		"no record, something below _tcp":   {[]string{"_80._tcp.mx.org. A 192.0.2.40", "_tcp.mx.org. TXT x"}, true, true, false},
		"the right record":                  {[]string{"_25._tcp.mx.org. TLSA 3 1 1 00"}, false, false, false},
		"an unsigned zone":                  {nil, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				w := flat(t, append([]string{"example.org. MX 10 mx.org.", "mx.org. A 192.0.2.40"}, c.lines...)...)
				if c.unsigned {
					w.script["192.0.2.11"] = func(_ route.Question, _ bool, r *reply) {
						r.authority = slices.DeleteFunc(r.authority, func(rr wire.RR) bool { return rr.Type == wire.TypeRRSIG })
					}
				}
				r := w.run(domainTarget("example.org"), "192.0.2.1", nil)
				if got := len(r.asked(doubled, wire.TypeTLSA)) > 0; got != c.doubled {
					t.Errorf("the doubled name was asked for: %v", got)
				}
				if got := len(r.asked(web, wire.TypeTLSA)) > 0; got != c.web {
					t.Errorf("another port was asked for: %v", got)
				}
			})
		})
	}
}
