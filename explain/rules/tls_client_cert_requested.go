package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsClientCertRequested: the server asks the sender for a certificate.
func tlsClientCertRequested() Rule {
	return Rule{
		Code: "tls.client-cert-requested", Severity: finding.Info, Layer: finding.LayerTLS, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 8446 4.3.2", "RFC 7672 6"},
		Detect: detectTlsClientCertRequested,
	}
}

func detectTlsClientCertRequested(c *Case) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, _ *mail.Host, a *mail.Address) bool {
		f.Owner = finding.OwnerNobody
		return a.Session.TLS != nil && a.Session.TLS.AskedCert
	})
}
