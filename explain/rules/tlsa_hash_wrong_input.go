package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaHashWrongInput: the value was computed from the wrong thing, or for another server.
func tlsaHashWrongInput() Rule {
	return Rule{
		Code: "tlsa.hash-wrong-input", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 6698 2.1.2", "RFC 6698 2.1.3", "RFC 6698 2.1.4"},
		Detect: detectTlsaHashWrongInput,
	}
}

func detectTlsaHashWrongInput(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.hash-wrong-input", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		t, _ := wrongInput(h, a)
		r := h.Records[t.Record].TLSA
		f.Args["other"], f.Args["detail"] = "", c.Words.Say("[a value] the %s", GuessWords(c.Words, t.Detail))
		f.Args["wrong"] = fmt.Sprintf("%d %d %d", r.Usage, r.Selector, r.Matching)
		if t.Guess.Kind == tlsa.GuessOtherHost {
			f.Args["other"] = t.Guess.Host.Show()
		}
	})
}
