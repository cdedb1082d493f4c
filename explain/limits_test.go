package explain_test

import (
	"testing"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab/rig"
)

// A limit of ours that stops the checks, wherever it does, is neither proof nor
// fault: the domain is protected only if nothing was left out, and never called
// broken or unsigned.
func TestLimitsAreNeverGreenNorRed(t *testing.T) {
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), "healthy-3-1-1", inTests(), nil); err != nil {
			t.Fatal(err)
		}
	})
	stopped := 0
	for n := 1; n <= 64; n++ {
		for what, limits := range map[string]dnssec.Limits{
			"verifications": {Verifications: n}, "signatures": {Signatures: n}, "delegations": {Delegations: n},
		} {
			if what != "verifications" && n > 3 {
				continue
			}
			o := judgedBy(t, r)
			o.Limits = limits
			d := explain.Diagnose(r.Case, o)
			reached := limited(d)
			switch {
			case d.Verdict == mail.Protected && reached:
				t.Errorf("%s %d: protected, although a check was left out", what, n)
			case d.Verdict == mail.Blocked || d.Verdict == mail.NotProtected:
				t.Errorf("%s %d: %s", what, n, d.Verdict)
			case reached:
				stopped++
			}
		}
	}
	if stopped == 0 {
		t.Error("no limit was reached: the test shows nothing")
	}
}

// limited tells whether a lookup that the verdict rests on met a limit.
func limited(d *explain.Diagnosis) bool {
	all := []*dnssec.Lookup{d.Report.MX.Lookup}
	for _, h := range d.Report.Hosts {
		all = append(append(all, h.A, h.AAAA), h.Lookups...)
	}
	for _, l := range all {
		if l != nil && l.Reason == dnssec.WorkLimit {
			return true
		}
	}
	return false
}
