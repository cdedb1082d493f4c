package feed

import (
	"slices"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Reason is what an exchange had to wait for.
type Reason uint8

// The reasons.
const (
	AtOnce     Reason = iota // nothing
	ForTry                   // the try before it
	ForZone                  // the referral to the zone asked
	ForAddress               // the address of the server
	ForName                  // the name asked about
	ForSession               // the session before it with the same address
)

// Hop is one exchange of the critical path.
type Hop struct {
	*Exchange
	Reason Reason        // what it waited for: the hop before it
	Wait   time.Duration // from the end of that to its own beginning
	Until  time.Duration // when it was over, for the path: the last one ends as the verdict stands
}

// Path is the chain of exchanges that determined when the verdict stood, in the
// order of time; none where nothing has been judged. The times of its hops and
// waits together are the time until then.
func (xs *Exchanges) Path(d *explain.Diagnosis) []Hop {
	last := xs.last(d)
	if last == nil {
		return nil
	}
	var out []Hop
	until := last.Stood()
	for x := last; x != nil; {
		before, why := xs.waitedFor(x)
		h := Hop{Exchange: x, Reason: why, Wait: x.Begin, Until: until}
		if before != nil {
			h.Wait, until = x.Begin-before.Until(), before.Until()
		}
		out = append(out, h)
		if before == nil {
			break
		}
		x = before.Exchange
	}
	slices.Reverse(out)
	return out
}

// last is the exchange with which the verdict stood.
func (xs *Exchanges) last(d *explain.Diagnosis) (last *Exchange) {
	if d == nil {
		return nil
	}
	take := func(ids []evidence.ID, aside bool) {
		for _, id := range ids {
			if x := xs.Of(id); x != nil && (aside || !x.Aside()) && (last == nil || later(x, last)) {
				last = x
			}
		}
	}
	for i := range d.Links {
		take(d.Links[i].Evidence, false)
	}
	if d.Break >= 0 && d.Break < len(d.Findings) { // what only a second look shows counts, too
		take(d.Findings[d.Break].Evidence, true)
	}
	return last
}

// later orders by the time at which they stood.
func later(a, b *Exchange) bool { return compare(a.Stood(), a, b.Stood(), b) > 0 }

// need is something that an exchange had to wait for.
type need struct {
	*Exchange
	why Reason
}

// Until is when the need was met. A session must be over before the next one.
func (n need) Until() time.Duration { return n.End }

// waitedFor is what an exchange had to wait for: of all that it needed, what came
// last. Nil and AtOnce: nothing.
func (xs *Exchanges) waitedFor(x *Exchange) (*need, Reason) {
	var found *need
	for _, n := range xs.needs(x) {
		if n.Exchange == nil || n.End > x.Begin || n.ID >= x.ID { // it was known from elsewhere by then
			continue
		}
		if found == nil || n.End > found.End || n.End == found.End && compare(0, n.Exchange, 0, found.Exchange) < 0 {
			found = &n
		}
	}
	if found == nil {
		return nil, AtOnce
	}
	return found, found.why
}

// needs lists what had to be known, with who told it first.
func (xs *Exchanges) needs(x *Exchange) []need {
	switch x.Way {
	case SMTP:
		host, _ := wire.ParseName(x.Dial.Host)
		return []need{
			{xs.named(host), ForName},
			{xs.heard.addrs[x.Dial.Address.Addr().Unmap()], ForAddress},
			{xs.sessionBefore(x), ForSession},
		}
	case HTTP:
		return []need{{xs.heard.addrs[x.Fetch.Address.Addr().Unmap()], ForAddress}}
	}
	q := x.Query
	if t := tryOf(q); t.number > 1 {
		t.number--
		if before := xs.heard.tries[t]; before != nil && before.End <= x.Begin {
			return []need{{before, ForTry}}
		}
	}
	name, _ := wire.ParseName(q.Name)
	out := []need{{xs.named(named(name)), ForName}}
	if q.Resolver {
		return out
	}
	if zone, err := wire.ParseName(q.Zone); err == nil {
		out = append(out, need{xs.heard.zones[zone], ForZone})
		if !zone.IsRoot() { // the addresses of the root are hints
			out = append(out, need{xs.heard.addrs[q.Server.Addr().Unmap()], ForAddress})
		}
	}
	return out
}

// named is who told a name first: nobody needs to for the domain and what is above
// it.
func (xs *Exchanges) named(n wire.Name) *Exchange {
	if n.IsZero() || xs.domain.Under(n) {
		return nil
	}
	asName, asZone := xs.heard.names[n], xs.heard.zones[n]
	if asName == nil || asZone != nil && asZone.End < asName.End {
		return asZone
	}
	return asName
}

// named is the name that a question is about: without the labels that a rule puts
// in front, as in _25._tcp (RFC 6698 3).
func named(n wire.Name) wire.Name {
	for !n.IsZero() && strings.HasPrefix(n.Label(0), "_") {
		n = n.Parent()
	}
	return n
}

// sessionBefore is the last session with the same address that was over when this
// one began.
func (xs *Exchanges) sessionBefore(x *Exchange) (before *Exchange) {
	for _, o := range xs.List {
		if o.Way != SMTP || o.ID == x.ID || o.End > x.Begin || o.Dial.Address.Addr() != x.Dial.Address.Addr() {
			continue
		}
		if before == nil || compare(o.End, o, before.End, before) > 0 {
			before = o
		}
	}
	return before
}
