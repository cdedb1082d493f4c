package view

import (
	"cmp"
	"net/netip"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// arrange puts what came in any order into one that says the same of the same
// evidence each time: questions from the root down, and for each of them the
// servers by name, IPv4 before IPv6. Who answered first is nobody's merit.
func (v *View) arrange() {
	slices.SortStableFunc(v.answers, inOrder)
	slices.SortStableFunc(v.opinions, inOrder)
	for _, list := range v.servers {
		slices.SortStableFunc(list, compareServers)
	}
	slices.SortStableFunc(v.sessions, func(a, b *Session) int { // those with one address stay in the order of time
		return cmp.Or(wire.Compare(a.Host, b.Host), CompareAddrs(a.Addr.Addr(), b.Addr.Addr()))
	})
	slices.SortStableFunc(v.limits, func(a, b evidence.Limit) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Where, b.Where))
	})
}

// inOrder compares two answers by their place in a view.
func inOrder(a, b *Answer) int {
	return cmp.Or(compareQuestions(a, b), compareServers(a.Server, b.Server))
}

// compareQuestions orders questions from the root down; names made up at random
// come last, ordered by all but what was made up.
func compareQuestions(a, b *Answer) int {
	switch {
	case a.MadeUp && b.MadeUp:
		return cmp.Or(cmp.Compare(a.Name.Labels(), b.Name.Labels()), wire.Compare(a.Name.Parent(), b.Name.Parent()), cmp.Compare(a.Type, b.Type))
	case a.MadeUp:
		return 1
	case b.MadeUp:
		return -1
	}
	return cmp.Or(wire.Compare(a.Name, b.Name), cmp.Compare(stage(a.Type), stage(b.Type)), cmp.Compare(a.Type, b.Type))
}

// stage is where a type has its place on the way from a delegation to mail.
func stage(t wire.Type) int {
	walk := []wire.Type{wire.TypeDS, wire.TypeDNSKEY, wire.TypeSOA, wire.TypeNS, wire.TypeCNAME, wire.TypeMX, wire.TypeA, wire.TypeAAAA, wire.TypeTLSA}
	if i := slices.Index(walk, t); i >= 0 {
		return i
	}
	return len(walk)
}

func compareServers(a, b Server) int {
	return cmp.Or(
		wire.Compare(a.Zone, b.Zone), wire.Compare(a.Name, b.Name),
		CompareAddrs(a.Addr.Addr(), b.Addr.Addr()), cmp.Compare(a.Addr.Port(), b.Addr.Port()),
	)
}

// CompareAddrs orders addresses: IPv4 before IPv6, then by number.
func CompareAddrs(a, b netip.Addr) int { return a.Unmap().Compare(b.Unmap()) }
