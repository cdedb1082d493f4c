package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaTaNameMismatch: under usage 2 the path is right, and the certificate is for another name.
func tlsaTaNameMismatch() Rule {
	return Rule{
		Code: "tlsa.ta-name-mismatch", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 3.2.2", "RFC 7672 3.2.3"},
		Detect: detectTlsaTaNameMismatch,
	}
}

func detectTlsaTaNameMismatch(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.ta-name-mismatch", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		t, _ := attemptOf(a, tlsa.NameMismatch)
		f.Args["names"] = t.Detail // escaped by the judge
		var want []string
		for _, n := range h.Names {
			want = append(want, n.Show())
		}
		f.Args["wanted"] = strings.Join(want, ", ")
	})
}
