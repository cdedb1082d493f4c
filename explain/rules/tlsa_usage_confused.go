package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaUsageConfused: the value is right, and the usage number in front of it is not.
func tlsaUsageConfused() Rule {
	return Rule{
		Code: "tlsa.usage-confused", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.1", "RFC 7671 5.2", "RFC 6698 2.1.1"},
		Detect: detectTlsaUsageConfused,
	}
}

func detectTlsaUsageConfused(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.usage-confused", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		t, _ := attemptOf(a, tlsa.LeafUnderTA, tlsa.CAUnderEE)
		r := h.Records[t.Record].TLSA
		f.Args["wrong"], f.Args["is"], f.Args["means"], f.Args["right"] = r.String(), c.Words.Say("the server itself"), c.Words.Say("an issuer"), "3"
		if t.Why == tlsa.CAUnderEE {
			f.Args["is"], f.Args["means"], f.Args["right"] = f.Args["means"], f.Args["is"], "2"
		}
	})
}
