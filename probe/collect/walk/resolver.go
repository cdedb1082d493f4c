package walk

import (
	"crypto/rand"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// resolverChain asks a resolver for the links of the chain of trust above a
// name. A resolver shows no referrals, so every label may be a cut: the DS
// answer tells (RFC 4035 5.2).
func (w *walker) resolverChain(name wire.Name, step evidence.ID) {
	if w.o.Resolver.IsZero() {
		return
	}
	top := w.deepest(wire.Root())
	// The keys of the root are secure everywhere: a resolver that validates at all says so.
	w.own(route.Question{Name: wire.Root(), Type: wire.TypeDNSKEY}, beside(step))
	for _, n := range route.Ancestors(name) {
		w.ask(top, route.Question{Name: n, Type: wire.TypeDNSKEY}, beside(step))
		if !n.IsRoot() {
			w.ask(top, route.Question{Name: n, Type: wire.TypeDS}, beside(step))
		}
	}
}

// own asks a resolver, once, what it makes of a name itself: with CD=0 a
// validating one sets AD, or says SERVFAIL (RFC 4035 3.2.2, RFC 6840 5.7).
// Nothing waits for it.
func (w *walker) own(q route.Question, m mode) {
	if w.o.Resolver.IsZero() {
		return
	}
	top := w.deepest(wire.Root())
	m.own = true
	w.mu.Lock()
	known := w.owned[q]
	w.owned[q] = true
	w.mu.Unlock()
	if !known {
		w.crew.rest(func() { w.send(&fan{zone: top, q: q, mode: m}, top.roster.servers[0]) })
	}
}

// invented asks a resolver for two names that nobody has, directly below the
// root and below the target's top-level domain: some resolvers have addresses
// for them all the same.
func (w *walker) invented(t collect.Target) {
	if w.o.Resolver.IsZero() {
		return
	}
	target := t.Domain
	if !t.Name.IsZero() {
		target = t.Name
	}
	zones := []wire.Name{wire.Root()}
	if target.Labels() > 0 {
		zones = append(zones, target.Suffix(1))
	}
	top := w.deepest(wire.Root())
	for _, z := range zones {
		name, err := z.Prepend(randomLabel())
		if err != nil {
			continue // a top-level domain leaves room for any label
		}
		q := route.Question{Name: name, Type: wire.TypeA}
		m := beside(0)
		m.madeUp = true
		w.ask(top, q, m)
		w.own(q, m)
	}
}

// madeUpLetters are enough that nobody has such a name, and nobody can know it
// beforehand: 94 bits.
const madeUpLetters = 20

func randomLabel() string {
	out := make([]byte, madeUpLetters)
	_, _ = rand.Read(out) // never fails: crypto/rand ends the program instead
	for i := range out {
		out[i] = 'a' + out[i]%26
	}
	return string(out)
}
