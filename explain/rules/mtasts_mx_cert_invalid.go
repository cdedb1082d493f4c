package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
)

// mtastsMxCertInvalid: public authorities do not vouch for a mail server, and the policy asks for that.
func mtastsMxCertInvalid() Rule {
	return Rule{
		Code: "mtasts.mx-cert-invalid", Severity: finding.FatalIf, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC: []string{"RFC 8461 4.2", "RFC 8461 5", "RFC 6125 6"},
		Causes: append(sessionFaults(), "local.tls-intercepted", "local.clock-wrong", "tls.cert-expired", "tls.cert-not-yet-valid",
			"tls.cert-name-mismatch", "tls.self-signed", "tls.chain-incomplete", "tlsa.ta-name-mismatch", "tlsa.ta-chain-invalid"),
		Detect: detectMtastsMxCertInvalid,
	}
}

func detectMtastsMxCertInvalid(c *Case) (out []finding.Finding) {
	p := c.policies()
	if p == nil {
		return nil
	}
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		held, ok := c.stsHost(h.Name)
		if !ok || !held.Listed || p.STS.Policy.Mode == "none" {
			continue
		}
		bad := slices.DeleteFunc(slices.Clone(held.Servers), func(s policy.STSServer) bool { return s.Passes() != view.No })
		if len(bad) > 0 {
			out = append(out, c.untrusted(p.STS, h, bad, len(bad) < len(held.Servers)))
		}
	}
	return out
}

// untrusted makes the finding of the addresses of a server that MTA-STS refuses.
func (c *Case) untrusted(s policy.STS, h *mail.Host, bad []policy.STSServer, partly bool) finding.Finding {
	f := c.stsHostFinding(s, h)
	if partly && f.Weight == finding.Fatal {
		f.Weight = finding.Risk // senders try the other addresses
	}
	f.Evidence = append(slices.Clone(f.Evidence), hostEvidence(h)...)
	var addrs []string
	for _, b := range bad {
		addrs = append(addrs, b.Addr)
	}
	f.Args["addresses"], f.Args["why"], f.Args["detail"], f.Args["clear"] = c.Words.List(addrs), trustWords(c.Words, bad[0].Trust), bad[0].Trust.Detail.String(), ""
	if !bad[0].TLS {
		f.Args["why"], f.Args["clear"] = noTLSWords(c.Words, h, bad[0].Addr), finding.Flag(true)
	}
	f.Args["unknown"] = finding.Flag(bad[0].Trust.Why == "untrusted")
	return f
}

// noTLSWords says why mail to an address would not be encrypted: only what was not
// offered has to be turned on.
func noTLSWords(b *text.Book, h *mail.Host, addr string) string {
	for i := range h.Addresses {
		switch a := &h.Addresses[i]; {
		case a.Addr.String() != addr:
		case a.Trouble == view.HandshakeFailed:
			return b.Say("encryption is offered, and does not come about")
		case a.Trouble == view.STARTTLSRefused || a.Trouble == view.STARTTLSFailed:
			return b.Say("encryption is offered, and refused")
		}
	}
	return b.Say("it offers no encryption")
}
