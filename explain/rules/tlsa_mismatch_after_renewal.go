package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/mail"
)

// tlsaMismatchAfterRenewal: the certificate that does not match was issued after the TLSA records were signed.
func tlsaMismatchAfterRenewal() Rule {
	return Rule{
		Code: "tlsa.mismatch-after-renewal", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 8.1", "RFC 7672 2.2"},
		Causes: []finding.Code{"local.tls-intercepted"},
		Detect: detectTlsaMismatchAfterRenewal,
	}
}

func detectTlsaMismatchAfterRenewal(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.mismatch-after-renewal", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		f.Args["signed"] = fix.Moment(h.TLSA.Used.Inception)
		f.Args["day"] = a.Leaf.NotBefore.UTC().Format("2006-01-02")
	})
}
