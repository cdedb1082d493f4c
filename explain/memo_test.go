package explain_test

import (
	"reflect"
	"testing"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
)

// A memo makes a diagnosis cheaper and changes nothing in it, on a case that
// grows as on one that is finished.
func TestMemoChangesNoDiagnosis(t *testing.T) {
	_, r := diagnose(t, coldWorld)
	memo := dnssec.NewMemo()
	for _, n := range []int{len(r.Case.Items) / 3, len(r.Case.Items) / 2, len(r.Case.Items), len(r.Case.Items)} {
		c := evidence.Case{Items: r.Case.Items[:n], Complete: n == len(r.Case.Items)}
		plain := explain.Diagnose(c, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
		remembered := explain.Diagnose(c, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: memo})
		if !reflect.DeepEqual(plain.Links, remembered.Links) || !reflect.DeepEqual(plain.Findings, remembered.Findings) || plain.Verdict != remembered.Verdict {
			t.Errorf("after %d items: %s, with the memo %s", n, plain.Verdict, remembered.Verdict)
		}
	}
}
