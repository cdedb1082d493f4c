package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
)

// tlsaTtlHigh: a wrong record would be remembered for long.
func tlsaTtlHigh() Rule {
	return Rule{
		Code: "tlsa.ttl-high", Severity: finding.Hygiene, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7671 8.1", "RFC 7671 13"},
		Detect: detectTlsaTtlHigh,
	}
}

func detectTlsaTtlHigh(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.withRecords() {
		if h.TLSA.Set == nil || h.TLSA.Set.TTL <= ttlNote {
			continue
		}
		ttl := h.TLSA.Set.TTL
		f := c.tlsaFinding(h)
		f.Subject = f.Args["owner"] + " TLSA"
		if ttl <= ttlLong {
			f.Weight = finding.Info
		}
		f.Args["ttl"], f.Args["time"], f.Args["wait"] = fmt.Sprint(ttl), fix.Duration(c.Words, ttl), fix.Wait(c.Words, ttl)
		f.Args["advice"] = fmt.Sprint(fix.DefaultTTL)
		out = append(out, f)
	}
	return out
}

// Waiting times of a key change are multiples of the TTL (RFC 7671 8.1):
// seconds above which it is worth a note, and above which it is worth a change.
const (
	ttlNote = 2 * 60 * 60
	ttlLong = 24 * 60 * 60
)
