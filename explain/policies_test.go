package explain_test

import (
	"slices"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
)

// TestPoliciesAreNoPartOfTheVerdict: the verdict is about DANE. With and without
// MTA-STS, TLS reporting, DMARC and SPF it is the same, and so is the break
// (RFC 8461 2).
func TestPoliciesAreNoPartOfTheVerdict(t *testing.T) {
	inEveryWorld(t, func(t *testing.T, d *explain.Diagnosis) {
		for i, f := range d.Findings {
			if f.Layer != finding.LayerBeside {
				continue
			}
			if i == d.Break || f.Link != "" {
				t.Errorf("%s: break %t, row %q", f.Code, i == d.Break, f.Link)
			}
			for _, g := range d.Findings {
				if g.Layer != finding.LayerBeside && g.ConsequenceOf == i {
					t.Errorf("%s follows from %s", g.Code, f.Code)
				}
			}
		}
	})
	for _, name := range []string{"healthy-3-1-1", "mtasts-mx-not-listed", "mtasts-mx-cert-invalid", "dane-conflict-with-mtasts", "exo-mtasts-not-updated"} {
		d, r := diagnose(t, name)
		items := slices.Clone(r.Case.Items)
		for i, it := range items {
			if it.Start != nil {
				start := *it.Start
				start.Vantage.Policies = false
				items[i].Start = &start
			}
		}
		without := explain.Diagnose(evidence.Case{Items: items, Complete: r.Case.Complete}, judgedBy(t, r))
		if d.Report.Policies == nil || without.Report.Policies != nil {
			t.Errorf("%s: policies %t, without %t", name, d.Report.Policies != nil, without.Report.Policies != nil)
		}
		if without.Verdict != d.Verdict || without.Break != d.Break || without.Headline != d.Headline {
			t.Errorf("%s: %s, %q; without policies %s, %q", name, d.Verdict, d.Headline, without.Verdict, without.Headline)
		}
	}
}

// TestNothingIsSaidAboutPoliciesTooEarly: what is absent so far may come.
func TestNothingIsSaidAboutPoliciesTooEarly(t *testing.T) {
	for _, name := range []string{"mtasts-none", "mtasts-policy-unreachable", "mtasts-mx-not-listed", "dmarc-none"} {
		r := check(t, name)
		for n := range r.Case.Items {
			if n%7 != 0 && r.Case.Items[n].HTTP == nil { // each fetch, and now and then
				continue
			}
			d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, judgedBy(t, r))
			for _, f := range d.Findings {
				if f.Layer == finding.LayerBeside {
					t.Fatalf("%s: %s after %d of %d items", name, f.Code, n+1, len(r.Case.Items))
				}
			}
		}
	}
}
