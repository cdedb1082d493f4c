package rules

import (
	"bytes"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// tlsChainIncomplete: the server does not send the certificate of the CA that issued its own.
func tlsChainIncomplete() Rule {
	return Rule{
		Code: "tls.chain-incomplete", Severity: finding.Risk, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 8446 4.4.2", "RFC 5280 6.1"},
		Causes: []finding.Code{"tlsa.ta-not-in-chain", "tlsa.ta-chain-invalid"},
		Detect: detectTlsChainIncomplete,
	}
}

func detectTlsChainIncomplete(c *Case) []finding.Finding {
	return c.certificates(StepHandshake, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		if a.Leaf == nil || len(a.Chain) != len(a.ChainDER) || bytes.Equal(a.Leaf.RawIssuer, a.Leaf.RawSubject) {
			return false
		}
		for _, cert := range a.Chain[1:] {
			if bytes.Equal(cert.RawSubject, a.Leaf.RawIssuer) {
				return false
			}
		}
		certArgs(c, f, h, a)
		f.Weight = finding.Info // usage 3 needs no path; usage 2 has its own rules; nobody else checks
		f.Args["issuer"] = evidence.Escape(a.Leaf.Issuer.String(), evidence.WildMax)
		return true
	})
}
