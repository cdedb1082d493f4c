package walk

import (
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
	for _, n := range route.Ancestors(name) {
		w.ask(top, route.Question{Name: n, Type: wire.TypeDNSKEY}, beside(step))
		if !n.IsRoot() {
			w.ask(top, route.Question{Name: n, Type: wire.TypeDS}, beside(step))
		}
	}
}
