package transport

import (
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// plan is how the next try travels. Plans are pure: after looks at what came
// and says what to do next.
type plan struct {
	transport evidence.Transport
	plain     bool // without EDNS
	tries     int  // used on this transport, the coming one included
	allowed   int  // on this transport
}

// first returns the plan of the first try.
func first(t evidence.Transport, tries int, brief bool) plan {
	if brief {
		tries = 1
	}
	return plan{transport: t, tries: 1, allowed: tries}
}

// after returns the plan of the try that follows one with this outcome; ok is
// false when no more is to be tried.
func (p plan) after(a Answer, tries int, brief bool) (next plan, ok bool) {
	switch {
	case a.Failure == evidence.Untrusted:
		return p, false // never without the proof who it is (RFC 8310 5)
	case a.Failure == evidence.Cancelled, a.Failure == evidence.Unreachable, a.Failure == evidence.Forbidden:
		return p, false // our own side: another try meets the same
	case a.Msg != nil && a.Msg.TC && p.transport == evidence.UDP:
		return plan{transport: evidence.TCP, plain: p.plain, tries: 1, allowed: tries}, true // RFC 7766 5
	case a.Msg != nil && !p.plain && refusesEDNS(a.Msg.Rcode):
		p.plain = true // RFC 6891 7
		return p, true
	case a.Msg != nil:
		return p, false
	case p.transport == evidence.UDP && (a.Failure == evidence.Refused || p.tries >= p.allowed):
		// Datagrams may be filtered where connections are not (RFC 7766 5).
		return plan{transport: evidence.TCP, plain: p.plain, tries: 1, allowed: 1}, !brief
	case p.tries >= p.allowed:
		return p, false
	}
	p.tries++
	return p, true
}

// refusesEDNS tells whether a response code may mean that the server does not
// understand the OPT record (RFC 6891 7).
func refusesEDNS(r wire.Rcode) bool {
	return r == wire.FormErr || r == wire.NotImp || r == wire.BadVers
}
