package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/sender"
	"danewalk/probe/judge/mail"
)

// daneSenderDoesNotCheck: DANE stops mail at a server, and senders without DANE deliver there all the same.
func daneSenderDoesNotCheck() Rule {
	return Rule{
		Code: "dane.sender-does-not-check", Severity: finding.Info, Layer: finding.LayerDANE, Owner: finding.OwnerNobody, Advice: true,
		RFC:    []string{"RFC 7672 1.3.2", "RFC 7672 2.2"},
		Detect: detectDaneSenderDoesNotCheck,
	}
}

func detectDaneSenderDoesNotCheck(c *Case) []finding.Finding {
	if v := c.Result.Verdict; v != mail.Blocked && v != mail.AtRisk {
		return nil
	}
	checks, ok := c.senderView(sender.PostfixDANE)
	open, also := c.senderView(sender.Opportunistic)
	hosts := failingHosts(c.Words, checks, stopsDANE)
	if !ok || !also || hosts == "" || !takes(open) {
		return nil
	}
	f := c.adviceFinding(checks)
	f.OwnerOf = ""
	f.Args["hosts"], f.Args["all"] = hosts, finding.Flag(stopped(checks))
	f.Args["manner"], f.Args["encrypted"] = manner(c.Words, open), finding.Flag(open.Fate == sender.Encrypted)
	return []finding.Finding{f}
}
