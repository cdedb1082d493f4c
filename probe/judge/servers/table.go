package servers

import (
	"slices"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Tables returns the table of every zone that holds one of the questions or is
// on the way to it, the root first. Zones that were walked only to find the
// address of a name server decide nothing and have none. Through a resolver
// there is nothing to tell apart: then it is nil.
//
// While the case grows, what has not come is not missing: it is not checked.
func Tables(v *view.View, val *dnssec.Validator, questions []Question) []Table {
	if v.Resolver() != "" {
		return nil
	}
	p := newPath(v, val)
	for _, q := range questions {
		p.follow(q)
	}
	b := newBuilder(v, val)
	var out []Table
	for _, z := range p.zones {
		if t := b.table(z, p.columns(z)); len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// path is the zones on the way to the questions, each after its parent, and what
// is asked of them.
type path struct {
	view  *view.View
	val   *dnssec.Validator
	zones []*dnssec.Zone
	holds map[*dnssec.Zone][]Question
}

func newPath(v *view.View, val *dnssec.Validator) *path {
	return &path{view: v, val: val, holds: map[*dnssec.Zone][]Question{}}
}

// follow adds a question to the zone that holds it, and so for every alias on
// the way that was asked about on its own.
func (p *path) follow(q Question) {
	p.add(q)
	for _, a := range p.val.Lookup(q.Name, q.Type).Aliases {
		p.enter(p.val.Zone(wire.Holder(a.To, q.Type)))
		if next := (Question{Name: a.To, Type: q.Type}); len(p.view.Answers(next.Name, next.Type)) > 0 {
			p.add(next)
		}
	}
}

func (p *path) add(q Question) {
	z := p.val.Zone(wire.Holder(q.Name, q.Type))
	p.enter(z)
	if !slices.Contains(p.holds[z], q) {
		p.holds[z] = append(p.holds[z], q)
	}
}

// enter notes a zone and those above it.
func (p *path) enter(z *dnssec.Zone) {
	if slices.Contains(p.zones, z) {
		return
	}
	if z.Parent != nil {
		p.enter(z.Parent)
	}
	p.zones = append(p.zones, z)
}

// columns are the questions of a zone: what every zone has, the links to the
// zones below it on the path, and what the domain needs of it.
func (p *path) columns(z *dnssec.Zone) []Question {
	var out []Question
	add := func(q Question) {
		if !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	for _, t := range []wire.Type{wire.TypeSOA, wire.TypeNS, wire.TypeDNSKEY} {
		add(Question{Name: z.Name, Type: t})
	}
	for _, child := range p.zones {
		if child.Parent == z { // RFC 4035 3.1.4.1: the parent answers for DS
			add(Question{Name: child.Name, Type: wire.TypeDS})
		}
	}
	for _, q := range p.holds[z] {
		add(q)
	}
	return out
}
