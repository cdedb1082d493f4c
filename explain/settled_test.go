package explain_test

import (
	"fmt"
	"slices"
	"testing"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// prefixes is how often a check is stopped in a world: often enough to meet every
// stage of it.
const prefixes = 12

// A check that is stopped while its verdict could still change says so: whatever the
// rest of it turns out to be, nobody was told for certain what did not stay.
func TestAStoppedCheckPromisesNothing(t *testing.T) {
	t.Parallel()
	turning := []string{"local-port25-ipv6", "tls-large-clienthello-intolerant"} // whose verdict turns at the end
	for _, w := range distinct(t, turning...) {
		if !sampled(w.Name) && !slices.Contains(turning, w.Name) {
			continue
		}
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			r := check(t, w.Name)
			o := judgedBy(t, r)
			o.Stopped = true
			last := diagnosed(t, w.Name).Verdict
			items := r.Case.Items
			for i := range prefixes {
				n := len(items) - i*len(items)/prefixes
				promised(t, fmt.Sprintf("%d of %d items", n, len(items)), explain.Diagnose(evidence.Case{Items: items[:n]}, o), last)
			}
		})
	}
}

func promised(t *testing.T, when string, d *explain.Diagnosis, last mail.Verdict) {
	t.Helper()
	if d.Verdict != mail.Checking && d.Verdict != last && !d.Unsettled() {
		t.Errorf("%s: %s for certain (%s), and then %s", when, d.Verdict, d.Headline, last)
	}
	if d.Verdict == mail.Checking && d.Unsettled() {
		t.Errorf("%s: a verdict that is not there is unsettled", when)
	}
}

// A server whose certificate fits nothing stays so, whatever is seen besides, where
// another one passes.
func TestWhatIsCertainIsSaid(t *testing.T) {
	t.Parallel()
	r := check(t, "demo")
	o := judgedBy(t, r)
	o.Stopped = true
	for n := range r.Case.Items {
		if d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, o); d.Verdict == mail.AtRisk {
			if d.Unsettled() {
				t.Errorf("after %d of %d items: %s", n+1, len(r.Case.Items), d.Headline)
			}
			return
		}
	}
	t.Error("it is known at the end only")
}
