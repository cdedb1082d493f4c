package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
)

// daneConflictWithMtasts: a mail server passes one of the two checks and fails the other.
func daneConflictWithMtasts() Rule {
	return Rule{
		Code: "dane.conflict-with-mtasts", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 2", "RFC 7672 2.2"},
		Causes: append(hostFaults(), "mtasts.mx-not-listed", "mtasts.mx-cert-invalid", "exo.mtasts-not-updated"),
		Detect: detectDaneConflictWithMtasts,
	}
}

func detectDaneConflictWithMtasts(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || !p.STS.Active() {
		return nil
	}
	var rescued, refused []*mail.Host
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		held, ok := c.stsHost(h.Name)
		if !ok {
			continue
		}
		passes := func(want view.Fact) bool {
			return slices.ContainsFunc(held.Servers, func(s policy.STSServer) bool { return s.Passes() == want })
		}
		switch {
		case h.Mode == mail.ModeDANE && c.Report.MX.Secure && h.Outcome == mail.OutcomeFail && held.Listed && passes(view.Yes) && !passes(view.No):
			rescued = append(rescued, h) // RFC 8461 2: it must not be
		case h.Outcome == mail.OutcomePass && (!held.Listed || passes(view.No)):
			refused = append(refused, h)
		}
	}
	hosts := append(slices.Clone(rescued), refused...)
	if len(hosts) == 0 {
		return nil
	}
	f := c.domainFinding(hosts)
	f.Link, f.Weight = "", finding.Info // what fails is a finding of its own
	f.Evidence = append(f.Evidence, p.STS.FetchID)
	f.Args["rescued"], f.Args["refused"], f.Args["hosts"] = hostList(c.Words, rescued), hostList(c.Words, refused), hostList(c.Words, hosts)
	return []finding.Finding{f}
}
