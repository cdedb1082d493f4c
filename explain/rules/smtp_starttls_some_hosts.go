package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// smtpStarttlsSomeHosts: some servers or addresses offer STARTTLS and some do not.
func smtpStarttlsSomeHosts() Rule {
	return Rule{
		Code: "smtp.starttls-some-hosts", Severity: finding.Risk, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC: []string{"RFC 7672 2.2"}, Causes: []finding.Code{"smtp.starttls-missing", "local.starttls-stripped"},
		Detect: detectSmtpStarttlsSomeHosts,
	}
}

func detectSmtpStarttlsSomeHosts(c *Case) []finding.Finding {
	var with, without []string
	var at []*mail.Host
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		for j := range h.Addresses {
			s := h.Addresses[j].Session
			switch {
			case s == nil || selective(&h.Addresses[j]): // told by its own rule
			case s.STARTTLS == view.Yes:
				with = append(with, h.Name.Show())
			case s.Trouble == view.NoSTARTTLS:
				without = append(without, h.Name.Show()+" "+h.Addresses[j].Addr.String())
				at = append(at, h)
			}
		}
	}
	if len(with) == 0 || len(without) == 0 {
		return nil
	}
	f := c.domainFinding(at)
	f.Args["without"] = c.Words.List(without)
	f.Args["hosts"] = hostList(c.Words, at[:1])
	return []finding.Finding{f}
}
