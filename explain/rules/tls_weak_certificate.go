package rules

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// tlsWeakCertificate: a certificate has a short key or an outdated signature.
func tlsWeakCertificate() Rule {
	return Rule{
		Code: "tls.weak-certificate", Severity: finding.Hygiene, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 9325 4.5", "RFC 9325 4.2.1"},
		Detect: detectTlsWeakCertificate,
	}
}

func detectTlsWeakCertificate(c *Case) []finding.Finding {
	return c.certificates(StepHandshake, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		for i, cert := range a.Chain {
			if why := weakness(c.Words, cert); why != "" {
				certArgs(c, f, h, a)
				f.Args["weak"], f.Args["whose"] = why, c.Words.Say("its own certificate")
				if i > 0 {
					f.Args["whose"] = c.Words.Say("the CA certificate %s", evidence.Escape(cert.Subject.CommonName, maxCertName))
				}
				return true
			}
		}
		return false
	})
}

// minRSA is the shortest RSA key that is still recommended, bits (RFC 9325 4.5).
const minRSA = 2048

// weakness says what is outdated about a certificate. The signature of one
// that signs itself protects nothing and does not count.
func weakness(b *text.Book, cert *x509.Certificate) string {
	if key, ok := cert.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < minRSA {
		return b.Say("an RSA key of %d bits", key.N.BitLen())
	}
	if bytes.Equal(cert.RawIssuer, cert.RawSubject) {
		return ""
	}
	switch cert.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return b.Say("a SHA-1 signature")
	case x509.MD5WithRSA, x509.MD2WithRSA:
		return b.Say("an MD5 signature")
	}
	return ""
}
