package mail

import (
	"net/netip"
	"slices"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// The names of the address families.
const (
	ipv4 = "IPv4"
	ipv6 = "IPv6"
)

// addresses judges every address of a host, IPv4 first, in the order of the
// records.
func (j *judge) addresses(h *Host) {
	for _, l := range []*dnssec.Lookup{h.A, h.AAAA} {
		if j.state(l) != known || !found(l) {
			continue
		}
		for _, rr := range l.Set.RRs {
			if addr, err := rr.Addr(); err == nil {
				h.Addresses = append(h.Addresses, j.address(h, addr))
			}
		}
	}
}

// address judges one address with the sessions that were held there.
func (j *judge) address(h *Host, addr netip.Addr) Address {
	a := Address{Addr: addr, Family: ipv6}
	var chain []tlsa.Certificate
	if !j.net.private {
		a.Special = wire.SpecialPurpose(addr)
	}
	if addr.Is4() {
		a.Family = ipv4
	}
	for _, s := range j.sessions[place{h.Name, addr.Unmap()}] {
		if s.Look == "" {
			a.Session = s // a later one is a repetition
		} else {
			a.Looks = append(a.Looks, s)
		}
	}
	a.settle()
	if a.Session != nil {
		a.Trouble = a.Session.Trouble
		chain = a.read(a.shown().TLS)
	}
	a.Match = h.compare(chain, j.elsewhere(h.Name, addr, chain), j.at)
	if a.Session != nil {
		a.Match = asKept(a.Match, a.shown().TLS)
	}
	a.Stripped = a.Session != nil && bare(a.Session) && j.net.strips(a.Session)
	a.Talk = j.talk(h, &a)
	a.Outcome = j.addressOutcome(h, &a)
	a.Grid = j.grid(h, &a)
	a.Otherwise = j.otherwise(h, &a)
	return a
}

// read takes the certificates of a handshake, and returns what was read of them.
func (a *Address) read(t *evidence.Handshake) []tlsa.Certificate {
	if t == nil {
		return nil
	}
	a.ChainDER = t.Chain
	chain := tlsa.ReadChain(t.Chain)
	for i, c := range chain {
		if c.X509 == nil {
			continue
		}
		a.Chain = append(a.Chain, c.X509)
		if i == 0 {
			a.Leaf = c.X509
		}
	}
	return chain
}

// Compare holds the records of the host against a chain, in the order sent, as
// seen in any session: second looks may show another certificate.
func (h *Host) Compare(chain [][]byte, at time.Time) tlsa.Match {
	return h.compare(tlsa.ReadChain(chain), nil, at)
}

func (h *Host) compare(chain []tlsa.Certificate, others []tlsa.Labelled, at time.Time) tlsa.Match {
	return tlsa.Compare(h.Records, tlsa.Peer{Chain: chain, Names: h.Names, At: at, Others: others, Roots: h.Roots})
}

// asKept takes into account that a handshake may have had more certificates
// than are kept.
func asKept(m tlsa.Match, t *evidence.Handshake) tlsa.Match {
	if t != nil && t.Cut {
		return m.Unfinished()
	}
	return m
}

// evidenceOf collects what a host was judged by, in the order seen.
func evidenceOf(h *Host) []evidence.ID {
	var ids []evidence.ID
	for _, l := range append([]*dnssec.Lookup{h.A, h.AAAA, h.CNAME}, h.Lookups...) {
		if l != nil {
			ids = append(ids, l.Evidence...)
		}
	}
	for _, a := range h.Addresses {
		if a.Session != nil {
			ids = append(ids, a.Session.Evidence...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// encrypted tells whether a session reached TLS. A chain that our library could
// not parse was taken from the wire: that is our limit, not the server's.
func encrypted(s *view.Session) bool {
	if s.Trouble == "" {
		return s.TLS != nil
	}
	return refusedByUs(s) && s.TLS.Unparsed && len(s.TLS.Chain) > 0
}

// refusedByUs tells whether our own library ended the handshake over something
// that other senders accept.
func refusedByUs(s *view.Session) bool {
	return s.Trouble == view.HandshakeFailed && s.TLS != nil && s.TLS.Failure == evidence.Protocol
}

// shown picks the session whose certificates count: the ordinary one, or the
// second look that was made because our library refused the first.
func (a *Address) shown() *view.Session {
	if a.Session == nil || !refusedByUs(a.Session) || encrypted(a.Session) {
		return a.Session
	}
	for _, look := range a.Looks {
		if encrypted(look) && (look.Look == evidence.LookTap || look.Look == evidence.LookAgain) {
			return look
		}
	}
	return a.Session
}
