package mail

import (
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
)

// Judge judges a case, complete or still growing. It is pure: the same view and
// policy give the same report. A policy without a moment is judged at the time
// the check started.
func Judge(v *view.View, p dnssec.Policy) *Report {
	if p.At.IsZero() {
		p.At = v.Start().Wall
	}
	return newJudge(v, dnssec.New(v, p), p.At).report()
}
