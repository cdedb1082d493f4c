package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsHandshakeFailed: the TLS handshake fails, and no more exact cause is known.
func tlsHandshakeFailed() Rule {
	return Rule{
		Code: "tls.handshake-failed", Severity: finding.FatalIf, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 8446 6.2"},
		Causes: []finding.Code{"local.tls-intercepted"},
		Detect: detectTlsHandshakeFailed,
	}
}

func detectTlsHandshakeFailed(c *Case) []finding.Finding {
	return c.handshakes(func(a *mail.Address) bool {
		n, ok := serverAlert(a)
		if a.Small() != nil {
			return false // it is the size of our first message
		}
		return !ok || (n != alertUnrecognizedName && !noCommon(a, n))
	})
}
