package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaCaRetired: the records name only CA keys that are out of use.
func tlsaCaRetired() Rule {
	return Rule{
		Code: "tlsa.ca-retired", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.2", "RFC 7672 3.1.2"},
		Detect: detectTlsaCaRetired,
	}
}

func detectTlsaCaRetired(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.ca-retired", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		var names []string
		for _, r := range h.Records {
			if ca, ok := tlsa.IssuerOf(r.TLSA); ok && r.Active() && ca.State == tlsa.IssuerRetired {
				names = append(names, ca.Name)
			}
		}
		f.Args["ca"], f.Args["asof"], f.Args["sent"] = c.Words.List(names), tlsa.IssuersAsOf, chainWords(c.Words, a)
	})
}
