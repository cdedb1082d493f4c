package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/sender"
)

// exoOutboundMode: DANE stops mail from Exchange Online, whose administrators can leave DANE out for one partner.
func exoOutboundMode() Rule {
	return Rule{
		Code: "exo.outbound-mode", Severity: finding.Info, Layer: finding.LayerDANE, Owner: finding.OwnerSender, Advice: true,
		RFC:    []string{"RFC 7672 2.2"},
		Detect: detectExoOutboundMode,
	}
}

// detectExoOutboundMode speaks only where leaving DANE out surely helps: it does
// not where a server is out of reach, and what it does about DNSSEC is not documented.
func detectExoOutboundMode(c *Case) []finding.Finding {
	checks, ok := c.senderView(sender.ExchangeOnline)
	none, also := c.senderView(sender.ExchangeNone)
	if !ok || !also || !c.speaksOfMail() || !stopped(checks) || !takes(none) {
		return nil
	}
	f := c.adviceFinding(none)
	f.OwnerOf = ""
	f.Args["manner"], f.Args["proven"] = manner(c.Words, none), finding.Flag(none.Fate == sender.Authenticated)
	return []finding.Finding{f}
}
