package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaHashOfEmpty: the value is the digest of nothing: a script had no input.
func tlsaHashOfEmpty() Rule {
	return Rule{
		Code: "tlsa.hash-of-empty", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 6698 2.1.4"},
		Detect: detectTlsaHashOfEmpty,
	}
}

func detectTlsaHashOfEmpty(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.hash-of-empty", func(f *finding.Finding, _ *mail.Host, a *mail.Address) {
		t, _ := attemptOf(a, tlsa.EmptyInput)
		f.Args["detail"] = GuessWords(c.Words, t.Detail)
	})
}
