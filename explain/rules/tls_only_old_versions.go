package rules

import (
	"crypto/tls"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsOnlyOldVersions: the server knows only versions of TLS that are retired.
func tlsOnlyOldVersions() Rule {
	return Rule{
		Code: "tls.only-old-versions", Severity: finding.Risk, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 8996 4", "RFC 8996 5", "RFC 9325 3.1.1"},
		Detect: detectTlsOnlyOldVersions,
	}
}

func detectTlsOnlyOldVersions(c *Case) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		s := a.Session
		if s.Trouble != "" || s.TLS == nil || s.TLS.Version == 0 || s.TLS.Version >= tls.VersionTLS12 {
			return false // we offer everything from 1.0 to 1.3, so the server's choice is the best that it knows
		}
		f.Args["version"] = tls.VersionName(s.TLS.Version)
		if !required(h) {
			f.Weight = finding.Hygiene // RFC 7435 3: without DANE, old TLS is better than none
		}
		return true
	})
}
