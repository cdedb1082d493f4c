package sender

import (
	"slices"

	"danewalk/probe/wire"
)

// delivered lists the ways to take a mail, the worst first.
func delivered() []Fate { return []Fate{Clear, Encrypted, Authenticated} }

// fate is what an action means if nothing else is tried.
func (a action) fate() Fate {
	switch a {
	case prove:
		return Authenticated
	case encrypt:
		return Encrypted
	case clearText:
		return Clear
	case next:
		return Deferred
	case bounce:
		return Bounced
	}
	return Unknown
}

// possible lists the ways in which a server may take the mail that nobody saw,
// under a policy.
func (a action) possible() []Fate {
	switch a {
	case goDANE:
		return []Fate{Authenticated}
	case goHalf, goEncrypt:
		return []Fate{Encrypted}
	}
	return []Fate{Clear, Encrypted}
}

// unseen is an attempt that we know nothing about.
func unseen(host wire.Name, addr string, can []Fate) attempt {
	return attempt{Step: Step{Host: host, Addr: addr, Fate: Unknown, Why: NotSeen}, can: can, cell: cell{Certainty: Verified}}
}

// sum follows the attempts in order and tells what becomes of the mail.
func sum(groups [][]attempt, complete bool) View {
	var v View
	for _, g := range groups {
		for _, a := range g {
			v.Steps = append(v.Steps, a.Step)
		}
	}
	all := slices.Concat(groups...)
	for _, g := range groups {
		if !slices.ContainsFunc(g, func(a attempt) bool { return len(a.can) > 0 }) {
			continue // given up here, whatever the order
		}
		if a, ok := worst(g); ok {
			v.take(a)
			v.Mixed, v.Unseen = others(g, a.Fate)
		} else if a, ok := anyway(groups); ok {
			v.take(a)
		} else {
			v.open(all)
		}
		return v.orPending(complete)
	}
	v.fail(all)
	return v.orPending(complete)
}

// worst returns the surely successful attempt with the worst result: somebody
// tries it first.
func worst(g []attempt) (attempt, bool) {
	for _, f := range delivered() {
		for _, a := range g {
			if a.sure && a.Fate == f {
				return a, true
			}
		}
	}
	return attempt{}, false
}

// anyway returns an attempt that surely takes the mail, if all that may come
// before it gives the same result or none.
func anyway(groups [][]attempt) (attempt, bool) {
	var may []Fate
	for _, g := range groups {
		for _, a := range g {
			may = append(may, a.can...)
		}
		if a, ok := worst(g); ok {
			return a, !slices.ContainsFunc(may, func(f Fate) bool { return f != a.Fate })
		}
	}
	return attempt{}, false
}

// others tells whether another result than f was seen in a group, and whether
// something not seen may give one.
func others(g []attempt, f Fate) (mixed, open bool) {
	for _, a := range g {
		for _, can := range a.can {
			mixed = mixed || a.sure && can != f
			open = open || !a.sure && can != f
		}
	}
	return mixed, open
}

// take fills in the attempt that decides.
func (v *View) take(a attempt) {
	v.Fate, v.Host, v.Why = a.Fate, a.Host, a.Why
	v.Code, v.Text, v.Certainty, v.Source = a.cell.Code, a.cell.Text, a.cell.Certainty, a.cell.Source
}

// open is for a mail whose way depends on what is not known. It names the first
// such attempt. A server behind it may still save the mail, so that nothing but
// "unknown" is true.
func (v *View) open(all []attempt) {
	for _, a := range all {
		if !a.sure {
			v.take(a)
			v.Fate = Unknown
			return
		}
	}
}

// fail is for a mail that no attempt takes: the last one is in the sender's log.
// One that may succeed later keeps the mail in the queue.
func (v *View) fail(all []attempt) {
	v.Fate, v.Why, v.Certainty = Unknown, NotSeen, Verified
	for _, want := range []Fate{Bounced, Deferred} {
		for _, a := range all {
			if a.Fate == want {
				v.take(a)
			}
		}
	}
}

// orPending holds back what a running check may still change. A second look at a
// server may show another certificate, and a policy may forbid what goes without one;
// only what was given up before any connection stays as it is.
func (v View) orPending(complete bool) View {
	connected := slices.ContainsFunc(v.Steps, func(s Step) bool { return s.Addr != "" })
	if complete || !connected && v.Fate != Unknown && !v.Unseen {
		return v
	}
	return View{Fate: Pending, Why: NotSeen, Certainty: Verified, Steps: v.Steps}
}
