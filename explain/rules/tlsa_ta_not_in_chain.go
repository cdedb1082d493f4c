package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaTaNotInChain: the records name a CA whose certificate the server does not send.
func tlsaTaNotInChain() Rule {
	return Rule{
		Code: "tlsa.ta-not-in-chain", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.2", "RFC 7672 3.1.2"},
		Detect: detectTlsaTaNotInChain,
	}
}

func detectTlsaTaNotInChain(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.ta-not-in-chain", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		f.Args["sent"], f.Args["ca"], f.Args["named"] = chainWords(c.Words, a), c.Words.Say("a CA"), ""
		for _, r := range h.Records {
			if ca, ok := tlsa.IssuerOf(r.TLSA); ok && r.Active() {
				f.Args["ca"], f.Args["named"] = c.Words.Say("the CA %s", ca.Name), "yes"
			}
		}
	})
}

// chainWords lists the certificates that were sent, the server's own first.
func chainWords(b *text.Book, a *mail.Address) string {
	var names []string
	for _, cert := range a.Chain {
		name := cert.Subject.CommonName
		if name == "" && len(cert.DNSNames) > 0 {
			name = cert.DNSNames[0]
		}
		names = append(names, evidence.Escape(name, 64))
	}
	if len(names) == 0 {
		return b.Count(len(a.ChainDER), "1 certificate that our library cannot read", "%d certificates that our library cannot read")
	}
	return strings.Join(names, " < ")
}
