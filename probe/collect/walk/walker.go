package walk

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/collect/transport"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Names of the limits, as in evidence.Limit.
const (
	limitQueries     = "queries"
	limitWalk        = "walk-time"
	limitNoAnswer    = "no-answer"
	limitAliases     = "aliases"
	limitDelegations = "delegations"
	limitHosts       = "hosts"
	limitAddresses   = "addresses"
	limitNames       = "server-names"
	limitServers     = "server-addresses"
	limitLooks       = "looks"
)

// dnsPort is where name servers listen.
const dnsPort = 53

// Session runs one SMTP session: starttls.Probe, or a fake in tests.
type Session func(ctx context.Context, o collect.Options, host wire.Name, addr netip.Addr, sni string, log *evidence.Log) evidence.ID

// Look holds one more session with an address, in another way: starttls.Look.
type Look func(ctx context.Context, o collect.Options, host wire.Name, addr netip.Addr, sni, look string, log *evidence.Log) evidence.ID

// Fetch fetches an HTTPS URL, whose host has that address: policy.Fetch.
type Fetch func(ctx context.Context, o collect.Options, url string, addr netip.Addr, log *evidence.Log) evidence.ID

// Agents do what is not DNS. A nil one is never sent.
type Agents struct {
	SMTP  Session
	Look  Look
	Fetch Fetch
}

// walker is the state of one check.
type walker struct {
	o       collect.Options
	log     *evidence.Log
	client  *transport.Client
	agents  Agents
	ctx     context.Context // ends when the check must end
	crew    *crew
	slots   chan struct{} // one per exchange under way
	beside  chan struct{} // one per exchange off the way: they never take all slots
	hearing chan struct{} // closed when something of use was heard: of a resolver any message, of name servers a usable one
	heard   func()        // closes hearing
	started chan struct{} // closed when the first questions are done with
	signs   *signs
	side    *side // set in a walker that asks a resolver beside the walk from the root
	company *side // set in the walk from the root that has one beside it

	mu       sync.Mutex // guards all below, and the fields of zones, rosters, fans and lookups
	queries  int
	spoke    time.Time // when the last message came
	zones    map[wire.Name]*zone
	lookups  map[route.Question]*lookup
	trails   map[errand]*trail
	servers  map[netip.Addr]*health
	sweeping evidence.ID      // the step of the sweep; zero before it
	spare    []*fan           // that go to servers which have answered before, only
	families map[bool]*family // true: IPv4
	hosts    map[wire.Name]*host
	locks    map[netip.Addr]chan struct{} // one SMTP session per address at a time
	left     map[netip.Addr]time.Time     // when the last session with it ended
	visits   []visit                      // ordinary sessions after which no looks were taken yet
	looked   int                          // looks taken
	policed  bool                         // the policies of the domain were asked for
	said     map[[2]string]bool           // limits on record, by name and place
	owned    map[route.Question]bool      // asked of a resolver for its own opinion
	invented map[wire.Name]bool           // that nobody has
	doubts   int                          // names that a resolver failed at
	assured  int                          // how often it was asked for another one then
	assuring bool
}

// health is what we know of one address.
type health struct {
	answered bool
	datagram bool // over UDP too
	failed   bool
	rtt      time.Duration
}

// family is what we know of IPv4 or IPv6 on our own side.
type family struct {
	works       bool // some server was reached
	unreachable int
	silent      int
}

// errWalk and errNoAnswer are causes of ending a check early that are no fault.
var (
	errWalk     = errors.New("time for the whole check is up")
	errNoAnswer = errors.New("no answer at all")
)

// Run collects for a target until all that decides is known, and then a little
// longer for the rest. It returns when all its goroutines have ended. The error
// is that of ctx, or a fault of the program; trouble of the network is evidence.
func Run(ctx context.Context, t collect.Target, o collect.Options, agents Agents, log *evidence.Log) error {
	o = o.WithDefaults()
	limited, done := context.WithTimeoutCause(ctx, o.Limits.Walk, errWalk)
	defer done()
	inner, cancel := context.WithCancelCause(limited)
	defer cancel(nil)
	o.SMTP = listening(o, cmp.Or(t.Name, t.Domain).String(), log)
	w := newWalker(inner, cancel, o, agents, log)
	defer w.client.Close()
	defer w.accompany(inner, t)()
	w.crew.decide(func() { w.start(t) })
	err := w.crew.wait(func() {
		w.policies(t)
		w.sweep(t)
	}, func() {
		w.dismiss()
		w.looks()
	})
	w.finish(inner, cmp.Or(t.Name, t.Domain))
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return nil
}

func newWalker(ctx context.Context, cancel context.CancelCauseFunc, o collect.Options, agents Agents, log *evidence.Log) *walker {
	hearing := make(chan struct{})
	return &walker{
		o: o, log: log, client: transport.New(o, log), agents: agents, ctx: ctx, crew: newCrew(cancel),
		slots: make(chan struct{}, o.Limits.Parallel), beside: make(chan struct{}, max(1, o.Limits.Parallel*besideSlots/4)),
		hearing: hearing, heard: sync.OnceFunc(func() { close(hearing) }),
		zones: map[wire.Name]*zone{}, lookups: map[route.Question]*lookup{}, trails: map[errand]*trail{},
		servers: map[netip.Addr]*health{}, families: map[bool]*family{true: {}, false: {}},
		hosts: map[wire.Name]*host{}, locks: map[netip.Addr]chan struct{}{}, left: map[netip.Addr]time.Time{}, said: map[[2]string]bool{},
		started: make(chan struct{}), signs: newSigns(), owned: map[route.Question]bool{}, invented: map[wire.Name]bool{},
	}
}

// start opens the root, or the resolver, and asks what the target needs.
func (w *walker) start(t collect.Target) {
	defer close(w.started)
	w.crew.rest(w.watch)
	w.openTop()
	w.fabricate(t)
	if t.Name.IsZero() {
		w.controls()
		w.domain(t.Domain)
		return
	}
	q := route.Question{Name: t.Name, Type: t.Type}
	w.own(q, beside(0))
	w.trail(q, 0).feed.first(w.ctx, atEnd)
}

// watch ends the check when nothing of use is heard. An answer without authority
// and without a way down does not come from a root server, but from somebody
// between us and it.
func (w *walker) watch() {
	select {
	case <-time.After(w.o.Limits.NoAnswer):
		w.crew.cancel(errNoAnswer)
	case <-w.hearing:
	case <-w.started:
	case <-w.ctx.Done():
	}
}

// finish records why the check about a name ended early, if it did. ctx is that
// of the whole check.
func (w *walker) finish(ctx context.Context, about wire.Name) {
	cause := context.Cause(ctx)
	if cause == errWalk {
		w.limit(limitWalk, about.String(), seconds(w.o.Limits.Walk))
	}
	silent := context.Cause(w.ctx) != errTurned
	select {
	case <-w.hearing:
		silent = false
	default:
	}
	if silent && (cause == nil || cause == errNoAnswer || cause == errWalk || cause == errGrace) {
		w.limit(limitNoAnswer, wire.Root().String(), seconds(w.o.Limits.NoAnswer))
	}
	if w.sweeping != 0 {
		w.ends(w.sweeping)
	}
}

func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// limit records that a budget stopped us: once per place, and once at all for
// the budgets of questions and of looks, which every later one would reach again.
func (w *walker) limit(name, where string, value int) {
	key := [2]string{name, where}
	if name == limitQueries || name == limitLooks {
		key[1] = ""
	}
	w.mu.Lock()
	known := w.said[key]
	w.said[key] = true
	w.mu.Unlock()
	if l := (evidence.Limit{Name: name, Where: where, Value: value}); !known && !w.later(l) {
		w.log.Add(evidence.Item{Limit: &l})
	}
}

// begin records the begin of a stage. A way beside the walk that does not count
// is one stage.
func (w *walker) begin(parent evidence.ID, name, subject string) evidence.ID {
	if w.idle() {
		return w.side.step
	}
	return w.log.Add(evidence.Item{Parent: parent, Step: &evidence.Step{Name: name, Subject: subject}})
}

// ends records the end of a stage.
func (w *walker) ends(step evidence.ID) {
	if w.side != nil && step == w.side.step {
		return
	}
	w.log.Add(evidence.Item{Parent: step, Step: &evidence.Step{Ends: step}})
}
