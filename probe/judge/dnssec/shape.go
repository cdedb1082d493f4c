package dnssec

import (
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// shape is what the evidence shows about where zones begin, without regard to
// security: somebody delegates the name, gives DS or DNSKEY records for it, or
// answers from a zone with that apex. It is a hint which question needs an
// answer; only a validated DS answer decides whether a zone is signed.
type shape map[wire.Name]bool

func readShape(v *view.View) shape {
	s := shape{}
	for _, a := range v.All() {
		if child, ok := a.Child(); ok {
			s[child] = true
		}
		if a.Class != view.Answered && a.Class != view.NoData && a.Class != view.NXDomain && a.Class != view.Referral {
			continue
		}
		s.read(a.Answer)
		s.read(a.Authority)
	}
	return s
}

func (s shape) read(sets []*wire.RRset) {
	for _, set := range sets {
		if len(set.RRs) == 0 {
			continue
		}
		switch set.Type {
		case wire.TypeSOA, wire.TypeDS, wire.TypeDNSKEY:
			s[set.Name] = true
		}
	}
}
