package route

import (
	"cmp"
	"net/netip"
	"slices"

	"danewalk/probe/wire"
)

// Alias returns the next name of an alias chain: the target of the CNAME at the
// name, or what a DNAME above it makes of it (RFC 6672 2.2). Questions for CNAME
// and DNAME themselves have no next name.
func Alias(m *wire.Message, q Question) (wire.Name, bool) {
	if m == nil || q.Type == wire.TypeCNAME || q.Type == wire.TypeANY {
		return wire.Name{}, false
	}
	var made wire.Name
	for _, rr := range m.Answer {
		if rr.Class != wire.ClassIN {
			continue
		}
		switch {
		case rr.Type == wire.TypeCNAME && rr.Name == q.Name:
			if to, err := rr.Target(); err == nil {
				return to, true
			}
		case rr.Type == wire.TypeDNAME && q.Name.Below(rr.Name):
			if to, err := rr.Target(); err == nil {
				if n, err := q.Name.Replace(rr.Name, to); err == nil {
					made = n
				}
			}
		}
	}
	return made, !made.IsZero()
}

// Chain returns the names from the question's along the aliases that are in
// the message, the question's name first, never a name twice.
func Chain(m *wire.Message, q Question) []wire.Name {
	names := []wire.Name{q.Name}
	for {
		next, ok := Alias(m, Question{names[len(names)-1], q.Type})
		if !ok || slices.Contains(names, next) {
			return names
		}
		names = append(names, next)
	}
}

// MX returns the mail exchangers for the end of the alias chain, best
// preference first, each host once. none says that records came and all of them
// name the root: the domain takes no mail (RFC 7505 3).
func MX(m *wire.Message, domain wire.Name) (hosts []wire.Name, none bool) {
	if m == nil {
		return nil, false
	}
	chain := Chain(m, Question{domain, wire.TypeMX})
	owner := chain[len(chain)-1]
	var found []wire.MX
	for _, rr := range m.Answer {
		if rr.Type != wire.TypeMX || rr.Name != owner || rr.Class != wire.ClassIN {
			continue
		}
		mx, err := rr.MX()
		switch {
		case err != nil:
		case mx.Host.IsRoot():
			none = true
		default:
			found = append(found, mx)
		}
	}
	slices.SortStableFunc(found, func(a, b wire.MX) int {
		return cmp.Or(cmp.Compare(a.Preference, b.Preference), wire.Compare(a.Host, b.Host))
	})
	for _, mx := range found {
		if !slices.Contains(hosts, mx.Host) {
			hosts = append(hosts, mx.Host)
		}
	}
	return hosts, none && len(hosts) == 0
}

// Addresses returns the addresses of a host in the answer section, along the
// aliases. Targets outside the zone that was asked are left out: its servers do
// not speak for them. A resolver's zone is the zero Name.
func Addresses(m *wire.Message, zone, host wire.Name) []netip.Addr {
	if m == nil {
		return nil
	}
	var out []netip.Addr
	for _, name := range Chain(m, Question{host, wire.TypeA}) {
		if zone.IsZero() || name.Under(zone) {
			out = append(out, addresses(m.Answer, name)...)
		}
	}
	return out
}

// Has tells whether the answer section has records of the question's type at
// the end of its alias chain.
func Has(m *wire.Message, q Question) bool {
	if m == nil {
		return false
	}
	chain := Chain(m, q)
	return slices.ContainsFunc(m.Answer, func(rr wire.RR) bool {
		return rr.Type == q.Type && rr.Name == chain[len(chain)-1] && rr.Class == wire.ClassIN
	})
}

// TLSANames returns the owner of the TLSA records of a host at a port, and the
// empty non-terminal above it (RFC 7672 2.2.3, RFC 4592 2.2.2). Names too long
// for the labels have none.
func TLSANames(host wire.Name, port uint16) []wire.Name {
	owner, err := wire.TLSAName(host, int(port))
	if err != nil {
		return nil
	}
	return []wire.Name{owner, owner.Parent()}
}

// Absent tells what a negative answer says about the place of a name: the zone
// that has not got it, by its SOA record (RFC 2308 2.1, 2.2), and whether that
// zone is signed. ok is false for any other answer.
func Absent(m *wire.Message, q Question) (zone wire.Name, signed, ok bool) {
	if m == nil || Has(m, q) || m.Rcode != wire.NoError && m.Rcode != wire.NXDomain {
		return zone, false, false
	}
	for _, rr := range m.Authority {
		switch {
		case rr.Class != wire.ClassIN:
		case rr.Type == wire.TypeSOA && q.Name.Under(rr.Name):
			zone, ok = rr.Name, true
		case rr.Type == wire.TypeRRSIG:
			signed = true
		}
	}
	return zone, signed, ok
}
