package mail

import (
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
	ipv4    bool      // something far away answered over IPv4
	ipv6    bool
	private bool // a root server or the resolver has a special-purpose address: the DNS we look at may be a private one
}

// observe reads our own side from the case.
func observe(f facts) network {
	var n network
	for _, a := range f.All() {
		if a.Msg == nil {
			continue
		}
		n.reached = true
		switch a.Class {
		case view.Answered, view.NoData, view.NXDomain, view.Referral:
			n.usable = true
		}
		if !a.Resolver { // a resolver may be next to us and proves nothing
			n.works(a.Server.Addr.Addr().Unmap().Is4())
		}
		if a.Resolver || a.Server.Zone.IsRoot() {
			n.private = n.private || wire.SpecialPurpose(a.Server.Addr.Addr()) != ""
		}
	}
	tried := false
	for _, s := range f.Sessions() {
		tried = true
		n.greeted = n.greeted || s.Banner.Code != 0
		if connected(s) {
			n.smtp = view.Yes
			n.works(s.Addr.Addr().Unmap().Is4())
		}
	}
	if n.smtp != view.Yes && tried && f.Complete() {
		n.smtp = view.No
	}
	return n
}

func (n *network) works(v4 bool) {
	n.ipv4 = n.ipv4 || v4
	n.ipv6 = n.ipv6 || !v4
}

// family tells whether something far away answered over the family.
func (n network) family(name string) bool {
	if name == ipv4 {
		return n.ipv4
	}
	return n.ipv6
}

// connected tells whether a TCP connection stood.
func connected(s *view.Session) bool {
	switch s.Trouble {
	case view.ConnectTimeout, view.ConnectRefused, view.ConnectNoRoute, view.ConnectOther:
		return false
	case view.NotFinished:
		return s.Connected > 0
	}
	return s.Dial.Failure == ""
}

// ownFault tells whether a failure to connect was made by our own system.
func ownFault(f evidence.Failure) bool { return f == evidence.Forbidden || f == evidence.Cancelled }
