package mail

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// resolverFilters tells whether a lookup failed because a resolver gave no
// proper answer to the question that decides. That is a matter between us and
// the resolver.
func (j *judge) resolverFilters(l *dnssec.Lookup) bool {
	filtered, searched := false, false
	for _, a := range j.All() {
		if !a.Resolver || a.Name != l.Fault.Name || a.Type != l.Fault.Type {
			continue
		}
		if Filtered(a) {
			filtered = true
		} else {
			searched = true
		}
	}
	return filtered && !searched
}

// Filtered tells whether a resolver gave no proper answer: nothing, an error
// other than SERVFAIL, or one that it says to be its own policy. SERVFAIL
// says that it looked in vain (RFC 1035 4.1.1): with CD=1 the answer does not
// depend on validation (RFC 4035 3.2.2).
func Filtered(a *view.Answer) bool {
	switch {
	case !a.Resolver:
		return false
	case a.Class == view.Failed:
		return a.Failure != evidence.Cancelled
	case a.Class == view.ErrorCode && a.Msg.Rcode != wire.ServFail && !tooLong(a):
		return true
	}
	return a.Msg != nil && slices.ContainsFunc(a.Msg.EDNS.Errors, func(e wire.EDE) bool { return isPolicy(e.Code) })
}

// tooLong tells whether an answer shows a DNAME that makes a name too long
// (RFC 6672 2.2): what is wrong is there to see.
func tooLong(a *view.Answer) bool {
	return a.Msg.Rcode == wire.YXDomain && slices.ContainsFunc(a.Answer, func(s *wire.RRset) bool { return s.Type == wire.TypeDNAME })
}

// isPolicy tells whether an extended error says that the resolver made the
// answer itself, or keeps it back: Forged Answer, Blocked, Censored, Filtered,
// Prohibited (RFC 8914 4.5, 4.16 to 4.19).
func isPolicy(code uint16) bool { return code == 4 || code >= 15 && code <= 18 }
