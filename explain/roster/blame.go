package roster

import (
	"slices"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/judge/servers"
)

// Blame is how much a server's faults matter, from the findings that rest on
// them.
type Blame uint8

// The degrees, the mildest first.
const (
	None   Blame = iota // no fault
	Doubt               // a fault that may be of our own network
	Remark              // a fault by which no mail fails
	Guilty              // mail fails, or will fail, by it
)

// BlameOf looks at one row: the worst finding that rests on evidence of one of its faults decides.
func BlameOf(findings []explain.Explained, r servers.Row) Blame {
	if len(r.Faults) == 0 {
		return None
	}
	worst, local := Remark, false
	for i := range findings {
		f := &findings[i]
		if !restsOn(f, r) {
			continue
		}
		switch f.Weight {
		case finding.Fatal, finding.Risk, finding.Lost:
			worst = Guilty
		case finding.Local:
			local = true
		}
	}
	if worst == Remark && local {
		return Doubt
	}
	return worst
}

// restsOn tells whether a finding has evidence in common with a fault of the
// server.
func restsOn(f *explain.Explained, r servers.Row) bool {
	return slices.ContainsFunc(r.Faults, func(fault servers.Fault) bool {
		for _, id := range fault.Evidence {
			if slices.Contains(f.Evidence, id) {
				return true
			}
		}
		return false
	})
}
