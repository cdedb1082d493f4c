package dnssec

import "danewalk/probe/wire"

// Said judges what each server said about exactly this name and type: aliases
// are named and not followed. Lookup says what all of it comes to. zone is the
// one that holds the records.
func (v *Validator) Said(name wire.Name, t wire.Type) (zone *Zone, said []ServerResult) {
	z := v.Zone(wire.Holder(name, t))
	if t == wire.TypeDNSKEY && z.Name == name {
		return z, z.KeySets
	}
	if l := v.Lookup(name, t); len(l.Aliases) == 0 {
		return z, l.Servers
	}
	return z, v.step(query{name, t}, z, nil).results
}
