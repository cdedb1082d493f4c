package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsNoSharedCipher: the server finds nothing that it can use in our ClientHello.
func tlsNoSharedCipher() Rule {
	return Rule{
		Code: "tls.no-shared-cipher", Severity: finding.FatalIf, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 8446 6.2", "RFC 5246 7.2.2"},
		Detect: detectTlsNoSharedCipher,
	}
}

func detectTlsNoSharedCipher(c *Case) []finding.Finding {
	return c.handshakes(func(a *mail.Address) bool { n, ok := serverAlert(a); return ok && noCommon(a, n) })
}
