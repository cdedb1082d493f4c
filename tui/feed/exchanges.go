package feed

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Way is how two machines spoke.
type Way uint8

// The ways.
const (
	DNS Way = iota
	SMTP
	HTTP
)

// Exchange is one bar of the waterfall: one try of a DNS question at one address,
// one session with a mail server, or one fetch.
type Exchange struct {
	ID    evidence.ID // of its first item
	Way   Way
	Place Place
	Begin time.Duration // since the start of the check
	End   time.Duration // of what was seen of it

	Query  *evidence.Exchange // of DNS
	Dial   *evidence.Dial     // of SMTP
	Fetch  *evidence.Fetch    // of HTTP
	Phases []Phase            // of SMTP, in the order of time, without gaps
	Items  []evidence.ID      // all of it
	Over   bool               // nothing more will come

	Failure evidence.Failure // the first thing that did not work
	heard   time.Duration    // SMTP: when its TLS stood, or what came instead
}

// Phase is a part of a session: connect, then as in evidence.Phase, and tls.
type Phase struct {
	Name       string
	Begin, End time.Duration
}

// Names of phases that are not those of evidence.Phase.
const (
	PhaseConnect = "connect"
	PhaseTLS     = "tls"
)

// Aside tells whether it was held beside what the verdict rests on by the rules:
// a second look, or a visit to a mail server that the person named.
func (x *Exchange) Aside() bool {
	return x.Dial != nil && x.Dial.Look != "" && x.Dial.Look != evidence.LookTap
}

// Took is how long it lasted.
func (x *Exchange) Took() time.Duration { return x.End - x.Begin }

// Stood is when it had told what a verdict can rest on: a session goes on after
// its handshake, with words that change nothing.
func (x *Exchange) Stood() time.Duration {
	if x.Way == SMTP && x.heard > 0 {
		return x.heard
	}
	return x.End
}

// Answer reads what came of a DNS question; nil for other ways. It parses: ask for
// what is on the screen only.
func (x *Exchange) Answer() *view.Answer {
	if x.Query == nil {
		return nil
	}
	a, _ := view.Read(evidence.Item{ID: x.ID, At: x.End, Query: x.Query})
	return a
}

// Place is where in the check an exchange belongs, as the collector's steps say.
type Place struct {
	Step    string // as evidence.Step.Name; empty: none is on record
	Subject string // zone, host or address, as there
	Host    string // the mail server whose step it is; empty for none
}

// Row is the ID of the row of the chain that it belongs to. A place that is no
// row has a name of its own: "look:…", "sweep".
func (p Place) Row() string {
	switch {
	case p.Step == "root":
		return "zone:."
	case p.Step == "zone":
		return "zone:" + p.Subject
	case p.Step == "smtp":
		return "host:" + p.Host + "/" + rules.StepConnect
	case p.Step == "look":
		return "look:" + p.Host
	case p.Host != "":
		return "host:" + p.Host + "/" + p.Step
	}
	return p.Step
}

// Running is a session that has begun and not ended: a connection is on record
// when it stands or has failed, and until then it is only known to be tried.
type Running struct {
	Place Place
	Since time.Duration
}

type underWay struct {
	step evidence.ID
	Running
}

// Running lists the sessions that are under way, the oldest first.
func (xs *Exchanges) Running() []Running {
	out := make([]Running, len(xs.talks))
	for i, u := range xs.talks {
		out[i] = u.Running
	}
	return out
}

// Exchanges folds the items of a check into its exchanges. The zero value is
// ready. It belongs to one goroutine.
type Exchanges struct {
	List []*Exchange // in the order of their first items

	domain wire.Name
	steps  map[evidence.ID]Place
	talks  []underWay  // steps of sessions that have begun and not ended
	by     []*Exchange // by every item, whose IDs count from 1; nil: it is part of none
	heard  heard
}

// Fold adds items.
func (xs *Exchanges) Fold(items []evidence.Item) {
	if xs.steps == nil {
		xs.steps, xs.heard = map[evidence.ID]Place{}, newHeard()
	}
	for i := range items {
		xs.item(&items[i])
	}
}

func (xs *Exchanges) item(it *evidence.Item) {
	switch {
	case it.Start != nil:
		xs.domain, _ = wire.ParseName(it.Start.Name)
	case it.Step != nil && it.Step.Ends == 0:
		p := Place{Step: it.Step.Name, Subject: it.Step.Subject, Host: xs.steps[it.Parent].Host}
		if p.Step == "host" {
			p.Host = p.Subject
		}
		xs.steps[it.ID] = p
		if p.Step == "smtp" || p.Step == "look" {
			xs.talks = append(xs.talks, underWay{it.ID, Running{p, it.At}})
		}
	case it.Step != nil:
		xs.talks = slices.DeleteFunc(xs.talks, func(u underWay) bool { return u.step == it.Step.Ends })
	case it.Query != nil:
		x := xs.add(it, DNS, xs.steps[it.Parent], it.Query.RTT)
		x.Query, x.Failure, x.Over = it.Query, it.Query.Failure, true
		xs.heard.dns(x)
	case it.Dial != nil:
		xs.dial(it)
	case it.Line != nil:
		xs.line(it)
	case it.TLS != nil:
		xs.handshake(it)
	case it.HTTP != nil:
		x := xs.add(it, HTTP, xs.steps[it.Parent], it.HTTP.Took)
		x.Fetch, x.Failure, x.Over = it.HTTP, it.HTTP.Failure, true
	}
}

// add makes an exchange whose first item ended after so long.
func (xs *Exchanges) add(it *evidence.Item, w Way, p Place, took time.Duration) *Exchange {
	end := max(0, it.At)
	x := &Exchange{ID: it.ID, Way: w, Place: p, Begin: max(0, end-max(0, took)), End: end, Items: []evidence.ID{it.ID}}
	xs.List = append(xs.List, x)
	xs.note(it.ID, x)
	return x
}

// note keeps which exchange an item is a part of.
func (xs *Exchanges) note(id evidence.ID, x *Exchange) {
	if more := int(id) + 1 - len(xs.by); more > 0 {
		xs.by = append(xs.by, make([]*Exchange, more)...)
	}
	xs.by[id] = x
}

// Of finds the exchange that an item is a part of, or nil.
func (xs *Exchanges) Of(id evidence.ID) *Exchange {
	if id < 0 || int(id) >= len(xs.by) {
		return nil
	}
	return xs.by[id]
}

func (xs *Exchanges) dial(it *evidence.Item) {
	p := Place{Step: "smtp", Subject: it.Dial.Address.Addr().String(), Host: it.Dial.Host}
	switch it.Dial.Look {
	case "", evidence.LookTap:
	case evidence.LookControl:
		p = Place{Step: "control", Subject: it.Dial.Host}
	default:
		p.Step = "look"
	}
	x := xs.add(it, SMTP, p, it.Dial.RTT)
	x.Dial, x.Failure, x.Over = it.Dial, it.Dial.Failure, it.Dial.Failure != ""
	x.Phases = []Phase{{PhaseConnect, x.Begin, x.End}}
	x.heard = x.End
}

// said takes one more item of a session.
func (xs *Exchanges) said(it *evidence.Item, session evidence.ID, phase string, f evidence.Failure) *Exchange {
	x := xs.Of(session)
	if x == nil || x.Way != SMTP { // a damaged case: a line of no session
		return nil
	}
	xs.note(it.ID, x)
	x.Items = append(x.Items, it.ID)
	last := &x.Phases[len(x.Phases)-1]
	at := max(it.At, last.End)
	if last.Name == phase {
		last.End = at
	} else {
		x.Phases = append(x.Phases, Phase{phase, last.End, at})
	}
	x.End = at
	if x.Failure == "" {
		x.Failure = f
	}
	x.Over = x.Over || f != ""
	return x
}

func (xs *Exchanges) line(it *evidence.Item) {
	l := it.Line
	x := xs.said(it, l.Session, string(l.Phase), l.Failure)
	if x == nil {
		return
	}
	switch l.Phase {
	case evidence.PhaseQUIT:
		x.Over = x.Over || !l.Client
	case evidence.PhaseEHLO2:
	default:
		x.heard = x.End
	}
}

func (xs *Exchanges) handshake(it *evidence.Item) {
	if x := xs.said(it, it.TLS.Session, PhaseTLS, it.TLS.Failure); x != nil {
		x.heard = x.End
	}
}

// heardMost bounds what is remembered of one answer: no honest one names more
// servers, and a hostile one shall not fill the memory.
const heardMost = 64

// heard remembers which exchange was the first to tell a fact, by the time at
// which it ended. Who asks next had to wait for it.
type heard struct {
	zones map[wire.Name]*Exchange  // that the zone exists below the one asked
	names map[wire.Name]*Exchange  // a name in a record: a mail server, an alias target, a name server
	addrs map[netip.Addr]*Exchange // an address
	tries map[try]*Exchange        // each try of a question at a server
}

// try is a question at a server, and which one it was.
type try struct {
	server netip.AddrPort
	name   string
	kind   uint16
	own    bool
	number int
}

func newHeard() heard {
	return heard{
		zones: map[wire.Name]*Exchange{}, names: map[wire.Name]*Exchange{}, addrs: map[netip.Addr]*Exchange{}, tries: map[try]*Exchange{},
	}
}

// first keeps the one that ended first.
func first[K comparable](m map[K]*Exchange, k K, x *Exchange) {
	if old, ok := m[k]; !ok || compare(x.End, x, old.End, old) < 0 {
		m[k] = x
	}
}

// compare orders exchanges by a time of each. What happened at the same time is
// ordered by what it was, and not by the accident of which the log has first.
func compare(at time.Duration, a *Exchange, bt time.Duration, b *Exchange) int {
	if c := cmp.Compare(at, bt); c != 0 {
		return c
	}
	if c := cmp.Or(cmp.Compare(a.Begin, b.Begin), cmp.Compare(a.End, b.End), cmp.Compare(a.Way, b.Way)); c != 0 {
		return c
	}
	switch {
	case a.Query != nil && b.Query != nil:
		p, q := a.Query, b.Query
		return cmp.Or(cmp.Compare(p.Name, q.Name), cmp.Compare(p.Type, q.Type), p.Server.Compare(q.Server), cmp.Compare(p.Transport, q.Transport), cmp.Compare(p.Try, q.Try), cmp.Compare(a.ID, b.ID))
	case a.Dial != nil && b.Dial != nil:
		return cmp.Or(a.Dial.Address.Compare(b.Dial.Address), cmp.Compare(a.Dial.Host, b.Dial.Host), cmp.Compare(a.Dial.Look, b.Dial.Look), cmp.Compare(a.ID, b.ID))
	}
	return cmp.Compare(a.ID, b.ID)
}

// dns notes what an answer tells.
func (h *heard) dns(x *Exchange) {
	q := x.Query
	t := tryOf(q)
	if old, ok := h.tries[t]; !ok || compare(x.End, x, old.End, old) > 0 {
		h.tries[t] = x
	}
	if len(q.Answer) == 0 || q.Failure != "" {
		return
	}
	m, _ := wire.Parse(q.Answer) // what was read before a fault is what the walk had, too
	if m == nil {
		return
	}
	zone, _ := wire.ParseName(q.Zone)
	for i, section := range [][]wire.RR{m.Answer, m.Authority, m.Additional} {
		for _, rr := range section[:min(len(section), heardMost)] {
			h.record(x, rr, zone, i < 2)
		}
	}
}

// record notes what one record tells. told: it stands where answers and referrals
// stand, and not beside them.
func (h *heard) record(x *Exchange, rr wire.RR, zone wire.Name, told bool) {
	switch rr.Type {
	case wire.TypeA, wire.TypeAAAA:
		if a, err := rr.Addr(); err == nil {
			first(h.addrs, a.Unmap(), x)
		}
	case wire.TypeMX:
		if mx, err := rr.MX(); err == nil && told {
			first(h.names, mx.Host, x)
		}
	case wire.TypeNS, wire.TypeSOA:
		if told && !zone.IsZero() && rr.Name.Below(zone) { // RFC 1034 4.3.2: a referral; or one server has both zones
			first(h.zones, rr.Name, x)
		}
		fallthrough
	case wire.TypeCNAME, wire.TypeDNAME:
		if n, err := rr.Target(); err == nil && told && rr.Type != wire.TypeSOA {
			first(h.names, n, x)
		}
	}
}

func tryOf(q *evidence.Exchange) try {
	return try{q.Server, strings.ToLower(q.Name), q.Type, q.Own, q.Try}
}
