package whatif_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/explain/whatif"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// inTests is how a world runs in these tests.
func inTests() lab.Options { return lab.Options{Delay: 20 * time.Millisecond, Memory: memory} }

// world checks a world in virtual time, and says how it wants to be judged.
func world(t *testing.T, name string) (rig.Result, explain.Options) {
	t.Helper()
	var r rig.Result
	var err error
	synctest.Test(t, func(t *testing.T) { r, err = rig.Check(t.Context(), rules.Worlds(), name, inTests(), nil) })
	if err != nil {
		t.Fatal(err)
	}
	o := explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}
	for _, line := range r.World.Policy {
		key, value, _ := strings.Cut(line, " ")
		if err := o.Set(key, strings.TrimSpace(value)); err != nil {
			t.Fatal(err)
		}
	}
	return r, o
}

// Without edits a case is judged as if there were no such thing, and trying edits
// changes nothing of the case.
func TestNothingTried(t *testing.T) {
	for _, name := range []string{"tlsa-mismatch", "dnssec-ds-mismatch", "demo", "dane-encrypt-only"} {
		r, o := world(t, name)
		d := explain.Diagnose(r.Case, o)
		for _, f := range d.Findings {
			if _, err := whatif.Try(r.Case, o, f.Edits); err != nil {
				t.Error(err)
			}
		}
		again, err := whatif.Try(r.Case, o, nil)
		if err != nil || again.Simulated || d.Simulated {
			t.Errorf("%s: %v, simulated %v", name, err, again.Simulated)
		}
		if !reflect.DeepEqual(d.Findings, again.Findings) || !reflect.DeepEqual(d.Links, again.Links) || d.Verdict != again.Verdict {
			t.Errorf("%s is judged differently after something was tried", name)
		}
	}
}
