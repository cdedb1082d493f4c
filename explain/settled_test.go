package explain_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
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
		if !oneIn(27, w.Name) && !slices.Contains(turning, w.Name) {
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
	if said := d.Copy[explain.Helpdesk]; d.Break < 0 && d.Unsettled() && !strings.Contains(said, "so far") {
		t.Errorf("%s: %q, and what can be copied says %q for certain", when, d.Headline, said)
	}
	if d.Verdict == mail.Checking && d.Unsettled() {
		t.Errorf("%s: a verdict that is not there is unsettled", when)
	}
}

// Somebody who leaves early, or copies the answer while the rest is under way, is not
// told that there is nothing to repair: in this world there is.
func TestWhatMayChangeIsNoPromise(t *testing.T) {
	t.Parallel()
	r := check(t, "dns-ns-some-unreachable")
	o := judgedBy(t, r)
	promise := map[string]string{text.English: "nothing to repair|cause lies elsewhere", text.German: "nichts zu beheben|liegt es woanders", text.Dutch: "hoeft niets hersteld|oorzaak elders"}
	for _, language := range text.Languages() {
		o.Words = book(t, language)
		is := regexp.MustCompile(promise[language])
		met := 0
		for i := 1; i < prefixes; i++ {
			n := i * len(r.Case.Items) / prefixes
			d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n]}, o)
			if d.Verdict != mail.Protected {
				continue
			}
			met++
			if said := unfolded(d.Answers[explain.Helpdesk]) + d.Copy[explain.Helpdesk]; is.MatchString(said) {
				t.Errorf("%s, after %d of %d items: %s", language, n, len(r.Case.Items), said)
			}
		}
		if met == 0 {
			t.Error("it is never protected so far")
		}
	}
	o.Words = nil
	healthy := check(t, "mtasts-policy-slow")
	if d := explain.Diagnose(healthy.Case, judgedBy(t, healthy)); !strings.Contains(d.Copy[explain.Helpdesk], "the cause lies elsewhere") {
		t.Error(d.Copy[explain.Helpdesk])
	}
}

// The steps that were under way when a check was stopped are not among those that
// are done.
func TestWhatWasStoppedIsNotDone(t *testing.T) {
	t.Parallel()
	d := after(t, "local-port25-mute", 9*time.Second, nil)
	r := check(t, "local-port25-mute")
	o := judgedBy(t, r)
	o.Stopped = true
	c := r.Case
	for n := range c.Items {
		if c.Items[n].At > 9*time.Second {
			c.Items = c.Items[:n]
			break
		}
	}
	if stopped := explain.Diagnose(c, o); stopped.Headline != d.Headline || !strings.Contains(d.Headline, "(12 of 18 steps done)") {
		t.Errorf("%q, and when it was stopped %q", d.Headline, stopped.Headline)
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
