package opinion

import (
	"net/netip"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// conclude fills in what the rows show, alone and together.
func (c *comparer) conclude(out *Comparison) {
	if c.silent() {
		out.Views = []Kind{Silent}
		return
	}
	for i := range out.Rows {
		out.Rows[i].Views = c.alone(&out.Rows[i])
	}
	if portal(out.Rows) {
		out.Views = []Kind{Portal} // everything else follows from that
		return
	}
	bare := c.bare()
	old := oldAnchor(out.Rows)
	mark(out.Rows, Rewrites, rewritten(out.Rows))
	mark(out.Rows, NotValidating, passed(out.Rows))
	if old {
		mark(out.Rows, OldAnchor, (*Row).stricter)
		drop(out.Rows, Stricter)
	}
	add := func(k Kind, so bool) {
		if so {
			out.Views = append(out.Views, k)
		}
	}
	any := func(k Kind) bool {
		return slices.ContainsFunc(out.Rows, func(r Row) bool { return slices.Contains(r.Views, k) })
	}
	add(Strips, bare)
	add(OldAnchor, old)
	add(Rewrites, any(Rewrites))
	add(Filters, any(Filters))
	add(OtherView, any(OtherView))
	add(Stale, any(Stale))
	add(NotValidating, !bare && (any(NotValidating) || wordless(out.Rows)))
	add(Unexplained, any(Unexplained))
	add(Stricter, any(Stricter))
	add(Agrees, len(out.Views) == 0 && agree(out.Rows))
}

// mark adds a kind to the rows that are so.
func mark(rows []Row, k Kind, so func(*Row) bool) {
	for i := range rows {
		if so(&rows[i]) && !slices.Contains(rows[i].Views, k) {
			rows[i].Views = append(rows[i].Views, k)
		}
	}
}

// drop takes a kind off all rows.
func drop(rows []Row, k Kind) {
	for i := range rows {
		rows[i].Views = slices.DeleteFunc(rows[i].Views, func(o Kind) bool { return o == k })
	}
}

// silent tells whether nothing came back, or nothing but the refusal to answer.
func (c *comparer) silent() bool {
	heard, asked := false, false
	for _, a := range slices.Concat(c.side.Opinions(), c.side.All()) {
		if a.Failure == evidence.Cancelled || a.Failure == evidence.Forbidden {
			continue
		}
		asked = true
		heard = heard || a.Msg != nil && a.Class != view.Failed && !code(a, wire.Refused)
	}
	return asked && !heard
}

// portal tells whether every name, made-up ones too, leads to one same address:
// the sign-in page of a network.
func portal(rows []Row) bool {
	var to netip.Addr
	probes, names := 0, 0
	for i := range rows {
		r := &rows[i]
		if r.Type != wire.TypeA || r.given() == nil {
			continue
		}
		led := r.Addresses()
		if len(led) != 1 || to.IsValid() && led[0] != to {
			return false
		}
		if r.Ours != nil && r.Ours.Set != nil && slices.Contains(addresses(r.Ours.Set), led[0]) {
			return false
		}
		to = led[0]
		names++
		if r.Probe {
			probes++
		}
	}
	return probes > 0 && names > 1
}

// rewritten tells which made-up names got records. A name at the top of the tree
// is enough: nobody has it. Below a top-level domain, a wildcard of the registry
// may have answered, unless the data contradicts the zone's own signatures.
func rewritten(rows []Row) func(*Row) bool {
	answered := func(r *Row) bool {
		return r.Probe && r.given() != nil && r.given().Class == view.Answered && !r.filtered()
	}
	top := slices.ContainsFunc(rows, func(r Row) bool { return r.Name.Labels() == 1 && answered(&r) })
	return func(r *Row) bool {
		return answered(r) && (top || r.Through != nil && r.Through.Status == dnssec.Bogus)
	}
}

// passed tells which rows a validating resolver would have kept back: bogus, as
// the name servers give it and as the resolver gave it, and answered all the
// same. One AD flag, or one answer kept back, shows that it does validate, and
// without anything secure we may be the ones who are wrong.
func passed(rows []Row) func(*Row) bool {
	secure := slices.ContainsFunc(rows, func(r Row) bool { return r.telling() && !r.AD })
	return func(r *Row) bool {
		return secure && !validates(rows) && r.held(dnssec.Bogus) && (r.Through == nil || r.Through.Status == dnssec.Bogus) && usable(r.Own) && !r.says(isExempted)
	}
}

// validates tells whether the resolver has shown that it does: by the AD flag,
// or by keeping back with CD=0 alone what is bogus.
func validates(rows []Row) bool {
	return slices.ContainsFunc(rows, func(r Row) bool {
		return r.AD && r.Own.Usable() && !r.Probe || r.refused() && usable(r.Data)
	})
}

// wordless tells whether all that is secure came without AD, from several parts
// of the tree: one part could be exempted from validation (RFC 7646).
func wordless(rows []Row) bool {
	var mute []Row
	for _, r := range rows {
		if r.telling() && !r.AD {
			mute = append(mute, r)
		}
	}
	return !validates(rows) && wide(mute)
}

// telling tells whether AD must be set in a row if the resolver validates at all
// (RFC 4035 3.2.3): secure data that is there, of algorithms that every validator
// knows, and not exempted.
func (r *Row) telling() bool {
	l := r.Held()
	if r.Probe || l == nil || l.Status != dnssec.Secure || l.Outcome != dnssec.Found || len(l.Aliases) > 0 || l.Wildcard {
		return false
	}
	if r.Own == nil || r.Own.Class != view.Answered || r.says(isExempted) || len(r.Views) > 0 {
		return false
	}
	return same(l.Set, r.set(r.Own)) && common(l)
}

// common tells whether a lookup rests on algorithms alone that every validator
// must know: 8, 10 and 13 (RFC 8624 3.1), and SHA-256 (RFC 8624 3.3).
func common(l *dnssec.Lookup) bool {
	known := func(algorithm uint8) bool { return algorithm == 8 || algorithm == 10 || algorithm == 13 }
	if l.Used == nil || !known(l.Used.RRSIG.Algorithm) {
		return false
	}
	for z := l.Zone; z != nil && z.Anchor == nil; z = z.Parent {
		ok := slices.ContainsFunc(z.DS, func(d dnssec.DSLink) bool { return d.Signs && d.DS.DigestType == 2 && known(d.DS.Algorithm) })
		if !ok {
			return false
		}
	}
	return true
}

// wide tells whether rows are from so different places that what they have in
// common is not a matter of one zone: the root, a top-level domain, or two zones
// of which neither is above the other.
func wide(rows []Row) bool {
	var zones []wire.Name
	for _, r := range rows {
		l := r.Held()
		if l == nil || l.Zone == nil {
			continue
		}
		z := l.Zone.Name
		if z.Labels() <= 1 || slices.ContainsFunc(zones, func(o wire.Name) bool { return !z.Under(o) && !o.Under(z) }) {
			return true
		}
		zones = append(zones, z)
	}
	return false
}

// oldAnchor tells whether the resolver keeps back everything that is secure, and
// gives it with CD=1: the key it starts from is not that of the root any more.
// Where it says that signatures are expired or not yet valid, it is its clock.
func oldAnchor(rows []Row) bool {
	var kept []Row
	for i := range rows {
		r := &rows[i]
		if r.Probe || r.Own == nil || r.says(isExempted) {
			continue
		}
		if r.says(isTime) || usable(r.Own) {
			return false // without the anchor nothing is provably unsigned either
		}
		if r.held(dnssec.Secure) && r.stricter() {
			kept = append(kept, *r)
		}
	}
	return wide(kept)
}

// agree tells whether the resolver thinks of every row as we do, and of one at
// least.
func agree(rows []Row) bool {
	judged := false
	for i := range rows {
		r := &rows[i]
		if r.Own == nil || r.Probe {
			continue
		}
		switch {
		case r.held(dnssec.Secure) && usable(r.Own) && !r.AD:
			if r.telling() {
				return false
			}
			continue
		case r.held(dnssec.Secure, dnssec.Insecure) && !usable(r.Own):
			return false
		case r.held(dnssec.Bogus) && !r.refused():
			return false
		case r.comparable() && usable(r.Own) && r.Type != wire.TypeA && r.Type != wire.TypeAAAA && !r.likeAny():
			return false // addresses may differ from place to place
		}
		judged = judged || r.Held() != nil && !r.held(dnssec.Indeterminate)
	}
	return judged
}
