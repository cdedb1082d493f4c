package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaAgilityShadowed: a record fits, but a stronger digest beside it takes its place and does not.
func tlsaAgilityShadowed() Rule {
	return Rule{
		Code: "tlsa.agility-shadowed", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 9"},
		Detect: detectTlsaAgilityShadowed,
	}
}

func detectTlsaAgilityShadowed(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.agility-shadowed", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		if a.Otherwise != mail.OutcomePending {
			f.Weight = finding.Risk // some senders get through
		}
		t, _ := shadowedMatch(a)
		hidden := h.Records[t.Record].TLSA
		f.Args["hidden"] = hidden.String()
		better := tlsa.Value(matchSHA512, inputOf(a, hidden.Selector, t.Depth))
		f.Args["better"] = fix.TLSA(h.Base, c.port(), h.TLSA.TTL, hidden.Usage, hidden.Selector, matchSHA512, better)
	})
}

// inputOf is what a selector picks of the certificate at a depth.
func inputOf(a *mail.Address, selector uint8, depth int) []byte {
	if depth < 0 || depth >= len(a.ChainDER) {
		return nil
	}
	return tlsa.Frame(a.ChainDER[depth]).Input(selector)
}
