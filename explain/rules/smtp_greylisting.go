package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// smtpGreylisting: the server puts off whom it does not know yet.
func smtpGreylisting() Rule {
	return Rule{
		Code: "smtp.greylisting", Severity: finding.Info, Layer: finding.LayerSMTP, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 6647 2", "RFC 5321 4.5.4.1", "RFC 7672 9.2"},
		Detect: detectSmtpGreylisting,
	}
}

func detectSmtpGreylisting(c *Case) []finding.Finding {
	return c.shown(StepConnect, func(f *finding.Finding, _ *mail.Host, a *mail.Address) bool {
		for _, s := range a.Sessions() {
			if !mail.Greylisted(s) {
				continue
			}
			looked(f, s)
			f.Owner, f.OwnerOf = finding.OwnerNobody, ""
			f.Args["detail"], f.Args["blind"] = replyWords(s), finding.Flag(greylistedHere(a))
			if greylistedHere(a) {
				f.Weight = finding.Local // it is us who are not known; others were not seen
			}
			return true
		}
		return false
	})
}

// greylistedHere tells whether greylisting kept us from seeing anything more of
// an address.
func greylistedHere(a *mail.Address) bool {
	return a.Session != nil && a.Talk == mail.OutcomeUntested && mail.Greylisted(a.Session)
}
