package finding

import (
	"net/netip"

	"danewalk/probe/judge/servers"
	"danewalk/probe/wire"
)

// Accused is one address of a name server that a finding is held against: what
// the tables of servers mark. A finding about a zone as a whole accuses nobody.
type Accused struct {
	Zone   wire.Name  // that it serves, or is listed for
	Name   wire.Name  // of the server
	Addr   netip.Addr // the zero Addr: whichever it has
	Faults []servers.Fault
	Listed Listing // what is wrong with how it is listed; empty: nothing, Faults say it all
}

// Listing is what is wrong with the entry of a name server in the list of its
// zone, of which parent and zone have a copy each (RFC 1034 4.2.2). The server
// itself need not have a fault.
type Listing string

// The wrong entries.
const (
	OldAddress Listing = "old-address" // only the parent still gives this address
	NoAddress  Listing = "no-address"  // the parent gives none, and must (RFC 9471 2)
	OnlyParent Listing = "only-parent" // the zone itself does not list the server
	OnlyZone   Listing = "only-zone"   // the parent does not list the server
	AliasName  Listing = "alias"       // the name is an alias (RFC 2181 10.3)
)
