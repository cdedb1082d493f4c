package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsaPerAddressDifference: the records fit the certificate at one address of the host, and not at another.
func tlsaPerAddressDifference() Rule {
	return Rule{
		Code: "tlsa.per-address-difference", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7672 3.1"},
		Detect: detectTlsaPerAddressDifference,
	}
}

func detectTlsaPerAddressDifference(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.per-address-difference", func(f *finding.Finding, h *mail.Host, _ *mail.Address) {
		f.Weight = finding.Risk
		var good []string
		for _, a := range passing(h) {
			good = append(good, a.Addr.String())
		}
		f.Args["good"], f.Args["others"] = strings.Join(good, ", "), "yes"
	})
}
