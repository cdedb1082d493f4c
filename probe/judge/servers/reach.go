package servers

import (
	"net/netip"
	"slices"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// route is a transport over an address family: what may work from here, or not.
type route struct {
	v4        bool
	transport evidence.Transport
}

// control is what works from here at all, whoever answered: only then is
// silence the silence of a server.
type control struct {
	families map[bool]bool // IPv4 is true
	routes   map[route]bool
	edns     bool // an OPT record reaches us
}

// newControl looks at every exchange of the case.
func newControl(v *view.View) control {
	c := control{families: map[bool]bool{}, routes: map[route]bool{}}
	for _, a := range v.All() {
		v4 := is4(a.Server.Addr)
		if a.Msg != nil {
			c.families[v4] = true
			c.edns = c.edns || a.Msg.EDNS.Present
		}
		for _, id := range a.Tries {
			if it, ok := v.Item(id); ok && it.Query != nil && came(it.Query) {
				c.routes[route{v4, it.Query.Transport}] = true
			}
		}
	}
	return c
}

// A network loses so much that chance explains three tries in vain: from so many
// answers that came at the second try, and if they are one of so many.
const (
	someRepeated = 3
	oneRepeated  = 20
)

// lossy tells whether questions often had to be repeated, over the same transport,
// to servers that answered then.
func lossy(v *view.View) bool {
	answers, repeated := 0, 0
	for _, a := range v.All() {
		if a.Msg == nil {
			continue
		}
		answers++
		if len(a.Tries) > 1 && again(v, a) {
			repeated++
		}
	}
	return repeated >= someRepeated && repeated*oneRepeated >= answers
}

// again tells whether an answer came over a transport over which nothing had come
// to the same question before.
func again(v *view.View, a *view.Answer) bool {
	silent := map[evidence.Transport]bool{}
	return slices.ContainsFunc(a.Tries, func(id evidence.ID) bool {
		it, ok := v.Item(id)
		switch {
		case !ok || it.Query == nil:
		case it.Query.Failure == evidence.Timeout:
			silent[it.Query.Transport] = true
		case came(it.Query):
			return silent[it.Query.Transport]
		}
		return false
	})
}

func is4(a netip.AddrPort) bool { return a.Addr().Unmap().Is4() }

// came tells whether an exchange brought a message.
func came(x *evidence.Exchange) bool { return x.Failure == "" && len(x.Answer) > 0 }

// ours tells whether a failure says nothing about the server: our own side
// stopped, or has no way to it.
func ours(f evidence.Failure) bool {
	return f == evidence.Cancelled || f == evidence.Unreachable || f == evidence.Forbidden
}

// tally counts the tries over one transport.
type tally struct {
	asked, came int
	tries       []evidence.ID
}

// reach is what the tries at one server show.
type reach struct {
	udp, tcp tally
	withOPT  bool          // an answer with an OPT record came
	datagram bool          // ... over UDP
	bare     []evidence.ID // answers without one to questions with one
	ignored  []evidence.ID // questions with EDNS that got nothing
	swallows int           // ... over UDP
	plain    []evidence.ID // answers to questions without EDNS, over UDP or TCP
	serves   bool          // it answers for its zone, or refers down from it
	best     time.Duration // zero: nothing came
}

// reachOf reads the tries of a server's answers.
func reachOf(v *view.View, answers []*view.Answer) reach {
	var r reach
	for _, a := range answers {
		r.serves = r.serves || a.Usable() || a.Class == view.Referral
		for _, id := range a.Tries {
			it, ok := v.Item(id)
			if !ok || it.Query == nil || ours(it.Query.Failure) {
				continue
			}
			var m *wire.Message
			if id == a.ID {
				m = a.Msg
			}
			r.add(id, it.Query, m)
		}
	}
	return r
}

// add counts one try; m is its message if that was parsed before.
func (r *reach) add(id evidence.ID, x *evidence.Exchange, m *wire.Message) {
	t := &r.udp
	if x.Transport != evidence.UDP {
		t = &r.tcp
	}
	t.asked++
	t.tries = append(t.tries, id)
	if !came(x) {
		if asksEDNS(x) {
			r.ignored = append(r.ignored, id)
			if t == &r.udp {
				r.swallows++
			}
		}
		return
	}
	t.came++
	if r.best == 0 || x.RTT < r.best {
		r.best = x.RTT
	}
	if r.datagram {
		return // one answer is enough to know that it can
	}
	if m == nil {
		m, _ = wire.Parse(x.Answer)
	}
	switch {
	case m == nil:
	case m.EDNS.Present:
		r.withOPT, r.datagram = true, r.datagram || t == &r.udp
	case asksEDNS(x):
		r.bare = append(r.bare, id)
	default:
		r.plain = append(r.plain, id)
	}
}

// asksEDNS tells whether a question had an OPT record: all have but the second
// look at servers that refused one (RFC 6891 7). A question that was not kept
// had one.
func asksEDNS(x *evidence.Exchange) bool {
	m, err := wire.Parse(x.Question)
	return m == nil || err != nil || m.EDNS.Present
}

// fact says whether messages come over a transport. Only a complete case may say
// no, and only where others' messages come this way.
func (t tally) fact(complete, works bool) view.Fact {
	switch {
	case t.came > 0:
		return view.Yes
	case complete && works && t.asked > 0:
		return view.No
	}
	return view.NotChecked
}

// edns says whether the server understands EDNS (RFC 6891 7): it answers such
// questions with an OPT record.
func (r reach) edns(complete, works bool) view.Fact {
	refuses := len(r.bare) > 0 || len(r.plain) > 0 && len(r.ignored) > 0
	// Over TCP it may get through where something in front swallows the datagrams.
	swallowed := len(r.plain) > 0 && r.swallows >= sureDatagrams && !r.datagram
	switch {
	case r.withOPT && !swallowed:
		return view.Yes
	case complete && works && r.serves && refuses:
		return view.No
	}
	return view.NotChecked
}
