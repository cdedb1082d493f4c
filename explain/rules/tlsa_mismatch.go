package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaMismatch: no usable TLSA record matches the certificate that the server
// shows, and no more exact cause of the mismatch is known.
func tlsaMismatch() Rule {
	return Rule{
		Code: "tlsa.mismatch", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7671 5.1", "RFC 6698 2.1"},
		Causes: []finding.Code{"local.tls-intercepted"},
		Detect: detectTLSAMismatch,
	}
}

func detectTLSAMismatch(c *Case) []finding.Finding { return c.mismatchOf("", nil) }

// mismatch makes the finding with what every text about a mismatch needs: the
// records in DNS, the certificate shown, the record to publish, the wait.
func (c *Case) mismatch(h *mail.Host, a *mail.Address) finding.Finding {
	f := c.AddressFinding(h, a, StepMatch)
	f.Evidence = append(append(f.Evidence[:len(f.Evidence):len(f.Evidence)], h.TLSA.Evidence...), h.Evidence...)
	f.Weight = finding.Fatal
	spki, err := tlsa.SPKI(a.ChainDER[0])
	f.Args["present"] = fmt.Sprintf("%x", tlsa.Value(matchSHA256, spki))
	if err != nil {
		spki, f.Args["present"] = nil, c.Words.Say("[SHA-256] of no key that can be read")
	}
	f.Args["record"] = fix.TLSA311(h.Base, c.port(), h.TLSA.TTL, spki)
	f.Args["base"] = h.Base.Show()
	f.Args["sni"] = h.Base.Show()
	f.Args["wait"] = fix.Wait(c.Words, h.TLSA.TTL)
	f.Args["ttl"] = fmt.Sprint(h.TLSA.TTL)
	c.rollover(f.Args, h.TLSA.TTL)
	f.Args["guess"] = guessWords(c.Words, h, a)
	f.Args["count"] = fmt.Sprint(len(h.Records))
	f.Args["published"] = recordLines(h.Records)
	f.Args["others"] = finding.Flag(c.OtherHostsPass(h))
	f.Args["since"], f.Args["until"], f.Args["leaf"] = "", "", c.Words.Say("a certificate")
	if a.Leaf != nil {
		f.Args["since"], f.Args["until"] = fix.Moment(a.Leaf.NotBefore), fix.Moment(a.Leaf.NotAfter)
		f.Args["leaf"] = certName(c.Words, a)
	}
	return f
}
