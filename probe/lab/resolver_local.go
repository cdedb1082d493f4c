package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// resolverSide is what is wrong with the resolver of the world.
type resolverSide struct {
	strips, fails bool
	blind         bool // it does not validate
	noAD          bool // it validates, and does not tell
	oldAnchor     bool
	rewrites      bool
	portal        bool
	refused       wire.Name // not answered, like what is below
	blocked       wire.Name
	failing       []failure
	views         []inside
	remembered    []rrsetKey
}

// failure is SERVFAIL for a name and what is below, with an extended error
// unless that is negative.
type failure struct {
	name wire.Name
	code int
}

// inside is a zone that the resolver has in a form of its own, unsigned: every
// name in it has the address.
type inside struct {
	zone wire.Name
	addr netip.Addr
}

// setResolver does the statements "local resolver-...".
func setResolver(c *change) error {
	side := &c.local.resolver
	flags := map[string]*bool{
		"resolver-strips": &side.strips, "resolver-not-validating": &side.blind, "resolver-no-ad": &side.noAD,
		"resolver-old-anchor": &side.oldAnchor, "resolver-rewrites": &side.rewrites, "resolver-portal": &side.portal,
	}
	how, given := c.args[0], len(c.args)-1
	if flag, ok := flags[how]; ok && given == 0 {
		*flag = true
		return nil
	}
	if how == "resolver-servfail" && given == 0 {
		side.fails = true
		return nil
	}
	if given == 0 {
		return fmt.Errorf("unknown %v; hint: resolver-strips resolver-not-validating resolver-no-ad resolver-old-anchor resolver-rewrites resolver-portal "+
			"resolver-servfail [NAME [CODE]], resolver-refuses NAME, resolver-blocks NAME, resolver-view ZONE ADDRESS, resolver-stale NAME TYPE [DATA]", c.args)
	}
	name, err := c.name(1)
	if err != nil {
		return err
	}
	switch {
	case how == "resolver-refuses" && given == 1:
		side.refused = name
	case how == "resolver-blocks" && given == 1:
		side.blocked = name
	case how == "resolver-servfail" && given <= 2:
		return side.failAt(name, c.args[2:])
	case how == "resolver-view" && given == 2:
		addr, err := netip.ParseAddr(c.args[2])
		side.views = append(side.views, inside{name, addr.Unmap()})
		return err
	case how == "resolver-stale" && given >= 2:
		return remember(c, name)
	default:
		return fmt.Errorf("%v is not what it takes", c.args)
	}
	return nil
}

func (side *resolverSide) failAt(name wire.Name, rest []string) error {
	f := failure{name: name, code: -1}
	if len(rest) > 0 {
		code, err := strconv.ParseUint(rest[0], 10, 16)
		if err != nil {
			return fmt.Errorf("%q is not the number of an extended error", rest[0])
		}
		f.code = int(code)
	}
	side.failing = append(side.failing, f)
	return nil
}

// remember gives the resolver an old copy of a zone with an RRset as it was, or
// without it.
func remember(c *change, name wire.Name) error {
	t, err := c.rrtype(2)
	if err != nil {
		return err
	}
	z, err := c.variant(resolverName(), c.zoneOf(name))
	if err != nil {
		return err
	}
	key := rrsetKey{name, t}
	if !slices.Contains(c.local.resolver.remembered, key) {
		c.local.resolver.remembered = append(c.local.resolver.remembered, key)
		z.serial -= staleBy
	}
	if len(c.args) == 3 {
		delete(z.records, key)
		return nil
	}
	return replaceRecords(&change{design: c.design, args: c.args[1:], ns: resolverName()})
}

// What the resolver says about old data: it came so long ago, and the TTL went
// on counting (RFC 1035 3.2.1).
const agedBy = 5 * time.Minute

// rewrittenTTL is what made-up answers have: whoever makes them wants them gone soon.
const rewrittenTTL = 60

// Where a resolver that rewrites leads, and a portal.
func rewrittenTo() netip.Addr { return netip.MustParseAddr("198.18.254.80") }
func portalAt() netip.Addr    { return netip.MustParseAddr("192.168.77.1") }

// own returns what the resolver answers without asking anybody, or an empty
// answer and false.
func (side *resolverSide) own(s *nameServer, q *question) (m *dns.Msg, own bool) {
	under := func(name wire.Name) bool { return !name.IsZero() && q.name.Under(name) }
	switch {
	case !q.msg.RecursionDesired || under(side.refused):
		return s.empty(q, dns.RcodeRefused), true
	case side.fails:
		return s.empty(q, dns.RcodeServerFailure), true
	case under(side.blocked): // RFC 8914 4.16
		m = s.empty(q, dns.RcodeNameError)
		m.RecursionAvailable = true
		explain(q, m, dns.ExtendedErrorCodeBlocked, "on the list")
		return m, true
	case side.portal:
		q.edns, q.do, q.size = false, false, plainUDP
		m = s.empty(q, dns.RcodeSuccess)
		m.RecursionAvailable = true
		m.Answer = madeUp(q, portalAt())
		return m, true
	}
	for _, f := range side.failing {
		if under(f.name) {
			m = s.empty(q, dns.RcodeServerFailure)
			if f.code >= 0 {
				explain(q, m, uint16(f.code), "")
			}
			return m, true
		}
	}
	for _, v := range side.views {
		if under(v.zone) && !(q.typ == dns.TypeDS && q.name == v.zone) {
			m = s.empty(q, dns.RcodeSuccess)
			m.RecursionAvailable = true
			v.answer(q, m)
			return m, true
		}
	}
	return s.empty(q, dns.RcodeSuccess), false
}

// answer is what the resolver has about its own zone: an address for every name
// in it, mail for the apex, and nothing else.
func (v inside) answer(q *question, m *dns.Msg) {
	m.Answer = madeUp(q, v.addr)
	if q.typ == dns.TypeMX && q.name == v.zone {
		m.Answer = append(m.Answer, &dns.MX{Hdr: header(v.zone, dns.TypeMX, usualTTL), Preference: 10, Mx: "mail." + v.zone.String()})
	}
	if len(m.Answer) == 0 {
		m.Ns = append(m.Ns, &dns.SOA{
			Hdr: header(v.zone, dns.TypeSOA, negativeTTL), Ns: "inside." + v.zone.String(), Mbox: "hostmaster." + v.zone.String(),
			Serial: 1, Refresh: 7200, Retry: 3600, Expire: 1209600, Minttl: negativeTTL,
		})
	}
}

// madeUp is an address record for whatever was asked; nothing if no address of
// that family was.
func madeUp(q *question, addr netip.Addr) []dns.RR {
	switch {
	case q.typ == dns.TypeA && addr.Is4():
		return []dns.RR{&dns.A{Hdr: header(q.name, dns.TypeA, rewrittenTTL), A: addr.AsSlice()}}
	case q.typ == dns.TypeAAAA && addr.Is6():
		return []dns.RR{&dns.AAAA{Hdr: header(q.name, dns.TypeAAAA, rewrittenTTL), AAAA: addr.AsSlice()}}
	}
	return nil
}

// rewrite puts an address where a name does not exist.
func (side *resolverSide) rewrite(q *question, m *dns.Msg) {
	if !side.rewrites || m.Rcode != dns.RcodeNameError {
		return
	}
	if made := madeUp(q, rewrittenTo()); made != nil {
		m.Rcode, m.Answer, m.Ns, m.AuthenticatedData = dns.RcodeSuccess, made, nil, false
	}
}

// remember answers from the old copy that the resolver has of an RRset.
func (r *resolver) remember(q *question, m *dns.Msg) bool {
	if !slices.Contains(r.run.d.local.resolver.remembered, rrsetKey{q.name, q.typ}) || authoritative(r.old, q.name, q.typ, true, m) != nil {
		return false
	}
	m.Authoritative, m.Extra = false, nil
	for _, section := range []*[]dns.RR{&m.Answer, &m.Ns} {
		for i, rr := range *section {
			rr = dns.Copy(rr)
			rr.Header().Ttl -= min(rr.Header().Ttl, uint32(agedBy/time.Second))
			(*section)[i] = rr
		}
	}
	explain(q, m, dns.ExtendedErrorCodeStaleAnswer, "")
	return true
}
