package sender

import (
	"bytes"
	"slices"

	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
)

// stsUse is how a sender uses MTA-STS.
type stsUse uint8

const (
	stsNever  stsUse = iota
	stsBeside        // beside DANE: a policy that nobody looked for counts as none
	stsOnly          // instead of DANE: without the policy nothing can be said
)

// stsState is what is known of the policy of the domain.
type stsState uint8

const (
	stsNone     stsState = iota // none, or one that asks for nothing
	stsEnforced                 // RFC 8461 5: deliver to servers that fit, or not at all
	stsUnknown                  // there may be one
)

// sts is the state of the policy for this sender. What a sender remembers of an
// older policy is not known.
func (w walk) sts() stsState {
	p := w.report.Policies
	switch {
	case w.model.STS == stsNever, p == nil && w.model.STS == stsBeside:
		return stsNone
	case p == nil:
		return stsUnknown
	case p.STS.Active() && !p.STS.Trust.Checked, nearUs(p.STS):
		return stsUnknown // whether it is the policy of the domain
	case p.STS.Active():
		return stsEnforced
	case p.STS.TXT.Presence == policy.NotKnown, p.STS.TXT.Presence == policy.Withheld:
		return stsUnknown
	case p.STS.TXT.Usable() && p.STS.Policy == nil && slices.Contains([]policy.FetchTrouble{"", policy.FetchOwnSide, policy.FetchUnread, policy.FetchWithheld}, p.STS.Trouble):
		return stsUnknown // announced, and not read from here
	}
	return stsNone // RFC 8461 3.1, 3.3: what is not valid is as good as none
}

// nearUs tells whether the policy host may be all right, and a box near us show
// certificates of its own: of an authority that nobody knows. One that a server
// made for itself is its own.
func nearUs(s policy.STS) bool {
	leaf := s.Trust.Leaf
	return s.Trouble == policy.FetchCertificate && s.Trust.Why == "untrusted" && leaf != nil && !bytes.Equal(leaf.RawIssuer, leaf.RawSubject)
}

// held is a mail server as the policy sees it.
func (w walk) held(h *mail.Host) (policy.STSHost, bool) {
	list := w.report.Policies.STS.Hosts
	i := slices.IndexFunc(list, func(o policy.STSHost) bool { return o.Host == h.Name })
	if i < 0 {
		return policy.STSHost{}, false
	}
	return list[i], true
}

// unlisted tells whether a sender passes a server over before it connects,
// because the policy does not have it (RFC 8461 4.1). Where DANE is in force, that
// is followed first: nothing rescues a server that fails it (RFC 8461 2).
func (w walk) unlisted(h *mail.Host, does action) bool {
	if does != goOpen && does != goEncrypt || w.sts() != stsEnforced {
		return false
	}
	held, ok := w.held(h)
	return ok && !held.Listed
}

// underSTS is what a condition of a connection becomes under the policy (RFC 8461
// 4.2): TLS without a proof is not enough.
func (w walk) underSTS(h *mail.Host, a *mail.Address, why Condition) Condition {
	state := w.sts()
	open := slices.Contains([]Condition{OpenTLS, OpenNoSTARTTLS, OpenSTARTTLSRefused, OpenHandshakeFailed, OpenNoCipher, OpenOldTLS}, why)
	switch {
	case state == stsNone, !open && why != Match:
		return why
	case state == stsUnknown && open:
		return NotSeen
	case state == stsUnknown:
		return why
	case open && why != OpenTLS && why != OpenOldTLS:
		return STSNoTLS
	}
	held, ok := w.held(h)
	passes := view.NotChecked
	for _, s := range held.Servers {
		if s.Addr == a.Addr.String() {
			passes = s.Passes()
		}
	}
	return stsVerdict(why, ok && held.Listed, passes)
}

// stsVerdict follows the policy for a server that gave TLS.
func stsVerdict(why Condition, listed bool, passes view.Fact) Condition {
	switch {
	case why == Match && !listed:
		return MatchSTSUnlisted
	case why == Match && passes == view.No:
		return MatchSTSUntrusted
	case why == Match:
		return Match
	case passes == view.Yes && why == OpenOldTLS:
		return why // a good certificate, for those who take such TLS
	case passes == view.Yes:
		return STSMatch
	case passes == view.No:
		return STSUntrusted
	}
	return NotSeen
}

// possible lists the ways in which a server may take the mail that nobody saw,
// under a policy of its host and MTA-STS.
func (w walk) possible(does action) []Fate {
	if does == goOpen || does == goEncrypt {
		switch w.sts() {
		case stsEnforced:
			return []Fate{Authenticated}
		case stsUnknown:
			return delivered()
		}
	}
	return does.possible()
}
