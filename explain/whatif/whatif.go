package whatif

import (
	"slices"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
)

// Try judges a case as if the edits had been made. The result is marked as
// Simulated.
func Try(c evidence.Case, o explain.Options, edits []finding.Edit) (*explain.Diagnosis, error) {
	overlay, err := Read(edits)
	if err != nil {
		return nil, err
	}
	o.Edits = overlay
	return explain.Diagnose(c, o), nil
}

// Difference is what an edit changes.
type Difference struct {
	Gone  []explain.Explained // findings of before that are no more
	New   []explain.Explained // findings that were not there
	Links []Change            // rows of the chain with another state, in display order
}

// Change is the state of one row before and after.
type Change struct {
	ID            string
	Label         string
	Before, After explain.State // empty: there is no such row
}

// Compare says what is different in the second of two diagnoses.
func Compare(before, after *explain.Diagnosis) Difference {
	d := Difference{Gone: without(before.Findings, after.Findings), New: without(after.Findings, before.Findings)}
	states := map[string]explain.State{}
	for _, l := range before.Links {
		states[l.ID] = l.State
	}
	for _, l := range after.Links {
		if was := states[l.ID]; was != l.State {
			d.Links = append(d.Links, Change{l.ID, l.Label, was, l.State})
		}
		delete(states, l.ID)
	}
	for _, l := range before.Links {
		if was, left := states[l.ID]; left {
			d.Links = append(d.Links, Change{l.ID, l.Label, was, ""})
		}
	}
	return d
}

// without returns the findings of a that are not in b.
func without(a, b []explain.Explained) (out []explain.Explained) {
	for _, f := range a {
		if !slices.ContainsFunc(b, func(o explain.Explained) bool { return Same(f, o) }) {
			out = append(out, f)
		}
	}
	return out
}

// Same tells whether two findings are about the same fault of the same culprit, of
// the same weight.
func Same(a, b explain.Explained) bool {
	return a.Code == b.Code && a.Subject == b.Subject && a.Weight == b.Weight
}
