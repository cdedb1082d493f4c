package upkeep

import (
	"net/netip"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// compareGlue holds the addresses that the parent gives for the name servers
// against their own (RFC 9471 2).
func compareGlue(v *view.View, validator *dnssec.Validator, zone, parent wire.Name, servers []wire.Name) []Glue {
	var out []Glue
	from := delegations(v, zone, parent)
	for _, ns := range servers {
		if !ns.Under(parent) {
			continue // the parent cannot know its address
		}
		g := Glue{Server: ns, Needed: ns.Under(zone)}
		g.given(from)
		own := g.own(v, validator)
		if v.Complete() {
			g.compare(own, slices.ContainsFunc(from, roomy))
		}
		if g.Needed || len(g.Parent) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// given reads the glue in the referrals.
func (g *Glue) given(from []*view.Answer) {
	for _, a := range from {
		said := Given{By: a.Server.Name, From: a.ID}
		for _, t := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
			if set := wire.Find(a.Extra, g.Server, t); set != nil {
				said.Addrs, said.TTL = append(said.Addrs, addresses(set)...), max(said.TTL, set.TTL)
				g.Evidence = append(g.Evidence, a.ID)
			}
		}
		g.Parent, g.Given = append(g.Parent, said.Addrs...), append(g.Given, said)
	}
	if len(g.Parent) == 0 && len(from) > 0 {
		g.Evidence = append(g.Evidence, from[0].ID)
	}
	g.Parent, g.Evidence = sorted(g.Parent), firstOf(distinct(g.Evidence))
}

// firstOf keeps enough IDs to show what all of them say.
func firstOf(ids []evidence.ID) []evidence.ID {
	const enough = 4
	return ids[:min(enough, len(ids))]
}

// own reads the server's own addresses, as its zone says. It tells for which
// families they are known.
func (g *Glue) own(v *view.View, validator *dnssec.Validator) (known map[bool]bool) {
	known = map[bool]bool{}
	for _, t := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
		if !asked(v, g.Server, t) {
			continue
		}
		l := validator.Lookup(g.Server, t)
		if !trusted(l) || len(l.Aliases) > 0 {
			continue // an alias is another finding
		}
		known[t == wire.TypeA] = true
		if l.Set != nil {
			g.Own = append(g.Own, addresses(l.Set)...)
		}
		g.Evidence = distinct(append(g.Evidence, l.Evidence...))
	}
	g.Own = sorted(g.Own)
	return known
}

// glueRoom is what two addresses of a name take in a message, in octets: a
// pointer, the fixed part, and 4 or 16 octets each (RFC 1035 4.1.3, 4.1.4).
const glueRoom = 2 + 10 + 4 + 2 + 10 + 16

// roomy tells whether a referral had room for more glue: many servers leave out
// what does not fit (RFC 9471 1), which says nothing about what they have.
func roomy(a *view.Answer) bool {
	return a.Transport == evidence.TCP || a.Msg.Size+glueRoom <= wire.UDPSize
}

// compare finds the differences. full tells whether absent glue means anything.
func (g *Glue) compare(known map[bool]bool, full bool) {
	for _, a := range g.Parent {
		if known[a.Is4()] && !slices.Contains(g.Own, a) {
			g.Stale = append(g.Stale, a)
		}
	}
	for _, a := range g.Own {
		given := slices.ContainsFunc(g.Parent, func(p netip.Addr) bool { return p.Is4() == a.Is4() })
		if !given {
			g.Missing = append(g.Missing, a)
		}
	}
	g.Known = len(known) > 0
	if g.Needed && len(g.Parent) == 0 {
		g.Known = full && len(g.Evidence) > 0
	}
}

// addresses returns the addresses of a set.
func addresses(set *wire.RRset) (out []netip.Addr) {
	for _, rr := range set.RRs {
		if a, err := rr.Addr(); err == nil {
			out = append(out, a.Unmap())
		}
	}
	return out
}

func sorted(addrs []netip.Addr) []netip.Addr {
	slices.SortStableFunc(addrs, netip.Addr.Compare)
	return slices.Compact(addrs)
}
