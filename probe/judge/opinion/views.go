package opinion

import (
	"net/netip"
	"slices"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// alone is what one row shows without the others.
func (c *comparer) alone(r *Row) []Kind {
	var out []Kind
	add := func(k Kind, so bool) {
		if so {
			out = append(out, k)
		}
	}
	add(Filters, r.filtered())
	add(OtherView, !r.Probe && !r.filtered() && c.otherView(r))
	add(Stale, !slices.Contains(out, OtherView) && c.stale(r))
	add(Unexplained, r.failsWithoutReason())
	add(Stricter, r.stricter())
	return out
}

// filtered tells whether the resolver says that it does not want to answer, or
// leads to an address where nobody can be.
func (r *Row) filtered() bool {
	if r.says(isPolicy) || code(r.Own, wire.Refused) || code(r.Data, wire.Refused) {
		return true
	}
	led := r.Addresses()
	if len(led) == 0 || slices.ContainsFunc(led, func(a netip.Addr) bool { return !a.IsUnspecified() && !a.IsLoopback() }) {
		return false
	}
	return r.Ours != nil && (r.Ours.Status == dnssec.Secure || r.Ours.Status == dnssec.Insecure) && !r.likeAny()
}

// inside tells whether an address can only be meant for a network of its own.
func inside(a netip.Addr) bool {
	return slices.Contains([]string{"private", "carrier-nat", "link-local", "site-local"}, wire.SpecialPurpose(a))
}

// otherView tells whether the resolver has a zone in a form for insiders:
// private addresses where the name servers give others or none, or unsigned data
// other than the signed one of the name servers. Without name servers to compare
// it takes both: private addresses, unsigned, where signatures must be.
func (c *comparer) otherView(r *Row) bool {
	led := r.Addresses()
	private := len(led) > 0 && !slices.ContainsFunc(led, func(a netip.Addr) bool { return !inside(a) })
	bare := usable(r.Data) && !hasSignature(r.Data) && r.Through != nil && r.Through.Status == dnssec.Bogus && !c.bare()
	if r.Ours == nil {
		return private && bare
	}
	if r.given() == nil || r.Ours.Status != dnssec.Secure && r.Ours.Status != dnssec.Insecure || r.likeAny() {
		return false
	}
	if private {
		public := func(a netip.Addr) bool { return !inside(a) }
		return r.Ours.Set == nil || slices.ContainsFunc(addresses(r.Ours.Set), public)
	}
	return r.Ours.Status == dnssec.Secure && bare
}

// stale tells whether the resolver gave other data than all name servers, which
// it had before they were asked: by its own word (RFC 8767, RFC 8914 4.4), or
// because it is signed and its TTL has run since. Addresses may differ from
// place to place, so for them only its own word counts. Without name servers to
// compare only its own word counts either.
func (c *comparer) stale(r *Row) bool {
	if r.given() == nil {
		return false
	}
	if r.Ours == nil {
		return !r.Probe && r.says(isStale)
	}
	good := []dnssec.Status{dnssec.Secure, dnssec.Insecure}
	if !slices.Contains(good, r.Ours.Status) || len(r.Ours.Aliases) > 0 || !slices.ContainsFunc(r.Ours.Servers, func(s dnssec.ServerResult) bool { return s.Answer.Usable() }) || r.likeAny() {
		return false
	}
	if r.says(isStale) {
		r.Older = r.age()
		return true
	}
	signed := r.Through != nil && r.Through.Status == dnssec.Secure && len(r.Through.Aliases) == 0
	if !signed || r.Type == wire.TypeA || r.Type == wire.TypeAAAA {
		return false
	}
	age := r.age()
	if age <= r.given().At { // kept since before the check began, when no name server had been asked
		return false
	}
	r.Older = age
	return true
}

// failsWithoutReason: SERVFAIL whether the resolver validates or not, no word
// why, and we have an answer, or nobody else was asked.
func (r *Row) failsWithoutReason() bool {
	if !r.refused() || !code(r.Data, wire.ServFail) || !r.unexplained() {
		return false
	}
	return r.Ours == nil || r.held(dnssec.Secure, dnssec.Insecure, dnssec.Bogus)
}

// stricter: what the resolver gave with CD=1 is good to us, and with CD=0 it
// keeps it back.
func (r *Row) stricter() bool {
	if !r.refused() || !usable(r.Data) || r.Through == nil {
		return false
	}
	ok := func(l *dnssec.Lookup) bool { return l.Status == dnssec.Secure || l.Status == dnssec.Insecure }
	return ok(r.Through) && (r.Ours == nil || ok(r.Ours))
}

// bare tells whether the resolver removes signatures: it gave answers of the
// root zone, which are signed always, and not one of all its answers has any
// (RFC 4035 3.2.1). Where the policy has no anchor for the root, nothing about
// the root is known.
func (c *comparer) bare() bool {
	if !slices.ContainsFunc(c.policy.Anchors, func(a dnssec.Anchor) bool { return a.Zone.IsRoot() }) {
		return false
	}
	high := false
	for _, a := range c.side.All() {
		if !a.Usable() {
			continue
		}
		if hasSignature(a) {
			return false
		}
		high = high || ofRoot(a)
	}
	return high
}

// ofRoot tells whether an answer is of the root zone whatever zones there are:
// about the root itself, or the DS records of a top-level domain.
func ofRoot(a *view.Answer) bool {
	return a.Name.IsRoot() || a.Name.Labels() == 1 && a.Type == wire.TypeDS
}
