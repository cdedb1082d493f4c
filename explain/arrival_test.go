package explain_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
)

// lateness is up to how much later than in the case an item comes: more than two
// round trips, so that any of those under way together may be the first.
const lateness = 50 * time.Millisecond

// arrivals is how many other orders are tried; all is for when all worlds are.
const arrivals, allArrivals = 1, 2

// The same evidence in another order of arrival gives the same words, in the same
// order, from every renderer.
func TestOrderOfArrivalSaysNothing(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	orders := arrivals
	if allWorlds() {
		orders = allArrivals
	}
	for _, s := range list {
		if !oneIn(27, s.Name) {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, want := check(t, s.Name), writtenOf(t, diagnosed(t, s.Name))
			o := judgedBy(t, r)
			if got := writtenOf(t, diagnosed(t, s.Name)); got != want {
				t.Errorf("written twice (-first +second):\n%s", difference(lines(want), lines(got)))
			}
			for seed := range orders {
				c := delayed(r.Case, rand.New(rand.NewPCG(uint64(seed), 1)))
				if got := writtenOf(t, explain.Diagnose(c, o)); got != want {
					t.Errorf("in order of arrival %d (-want +got):\n%s", seed, difference(lines(want), lines(got)))
				}
			}
		})
	}
}

func lines(s string) []string { return strings.Split(s, "\n") }

// writtenOf is all that is written about a diagnosis in English.
func writtenOf(t *testing.T, d *explain.Diagnosis) string {
	t.Helper()
	var out strings.Builder
	out.Write(page(t, d, "text", explain.Helpdesk).Data)
	out.Write(page(t, d, "markdown", explain.Expert).Data)
	out.Write(page(t, d, "accessible", explain.Learner).Data)
	out.Write(documentOf(t, d))
	return out.String()
}

// delayed is a case in which every item came a little later, so that those that
// were under way together come in another order. What waited for each other, as
// the lines of a session and the tries of a question do, stays in order.
func delayed(c evidence.Case, chance *rand.Rand) evidence.Case {
	items := slices.Clone(c.WithoutSteps().Items)
	at := map[string]time.Duration{}
	session := map[evidence.ID]string{}
	for i := range items {
		it := &items[i]
		thread := threadOf(*it, session)
		it.Parent, it.At = 0, max(at[thread], it.At+time.Duration(chance.Int64N(int64(lateness))))
		at[thread] = it.At
		if it.Turn != nil {
			it.At = max(it.At, slices.MaxFunc(items[:i+1], func(a, b evidence.Item) int { return cmp.Compare(a.At, b.At) }).At)
		}
	}
	slices.SortStableFunc(items, func(a, b evidence.Item) int { return cmp.Compare(a.At, b.At) })
	return renumbered(items, c.Complete)
}

// threadOf names what an item waited for.
func threadOf(it evidence.Item, session map[evidence.ID]string) string {
	switch {
	case it.Query != nil:
		return fmt.Sprint(it.Query.Server, it.Query.Name, it.Query.Type, it.Query.Own)
	case it.Dial != nil:
		session[it.ID] = it.Dial.Address.String()
		return session[it.ID]
	case it.Line != nil:
		return session[it.Line.Session]
	case it.TLS != nil:
		return session[it.TLS.Session]
	}
	return fmt.Sprint(it.Start != nil, it.HTTP != nil, it.Limit != nil)
}

// renumbered gives items the numbers of their places.
func renumbered(items []evidence.Item, complete bool) evidence.Case {
	now := map[evidence.ID]evidence.ID{}
	for i, it := range items {
		now[it.ID] = evidence.ID(i + 1)
	}
	for i := range items {
		it := &items[i]
		it.ID = now[it.ID]
		if it.Line != nil {
			line := *it.Line
			line.Session, it.Line = now[line.Session], &line
		}
		if it.TLS != nil {
			tls := *it.TLS
			tls.Session, it.TLS = now[tls.Session], &tls
		}
	}
	return evidence.Case{Items: items, Complete: complete}
}
