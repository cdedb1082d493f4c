package mail

import (
	"slices"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
)

// addressOutcome tells what a sender finds at one address.
func (j *judge) addressOutcome(h *Host, a *Address) Outcome {
	switch {
	case h.Mode == ModePending && j.complete:
		return OutcomeUntested
	case h.Mode == ModePending:
		return OutcomePending
	case h.Mode == ModeUnreachable:
		return OutcomeFail // RFC 7672 2.1.2: not even tried
	case a.Special != "":
		return OutcomeDown // whatever we saw from here
	case a.Talk != OutcomePass:
		return a.Talk
	case h.Mode == ModeNone:
		return OutcomeUnprotected
	case h.Mode == ModeEncryptOnly:
		return OutcomeEncrypted // RFC 7672 2.2: TLS is enough when no record is usable
	case a.Match.Matched:
		return OutcomePass
	case a.Match.Undecided():
		return OutcomeUntested // our own library or limit: others may accept the chain
	case otherSNI(h, a.shown()):
		return OutcomeUntested // RFC 7672 8.1: the right name might have brought another certificate
	}
	return OutcomeFail
}

// talk tells what the conversation with an address shows by itself. Where the
// records are not known, nor whether they ask for TLS, a server without it is
// open and not broken.
func (j *judge) talk(h *Host, a *Address) Outcome {
	if a.Session == nil {
		return j.later(OutcomeUntested)
	}
	s := a.shown()
	if encrypted(s) {
		return OutcomePass
	}
	mode := h.Mode
	if mode == ModePending || mode == ModeUnreachable {
		mode = ModeNone
	}
	return j.troubled(h, mode, a, s)
}

// otherSNI tells whether we asked for another name than a sender would. The
// collector cannot know which TLSA records will turn out to be in force.
func otherSNI(h *Host, s *view.Session) bool {
	return s.TLS.SNI != "" && s.TLS.SNI != h.Base.Show()
}

// later gives the outcome once the case is complete, and pending before.
func (j *judge) later(o Outcome) Outcome {
	if j.complete {
		return o
	}
	return OutcomePending
}

// troubled tells what a session means that did not get to TLS.
func (j *judge) troubled(h *Host, mode Mode, a *Address, s *view.Session) Outcome {
	if j.net.cut(s) {
		return j.later(OutcomeUntested)
	}
	switch s.Trouble {
	case view.ConnectTimeout, view.ConnectNoRoute, view.ConnectRefused, view.ConnectOther:
		return j.unconnected(h, a, s)
	case view.BannerTimeout:
		return j.silent()
	case view.BannerTempfail, view.EHLOTempfail:
		return j.later(OutcomeUntested) // we may be let in when we come back
	case view.BannerRejected, view.BannerClosed:
		return OutcomeUntested // this server may dislike our address: nothing is known about others
	case view.BannerGarbage, view.EHLOFailed:
		return OutcomeDown
	case view.EHLORejected:
		return rejected(mode, s)
	case view.Stripped, view.NoSTARTTLS:
		if mode != ModeNone && j.net.strips(s) {
			return OutcomeUntested // a box on the way did it, probably near us
		}
		return withoutTLS(mode)
	case view.STARTTLSRefused:
		if Greylisted(s) {
			return j.later(OutcomeUntested) // a sender that comes back may get it
		}
		return withoutTLS(mode)
	case view.STARTTLSFailed:
		return withoutTLS(mode)
	case view.HandshakeFailed:
		if refusedByUs(s) && mode != ModeNone {
			return j.later(OutcomeUntested) // a second look may still come
		}
		return withoutTLS(mode)
	case view.NotFinished:
		return j.later(OutcomeUntested)
	}
	return j.later(OutcomeUntested)
}

// withoutTLS is for a server that takes mail but gives no TLS: opportunistic
// senders deliver in clear text, DANE senders do not deliver (RFC 7672 2.2).
func withoutTLS(mode Mode) Outcome {
	if mode == ModeNone {
		return OutcomeUnprotected
	}
	return OutcomeFail
}

// rejected is for a 5xx reply to EHLO: a server that knows HELO only, and so
// has no STARTTLS, or one that refuses us for our address or our name.
func rejected(mode Mode, s *view.Session) Outcome {
	switch s.EHLO.Code {
	case 500, 502: // RFC 5321 4.2.2: the command is not known; 501 and 504 are about our name behind it
		return withoutTLS(mode)
	}
	return OutcomeUntested
}

// unconnected is for a TCP connection that did not stand. It is the server's
// fault only if our own side is known to work: another port 25 was reached, and
// over the same address family, or at least something far away answered over it
// and the server itself over the other one.
func (j *judge) unconnected(h *Host, a *Address, s *view.Session) Outcome {
	switch {
	case ownFault(s.Dial.Failure), j.net.proxied && s.Trouble == view.ConnectNoRoute:
		return OutcomeUntested
	case j.net.smtp != view.Yes, !j.net.reaches(a.Family), j.net.closedFamily() == a.Family:
		return j.later(OutcomeUntested)
	case !j.net.mail(a.Family).open && !j.reachedOtherwise(h, a):
		return j.later(OutcomeUntested)
	}
	return OutcomeDown
}

// reachedOtherwise tells whether a host was reached over the other family.
func (j *judge) reachedOtherwise(h *Host, a *Address) bool {
	for at, sessions := range j.sessions {
		if at.host == h.Name && at.addr.Is4() != a.Addr.Unmap().Is4() && slices.ContainsFunc(sessions, j.net.stood) {
			return true
		}
	}
	return false
}

// silent is for a server that accepts the connection and says nothing. Some
// networks answer port 25 themselves that way.
func (j *judge) silent() Outcome {
	if j.net.greeted {
		return OutcomeDown
	}
	return j.later(OutcomeUntested)
}

// outcome tells what a sender finds at a host: the worst of its addresses, since
// each address is tried by somebody.
func (j *judge) outcome(h *Host) Outcome {
	switch h.Gate {
	case GatePending:
		return j.later(OutcomeUntested)
	case GateFailed:
		return OutcomeFail // RFC 7672 2.1.2: the host is skipped
	case GateNoAddress:
		return OutcomeDown
	}
	if h.Mode == ModeUnreachable {
		return OutcomeFail
	}
	var worst Outcome = OutcomePass
	for _, a := range h.Addresses {
		if a.Outcome.rank() > worst.rank() && !j.excluded(a) {
			worst = a.Outcome
		}
	}
	if worst == OutcomePass && !j.whole(h) {
		return j.later(OutcomeUntested)
	}
	return worst
}

// whole tells whether a host without complaint was really seen whole: its
// addresses were looked up, and one at least was tested. A lookup that fails for
// everybody was seen; senders go on with the other family (RFC 7672 2.2.2).
func (j *judge) whole(h *Host) bool {
	for _, l := range []*dnssec.Lookup{h.A, h.AAAA} {
		if s := j.state(l); (s == pending || s == untested) && !j.off(l) {
			return false
		}
	}
	for _, a := range h.Addresses {
		if !j.excluded(a) {
			return true
		}
	}
	return false
}

// excluded tells whether an address is left out of the sum because our side
// does not have its family: the person asked for that, or our system has no route
// or nothing at all, not even a root server, answered over it while the other
// family works, or our network lets no mail out over it. The address stays
// untested and is shown so.
func (j *judge) excluded(a Address) bool {
	if a.Outcome != OutcomeUntested && a.Outcome != OutcomePending {
		return false // known anyway
	}
	wanted, other := j.start.Vantage.IPv6, j.start.Vantage.IPv4
	if a.Family == ipv4 {
		wanted, other = other, wanted
	}
	if !other {
		return false
	}
	here, _ := j.net.family(a.Family)
	asked := here.asked && !j.net.proxied // a proxy may have other families than we do
	missing := j.net.reaches(otherFamily(a.Family)) && !j.net.reaches(a.Family) && (asked || a.Trouble == view.ConnectNoRoute)
	return !wanted || j.complete && (missing || j.net.closedFamily() == a.Family)
}

// rank orders outcomes from good to bad; pending hides everything but a failure
// that is certain.
func (o Outcome) rank() int {
	switch o {
	case OutcomePass:
		return 0
	case OutcomeEncrypted:
		return 1
	case OutcomeUnprotected:
		return 2
	case OutcomeUntested:
		return 3
	case OutcomePending:
		return 4
	case OutcomeDown:
		return 5
	}
	return 6
}
