package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// smtpConnectTimeout: no TCP connection to port 25 of an address, while other mail servers answer.
func smtpConnectTimeout() Rule {
	return Rule{
		Code: "smtp.connect-timeout", Severity: finding.Risk, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC: []string{"RFC 5321 4.5.4.1"}, Causes: []finding.Code{"local.port25-blocked", "local.ipv6-broken", "mx.host-private-address"},
		Detect: detectSmtpConnectTimeout,
	}
}

func detectSmtpConnectTimeout(c *Case) []finding.Finding {
	return c.down(StepConnect, view.ConnectTimeout, view.ConnectOther)
}
