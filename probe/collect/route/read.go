package route

import (
	"net/netip"
	"slices"

	"danewalk/probe/wire"
)

// Question is a name and type.
type Question struct {
	Name wire.Name
	Type wire.Type
}

// Holder returns a name in the zone that answers the question.
func (q Question) Holder() wire.Name { return wire.Holder(q.Name, q.Type) }

// Kind is what a message amounts to.
type Kind uint8

// The kinds of message.
const (
	Useless  Kind = iota // an error, not authoritative, or a referral to nowhere
	Final                // records, an alias, or a denial, from an authoritative server
	Referral             // go down to another zone
)

// NS is a name server and the addresses that came as glue.
type NS struct {
	Name wire.Name
	Glue []netip.Addr
}

// Delegation is what a referral says.
type Delegation struct {
	Child   wire.Name
	Servers []NS
}

// Read tells what a message amounts to when the question was sent to the
// servers of a zone. The zone is the zero Name for a resolver, which answers
// without authority and refers nobody.
func Read(m *wire.Message, zone wire.Name, q Question) (Kind, Delegation) {
	if m == nil || (m.Rcode != wire.NoError && m.Rcode != wire.NXDomain) {
		return Useless, Delegation{}
	}
	if zone.IsZero() {
		return Final, Delegation{}
	}
	if d, ok := referral(m, zone, q); ok {
		return Referral, d
	}
	if !m.AA || m.TC {
		return Useless, Delegation{}
	}
	return Final, Delegation{}
}

// referral reads a referral downwards: no answer, no SOA, and NS records of a
// zone between the one asked and the name (RFC 1034 4.3.2 step 3b).
func referral(m *wire.Message, zone wire.Name, q Question) (Delegation, bool) {
	if len(m.Answer) > 0 || m.Rcode != wire.NoError {
		return Delegation{}, false
	}
	var d Delegation
	for _, rr := range m.Authority {
		switch {
		case rr.Class != wire.ClassIN:
		case rr.Type == wire.TypeSOA:
			return Delegation{}, false // NODATA (RFC 2308 2.2)
		case rr.Type == wire.TypeNS && rr.Name.Below(zone) && q.Holder().Under(rr.Name):
			if d.Child.IsZero() {
				d.Child = rr.Name
			}
			if host, err := rr.Target(); err == nil && rr.Name == d.Child && !d.has(host) {
				d.Servers = append(d.Servers, NS{Name: host, Glue: glue(m, zone, host)})
			}
		}
	}
	return d, !d.Child.IsZero()
}

func (d Delegation) has(host wire.Name) bool {
	return slices.ContainsFunc(d.Servers, func(n NS) bool { return n.Name == host })
}

// glue returns the addresses of a name server in the additional section, when
// it is below the zone that was asked: others cannot know them (RFC 9499,
// "glue", "sibling").
func glue(m *wire.Message, zone, host wire.Name) []netip.Addr {
	if !host.Under(zone) {
		return nil
	}
	return addresses(m.Additional, host)
}

// Glue returns the addresses of a name server in the additional section,
// as far as the servers of the zone can know them.
func Glue(m *wire.Message, zone, host wire.Name) []netip.Addr {
	if m == nil || zone.IsZero() {
		return nil
	}
	return glue(m, zone, host)
}

// addresses returns the addresses that records give for a name.
func addresses(rrs []wire.RR, host wire.Name) []netip.Addr {
	var out []netip.Addr
	for _, rr := range rrs {
		if rr.Name != host || rr.Class != wire.ClassIN {
			continue
		}
		if a, err := rr.Addr(); err == nil && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}
