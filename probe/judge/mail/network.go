package mail

import (
	"net/netip"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// network is what the case shows about our own side.
type network struct {
	reached bool      // any DNS message came
	usable  bool      // and one of them was a usable answer
	smtp    view.Fact // could any port 25 be reached
	greeted bool      // did any mail server greet us
	ipv4    reach
	ipv6    reach
	mail4   way // to mail servers
	mail6   way
	proxied bool // mail servers were reached by way of a proxy, the DNS was not
	ended   bool // the case is complete

	controls []*view.Session // with mail servers that the person named
	private  bool            // a root server or the resolver has a special-purpose address: the DNS we look at may be a private one
}

// reach is what the case shows about one address family here.
type reach struct {
	asked bool // name servers were asked over it
	works bool // something far away answered over it
}

// observe reads our own side from the case.
func observe(f facts) network {
	n := network{proxied: f.Start().Vantage.Proxy != "", ended: f.Complete()}
	for _, a := range f.All() {
		family := n.over(a.Server.Addr)
		family.asked = family.asked || !a.Resolver
		if a.Msg == nil {
			continue
		}
		n.reached = true
		switch a.Class {
		case view.Answered, view.NoData, view.NXDomain, view.Referral:
			n.usable = true
		}
		family.works = family.works || !a.Resolver // a resolver may be next to us and proves nothing
		if a.Resolver || a.Server.Zone.IsRoot() {
			n.private = n.private || wire.SpecialPurpose(a.Server.Addr.Addr()) != ""
		}
	}
	n.talks(f)
	return n
}

// over picks the family of an address.
func (n *network) over(a netip.AddrPort) *reach {
	if a.Addr().Unmap().Is4() {
		return &n.ipv4
	}
	return &n.ipv6
}

// family picks a family by its name, and the other one.
func (n *network) family(name string) (this, other reach) {
	if name == ipv4 {
		return n.ipv4, n.ipv6
	}
	return n.ipv6, n.ipv4
}

// ownFault tells whether a failure to connect was made by our own system.
func ownFault(f evidence.Failure) bool { return f == evidence.Forbidden || f == evidence.Cancelled }
