package upkeep

import (
	"net/netip"
	"slices"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// Zone is how well the two sides of one delegation are kept in step.
type Zone struct {
	Name wire.Name
	NS   NS
	Glue []Glue
	CDS  CDS
}

// NS compares the NS set of the parent with the one of the child
// (RFC 1034 4.2.2, RFC 7477).
type NS struct {
	Known      bool        // both sides were seen
	Parent     []wire.Name // sorted
	Child      []wire.Name // sorted
	OnlyParent []wire.Name
	OnlyChild  []wire.Name
	Aliases    []wire.Name // listed servers whose name is an alias, which nobody need follow (RFC 2181 10.3)
	Evidence   []evidence.ID
}

// Differ tells whether the two sides list different servers.
func (n NS) Differ() bool { return n.Known && len(n.OnlyParent)+len(n.OnlyChild) > 0 }

// Glue compares the addresses that the parent gives for a name server with its
// own address records.
type Glue struct {
	Server   wire.Name
	Needed   bool         // the server's name is in the delegated zone: without glue nobody finds it (RFC 9471)
	Parent   []netip.Addr // sorted
	Own      []netip.Addr // sorted; as its zone says
	Known    bool         // both sides were seen, or the parent's need and lack of it
	Stale    []netip.Addr // at the parent only
	Missing  []netip.Addr // in the zone only, of a family that the parent gives none of
	Given    []Given      // what the servers of the parent say of it, one by one
	Evidence []evidence.ID
}

// Given is what one server of the parent says of a name server in a referral.
type Given struct {
	By    wire.Name    // the server of the parent
	Addrs []netip.Addr // none: it gives no address
	TTL   uint32       // for how many seconds caches may keep them
	From  evidence.ID
}

// Giving are the servers of the parent that give an address, by name, and for how
// many seconds caches may keep it. The zero Addr: those that give none at all.
func (g Glue) Giving(a netip.Addr) (by []wire.Name, ttl uint32) {
	for _, said := range g.Given {
		if a.IsValid() != (len(said.Addrs) > 0) || a.IsValid() && !slices.Contains(said.Addrs, a) {
			continue
		}
		ttl = max(ttl, said.TTL)
		if !slices.Contains(by, said.By) {
			by = append(by, said.By)
		}
	}
	slices.SortFunc(by, wire.Compare)
	return by, ttl
}

// Wrong tells whether a resolver is led astray.
func (g Glue) Wrong() bool { return g.Known && (len(g.Stale) > 0 || g.Needed && len(g.Parent) == 0) }

// CDS is what the child asks its parent to publish as DS (RFC 7344, RFC 8078).
type CDS struct {
	Seen         bool      // CDS or CDNSKEY exist and are secure
	Delete       bool      // "0 0 0 00": the zone asks to become unsigned (RFC 8078 4)
	Records      []wire.DS // asked for, from CDS and from CDNSKEY
	Missing      []wire.DS // asked for, not at the parent
	Superfluous  []wire.DS // at the parent, not asked for
	Inconsistent bool      // CDS and CDNSKEY, or the servers, do not agree (RFC 7344 4)
	Since        time.Time // inception of the newest signature over the set: it is at least so old
	Lookups      []*dnssec.Lookup
	Evidence     []evidence.ID
}

// Differs tells whether the parent has something else than what is asked for.
func (c CDS) Differs() bool { return len(c.Missing)+len(c.Superfluous) > 0 }
