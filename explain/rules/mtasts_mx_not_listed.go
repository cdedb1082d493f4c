package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// mtastsMxNotListed: a mail server is not in the policy.
func mtastsMxNotListed() Rule {
	return Rule{
		Code: "mtasts.mx-not-listed", Severity: finding.FatalIf, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 4.1", "RFC 8461 5"},
		Detect: detectMtastsMxNotListed,
	}
}

func detectMtastsMxNotListed(c *Case) []finding.Finding {
	fresh := c.newExchange()
	return c.unlisted(func(h *mail.Host) bool { return !slices.Contains(fresh, h) }) // those have a code of their own
}

// unlisted makes a finding of each mail server of a kind that no pattern of the
// policy covers (RFC 8461 4.1).
func (c *Case) unlisted(is func(*mail.Host) bool) (out []finding.Finding) {
	p := c.policies()
	if p == nil {
		return nil
	}
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		held, ok := c.stsHost(h.Name)
		if !ok || held.Listed || p.STS.Policy.Mode == "none" || !is(h) {
			continue
		}
		f := c.stsHostFinding(p.STS, h)
		if l := c.Report.MX.Lookup; l != nil {
			f.Evidence = append(slices.Clone(f.Evidence), lookupEvidence(l)...)
		}
		f.OwnerOf = c.Report.Domain.Show()
		out = append(out, f)
	}
	return out
}
