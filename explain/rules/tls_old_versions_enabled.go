package rules

import (
	"crypto/tls"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// tlsOldVersionsEnabled: the server takes TLS 1.0 or 1.1 too.
func tlsOldVersionsEnabled() Rule {
	return Rule{
		Code: "tls.old-versions-enabled", Severity: finding.Hygiene, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 8996 4", "RFC 8996 5", "RFC 9325 3.1.1"},
		Detect: detectTlsOldVersionsEnabled,
	}
}

func detectTlsOldVersionsEnabled(c *Case) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, _ *mail.Host, a *mail.Address) bool {
		if a.Session.TLS == nil || a.Session.TLS.Version < tls.VersionTLS12 {
			return false // nothing newer was seen: another rule tells it
		}
		for _, s := range a.Looks {
			if s.Look == evidence.LookOld && s.Trouble == "" && s.TLS != nil && s.TLS.Version != 0 && s.TLS.Version < tls.VersionTLS12 {
				f.Args["version"], f.Args["usual"] = tls.VersionName(s.TLS.Version), tls.VersionName(a.Session.TLS.Version)
				looked(f, s)
				return true
			}
		}
		return false
	})
}
