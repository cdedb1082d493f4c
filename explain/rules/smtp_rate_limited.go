package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// smtpRateLimited: the server served us and then found that we come too often.
func smtpRateLimited() Rule {
	return Rule{
		Code: "smtp.rate-limited", Severity: finding.Info, Layer: finding.LayerSMTP, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 5321 3.8", "RFC 5321 4.5.4.1"},
		Detect: detectSmtpRateLimited,
	}
}

func detectSmtpRateLimited(c *Case) []finding.Finding {
	return c.shown(StepConnect, func(f *finding.Finding, _ *mail.Host, a *mail.Address) bool {
		s := a.Limited()
		if s == nil {
			return false
		}
		looked(f, s)
		f.Owner, f.OwnerOf = finding.OwnerNobody, ""
		f.Args["detail"] = replyWords(s)
		return true
	})
}

// replyWords is the first line of the 4xx reply that put a session off.
func replyWords(s *view.Session) string {
	r, _ := mail.Postponement(s)
	if len(r.Lines) == 0 {
		return s.Detail.String()
	}
	return evidence.Escape(string(r.Lines[0]), evidence.WildMax)
}
