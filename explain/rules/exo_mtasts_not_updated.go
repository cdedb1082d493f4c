package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// exoMtastsNotUpdated: the policy does not have the new host name of Exchange Online.
func exoMtastsNotUpdated() Rule {
	return Rule{
		Code: "exo.mtasts-not-updated", Severity: finding.FatalIf, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 4.1", "RFC 8461 5"},
		Detect: detectExoMtastsNotUpdated,
	}
}

func detectExoMtastsNotUpdated(c *Case) []finding.Finding {
	fresh := c.newExchange()
	out := c.unlisted(func(h *mail.Host) bool { return slices.Contains(fresh, h) })
	for i := range out {
		out[i].Args["star"] = finding.Flag(slices.Contains(c.policies().STS.Policy.MX, "*.mx.microsoft")) // one label too many
	}
	return out
}
