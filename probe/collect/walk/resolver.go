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

// fabricate asks a resolver for two names that nobody has, directly below the
// root and below the target's top-level domain: some resolvers have addresses
// for them all the same.
func (w *walker) fabricate(t collect.Target) {
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
	for _, z := range zones {
		if _, q, m := w.invent(z); m.madeUp {
			w.own(q, m)
		}
	}
}

// invent asks a resolver for a name that nobody has in a zone, which is the root
// or a top-level domain: they leave room for any label.
func (w *walker) invent(zone wire.Name) (*fan, route.Question, mode) {
	name, err := zone.Prepend(randomLabel())
	if err != nil {
		return nil, route.Question{}, mode{}
	}
	q, m := route.Question{Name: name, Type: wire.TypeA}, beside(0)
	m.madeUp = true
	w.mu.Lock()
	w.invented[name] = true
	w.mu.Unlock()
	return w.ask(w.deepest(wire.Root()), q, m), q, m
}

// maxAssured is how often a resolver is asked whether it works at all: each time
// that it failed, unless it fails all the time.
const maxAssured = 6

// doubt takes note that a resolver failed at a name (SERVFAIL). Whether the name
// is the reason shows when it is asked for another one after that: a name that it
// cannot have in its memory, in the same top-level domain.
func (w *walker) doubt(name wire.Name) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if name.IsZero() || name.IsRoot() || w.invented[name] {
		return
	}
	w.doubts++
	if !w.assuring && w.assured < maxAssured {
		w.assuring = true
		w.crew.rest(func() { w.assure(name.Suffix(1)) })
	}
}

// assure asks for made-up names until no failure has come since the last one.
func (w *walker) assure(zone wire.Name) {
	for {
		w.mu.Lock()
		seen := w.doubts
		w.assured++
		w.mu.Unlock()
		if f, _, _ := w.invent(zone); f != nil {
			f.feed.first(w.ctx, func(*answer) bool { return true })
		}
		w.mu.Lock()
		w.assuring = w.doubts != seen && w.assured < maxAssured && w.ctx.Err() == nil
		again := w.assuring
		w.mu.Unlock()
		if !again {
			return
		}
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
