package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsaDualCertHalfCovered: the server has two keys, and the TLSA records fit
// only one of them.
func tlsaDualCertHalfCovered() Rule {
	return Rule{
		Code: "tlsa.dual-cert-half-covered", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7671 8"},
		Causes: []finding.Code{"local.tls-intercepted"},
		Detect: detectTlsaDualCertHalfCovered,
	}
}

func detectTlsaDualCertHalfCovered(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		var here []finding.Finding
		for _, a := range passing(h) {
			if bad := otherKind(a, a.Uncovered(h)); bad != nil && a.Outcome == mail.OutcomePass {
				f := c.mismatch(h, instead(a, bad))
				looked(&f, bad.Sessions...)
				f.Weight = finding.Risk
				f.Args["bad"], f.Args["good"], f.Args["ours"] = KeyOf(c.Words, bad), ordinaryKey(c.Words, a), ordinaryKey(c.Words, a)
				here = append(here, f)
			}
		}
		out = append(out, ByHost(here, c.Addresses)...)
	}
	return append(out, c.mismatchOf("tlsa.dual-cert-half-covered", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		good := otherKind(a, a.Covered(h))
		looked(f, good.Sessions...)
		f.Weight = finding.Risk // a sender that asks for the other kind first gets through
		f.Args["bad"], f.Args["good"], f.Args["ours"] = ordinaryKey(c.Words, a), KeyOf(c.Words, good), ordinaryKey(c.Words, a)
	})...)
}

// isHalfCovered: the records fit a certificate that only clients with one kind
// of key are shown. Which one a sender gets depends on what its library asks for
// first (RFC 8446 4.2.3, 4.4.2.2).
func isHalfCovered(_ *Case, h *mail.Host, a *mail.Address) bool {
	return otherKind(a, a.Covered(h)) != nil
}
