package walk

import (
	"slices"

	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// trail is a question with the questions for its alias targets. Its feed has
// every final answer of them; answer.q tells which.
type trail struct {
	feed   *feed
	step   evidence.ID
	effort effort
	steps  map[[2]wire.Name]bool // aliases followed, from and to; guarded by walker.mu
	open   int
}

// errand is a question and how much it is worth.
type errand struct {
	route.Question
	effort effort
}

// trail starts a question that decides, or joins the one under way.
func (w *walker) trail(q route.Question, step evidence.ID) *trail { return w.follow(q, step, deciding) }

// follow starts a question, or joins the one under way.
func (w *walker) follow(q route.Question, step evidence.ID, e effort) *trail {
	w.mu.Lock()
	t, known := w.trails[errand{q, e}]
	if !known {
		t = &trail{feed: newFeed(), step: step, effort: e, steps: map[[2]wire.Name]bool{}, open: 1}
		w.trails[errand{q, e}] = t
	}
	w.mu.Unlock()
	if !known {
		w.pursue(t, []wire.Name{q.Name}, q.Type)
	}
	return t
}

// pursue looks up the last name of a path and follows the aliases found there.
// The caller has counted it in t.open.
func (w *walker) pursue(t *trail, path []wire.Name, typ wire.Type) {
	q := route.Question{Name: path[len(path)-1], Type: typ}
	l := w.lookup(q, t.step, t.effort, 0)
	w.crew.rest(func() {
		for a := range l.feed.all(w.ctx) {
			if a.kind != route.Final {
				continue
			}
			if next, ok := route.Alias(a.msg, q); ok {
				w.hop(t, path, next, typ)
			}
			t.feed.add(a)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if t.open--; t.open == 0 {
			t.feed.end()
		}
	})
}

// hop follows one alias, unless it leads in a circle or too far.
func (w *walker) hop(t *trail, path []wire.Name, next wire.Name, typ wire.Type) {
	link := [2]wire.Name{path[len(path)-1], next}
	w.mu.Lock()
	known := t.steps[link]
	t.steps[link] = true
	stop := slices.Contains(path, next) || len(path) > w.o.Limits.Aliases
	if !known && !stop {
		t.open++
	}
	w.mu.Unlock()
	switch {
	case known, stop && t.effort == modest:
	case stop:
		w.limit(limitAliases, path[0].String(), w.o.Limits.Aliases)
	default:
		w.pursue(t, append(slices.Clone(path), next), typ)
	}
}

// atEnd tells whether an answer is at the end of its alias chain, as far as the
// message shows: no alias, or the records behind it.
func atEnd(a *answer) bool {
	_, alias := route.Alias(a.msg, a.q)
	return !alias || route.Has(a.msg, a.q)
}
