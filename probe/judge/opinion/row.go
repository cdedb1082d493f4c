package opinion

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// The extended errors that tell something here (RFC 8914 4).
const (
	edeStale           = 3
	edeForged          = 4
	edeExpired         = 7
	edeNotYetValid     = 8
	edeBlocked         = 15 // to 18: Censored, Filtered, Prohibited
	edeProhibited      = 18
	edeStaleNXDomain   = 19
	edeNegativeAnchor  = 33 // in use by resolvers, for zones that they were told not to validate (RFC 7646)
	isPolicy, isStale  = "policy", "stale"
	isTime, isExempted = "time", "exempted"
)

// meaning says what an extended error is good for here, in a word.
func meaning(code uint16) string {
	switch {
	case code == edeForged || code >= edeBlocked && code <= edeProhibited:
		return isPolicy
	case code == edeStale || code == edeStaleNXDomain:
		return isStale
	case code == edeExpired || code == edeNotYetValid:
		return isTime
	case code == edeNegativeAnchor:
		return isExempted
	}
	return ""
}

// says tells whether one of the two answers has an extended error of a meaning.
func (r *Row) says(what string) bool {
	for _, a := range []*view.Answer{r.Own, r.Data} {
		if a != nil && a.Msg != nil && slices.ContainsFunc(a.Msg.EDNS.Errors, func(e wire.EDE) bool { return meaning(e.Code) == what }) {
			return true
		}
	}
	return false
}

// unexplained tells whether neither answer has any extended error.
func (r *Row) unexplained() bool {
	for _, a := range []*view.Answer{r.Own, r.Data} {
		if a != nil && a.Msg != nil && len(a.Msg.EDNS.Errors) > 0 {
			return false
		}
	}
	return true
}

// Held is what we hold the question for: from the name servers, or where those
// were not asked from what the resolver gave. nil if neither was judged.
func (r *Row) Held() *dnssec.Lookup {
	for _, l := range []*dnssec.Lookup{r.Ours, r.Through} {
		if l != nil && l.Status != dnssec.NotJudged {
			return l
		}
	}
	return nil
}

// held tells whether we hold the question for one of these.
func (r *Row) held(statuses ...dnssec.Status) bool {
	l := r.Held()
	return l != nil && slices.Contains(statuses, l.Status)
}

// refused tells whether the resolver keeps its answer back as one does whose
// validation failed: SERVFAIL with CD=0 (RFC 4035 5.5).
func (r *Row) refused() bool { return code(r.Own, wire.ServFail) }

// code tells whether an answer is an error of this code.
func code(a *view.Answer, rcode wire.Rcode) bool {
	return a != nil && a.Class == view.ErrorCode && a.Msg.Rcode == rcode
}

// usable tells whether an answer says something about the name.
func usable(a *view.Answer) bool { return a != nil && a.Usable() }

// given is the answer with the resolver's data: without its own checks, if that
// was asked.
func (r *Row) given() *view.Answer {
	if usable(r.Data) {
		return r.Data
	}
	if usable(r.Own) {
		return r.Own
	}
	return nil
}

// set returns the records of the type asked for in an answer; nil if it has none.
func (r *Row) set(a *view.Answer) *wire.RRset {
	if a == nil {
		return nil
	}
	for _, s := range slices.Backward(a.Answer) {
		if s.Type == r.Type && len(s.RRs) > 0 {
			return s
		}
	}
	return nil
}

// Set is what the resolver gave of the type asked for; nil if nothing.
func (r *Row) Set() *wire.RRset { return r.set(r.given()) }

// Addresses are the addresses that the resolver gave for a question for them.
func (r *Row) Addresses() []netip.Addr {
	s := r.set(r.given())
	if s == nil {
		return nil
	}
	return addresses(s)
}

func addresses(s *wire.RRset) []netip.Addr {
	var out []netip.Addr
	for _, rr := range s.RRs {
		if rr.Type != wire.TypeA && rr.Type != wire.TypeAAAA {
			continue
		}
		if a, ok := netip.AddrFromSlice(rr.RData); ok {
			out = append(out, a.Unmap())
		}
	}
	return out
}

// hasSignature tells whether any RRSIG is in an answer.
func hasSignature(a *view.Answer) bool {
	return slices.ContainsFunc(slices.Concat(a.Answer, a.Authority), func(s *wire.RRset) bool { return len(s.Sigs) > 0 })
}

// same tells whether two sets hold the same data, whatever their order, TTL and
// spelling. nil is no data.
func same(a, b *wire.RRset) bool {
	return slices.Equal(texts(a), texts(b))
}

func texts(s *wire.RRset) []string {
	if s == nil {
		return nil
	}
	var out []string
	for _, rr := range s.RRs {
		out = append(out, strings.ToLower(rr.Text()))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// comparable tells whether a name server gave anything that what the resolver
// gave can be held against.
func (r *Row) comparable() bool {
	return r.Ours != nil && (r.Ours.Set != nil || slices.ContainsFunc(r.Ours.Servers, func(s dnssec.ServerResult) bool { return s.Answer.Usable() }))
}

// likeAny tells whether any name server gave what the resolver gave.
func (r *Row) likeAny() bool {
	theirs := r.set(r.given())
	for _, s := range r.Ours.Servers {
		if s.Answer.Usable() && same(r.set(s.Answer), theirs) {
			return true
		}
	}
	return same(r.Ours.Set, theirs)
}

// age is how long the resolver has kept its data, as far as the TTL shows it:
// what is missing from the signed one (RFC 4034 3.1.4), or of a negative answer
// from what its SOA allows (RFC 2308 5). Zero if it does not show.
func (r *Row) age() time.Duration {
	a := r.given()
	if a == nil {
		return 0
	}
	if s := r.set(a); s != nil {
		if r.Through == nil || r.Through.Used == nil || !r.Through.Used.Valid {
			return 0
		}
		return missing(r.Through.Used.RRSIG.OriginalTTL, s.TTL)
	}
	for _, s := range a.Authority {
		if s.Type != wire.TypeSOA || len(s.RRs) != 1 || len(s.RRs[0].RData) < 4 {
			continue
		}
		rdata := s.RRs[0].RData
		allowed := binary.BigEndian.Uint32(rdata[len(rdata)-4:])
		if len(s.Sigs) > 0 {
			allowed = min(allowed, s.Sigs[0].OriginalTTL)
		}
		return missing(allowed, s.TTL)
	}
	return 0
}

func missing(whole, left uint32) time.Duration {
	return time.Duration(whole-min(whole, left)) * time.Second
}
