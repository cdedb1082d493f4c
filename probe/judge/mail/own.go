package mail

import (
	"cmp"
	"net/netip"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// way is what the case shows about port 25 over one address family.
type way struct {
	open   bool            // a connection stood
	offers bool            // a server offered STARTTLS
	failed []*view.Session // connections that did not stand
}

// talks reads from the sessions how far mail servers can be reached from here.
// Those with control hosts count like those with the domain's own servers.
func (n *network) talks(f facts) {
	tried := false
	n.carried = slices.ContainsFunc(f.Sessions(), func(s *view.Session) bool { return s.TLS != nil && s.TLS.Failure == "" })
	for _, s := range f.Sessions() {
		tried = true
		if s.Look == evidence.LookControl {
			n.controls = append(n.controls, s)
		}
		n.greeted = n.greeted || s.Banner.Code != 0
		over := n.mail(familyOf(s.Addr.Addr()))
		if !n.stood(s) {
			over.failed = append(over.failed, s)
			continue
		}
		n.smtp, over.open, over.offers = view.Yes, true, over.offers || s.STARTTLS == view.Yes
		if !n.proxied {
			n.over(s.Addr).works = true
		}
	}
	if n.smtp != view.Yes && tried && n.ended {
		n.smtp = view.No
	}
}

// stood tells whether a TCP connection stood. Some proxies report success at once
// and hang up when they find nobody: through them only a word of the server counts.
func (n *network) stood(s *view.Session) bool {
	if n.proxied {
		return s.Banner.Code != 0 && !n.cut(s)
	}
	switch s.Trouble {
	case view.ConnectTimeout, view.ConnectRefused, view.ConnectNoRoute, view.ConnectOther:
		return false
	case view.NotFinished:
		return s.Connected > 0
	}
	return s.Dial.Failure == ""
}

// cut tells whether a session broke off without a word from the server, through a
// proxy that carried none to TLS: it may be the proxy that broke it off.
func (n *network) cut(s *view.Session) bool {
	if !n.proxied || n.carried {
		return false
	}
	switch s.Trouble {
	case view.EHLOFailed, view.STARTTLSFailed:
		return true
	case view.HandshakeFailed:
		return s.TLS != nil && (s.TLS.Failure == evidence.Closed || s.TLS.Failure == evidence.Timeout)
	}
	return false
}

func familyOf(a netip.Addr) string {
	if a.Unmap().Is4() {
		return ipv4
	}
	return ipv6
}

func otherFamily(name string) string {
	if name == ipv4 {
		return ipv6
	}
	return ipv4
}

// mail picks the way to mail servers over a family.
func (n *network) mail(family string) *way {
	if family == ipv4 {
		return &n.mail4
	}
	return &n.mail6
}

// reaches tells whether something far away was reached over a family, by the way
// that leads to mail servers.
func (n *network) reaches(family string) bool {
	if n.proxied {
		return n.mail(family).open
	}
	this, _ := n.family(family)
	return this.works
}

// closedFamily names the family over which our own network lets no mail out while
// it does over the other: no server was reached, neither a control nor, where none
// was asked, any of those of two operators at least. Servers of one operator may
// well all be down; but where every attempt was forbidden, or left from an address
// that the person chose and the DNS did not use, nothing shows that they are.
// Empty if there is none.
func (n *network) closedFamily() string {
	for _, family := range []string{ipv4, ipv6} {
		here, there := n.mail(family), n.mail(otherFamily(family))
		if !n.ended || here.open || !there.open || len(here.failed) == 0 {
			continue
		}
		if family == ipv4 && n.source4 || family == ipv6 && n.source6 || !slices.ContainsFunc(here.failed, tried) {
			return family
		}
		control := func(s *view.Session) bool { return s.Look == evidence.LookControl }
		silent := slices.DeleteFunc(slices.Clone(here.failed), func(s *view.Session) bool { return s.Trouble != view.ConnectTimeout })
		if slices.ContainsFunc(here.failed, control) || unrelated(silent) {
			return family
		}
	}
	return ""
}

// tried tells whether our own system let an attempt to connect out.
func tried(s *view.Session) bool { return !ownFault(s.Dial.Failure) }

// unrelated tells whether two of the sessions were with servers of different
// operators: neither their domain nor their network is the same.
func unrelated(sessions []*view.Session) bool {
	for i, a := range sessions {
		for _, b := range sessions[:i] {
			if !related(a, b) {
				return true
			}
		}
	}
	return false
}

// Prefixes that servers of one network share.
const (
	network4 = 24
	network6 = 64
)

func related(a, b *view.Session) bool {
	if operatorOf(a.Host) == operatorOf(b.Host) {
		return true
	}
	x, y := a.Addr.Addr().Unmap(), b.Addr.Addr().Unmap()
	bits := network6
	if x.Is4() {
		bits = network4
	}
	prefix, err := x.Prefix(bits)
	return err == nil && prefix.Contains(y)
}

// operatorOf is the domain that a host name is taken to belong to: its last two
// labels. Where more of them are a registry's, hosts count as related that are not.
func operatorOf(host wire.Name) wire.Name { return host.Suffix(min(host.Labels(), 2)) }

// strips tells whether something near us may have taken STARTTLS away in a
// session. An offer that was overwritten shows a box on the way; it is near us
// unless other servers get through. Where the offer is just missing, only controls
// tell: if they lack it too, it is taken away near us.
func (n *network) strips(s *view.Session) bool {
	if n.mail(familyOf(s.Addr.Addr())).offers {
		return false
	}
	return s.Trouble == view.Stripped || slices.ContainsFunc(n.controls, bare)
}

// bare tells whether a server answered EHLO and did not offer STARTTLS.
func bare(s *view.Session) bool { return s.Trouble == view.NoSTARTTLS || s.Trouble == view.Stripped }

// port is the port of the mail servers that the check is about.
func (j *judge) port() uint16 { return cmp.Or(j.start.Vantage.Port, wire.SMTPPort) }
