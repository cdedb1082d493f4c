package wire

import (
	"fmt"

	"github.com/miekg/dns"
)

// UDPSize is the EDNS buffer size we announce: it avoids IP fragments on every
// usual path (RFC 9715, DNS flag day 2020).
const UDPSize = 1232

// Question says what to ask and how.
type Question struct {
	ID       uint16
	Name     Name
	Type     Type
	Resolver bool // ask a resolver: RD=1 CD=1 (RFC 4035 3.2.2); else an authoritative server: RD=0
	Own      bool // with Resolver: CD=0 and AD=1, so that the resolver says what it makes of it itself (RFC 6840 5.7)
	NoEDNS   bool // for the second look at servers that mishandle EDNS
}

// NewQuery packs a question with EDNS and DO=1 (RFC 3225). The error is ErrName
// when there is no name to ask for.
func NewQuery(q Question) ([]byte, error) {
	if q.Name.IsZero() {
		return nil, fmt.Errorf("%w: nothing to ask for", ErrName)
	}
	m := new(dns.Msg)
	m.SetQuestion(q.Name.String(), uint16(q.Type))
	m.Id = q.ID
	m.RecursionDesired = q.Resolver
	m.CheckingDisabled = q.Resolver && !q.Own
	m.AuthenticatedData = q.Resolver && q.Own
	if !q.NoEDNS {
		m.SetEdns0(UDPSize, true)
	}
	return m.Pack()
}
