package mail

import (
	"slices"
	"time"

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

// GaveUp returns the tries in which a resolver failed at the question that made a
// lookup fail, if it did not give an answer about any other name after that: then
// nobody can tell whether the name servers are the reason, or the resolver. Empty
// if it did, or if the lookup failed for another reason.
func GaveUp(all []*view.Answer, l *dnssec.Lookup) (tries []evidence.ID) {
	var since time.Duration
	for _, a := range all {
		if a.Name != l.Fault.Name || a.Type != l.Fault.Type {
			continue
		}
		if !a.Resolver || a.Class != view.ErrorCode || a.Msg.Rcode != wire.ServFail {
			return nil
		}
		if len(tries) == 0 || a.At < since {
			since = a.At
		}
		tries = append(tries, a.Tries...)
	}
	for _, a := range all {
		// What registries have it may know by heart, but not what nobody has asked for.
		fresh := a.MadeUp || a.Name.Labels() > 1 && a.Type != wire.TypeDS
		if fresh && a.Resolver && a.Usable() && a.Began() >= since && (l.Fault.Name.IsRoot() || !a.Name.Under(l.Fault.Name)) {
			return nil
		}
	}
	return tries
}

// Contradicts tells whether a resolver that validates takes for good what is
// nothing at all: a denial without any signature or proof. From a zone it would
// not take that (RFC 4035 5.5), so it, or somebody before it, made the answer.
func Contradicts(all, opinions []*view.Answer, f dnssec.Fault) bool {
	asked := func(a *view.Answer) bool { return a.Resolver && a.Usable() && a.Name == f.Name && a.Type == f.Type }
	bare := func(a *view.Answer) bool {
		signed := func(s *wire.RRset) bool { return len(s.Sigs) > 0 }
		return asked(a) && a.Class != view.Answered && !slices.ContainsFunc(a.Authority, signed)
	}
	validates := func(a *view.Answer) bool { return a.Usable() && a.Msg.AD && !a.MadeUp }
	return f.Reason == dnssec.DenialMissing && slices.ContainsFunc(all, bare) &&
		slices.ContainsFunc(opinions, asked) && slices.ContainsFunc(opinions, validates)
}

// madeByResolver tells whether what is not signed was made up by the resolver, as
// it says itself.
func (j *judge) madeByResolver(l *dnssec.Lookup) bool {
	return l.Status == dnssec.Insecure && Invented(j.All(), l)
}

// Invented tells whether a resolver says of its answer to a lookup that it is its
// own policy, and not what the zone holds.
func Invented(all []*view.Answer, l *dnssec.Lookup) bool {
	return slices.ContainsFunc(all, func(a *view.Answer) bool {
		return a.Name == l.Name && a.Type == l.Type && a.Resolver && a.Usable() && Filtered(a)
	})
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
