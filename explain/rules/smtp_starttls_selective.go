package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// smtpStarttlsSelective: one address offers STARTTLS in one session and not in another.
func smtpStarttlsSelective() Rule {
	return Rule{
		Code: "smtp.starttls-selective", Severity: finding.Risk, Layer: finding.LayerSMTP, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 9.2", "RFC 3207 4.1"},
		Detect: detectSmtpStarttlsSelective,
	}
}

func detectSmtpStarttlsSelective(c *Case) []finding.Finding {
	return c.shown(StepSTARTTLS, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		without, with := a.Withheld()
		if without == nil || with.Trouble == view.NotFinished && !c.Report.Complete {
			return false
		}
		looked(f, without, with)
		f.Args["first"], f.Args["dane"] = finding.Flag(without.Begin < with.Begin), finding.Flag(required(h))
		switch {
		case !required(h):
			f.Weight = finding.Lost
		case a.Outcome == mail.OutcomeFail && a.Otherwise == mail.OutcomePending:
			f.Weight = finding.Fatal // nor does it help to come back
		}
		return true
	})
}

// selective tells whether an address offers STARTTLS to some only.
func selective(a *mail.Address) bool {
	without, _ := a.Withheld()
	return without != nil
}
