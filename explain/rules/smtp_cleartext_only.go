package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// smtpCleartextOnly: no server offers STARTTLS, and none has DANE.
func smtpCleartextOnly() Rule {
	return Rule{
		Code: "smtp.cleartext-only", Severity: finding.Lost, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC: []string{"RFC 3207 1"}, Causes: []finding.Code{"smtp.starttls-missing"},
		Detect: detectSmtpCleartextOnly,
	}
}

func detectSmtpCleartextOnly(c *Case) []finding.Finding {
	var at []*mail.Host
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		if h.Mode != mail.ModeNone {
			return nil // DANE is in force, or nobody can tell
		}
		for j := range h.Addresses {
			if s := h.Addresses[j].Session; s == nil || s.Trouble != view.NoSTARTTLS || selective(&h.Addresses[j]) || h.Addresses[j].Stripped {
				return nil
			}
			at = append(at, h)
		}
	}
	if len(at) == 0 {
		return nil
	}
	return []finding.Finding{c.domainFinding(at)}
}
