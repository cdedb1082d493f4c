package rules

import (
	"fmt"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaFullMatching: records hold a whole certificate or key instead of its digest.
func tlsaFullMatching() Rule {
	return Rule{
		Code: "tlsa.full-matching", Severity: finding.Hygiene, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.2.3", "RFC 7671 10.1.2"},
		Detect: detectTlsaFullMatching,
	}
}

func detectTlsaFullMatching(c *Case) []finding.Finding {
	full := func(r tlsa.Record) bool { return r.Active() && r.TLSA.Matching == matchFull }
	return c.recordFindings(full, func(f *finding.Finding, _ *mail.Host, which []tlsa.Record) {
		octets := 0
		var short []string
		for _, r := range which {
			t := r.TLSA
			octets += len(t.Data)
			record := fmt.Sprintf("TLSA %d %d %d %s", t.Usage, t.Selector, t.Matching, fix.Short(fmt.Sprintf("%x", t.Data)))
			short = append(short, c.Words.Say("%s (%d octets)", record, len(t.Data)))
		}
		f.Args["octets"], f.Args["which"] = fmt.Sprint(octets), strings.Join(short, paragraph)
	})
}
