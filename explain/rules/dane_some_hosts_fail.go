package rules

import (
	"danewalk/explain/finding"
)

// daneSomeHostsFail: some mail servers fail the check while others take the mail.
func daneSomeHostsFail() Rule {
	return Rule{
		Code: "dane.some-hosts-fail", Severity: finding.Risk, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2.1"},
		Causes: hostFaults(),
		Detect: detectDaneSomeHostsFail,
	}
}

func detectDaneSomeHostsFail(c *Case) []finding.Finding {
	failing, passing := c.hostSplit()
	if !c.Report.Complete || len(failing) == 0 || len(passing) == 0 {
		return nil
	}
	f := c.domainFinding(failing)
	f.Args["hosts"], f.Args["others"] = hostList(c.Words, failing), hostList(c.Words, passing)
	return []finding.Finding{f}
}
