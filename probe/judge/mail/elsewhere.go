package mail

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// shownChain is a chain of certificates as one session showed it.
type shownChain struct {
	at    place
	chain []tlsa.Certificate
}

// shownChains reads the chains of all sessions, once: of an address each
// different server certificate counts once. They stand in the order of hosts,
// addresses and sessions.
func (j *judge) shownChains() []shownChain {
	if j.chains != nil {
		return *j.chains
	}
	var out []shownChain
	sessions := slices.Clone(j.Sessions())
	slices.SortStableFunc(sessions, func(a, b *view.Session) int {
		return cmp.Or(wire.Compare(a.Host, b.Host), a.Addr.Addr().Unmap().Compare(b.Addr.Addr().Unmap()))
	})
	for _, s := range sessions {
		if s.TLS == nil || len(s.TLS.Chain) == 0 || s.Look == evidence.LookControl {
			continue
		}
		c := shownChain{at: place{s.Host, s.Addr.Addr().Unmap()}}
		if slices.ContainsFunc(out, func(o shownChain) bool { return o.at == c.at && bytes.Equal(o.chain[0].DER, s.TLS.Chain[0]) }) {
			continue
		}
		for _, der := range s.TLS.Chain {
			c.chain = append(c.chain, tlsa.Frame(der))
		}
		out = append(out, c)
	}
	j.chains = &out
	return out
}

// elsewhere returns the chains that were shown in other places than here, or
// here to another client. Near places come first.
func (j *judge) elsewhere(host wire.Name, addr netip.Addr, here []tlsa.Certificate) []tlsa.Labelled {
	var same, sameHost, others []tlsa.Labelled
	if len(here) == 0 {
		return nil
	}
	for _, c := range j.shownChains() {
		l := tlsa.Labelled{Kind: tlsa.GuessOtherHost, Host: c.at.host, Addr: c.at.addr, Chain: c.chain}
		switch {
		case bytes.Equal(c.chain[0].DER, here[0].DER):
		case c.at == place{host, addr.Unmap()}:
			l.Kind = tlsa.GuessOtherSession
			same = append(same, l)
		case c.at.host == host:
			l.Kind = tlsa.GuessOtherAddress
			sameHost = append(sameHost, l)
		default:
			others = append(others, l)
		}
	}
	return append(append(same, sameHost...), others...)
}
