package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// daneAllHostsFail: no mail server passes, so a sender that checks cannot deliver.
func daneAllHostsFail() Rule {
	return Rule{
		Code: "dane.all-hosts-fail", Severity: finding.Fatal, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7672 2.2.1"},
		Causes: hostFaults(),
		Detect: detectDaneAllHostsFail,
	}
}

func detectDaneAllHostsFail(c *Case) []finding.Finding {
	failing, passing := c.hostSplit()
	if !c.Report.Complete || len(failing) == 0 || len(passing) > 0 || dnsFails(failing) || c.anyUntested() {
		return nil
	}
	f := c.domainFinding(failing)
	f.Args["hosts"], f.Args["lenient"] = hostList(c.Words, failing), finding.Flag(c.Report.Lenient())
	return []finding.Finding{f}
}

// anyUntested tells whether a mail server, or an address of one that fails at
// another, could not be tested: it may pass.
func (c *Case) anyUntested() bool {
	return c.Report.Verdict == mail.CannotTell || slices.ContainsFunc(c.Report.Hosts, func(h mail.Host) bool { return h.Outcome == mail.OutcomeUntested })
}
