package view

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// View is the index of one case, seen from the side that counts: the name
// servers, or the resolver where only that was asked or port 53 gave nothing.
// What the other side said is in Beside. It is never changed once made.
type View struct {
	start    evidence.Start
	complete bool
	items    []evidence.Item
	resolver string // that counts; empty when the name servers do
	turned   *evidence.Turn
	answers  []*Answer
	asked    map[question][]*Answer
	referred map[wire.Name][]*Answer
	servers  map[wire.Name][]Server
	opinions []*Answer
	beside   *View
	sessions []*Session
	limits   []evidence.Limit
}

// question is what was asked, without whom.
type question struct {
	name wire.Name
	kind wire.Type
}

// place is a question at one server, as the collector believed it to be.
type place struct {
	question
	server   Server
	resolver bool
	own      bool
}

// New reads every item of the case once.
func New(c evidence.Case) *View { return Again(c, nil) }

// Again is New for a case of which an earlier state was read with the same memo.
func Again(c evidence.Case, memo *Memo) *View { return Simulate(c, memo, nil) }

// build reads a case; its answers are not indexed yet.
func build(c evidence.Case, memo *Memo) *View {
	v := newView(c)
	v.resolver = v.start.Vantage.Resolver
	for _, it := range c.Items {
		if it.Turn != nil && v.turned == nil {
			v.turned, v.resolver = it.Turn, it.Turn.Resolver
		}
	}
	if v.start.Name == "" {
		v.resolver = onlyResolver(c.Items)
	}
	v.beside = newView(c)
	if v.resolver == "" {
		v.beside.resolver = v.start.Vantage.Beside
	}
	v.readAnswers(c.Items, memo)
	v.sessions = joinSessions(c.Items)
	for _, it := range c.Items {
		if it.Limit != nil {
			v.limits = append(v.limits, *it.Limit)
		}
	}
	v.arrange()
	v.beside.arrange()
	return v
}

// onlyResolver names the resolver of a case whose Start is lost, if no name
// server was asked; empty otherwise.
func onlyResolver(items []evidence.Item) (resolver string) {
	for _, it := range items {
		switch {
		case it.Query == nil:
		case !it.Query.Resolver:
			return ""
		default:
			resolver = it.Query.Server.String()
		}
	}
	return resolver
}

// newView makes an empty index.
func newView(c evidence.Case) *View {
	return &View{
		start: c.Start(), complete: c.Complete, items: c.Items,
		asked: map[question][]*Answer{}, referred: map[wire.Name][]*Answer{}, servers: map[wire.Name][]Server{},
	}
}

// readAnswers makes the final answer of every server to every question, and
// gives it to the side it belongs to.
func (v *View) readAnswers(items []evidence.Item, memo *Memo) {
	final := map[place]*Answer{}
	known := map[Server]bool{}
	for _, it := range items {
		if it.Query == nil {
			continue
		}
		a, ok := memo.answer(it)
		if !ok {
			continue
		}
		side := v
		if a.Resolver != (v.resolver != "") {
			side = v.beside
		}
		if !a.Resolver && !a.Server.Zone.IsZero() && !known[a.Server] {
			known[a.Server] = true
			side.servers[a.Server.Zone] = append(side.servers[a.Server.Zone], a.Server)
		}
		at := place{question{a.Name, a.Type}, a.Server, a.Resolver, a.Own}
		old := final[at]
		if old == nil {
			final[at] = a
			side.keep(a)
			continue
		}
		tries := append(slices.Clone(old.Tries), a.ID)
		if a.replaces(old) {
			*old = *a
		}
		old.Tries = tries
	}
}

// keep adds an answer to a side.
func (v *View) keep(a *Answer) {
	if a.Own {
		v.opinions = append(v.opinions, a)
	} else {
		v.answers = append(v.answers, a)
	}
}

// index makes the answers of a side findable.
func (v *View) index() {
	for _, a := range v.answers {
		q := question{a.Name, a.Type}
		v.asked[q] = append(v.asked[q], a)
		if child, ok := a.Child(); ok {
			v.referred[child] = append(v.referred[child], a)
		}
	}
}

// Start returns the start item, or a zero Start when there is none yet.
func (v *View) Start() evidence.Start { return v.start }

// Complete tells whether nothing more will come.
func (v *View) Complete() bool { return v.complete }

// Resolver names the resolver whose answers count, as in evidence.Vantage.
// Empty: the name servers were asked, from the root down.
func (v *View) Resolver() string { return v.resolver }

// Turned tells why the walk from the root was given up for the resolver; nil if
// it was not.
func (v *View) Turned() *evidence.Turn { return v.turned }

// Beside is the index of the answers that do not count: those of a resolver
// that was asked to compare, or of the name servers after the walk turned to
// the resolver. Never nil; it has no sessions, limits and sides of its own.
func (v *View) Beside() *View { return v.beside }

// Opinions are the answers of a resolver to questions with CD=0: what it makes
// of the names itself. They are never in All.
func (v *View) Opinions() []*Answer { return v.opinions }

// All returns the final answer of every server to every question: questions from
// the root down, and for each of them the servers by name, IPv4 before IPv6.
func (v *View) All() []*Answer { return v.answers }

// Answers returns the final answer of every server that was asked for the name
// and type, referrals and failures included.
func (v *View) Answers(name wire.Name, t wire.Type) []*Answer { return v.asked[question{name, t}] }

// Referrals returns every answer that delegates child, whatever was asked.
func (v *View) Referrals(child wire.Name) []*Answer { return v.referred[child] }

// Servers returns every server that was asked anything as a server of the zone,
// by name, IPv4 before IPv6.
func (v *View) Servers(zone wire.Name) []Server { return v.servers[zone] }

// Sessions returns every SMTP connection: by host, IPv4 before IPv6, and those with
// one address in the order in which they came about.
func (v *View) Sessions() []*Session { return v.sessions }

// Limits returns the budgets that stopped the collectors, by name and place.
func (v *View) Limits() []evidence.Limit { return v.limits }

// Item returns the item with an ID; ok is false when there is none.
func (v *View) Item(id evidence.ID) (it evidence.Item, ok bool) {
	if i := int(id) - 1; i >= 0 && i < len(v.items) && v.items[i].ID == id {
		return v.items[i], true // the position is the ID unless the case was cut
	}
	i := slices.IndexFunc(v.items, func(it evidence.Item) bool { return it.ID == id })
	if i < 0 {
		return evidence.Item{}, false
	}
	return v.items[i], true
}
