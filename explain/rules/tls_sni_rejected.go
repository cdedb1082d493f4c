package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsSniRejected: the server ends the handshake because of the name it is called by.
func tlsSniRejected() Rule {
	return Rule{
		Code: "tls.sni-rejected", Severity: finding.FatalIf, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 8.1", "RFC 6066 3"},
		Detect: detectTlsSniRejected,
	}
}

func detectTlsSniRejected(c *Case) []finding.Finding {
	return c.handshakes(func(a *mail.Address) bool { n, ok := serverAlert(a); return ok && n == alertUnrecognizedName })
}
