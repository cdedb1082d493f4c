package view

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Edit is one change to a zone that was not made: what if these records were
// published, or gone? Records that only a signer makes (RRSIG, NSEC, NSEC3,
// DNSKEY) are not edited: nobody has the private key.
type Edit struct {
	Name   wire.Name
	Type   wire.Type
	Clear  bool      // what is there goes first
	Remove []wire.RR // these records go, by their data
	Add    []wire.RR // these come
	// Delegation says that the copy in the referrals of the parent changes, which
	// is not signed: the name servers of zone Name (RFC 1034 4.2.1), or with type A
	// or AAAA the address beside them. A DS set is always the parent's.
	Delegation bool
}

// Simulate is Again with edits: as if every server that gave a usable answer about
// an edited set gave it with the edits made. Such an answer is marked: its zone is
// taken to sign it, and it is never worth more than its zone. What failed goes on
// failing. Without edits it is Again.
func Simulate(c evidence.Case, memo *Memo, edits []Edit) *View {
	v := build(c, memo)
	for _, e := range edits {
		v.apply(e)
	}
	v.index()
	v.beside.index()
	return v
}

// apply makes one edit.
func (v *View) apply(e Edit) {
	if e.Delegation {
		v.redelegate(e)
		return
	}
	told := map[Server]bool{}
	for i, a := range v.answers {
		switch {
		case !a.Usable():
		case a.about(e):
			told[a.Server] = told[a.Server] || a.Type == e.Type
			v.answers[i] = a.edited(e)
		case a.Class == NXDomain && len(e.Add) > 0 && e.Name.Below(a.Name) && !v.denies(a):
			v.answers[i] = a.simulated(a.Name, a.Type, nil) // an empty non-terminal exists (RFC 4592 2.2.2)
		}
	}
	v.answers = append(v.answers, v.unasked(e, told)...)
	v.beside.forget(e.Name)
	v.opinions = slices.DeleteFunc(v.opinions, func(a *Answer) bool { return a.Name.Under(e.Name) })
}

// denies tells whether a server denies a name though another answer has records
// below it: that is a fault of its own (RFC 8020 3), and no edit mends it.
func (v *View) denies(a *Answer) bool {
	return slices.ContainsFunc(v.answers, func(b *Answer) bool {
		return b.Class == Answered && !b.Simulated && b.Name.Below(a.Name) && wire.Find(b.Answer, b.Name, b.Type) != nil
	})
}

// about tells whether an answer shows the set of an edit, or changes with it: an
// alias stands at its name alone (RFC 2181 10.1), and a name that has records
// exists.
func (a *Answer) about(e Edit) bool {
	switch {
	case a.Name != e.Name || a.Own:
		return false
	case a.Type == e.Type:
		return true
	case e.Type == wire.TypeDS || a.Type == wire.TypeDS:
		return false // the other side of the cut
	}
	alias := wire.Find(a.Answer, a.Name, wire.TypeCNAME) != nil
	return e.Type == wire.TypeCNAME || len(e.Add) > 0 && (alias || a.Class == NXDomain)
}

// edited is the answer with the edit made.
func (a *Answer) edited(e Edit) *Answer {
	old := wire.Find(a.Answer, e.Name, e.Type)
	if old == nil && e.Type == wire.TypeDS {
		old = wire.Find(a.Authority, e.Name, e.Type) // of a referral
	}
	set, changed := e.of(old)
	if !changed {
		return a
	}
	if e.Type != a.Type && (set == nil || e.Type != wire.TypeCNAME) {
		set = nil // a question for another type at that name: it exists, and has no alias
	}
	return a.simulated(a.Name, a.Type, set)
}

// of makes the edit to a set, which may be nil; so may be what it comes to.
func (e Edit) of(old *wire.RRset) (set *wire.RRset, changed bool) {
	var rrs []wire.RR
	if old != nil && !e.Clear {
		rrs = slices.Clone(old.RRs)
	}
	same := func(list []wire.RR) func(wire.RR) bool {
		return func(rr wire.RR) bool { return slices.ContainsFunc(list, rr.Equal) }
	}
	rrs = slices.DeleteFunc(rrs, same(e.Remove))
	rrs = append(slices.DeleteFunc(rrs, same(e.Add)), e.Add...)
	if len(rrs) == 0 {
		return nil, old != nil
	}
	for i := range rrs {
		if len(e.Add) > 0 {
			rrs[i].TTL = e.Add[0].TTL // RFC 2181 5.2: one TTL for a set
		}
	}
	set = wire.Group(rrs)[0]
	return set, old == nil || !set.SameData(old) || set.TTL != old.TTL
}

// simulated is an answer of the same server to a question that holds the set, or
// says that there is none.
func (a *Answer) simulated(name wire.Name, t wire.Type, set *wire.RRset) *Answer {
	s, m := *a, *a.Msg
	s.Simulated, s.Name, s.Type, s.Failure, s.MadeUp = true, name, t, "", false
	m.QName, m.QType, m.Rcode, m.TC, m.AA = name, t, wire.NoError, false, !a.Resolver
	m.Answer, m.Authority, m.Additional = nil, nil, nil
	s.Class, s.Answer, s.Extra = NoData, nil, nil
	s.Authority = slices.DeleteFunc(slices.Clone(a.Authority), func(set *wire.RRset) bool { return set.Type != wire.TypeSOA })
	if set != nil {
		m.Answer = set.RRs
		s.Class, s.Answer, s.Authority = Answered, []*wire.RRset{set}, nil
	}
	s.Msg = &m
	return &s
}

// unasked are answers of servers that were not asked for the edited set: for a DS
// set those that said it in a referral; where nobody was asked, every server of the
// zone that holds the name.
func (v *View) unasked(e Edit, told map[Server]bool) (out []*Answer) {
	nobody := len(told) == 0
	zone := v.holding(wire.Holder(e.Name, e.Type))
	for _, a := range v.answers {
		child, refers := a.Child()
		refers = refers && child == e.Name && e.Type == wire.TypeDS
		serves := nobody && a.Usable() && (a.Resolver || a.Server.Zone == zone) && !v.failed(a.Server, e)
		if a.Msg == nil || told[a.Server] || !refers && !serves {
			continue
		}
		told[a.Server] = true
		var old *wire.RRset
		if refers {
			old = wire.Find(a.Authority, e.Name, e.Type)
		}
		if set, changed := e.of(old); changed {
			out = append(out, a.simulated(e.Name, e.Type, set))
		}
	}
	return out
}

// failed tells whether a server was asked for the edited set and gave nothing.
func (v *View) failed(s Server, e Edit) bool {
	return slices.ContainsFunc(v.answers, func(a *Answer) bool {
		return a.Server == s && a.Name == e.Name && a.Type == e.Type && !a.Usable() && a.Class != Referral
	})
}

// holding is the deepest zone that the collector knew servers of and that holds a
// name.
func (v *View) holding(name wire.Name) (zone wire.Name) {
	for z := range v.servers {
		if name.Under(z) && (zone.IsZero() || z.Below(zone)) {
			zone = z
		}
	}
	return zone
}

// redelegate makes an edit to what the parent says beside its DS records.
func (v *View) redelegate(e Edit) {
	for i, a := range v.answers {
		child, ok := a.Child()
		if !ok || !e.Name.Under(child) || e.Type == wire.TypeNS && e.Name != child {
			continue
		}
		s := *a
		switch e.Type {
		case wire.TypeNS:
			s.Authority = e.within(a.Authority)
		case wire.TypeA, wire.TypeAAAA:
			s.Extra = e.within(a.Extra)
		}
		v.answers[i] = &s
	}
}

// within replaces the edited set in a section.
func (e Edit) within(sets []*wire.RRset) []*wire.RRset {
	set, changed := e.of(wire.Find(sets, e.Name, e.Type))
	if !changed {
		return sets
	}
	out := slices.DeleteFunc(slices.Clone(sets), func(s *wire.RRset) bool { return s.Name == e.Name && s.Type == e.Type })
	if set != nil {
		out = append(out, set)
	}
	return out
}

// forget drops what was said at a name and below it: it was said before the edit.
func (v *View) forget(name wire.Name) {
	gone := func(a *Answer) bool { return a.Name.Under(name) }
	v.answers, v.opinions = slices.DeleteFunc(v.answers, gone), slices.DeleteFunc(v.opinions, gone)
}
