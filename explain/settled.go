package explain

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/probe/judge/mail"
)

// Unsettled tells whether what was not seen could still change the verdict: the
// check is under way, was stopped, or its time was up. Until there is a verdict
// there is none to change.
func (d *Diagnosis) Unsettled() bool {
	if d.Final && d.OutOfTime() == 0 {
		return false
	}
	switch d.Verdict {
	case mail.Protected, mail.Blocked: // what is missing may show a fault of one server, or that some senders get through
		return true
	case mail.AtRisk: // what is missing may show that all of it is our own side
		return !d.Final && !slices.ContainsFunc(d.Findings, func(f Explained) bool {
			return dangerous(f.Finding) && f.ConsequenceOf < 0 && !maybeOurs(d.Report, f.Code)
		})
	}
	return false
}

// maybeOurs tells whether a fault can turn out to be one of our own side, which is
// said only when enough was seen. Nothing on our side swaps certificates where one
// of them fits its TLSA records.
func maybeOurs(r *mail.Report, code finding.Code) bool {
	genuine := slices.ContainsFunc(r.Hosts, func(h mail.Host) bool {
		return slices.ContainsFunc(h.Addresses, func(a mail.Address) bool { return a.Match.Matched })
	})
	rule, _ := rules.Find(code)
	return slices.ContainsFunc(rule.Causes, func(c finding.Code) bool {
		return strings.HasPrefix(string(c), "local.") && (!genuine || c != "local.tls-intercepted")
	})
}
