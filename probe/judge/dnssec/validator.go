package dnssec

import (
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Validator judges the answers of one case under one policy. It remembers what
// it judged, so that asking twice costs nothing and every caller sees the same.
// It is not for concurrent use.
type Validator struct {
	view    *view.View
	policy  Policy
	crypto  *crypter
	hashes  *denial.Hashes
	lookups map[query]*Lookup
	cuts    map[wire.Name]cut
	rings   map[*Zone]*keyring
	shape   shape
	top     *Zone
}

// query is a name and type.
type query struct {
	name wire.Name
	kind wire.Type
}

// New makes a validator. Zero limits of the policy get their defaults.
func New(v *view.View, p Policy) *Validator {
	p.Limits = p.Limits.withDefaults()
	return &Validator{
		view:    v,
		policy:  p,
		crypto:  newCrypter(p.Limits.Verifications, p.Memo),
		hashes:  denial.NewHashes(),
		lookups: map[query]*Lookup{},
		cuts:    map[wire.Name]cut{},
		rings:   map[*Zone]*keyring{},
		shape:   readShape(v),
	}
}

// denialLimits are the limits of one proof.
func (v *Validator) denialLimits() denial.Limits {
	return denial.Limits{Iterations: v.policy.Limits.Iterations, Hashes: v.policy.Limits.Hashes}
}
