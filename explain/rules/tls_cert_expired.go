package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsCertExpired: the certificate has expired.
func tlsCertExpired() Rule {
	return Rule{
		Code: "tls.cert-expired", Severity: finding.Risk, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 3.1.1", "RFC 5280 4.1.2.5"},
		Causes: []finding.Code{"local.clock-wrong"},
		Detect: detectTlsCertExpired,
	}
}

func detectTlsCertExpired(c *Case) []finding.Finding {
	return c.certificates(StepMatch, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		if a.Leaf == nil || !c.At.After(a.Leaf.NotAfter) {
			return false
		}
		certArgs(c, f, h, a)
		f.Weight = dateWeight(h)
		return true
	})
}
