package mail

import (
	"net/netip"
	"strings"

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
	carried bool // and the proxy carried a session as far as TLS at least once
	source4 bool // ... from an IPv4 address that the person chose
	source6 bool
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
	n.source4, n.source6 = chosen(f.Start().Vantage.Source)
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

// chosen tells over which families connections leave from a chosen address.
func chosen(sources string) (four, six bool) {
	for _, s := range strings.Split(sources, ", ") {
		if a, err := netip.ParseAddr(s); err == nil {
			four, six = four || a.Is4(), six || a.Is6()
		}
	}
	return four, six
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
