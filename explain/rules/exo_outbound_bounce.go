package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/sender"
)

// exoOutboundBounce: mail from Exchange Online does not reach the domain, and its people read a code.
func exoOutboundBounce() Rule {
	return Rule{
		Code: "exo.outbound-bounce", Severity: finding.Info, Layer: finding.LayerDANE, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 7672 2.1.2", "RFC 7672 2.2", "RFC 3463 3.8"},
		Detect: detectExoOutboundBounce,
	}
}

func detectExoOutboundBounce(c *Case) []finding.Finding {
	v, ok := c.senderView(sender.ExchangeOnline)
	if !ok || !c.speaksOfMail() || !stopped(v) || v.Code == "" {
		return nil // without a documented code nothing tells this bounce from others
	}
	f := c.adviceFinding(v)
	if b := c.Result.Break; b != nil && b.OwnerOf != "" {
		f.Owner, f.OwnerOf = b.Owner, b.OwnerOf
	}
	f.Args["waiting"], f.Args["final"], f.Args["text"], f.Args["source"] = v.Code, finalCode(v.Code), v.Text, c.Words.Say(v.Source)
	return []finding.Finding{f}
}
