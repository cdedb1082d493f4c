package servers

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// half is half of the serial number space (RFC 1982 3.2).
const half = 1 << 31

// Newer tells whether serial a comes after b: serials go round in a circle, and
// two that lie opposite each other have no order (RFC 1982 3.2).
func Newer(a, b uint32) bool {
	d := a - b
	return d != 0 && d < half
}

// version is the serial of a server, and the answer that shows it.
type version struct {
	serial uint32
	known  bool
	from   evidence.ID
}

// versionOf reads the serial: from the answer to the SOA question, else from the
// SOA beside any denial of the zone (RFC 2308 3).
func versionOf(zone wire.Name, answers []*view.Answer) version {
	var out version
	sorted := slices.SortedFunc(slices.Values(answers), func(a, b *view.Answer) int { return int(a.ID) - int(b.ID) })
	for _, a := range sorted {
		asked := a.Name == zone && a.Type == wire.TypeSOA && a.Class == view.Answered
		beside := a.Class == view.NoData || a.Class == view.NXDomain
		sets := a.Authority
		if asked {
			sets = a.Answer
		}
		if !asked && !beside {
			continue
		}
		set := wire.Find(sets, zone, wire.TypeSOA)
		if set == nil || len(set.RRs) != 1 {
			continue
		}
		soa, err := set.RRs[0].SOA()
		switch {
		case err != nil:
		case asked:
			return version{soa.Serial, true, a.ID}
		case !out.known || Newer(soa.Serial, out.serial):
			out = version{soa.Serial, true, a.ID}
		}
	}
	return out
}
