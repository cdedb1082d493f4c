package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsCertNameMismatch: the certificate is for another name.
func tlsCertNameMismatch() Rule {
	return Rule{
		Code: "tls.cert-name-mismatch", Severity: finding.Risk, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 3.2.1", "RFC 7672 3.2.3"},
		Causes: []finding.Code{"tlsa.ta-name-mismatch"},
		Detect: detectTlsCertNameMismatch,
	}
}

func detectTlsCertNameMismatch(c *Case) []finding.Finding {
	return c.shown(StepMatch, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		names := append(slices.Clone(h.Names), h.Name)
		if a.Leaf == nil || tlsa.NameFits(a.Leaf, names) {
			return false
		}
		certArgs(c, f, h, a)
		f.Weight = finding.Info // usage 3 and opportunistic TLS ignore names; usage 2 has its own rule
		f.Args["names"] = c.Words.Say("[names of a certificate] none")
		if have := tlsa.Identifiers(a.Leaf); len(have) > 0 {
			f.Args["names"] = evidence.Escape(strings.Join(have[:min(len(have), maxNames)], ", "), evidence.WildMax)
		}
		return true
	})
}

// maxNames is how many names of a certificate are shown.
const maxNames = 8
