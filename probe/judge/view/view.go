package view

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// View is the index of one case. It is never changed once made.
type View struct {
	start    evidence.Start
	complete bool
	items    []evidence.Item
	answers  []*Answer
	asked    map[question][]*Answer
	referred map[wire.Name][]*Answer
	servers  map[wire.Name][]Server
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
}

// New reads every item of the case once.
func New(c evidence.Case) *View {
	v := &View{
		complete: c.Complete,
		items:    c.Items,
		asked:    map[question][]*Answer{},
		referred: map[wire.Name][]*Answer{},
		servers:  map[wire.Name][]Server{},
	}
	v.start = c.Start()
	v.readAnswers()
	v.sessions = joinSessions(c.Items)
	for _, it := range c.Items {
		if it.Limit != nil {
			v.limits = append(v.limits, *it.Limit)
		}
	}
	return v
}

// readAnswers makes the final answer of every server to every question.
func (v *View) readAnswers() {
	final := map[place]*Answer{}
	known := map[Server]bool{}
	for _, it := range v.items {
		if it.Query == nil {
			continue
		}
		a, ok := readAnswer(it)
		if !ok {
			continue
		}
		if !a.Resolver && !a.Server.Zone.IsZero() && !known[a.Server] {
			known[a.Server] = true
			v.servers[a.Server.Zone] = append(v.servers[a.Server.Zone], a.Server)
		}
		at := place{question{a.Name, a.Type}, a.Server, a.Resolver}
		old := final[at]
		if old == nil {
			final[at] = a
			v.answers = append(v.answers, a)
			continue
		}
		tries := append(slices.Clone(old.Tries), a.ID)
		if a.replaces(old) {
			*old = *a
		}
		old.Tries = tries
	}
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

// All returns the final answer of every server to every question, in the order
// in which they were first asked.
func (v *View) All() []*Answer { return v.answers }

// Answers returns the final answer of every server that was asked for the name
// and type, referrals and failures included.
func (v *View) Answers(name wire.Name, t wire.Type) []*Answer { return v.asked[question{name, t}] }

// Referrals returns every answer that delegates child, whatever was asked.
func (v *View) Referrals(child wire.Name) []*Answer { return v.referred[child] }

// Servers returns every server that was asked anything as a server of the zone,
// in order of first use.
func (v *View) Servers(zone wire.Name) []Server { return v.servers[zone] }

// Sessions returns every SMTP connection in the order in which they ended or
// failed to connect.
func (v *View) Sessions() []*Session { return v.sessions }

// Limits returns the budgets that stopped the collectors.
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
