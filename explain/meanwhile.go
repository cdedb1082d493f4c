package explain

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/explain/patience"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// What lasts longer than this is told: a check of servers that answer is over by
// then. A port that lets nobody out is told of sooner, for it is the usual reason
// why nothing moves, and the check gives it up soon.
const (
	patient     = 5 * time.Second
	patientPort = 2 * time.Second
)

// Meanwhile is what can be said while a check waits. It names nobody as being at
// fault: silence proves nothing before its end.
type Meanwhile struct {
	Key      string               // the same while the same is waited for: it is said once to who listens
	Headline string               // in place of that of the diagnosis; empty: that one stands
	Waiting  Block                // what is waited for, to stand below an answer that there is
	Answers  map[Audience][]Block // in place of the general answer; nil: that one stands
	Copy     map[Audience]string
}

// Meanwhile says what is sure so far, and what the check waits for, when so much
// time has passed since it began. Nil: it has ended, or there is nothing to say of
// it that the diagnosis does not say.
func (d *Diagnosis) Meanwhile(passed time.Duration) *Meanwhile {
	if d == nil || d.Report == nil || d.Final || d.Stopped || d.Simulated {
		return nil
	}
	p := pause{d: d, b: d.Words, passed: passed, dns: dnsDone(d)}
	p.gather()
	if len(p.groups) == 0 {
		return nil
	}
	m := &Meanwhile{Key: p.key(), Waiting: Block{Part: "waiting", Heading: p.b.Say("What is being waited for"), Paras: []string{p.waiting()}}}
	if d.Verdict != mail.Checking {
		return m // "so far": the answer is there
	}
	m.Headline = p.headline()
	if d.Break < 0 {
		m.Answers, m.Copy = p.answers(m.Waiting), p.copies()
	}
	return m
}

// pause is a moment of a check that waits.
type pause struct {
	d      *Diagnosis
	b      *text.Book
	passed time.Duration
	dns    bool // nothing deciding of the DNS is open
	groups []group
}

// group is what is waited for in the same way.
type group struct {
	patience.Wait                         // of its first one; the name is that of the first
	names         []string                // of all, each once
	addrs         map[string][]netip.Addr // of sessions, by name
	age           time.Duration           // all in names take at least that long, each since its first one
	only6         bool                    // connections over IPv6 to hosts that can be reached over IPv4
}

// gather sums up what takes long: what decides, or where nothing of that is open,
// what is done beside it.
func (p *pause) gather() {
	decides := func(w patience.Wait) bool { return w.Kind != patience.Aside }
	open := slices.ContainsFunc(p.d.Pending.Waits, decides)
	for _, w := range p.d.Pending.Waits {
		if decides(w) == open && p.long(w) {
			p.add(w)
		}
	}
	for i := range p.groups {
		p.groups[i].age = max(p.groups[i].age, p.asked(p.groups[i]))
	}
	p.groups = slices.DeleteFunc(slices.Clone(p.groups), p.covered)
	for i := range p.groups {
		slices.SortStableFunc(p.groups[i].names, func(a, b string) int { return cmp.Compare(p.row(a), p.row(b)) })
	}
}

// covered tells whether another group says what a group waits for, and why: a
// question to servers none of which answers, or a sweep, whose end is that of all
// second looks.
func (p *pause) covered(g group) bool {
	return slices.ContainsFunc(p.groups, func(o group) bool {
		switch {
		case g.To == "sweep":
			return o.To != "sweep"
		case !g.question():
			return false
		case o.Kind == patience.Root:
			return !p.d.Pending.Answered
		}
		above := func(zone string) bool { return g.Name == zone || strings.HasSuffix(g.Name, "."+zone) }
		return p.silent(o.Wait) && len(g.names) == 1 && slices.ContainsFunc(o.names, above)
	})
}

// asked is for how long the silent servers of a zone owe the answer to a question
// about its name, which begins before theirs: what is told of it shall not fall back.
func (p *pause) asked(zone group) (longest time.Duration) {
	if !p.silent(zone.Wait) || len(zone.names) > 1 {
		return 0
	}
	for _, g := range p.groups {
		if g.question() && g.Name == zone.Name && len(g.names) == 1 {
			longest = max(longest, g.age)
		}
	}
	return longest
}

// question tells whether a group waits for the answer to a question about a name.
func (g group) question() bool {
	return g.Kind == patience.MX || g.Kind == patience.Address || g.Kind == patience.TLSA
}

// row is the place of a mail server in the chain; others come behind.
func (p *pause) row(host string) int {
	if i := slices.IndexFunc(p.d.Links, func(l Link) bool { return l.Depth == 1 && l.Label == host }); i >= 0 {
		return i
	}
	return len(p.d.Links)
}

// long tells whether something is waited for so long that it is told.
func (p *pause) long(w patience.Wait) bool {
	limit := patient
	if w.Kind == patience.Connection && !p.d.Pending.Met && p.dns {
		limit = patientPort
	}
	return p.passed-w.Since >= limit
}

func (p *pause) add(w patience.Wait) {
	only6 := w.Kind == patience.Connection && w.Addr.Addr().Is6() && p.d.Pending.Met4[w.Name]
	same := func(g group) bool {
		return g.Kind == w.Kind && g.To == w.To && g.Begun == w.Begun && g.only6 == only6 && p.silent(g.Wait) == p.silent(w)
	}
	i := slices.IndexFunc(p.groups, same)
	if i < 0 {
		i = len(p.groups)
		p.groups = append(p.groups, group{Wait: w, only6: only6, age: p.passed - w.Since, addrs: map[string][]netip.Addr{}})
	}
	g := &p.groups[i]
	g.addrs[w.Name] = append(g.addrs[w.Name], w.Addr.Addr())
	if !slices.Contains(g.names, w.Name) { // a second address began later, and makes the wait for its host no shorter
		g.names, g.age = append(g.names, w.Name), min(g.age, p.passed-w.Since)
	}
}

// silent tells whether no server of a zone gave a usable answer.
func (p *pause) silent(w patience.Wait) bool {
	return w.Kind == patience.Zone && p.d.Pending.Silent[w.Name]
}

func (p *pause) key() string {
	var out []string
	for _, g := range p.groups {
		out = append(out, fmt.Sprint(g.Kind, g.To, g.Begun, g.names))
	}
	return strings.Join(out, " ")
}

// limit is until when at most a group is waited for; zero: it has no limit of its
// own, or it is not known, or the whole check ends before.
func (p *pause) limit(g group) time.Duration {
	own, walk := p.ownLimit(g), p.d.Patience.Walk
	if walk > 0 && g.Since+own > walk {
		return 0
	}
	return own
}

func (p *pause) ownLimit(g group) time.Duration {
	l := p.d.Patience
	switch g.Kind {
	case patience.Connection:
		if !p.d.Pending.Met {
			return l.Silence
		}
		return l.Connect
	case patience.Greeting, patience.Reply:
		return l.Reply
	case patience.Handshake:
		return l.TLS
	case patience.Root:
		if !p.d.Pending.Answered {
			return l.NoAnswer
		}
	}
	return 0
}

// dnsDone tells whether everything that decides has come from the DNS.
func dnsDone(d *Diagnosis) bool {
	open := func(l Link) bool {
		return (l.State == Waiting || l.State == Running) && (l.Depth == 0 || dnsStep(l))
	}
	asked := func(w patience.Wait) bool {
		return w.Kind == patience.MX || w.Kind == patience.Address || w.Kind == patience.TLSA || w.Kind == patience.Root
	}
	return !slices.ContainsFunc(d.Links, open) && !slices.ContainsFunc(d.Pending.Waits, asked)
}
