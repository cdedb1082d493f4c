package rules

import (
	"bytes"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsSelfSigned: the certificate is signed with its own key.
func tlsSelfSigned() Rule {
	return Rule{
		Code: "tls.self-signed", Severity: finding.Info, Layer: finding.LayerTLS, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 7672 3.1.1"},
		Detect: detectTlsSelfSigned,
	}
}

func detectTlsSelfSigned(c *Case) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		l := a.Leaf
		if l == nil || !bytes.Equal(l.RawIssuer, l.RawSubject) || l.CheckSignature(l.SignatureAlgorithm, l.RawTBSCertificate, l.Signature) != nil {
			return false
		}
		certArgs(c, f, h, a)
		f.Owner = finding.OwnerNobody
		return true
	})
}
