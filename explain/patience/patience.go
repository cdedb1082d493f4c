package patience

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Limits are how long the check that is under way waits at most. Zero: not known,
// and nothing is said of it.
type Limits struct {
	Connect  time.Duration // for a connection to a mail server
	Silence  time.Duration // the same while no mail server was met at all
	Reply    time.Duration // for a greeting or a complete reply
	TLS      time.Duration // for a handshake
	NoAnswer time.Duration // for the first usable answer of the DNS
	Walk     time.Duration // for the whole check
}

// Kind says what is waited for.
type Kind string

// The kinds. What the verdict does not rest on is Aside.
const (
	Root       Kind = "root"       // the keys of the root
	Zone       Kind = "zone"       // the keys of a zone, and what its parent says about them
	MX         Kind = "mx"         // the mail servers of a domain
	Address    Kind = "address"    // the addresses of a host
	TLSA       Kind = "tlsa"       // its TLSA records
	Connection Kind = "connection" // that a mail server takes the connection
	Greeting   Kind = "greeting"   // its first line
	Reply      Kind = "reply"      // a complete reply to what we said
	Handshake  Kind = "handshake"  // the end of the TLS handshake
	Aside      Kind = "aside"
)

// Wait is one thing that is waited for.
type Wait struct {
	Kind  Kind
	Name  string         // of the zone, domain or host, without final dot; "." is the root
	Addr  netip.AddrPort // of a session; the port may be missing
	To    string         // of a Reply: what we said ("EHLO"); of Aside: the step, as evidence.Step.Name
	Begun bool           // of a Greeting or Reply: some lines of it came
	Since time.Duration  // since the start of the check
}

// Session tells whether a mail server is waited for.
func (w Wait) Session() bool {
	return w.Kind == Connection || w.Kind == Greeting || w.Kind == Reply || w.Kind == Handshake
}

// State is what a check waits for, and what it has met with so far.
type State struct {
	Waits    []Wait          // the longest first
	Answered bool            // some DNS server gave a usable answer
	Silent   map[string]bool // zones, without final dot, of which no server did although one was asked in vain
	Met      bool            // a mail server, or what stands before it, took or refused a connection
	Met4     map[string]bool // hosts of which an IPv4 address took one
	Heard    bool            // a mail server said something
	Tried    map[string]int  // how many addresses of a host were tried, or are
}

// Of folds the items of a case that may still grow.
func Of(items []evidence.Item) State {
	f := folder{
		State: State{Silent: map[string]bool{}, Met4: map[string]bool{}, Tried: map[string]int{}},
		steps: map[evidence.ID]*step{}, sessions: map[evidence.ID]*session{}, usable: map[string]bool{},
	}
	for i := range items {
		f.item(&items[i])
	}
	for zone := range f.usable {
		delete(f.Silent, zone)
	}
	f.collect()
	return f.State
}

type step struct {
	Wait
	host  string // the mail server whose step it is
	ended bool
	met   bool // of "smtp": the session is on record
}

// session is a connection that stands.
type session struct {
	Wait
	over bool
}

type folder struct {
	State
	steps    map[evidence.ID]*step
	order    []*step
	sessions map[evidence.ID]*session
	held     []*session
	usable   map[string]bool // zones of which a server gave a usable answer
}

func (f *folder) item(it *evidence.Item) {
	switch {
	case it.Step != nil && it.Step.Ends == 0:
		f.begin(it)
	case it.Step != nil:
		if s := f.steps[it.Step.Ends]; s != nil {
			s.ended = true
		}
	case it.Query != nil:
		f.answer(it.Query)
	case it.Dial != nil:
		f.dial(it)
	case it.Line != nil:
		f.line(it)
	case it.TLS != nil:
		f.handshake(it)
	case it.Turn != nil: // the walk from the root was left: nobody waits for its answers
		for _, s := range f.order {
			s.ended = s.ended || !s.Session() && s.Kind != Aside
		}
	}
}

// kindOf says what a step waits for; empty for one that is the sum of others.
func kindOf(name string) Kind {
	switch name {
	case "root", "zone", "mx", "address", "tlsa":
		return Kind(name)
	case "smtp":
		return Connection
	case "look", "control", "policy", "sweep":
		return Aside
	}
	return ""
}

func (f *folder) begin(it *evidence.Item) {
	s := &step{Wait: Wait{Kind: kindOf(it.Step.Name), Name: bare(it.Step.Subject), Since: it.At}}
	if parent := f.steps[it.Parent]; parent != nil {
		s.host = parent.host
	}
	switch it.Step.Name {
	case "host", "control":
		s.host = s.Name
	case "smtp", "look":
		addr, err := netip.ParseAddr(it.Step.Subject)
		if err == nil {
			s.Addr = netip.AddrPortFrom(addr, 0)
		}
		s.Name = s.host
	}
	if s.Kind == Connection {
		f.Tried[s.host]++
	}
	if s.Kind == Aside {
		s.To = it.Step.Name
	}
	f.steps[it.ID] = s
	f.order = append(f.order, s)
}

// answer notes who answers at all. What a resolver says belongs to no zone.
func (f *folder) answer(q *evidence.Exchange) {
	zone := bare(q.Zone)
	if len(q.Answer) > 0 && q.Failure == "" {
		f.Answered, f.usable[zone] = true, true
		return
	}
	if q.Failure != evidence.Cancelled {
		f.Silent[zone] = true
	}
}

func (f *folder) dial(it *evidence.Item) {
	d := it.Dial
	stands := d.Failure == ""
	f.Met = f.Met || stands || d.Failure == evidence.Refused
	host := bare(d.Host)
	if stands && d.Address.Addr().Unmap().Is4() {
		f.Met4[host] = true
	}
	if d.Look != "" && d.Look != evidence.LookTap {
		f.sessions[it.ID] = &session{over: true} // its step says it
		return
	}
	for _, s := range f.order {
		s.met = s.met || s.Kind == Connection && s.host == host && s.Addr.Addr() == d.Address.Addr().Unmap()
	}
	s := &session{Wait: Wait{Kind: Greeting, Name: host, Addr: d.Address, Since: it.At}, over: !stands}
	if wire.ImplicitTLS(d.Address.Port()) { // RFC 8314 3: the handshake comes first
		s.Kind = Handshake
	}
	f.sessions[it.ID] = s
	f.held = append(f.held, s)
}

// line follows the dialogue: the server speaks first, and after that each side
// waits for the other one (RFC 5321 3.1, 4.1.1).
func (f *folder) line(it *evidence.Item) {
	l, s := it.Line, f.sessions[it.Line.Session]
	f.Heard = f.Heard || !l.Client && l.Text != ""
	switch {
	case s == nil: // a damaged case
	case l.Failure != "":
		s.over = true
	case l.Client:
		s.Kind, s.To, s.Begun, s.Since = Reply, verbOf(l.Text), false, it.At
	case s.Kind != Greeting && s.Kind != Reply:
	case strings.HasPrefix(string(l.Text)[min(len(l.Text), 3):], "-"): // RFC 5321 4.2.1: more lines follow
		s.Begun = true
	case l.Phase == evidence.PhaseQUIT:
		s.over = true
	case l.Phase == evidence.PhaseSTARTTLS && strings.HasPrefix(string(l.Text), "2"):
		s.Kind, s.Since = Handshake, it.At
	}
}

// handshake ends with its last stage; within TLS a server speaks when spoken to
// (RFC 3207 4.2), but where TLS came first it greets then.
func (f *folder) handshake(it *evidence.Item) {
	s := f.sessions[it.TLS.Session]
	switch {
	case s == nil:
	case it.TLS.Stage == evidence.StageFailed:
		s.over = true
	case it.TLS.Stage == evidence.StageDone && wire.ImplicitTLS(s.Addr.Port()):
		s.Kind, s.Since = Greeting, it.At
	}
}

// verbOf is the command of a line that we sent.
func verbOf(line evidence.Wild) string {
	verb, _, _ := strings.Cut(line.String(), " ")
	return verb
}

// collect lists what has begun and not ended, the longest wait first.
func (f *folder) collect() {
	for _, s := range f.order {
		if !s.ended && !s.met && s.Kind != "" {
			f.Waits = append(f.Waits, s.Wait)
		}
	}
	for _, s := range f.held {
		if !s.over {
			f.Waits = append(f.Waits, s.Wait)
		}
	}
	slices.SortStableFunc(f.Waits, func(a, b Wait) int { return cmp.Compare(a.Since, b.Since) })
}

// bare is a name without its final dot; the root keeps it.
func bare(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}
