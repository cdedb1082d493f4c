package rules

import (
	"danewalk/explain/finding"
	mailop "danewalk/probe/judge/operator"
)

// exoDaneNotEnabled: the mail server has a signed name of Exchange Online, and no
// TLSA record: the second command was not given.
func exoDaneNotEnabled() Rule {
	return Rule{
		Code: "exo.dane-not-enabled", Severity: finding.Lost, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7672 2.2.3"},
		Detect: detectExoDaneNotEnabled,
	}
}

func detectExoDaneNotEnabled(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.newExchange() {
		if !lacksTLSA(h) {
			continue
		}
		f := c.tlsaFinding(h)
		o := mailop.Classify(h.Name)
		f.OwnerOf, f.Evidence = c.Report.Domain.Show(), lookupEvidence(h.Lookups...)
		f.Args["token"], f.Args["subzone"] = o.Token, o.Subzone
		out = append(out, f)
	}
	return out
}
