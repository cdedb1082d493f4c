package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
)

// exoWrongMxValue: the MX record names a server of Exchange Online that is not
// there: mistyped, made up, or given up.
func exoWrongMxValue() Rule {
	return Rule{
		Code: "exo.wrong-mx-value", Severity: finding.Fatal, Layer: finding.LayerMX, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 5321 5.1"},
		Detect: detectExoWrongMxValue,
	}
}

func detectExoWrongMxValue(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.operated(mailop.ExchangeLegacy, mailop.ExchangeDNSSEC, mailop.ExchangeDead, mailop.ExchangeMistyped) {
		kind := mailop.Classify(h.Name).Kind
		old := kind == mailop.ExchangeLegacy || kind == mailop.ExchangeDead
		if h.Gate != mail.GateNoAddress || old && len(c.newExchange()) > 0 {
			continue // exo.both-mx: the old name was left behind
		}
		f := c.tenantFinding(h, StepAddress)
		f.Weight = finding.Risk
		if c.noneHasAddress() {
			f.Weight = finding.Fatal
		}
		f.Evidence = append(f.Evidence, lookupEvidence(h.A, h.AAAA)...)
		f.Args["mistyped"] = finding.Flag(kind == mailop.ExchangeMistyped)
		f.Args["only"] = finding.Flag(f.Weight == finding.Fatal)
		out = append(out, f)
	}
	return out
}
