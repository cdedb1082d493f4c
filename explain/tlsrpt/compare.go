package tlsrpt

import (
	"net/netip"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
)

// Place is one address of a mail server.
type Place struct {
	Host    string
	Address netip.Addr
	Family  string // "IPv4" or "IPv6"
}

// Now is a result held against a check of the domain.
type Now struct {
	State  bounce.State
	Why    string         // what is seen now
	Code   finding.Code   // the finding that stands for it, empty if none
	Points []finding.Code // those of the result's points that were found
	Wrong  []Place        // where it is still wrong
	Unseen []Place        // where it could not be seen from here
}

// Compare holds what was reported for a mail server (empty: for none in
// particular) against what a check of the domain found.
func Compare(host string, r Result, d *explain.Diagnosis) Now {
	switch r.Type {
	case STSFetchError, STSPolicyInvalid, STSWebPKIInvalid:
		return fetched(r, d)
	}
	var now Now
	for i, k := range r.kinds() {
		b := bounce.Bounce{Kind: k, Host: host, MTA: system(r), Points: bounce.Usual(k), EDE: -1}
		one := bounce.Compare(b, d)
		points := append(now.Points, one.Points...)
		if i == 0 || gravity(one.State) > gravity(now.State) {
			now = Now{State: one.State, Why: one.Why, Code: one.Code}
		}
		now.Points = points
	}
	if now.State == "" {
		now.State = bounce.NotCompared
	}
	if now.State == bounce.NotCompared || d.Report == nil {
		return now
	}
	now.places(host, r, d.Report)
	return now
}

// gravity orders states: where a result type stands for several faults, the worst
// of them counts.
func gravity(s bounce.State) int {
	return slices.Index([]bounce.State{bounce.NotCompared, bounce.Fixed, bounce.FixedAsSeen, bounce.Changed, bounce.CannotTell, bounce.StillPartly, bounce.Still}, s)
}

// system is the mail system of those who reported, if all have the same and it is known.
func system(r Result) bounce.MTA {
	all := func(word string) bool {
		return len(r.Senders) > 0 && !slices.ContainsFunc(r.Senders, func(s string) bool { return !strings.HasPrefix(strings.ToLower(s), word) })
	}
	switch {
	case all("microsoft"):
		return bounce.ExchangeOnline
	case all("google"):
		return bounce.Gmail
	}
	return ""
}

// places finds the addresses that still fail, and those that could not be seen.
// A mail server that nobody sees any more is not called fixed.
func (n *Now) places(host string, r Result, rep *mail.Report) {
	seen := 0
	for _, h := range rep.Hosts {
		name := strings.ToLower(strings.TrimSuffix(h.Name.Show(), "."))
		if host != "" && host != name && serves(rep, host) {
			continue
		}
		for _, a := range h.Addresses {
			at := Place{name, a.Addr, a.Family}
			switch wrong, known := wrongAt(r, h, a, rep.Policies); {
			case !known:
				n.Unseen = append(n.Unseen, at)
			case wrong:
				n.Wrong = append(n.Wrong, at)
				seen++
			default:
				seen++
			}
		}
	}
	switch n.State {
	case bounce.Fixed, bounce.FixedAsSeen:
		if len(n.Wrong) > 0 && !aboutDNS(r.Type) {
			n.State = bounce.Changed // mail gets through elsewhere, and not here
			return
		}
		n.Wrong = nil
	case bounce.CannotTell, bounce.NotCompared:
		n.Wrong = nil
	}
	if aboutDNS(r.Type) || len(n.Unseen) == 0 {
		n.Unseen = nil
		return
	}
	if n.State == bounce.Fixed || n.State == bounce.FixedAsSeen {
		n.State = bounce.FixedAsSeen
		if seen == 0 {
			n.State = bounce.CannotTell
		}
	}
}

// serves tells whether a host is still a mail server of the domain.
func serves(rep *mail.Report, host string) bool {
	return slices.ContainsFunc(rep.Hosts, func(h mail.Host) bool {
		return strings.ToLower(strings.TrimSuffix(h.Name.Show(), ".")) == host
	})
}

// aboutDNS tells whether no session with a mail server is needed to see the fault.
func aboutDNS(t ResultType) bool { return t == DNSSECInvalid || t == DANERequired }

// wrongAt tells whether an address is wrong for a sender of a policy, and whether
// that could be seen.
func wrongAt(r Result, h mail.Host, a mail.Address, p *policy.Result) (wrong, known bool) {
	if r.Policy == STS {
		return wrongForSTS(h, a, p)
	}
	outcome := a.Outcome
	if r.Policy == NoPolicy {
		outcome = a.Talk
	}
	switch outcome {
	case mail.OutcomeUntested, mail.OutcomePending:
		return false, false
	case mail.OutcomeFail, mail.OutcomeDown:
		return true, true
	}
	return false, true
}

// wrongForSTS: RFC 8461 4.1 and 4.2.
func wrongForSTS(h mail.Host, a mail.Address, p *policy.Result) (wrong, known bool) {
	if p == nil {
		return false, false
	}
	for _, host := range p.STS.Hosts {
		for _, s := range host.Servers {
			if host.Host == h.Name && s.Addr == a.Addr.String() {
				return !host.Listed || s.Seen && (!s.TLS || s.Trust.Checked && !s.Trust.OK), s.Seen && (!s.TLS || s.Trust.Checked) || !host.Listed
			}
		}
	}
	return false, p.STS.TXT.Presence == policy.Absent // nobody is held to a policy that is gone
}

// fetched compares what was reported about the policy itself (RFC 8461 3.3).
func fetched(r Result, d *explain.Diagnosis) Now {
	now := Now{State: bounce.CannotTell, Why: d.Words.Say("The policy was not read in this check.")}
	if d.Report == nil || d.Report.Policies == nil {
		return now
	}
	sts := d.Report.Policies.STS
	codes := []finding.Code{"mtasts.policy-unreachable", "mtasts.policy-cert-invalid", "mtasts.policy-syntax"}
	for _, f := range d.Findings {
		if !slices.Contains(codes, f.Code) {
			continue
		}
		now.Why, now.Code = f.Title+" ("+f.Subject+")", f.Code
		named := slices.ContainsFunc(r.Points(), func(p bounce.Point) bool { return p.Code == f.Code })
		switch {
		case sts.Trouble == policy.FetchOwnSide || sts.Trouble == policy.FetchUnread:
			now.State = bounce.CannotTell
		case named:
			now.State, now.Points = bounce.Still, append(now.Points, f.Code)
			return now
		default:
			now.State = bounce.Changed
		}
	}
	switch {
	case now.Code != "":
	case sts.Policy != nil && sts.Policy.Valid:
		now.State, now.Why = bounce.Fixed, d.Words.Say("The policy can be fetched, and is valid.")
	case sts.TXT.Presence == policy.Absent:
		now.State, now.Why = bounce.Changed, d.Words.Say("The domain announces no MTA-STS policy any more.")
	}
	return now
}
