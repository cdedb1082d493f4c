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

// series is the way in which somebody counts versions.
type series int

const (
	counted series = iota // 1, 2, 3 or the like
	dated                 // YYYYMMDDnn (RFC 1912 2.2), or without the last two digits
	timed                 // seconds since 1970
)

// seriesOf tells how a serial was made, as far as it shows.
func seriesOf(serial uint32) series {
	const earliest, firstDate = 1_000_000_000, 1980_00_00_00 // seconds: September 2001
	switch {
	case isDate(serial), isDate(serial / 100):
		return dated
	case serial >= earliest && serial < firstDate:
		return timed
	}
	return counted
}

// isDate tells whether a number is YYYYMMDD of a time when the DNS existed.
func isDate(n uint32) bool {
	year, month, day := n/10000, n/100%100, n%100
	return year >= 1980 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// farApart is more than a secondary falls behind: a year in the fastest series,
// that of seconds. Other distances are of two operators who count on their own.
const farApart = 366 * 24 * 60 * 60

// sameSeries tells whether two serials are of one series, so that their order
// means something. Several operators of one zone need not share one (RFC 8901 2).
func sameSeries(a, b uint32) bool {
	return seriesOf(a) == seriesOf(b) && min(a-b, b-a) < farApart
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
