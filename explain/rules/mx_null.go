package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// mxNull: the domain says that it takes no mail (MX 0 .).
func mxNull() Rule {
	return Rule{
		Code: "mx.null", Severity: finding.Fatal, Layer: finding.LayerMX, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 7505 3", "RFC 7505 4.1"}, Detect: detectMxNull,
	}
}

func detectMxNull(c *Case) []finding.Finding {
	if c.Report.MX.Kind != mail.MXNull {
		return nil
	}
	f := c.domainFinding(nil)
	f.Args["status"] = c.Words.Say("[of an answer] not signed")
	if c.Report.MX.Secure {
		f.Args["status"] = c.Words.Say("[of an answer] signed")
	}
	return []finding.Finding{f}
}
