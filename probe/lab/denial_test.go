package lab

import (
	"fmt"
	"slices"
	"testing"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// proves checks a proof with the dns package's own NSEC3 arithmetic, and with
// plain comparison for NSEC. The empty string means that it holds.
func proves(m *dns.Msg, name, zone wire.Name, typ uint16) string {
	var nsec []*dns.NSEC
	var nsec3 []*dns.NSEC3
	for _, rr := range m.Ns {
		switch x := rr.(type) {
		case *dns.NSEC:
			nsec = append(nsec, x)
		case *dns.NSEC3:
			nsec3 = append(nsec3, x)
		}
	}
	p := prover{
		match: func(n wire.Name) []uint16 {
			for _, x := range nsec {
				if nameOf(x.Hdr.Name) == n {
					return append(x.TypeBitMap, 0)
				}
				if next := nameOf(x.NextDomain); next.Below(n) && wire.Compare(nameOf(x.Hdr.Name), n) < 0 {
					return []uint16{0} // empty non-terminal
				}
			}
			for _, x := range nsec3 {
				if x.Match(n.String()) {
					return append(x.TypeBitMap, 0)
				}
			}
			return nil
		},
		cover: func(n wire.Name) bool {
			return slices.ContainsFunc(nsec, func(x *dns.NSEC) bool { return between(nameOf(x.Hdr.Name), n, nameOf(x.NextDomain)) }) ||
				slices.ContainsFunc(nsec3, func(x *dns.NSEC3) bool { return x.Cover(n.String()) })
		},
	}
	return p.check(m.Rcode, name, zone, typ, len(nsec) > 0)
}

type prover struct {
	match func(wire.Name) []uint16 // the types there, with a 0 behind; nil if not matched
	cover func(wire.Name) bool
}

func between(a, n, b wire.Name) bool {
	if wire.Compare(a, b) < 0 {
		return wire.Compare(a, n) < 0 && wire.Compare(n, b) < 0
	}
	return wire.Compare(a, n) < 0 || wire.Compare(n, b) < 0
}

func (p prover) check(rcode int, name, zone wire.Name, typ uint16, nsec bool) string {
	if types := p.match(name); types != nil {
		if rcode != dns.RcodeSuccess || slices.Contains(types, typ) || slices.Contains(types, dns.TypeCNAME) {
			return fmt.Sprintf("%s matches %v with %s", name, types, dns.RcodeToString[rcode])
		}
		return ""
	}
	encloser, next := name.Parent(), name
	for encloser.Below(zone) && p.match(encloser) == nil && !nsec {
		encloser, next = encloser.Parent(), encloser
	}
	if nsec {
		for p.cover(encloser) {
			encloser = encloser.Parent()
		}
		next = name
	}
	if !p.cover(next) {
		return fmt.Sprintf("%s is not covered", next)
	}
	if rcode == dns.RcodeNameError && !p.cover(encloser.Wildcard()) {
		return fmt.Sprintf("%s is not covered", encloser.Wildcard())
	}
	if rcode == dns.RcodeSuccess {
		types := p.match(encloser.Wildcard())
		if types == nil || slices.Contains(types, typ) {
			return fmt.Sprintf("NODATA, but %s has %v", encloser.Wildcard(), types)
		}
	}
	return ""
}

// Whatever does not exist is proven not to, in every signed zone.
func TestDenialProofs(t *testing.T) {
	for _, changes := range [][]string{nil, {
		"set nsec3 example.org iterations 5 salt AABB", "set nsec3 org", "set nsec net", "set nsec example.nl", "set nsec3 nl iterations 1 opt-out",
	}} {
		r := start(t, Options{}, changes...)
		for apex, z := range r.d.zones {
			if z.unsigned {
				continue
			}
			for i := range 40 {
				label := fmt.Sprintf("n%x", r.d.keys.digest(fmt.Sprint(i))[:2])
				for _, labels := range [][]string{{label}, {"a", label}, {label, "wild"}, {label, "mx1"}, {label, "_tcp", "mx1"}, {"ent"}, {"_tcp", "mx1"}} {
					name, err := apex.Prepend(labels...)
					if err != nil {
						t.Fatal(err)
					}
					m := ask(t, r, "tcp", serversOf(r, apex.String())[0], name.String(), dns.TypeLOC)
					if fault := proves(m, name, apex, dns.TypeLOC); fault != "" {
						t.Errorf("%s (%v): %s", name, changes != nil, fault)
					}
				}
			}
		}
	}
}

func TestWrongProofsDoNotProve(t *testing.T) {
	for _, fault := range []string{"fault denial-missing nothing.example.org", "fault denial-wrong nothing.example.org", "fault denial-wrong example.org"} {
		r := start(t, Options{}, fault)
		name := wire.MustName("nothing.example.org")
		if proves(ask(t, r, "udp", "198.18.10.1", "nothing.example.org", dns.TypeA), name, wire.MustName("example.org"), dns.TypeA) == "" {
			t.Errorf("%s: the proof holds", fault)
		}
		if fault := proves(ask(t, r, "udp", "198.18.11.1", "nothing.example.net", dns.TypeA), wire.MustName("nothing.example.net"), wire.MustName("example.net"), dns.TypeA); fault != "" {
			t.Errorf("another zone is touched: %s", fault)
		}
	}
}
