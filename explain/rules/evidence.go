package rules

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
)

// lookupEvidence joins what lookups rest on: the deciding answers, else every try.
func lookupEvidence(ls ...*dnssec.Lookup) (ids []evidence.ID) {
	for _, l := range ls {
		if l == nil {
			continue
		}
		ids = append(ids, l.Evidence...)
		ids = append(ids, l.Fault.Evidence...)
		if len(l.Evidence) == 0 {
			for _, s := range l.Servers {
				if s.Answer != nil {
					ids = append(ids, s.Answer.Tries...)
				}
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
