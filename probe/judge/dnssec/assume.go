package dnssec

import (
	"danewalk/probe/judge/denial"
	"danewalk/probe/wire"
)

// assume judges an answer that never came (view.Edit) from a secure zone: what its
// operator publishes, its operator signs. It is the only way to Secure without a
// signature, and open to nothing that came from a server. The keys of a zone are
// not among it: they go through judgeKeySet like all others, and so a DS record
// that was only tried must fit a key that signs.
func (v *Validator) assume(r *ServerResult, q query, z *Zone) {
	at := q.kind
	switch {
	case r.Outcome == Found:
		at = r.Set.Type
	case q.kind == wire.TypeDS:
		r.Proof = &denial.Proof{Kind: denial.NoDS}
	default:
		r.Proof = &denial.Proof{Kind: denial.NoData}
	}
	v.settle(r, query{q.name, at}, z, Secure, "")
}
