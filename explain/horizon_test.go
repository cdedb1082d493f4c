package explain_test

import (
	"slices"
	"testing"

	"danewalk/explain/horizon"
)

// TestWhatBreaksNextEverywhere: in every world the list can be said, rests on
// evidence that exists, and is the same each time.
func TestWhatBreaksNextEverywhere(t *testing.T) {
	t.Parallel()
	for _, s := range sample(distinct(t)) {
		d, last := diagnosed(t, s.Name), len(check(t, s.Name).Case.Items)
		list := horizon.Of(d)
		for i, again := range horizon.Of(d) {
			if again.ID != list[i].ID {
				t.Errorf("%s: the list differs the second time", s.Name)
			}
		}
		for _, e := range list {
			if w, err := horizon.Say(e, nil); err != nil || w.What == "" || w.Otherwise == "" {
				t.Errorf("%s: %s: %+v, %v", s.Name, e.Kind, w, err)
			}
			if len(e.Evidence) == 0 || e.Evidence[0] < 1 || int(slices.Max(e.Evidence)) > last {
				t.Errorf("%s: %s rests on %v of %d", s.Name, e.Kind, e.Evidence, last)
			}
			if e.Dated() && e.At.Before(d.At) {
				t.Errorf("%s: %s was at %s", s.Name, e.Kind, e.At)
			}
		}
	}
}
