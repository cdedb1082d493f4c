package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// smtpConnectRefused: the machine answers, but nothing listens on port 25.
func smtpConnectRefused() Rule {
	return Rule{
		Code: "smtp.connect-refused", Severity: finding.Risk, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC: []string{"RFC 5321 4.5.4.1"}, Causes: []finding.Code{"local.port25-blocked", "mx.host-private-address"},
		Detect: detectSmtpConnectRefused,
	}
}

func detectSmtpConnectRefused(c *Case) []finding.Finding {
	return c.down(StepConnect, view.ConnectRefused)
}
