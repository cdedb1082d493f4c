package rules

import (
	"fmt"

	"danewalk/explain/finding"
)

// tlsaTooManyRecords: more TLSA records than some senders can handle.
func tlsaTooManyRecords() Rule {
	return Rule{
		Code: "tlsa.too-many-records", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 10.1.1"},
		Detect: detectTlsaTooManyRecords,
	}
}

func detectTlsaTooManyRecords(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.withRecords() {
		if len(h.Records) <= maxRecords {
			continue
		}
		f := c.tlsaFinding(h)
		idle := 0
		for _, r := range h.Records {
			if !used(h, r) {
				idle++
			}
		}
		f.Args["idle"], f.Args["max"] = fmt.Sprint(idle), fmt.Sprint(maxRecords)
		out = append(out, f)
	}
	return out
}

// maxRecords is how many records at one name a large sender was reported to
// handle (2024).
const maxRecords = 12
