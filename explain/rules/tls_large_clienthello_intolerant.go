package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// tlsLargeClienthelloIntolerant: the handshake fails with a ClientHello that does
// not fit into one segment, and works with a smaller one.
func tlsLargeClienthelloIntolerant() Rule {
	return Rule{
		Code: "tls.large-clienthello-intolerant", Severity: finding.Risk, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 8446 4.2.8", "RFC 8446 5.1", "RFC 7672 2.2"},
		Detect: detectTlsLargeClienthelloIntolerant,
	}
}

func detectTlsLargeClienthelloIntolerant(c *Case) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		small := a.Small()
		if small == nil {
			return false
		}
		looked(f, small)
		f.Args["how"], f.Args["dane"], f.Args["fits"] = endWords(c.Words, a), finding.Flag(required(h)), finding.Flag(a.Otherwise != mail.OutcomePending)
		f.Args["sni"] = evidence.Escape(small.TLS.SNI, evidence.WildMax)
		switch {
		case !required(h):
			f.Weight = finding.Lost // clear text for the others (RFC 7435 3)
		case a.Otherwise == mail.OutcomePending:
			f.Weight = finding.Fatal // nor do the others get through
		}
		return true
	})
}
