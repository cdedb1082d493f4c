package rules

import (
	"crypto/tls"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// tlsWeakParameters: the server chooses an outdated cipher or key exchange,
// though we offer better ones.
func tlsWeakParameters() Rule {
	return Rule{
		Code: "tls.weak-parameters", Severity: finding.Hygiene, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 9325 4.1", "RFC 9325 4.2", "RFC 7465 2"},
		Detect: detectTlsWeakParameters,
	}
}

func detectTlsWeakParameters(c *Case) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, _ *mail.Host, a *mail.Address) bool {
		s, why := weakest(a)
		if s == nil {
			return false
		}
		f.Args["weak"], f.Args["suite"], f.Args["version"] = c.Words.Say(why), tls.CipherSuiteName(s.TLS.Suite), tls.VersionName(s.TLS.Version)
		f.Args["old"] = finding.Flag(s != a.Session)
		if s != a.Session {
			looked(f, s)
		}
		return true
	})
}

// weakest returns the first session with an outdated choice of the server, and
// what is outdated. A look with old versions only has no better choice.
func weakest(a *mail.Address) (*view.Session, text.Phrase) {
	for _, s := range a.Sessions() {
		if s.Trouble != "" || s.TLS == nil || s.Look == evidence.LookOld {
			continue
		}
		if why := outdated(s.TLS); why != "" {
			return s, why
		}
	}
	return nil, ""
}

// outdated says what is weak about the parameters of a handshake, the worst
// first. CBC counts only where GCM can be had, that is from TLS 1.2 on (RFC 5288):
// that a server has nothing newer is another fault.
func outdated(h *evidence.Handshake) text.Phrase {
	if h.Version == 0 || h.Version >= tls.VersionTLS13 {
		return "" // RFC 8446 4.1.1: forward secrecy and authenticated encryption always
	}
	name := tls.CipherSuiteName(h.Suite)
	for _, w := range []struct {
		part string
		why  text.Phrase
	}{
		{"_RC4_", text.Phrase("the cipher RC4")},   // RFC 7465 2
		{"_3DES_", text.Phrase("the cipher 3DES")}, // RFC 9325 4.1
	} {
		if strings.Contains(name, w.part) {
			return w.why
		}
	}
	switch {
	case strings.HasPrefix(name, "TLS_RSA_"):
		return text.Phrase("a key exchange without forward secrecy") // RFC 9325 4.1
	case h.Version == tls.VersionTLS12 && strings.Contains(name, "_CBC_"):
		return text.Phrase("a cipher in CBC mode") // RFC 9325 4.2
	case h.Version == tls.VersionTLS12 && !slices.ContainsFunc(tls.CipherSuites(), func(s *tls.CipherSuite) bool { return s.ID == h.Suite }):
		return text.Phrase("an outdated cipher suite")
	}
	return ""
}
