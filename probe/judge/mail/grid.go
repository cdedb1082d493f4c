package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
)

// maxGrid bounds the certificates of one address that are told apart. A check
// holds seven sessions at most; a file may tell of more.
const maxGrid = 8

// Sessions returns every session that was held at the address: the one that
// counts first, then the others in the order held.
func (a *Address) Sessions() []*view.Session {
	var out []*view.Session
	if s := a.shown(); s != nil {
		out = append(out, s)
	}
	for _, s := range append([]*view.Session{a.Session}, a.Looks...) {
		if s != nil && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// grid lists the different certificates that were shown at an address. A server
// may have several keys, and choose by the algorithms and the name in the
// ClientHello (RFC 5246 7.4.2, RFC 8446 4.4.2.2, RFC 6066 3). A certificate that
// was shown before a handshake failed was shown all the same.
func (j *judge) grid(h *Host, a *Address) []Cert {
	var out []Cert
	for _, s := range a.Sessions() {
		if s.TLS == nil || len(s.TLS.Chain) == 0 || s.Look == evidence.LookControl {
			continue
		}
		if i := slices.IndexFunc(out, func(c Cert) bool { return sameChain(c.ChainDER, s.TLS.Chain) }); i >= 0 {
			out[i].Sessions = append(out[i].Sessions, s)
		} else if len(out) < maxGrid {
			out = append(out, j.cert(h, a, s))
		}
	}
	return out
}

// cert reads what a session showed and holds every record against it. What the
// ordinary session showed was compared already.
func (j *judge) cert(h *Host, a *Address, s *view.Session) Cert {
	c := Cert{Sessions: []*view.Session{s}, ChainDER: s.TLS.Chain}
	if sameChain(a.ChainDER, s.TLS.Chain) {
		c.Leaf, c.Chain, c.Match = a.Leaf, a.Chain, a.Match
	} else {
		chain := tlsa.ReadChain(s.TLS.Chain)
		c.Leaf = chain[0].X509
		for _, sent := range chain {
			if sent.X509 != nil {
				c.Chain = append(c.Chain, sent.X509)
			}
		}
		c.Match = asKept(h.compare(chain, j.elsewhere(h.Name, a.Addr, chain), j.at), s.TLS)
	}
	c.Key = keyWords(c.ChainDER[0])
	return c
}

// sameChain tells whether two servers' certificates are the same octets in the
// same order, with all that was sent above them.
func sameChain(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) }

// keyWords is kind and size of the key in a certificate, empty if unreadable. It
// is read from the key alone, since our library may dislike the rest.
func keyWords(der []byte) string {
	spki, err := tlsa.SPKI(der)
	if err != nil {
		return ""
	}
	key, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return ""
	}
	switch k := key.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return ""
}

// Shown returns the sessions that showed a certificate and stood: what a sender
// would have compared. Looks that ended early show what the server has, and not
// what becomes of mail.
func (c *Cert) Shown() []*view.Session {
	return slices.DeleteFunc(slices.Clone(c.Sessions), func(s *view.Session) bool { return !encrypted(s) })
}

// Named tells whether a client that says the server's name was shown the
// certificate. RFC 7672 8.1: senders that use DANE always say it.
func (c *Cert) Named() bool {
	return slices.ContainsFunc(c.Shown(), func(s *view.Session) bool { return s.Look != evidence.LookNoSNI })
}

// ByKey returns the looks of clients with one kind of key that were shown the
// certificate, to the name that a sender says.
func (c *Cert) ByKey(h *Host) []*view.Session {
	return slices.DeleteFunc(c.Shown(), func(s *view.Session) bool {
		return s.Look != evidence.LookRSA && s.Look != evidence.LookECDSA || otherSNI(h, s)
	})
}

// Ordinary tells whether the session that the verdict rests on showed it.
func (c *Cert) Ordinary(a *Address) bool {
	return slices.Contains(c.Sessions, a.shown())
}

// Uncovered returns the certificates that only clients with one kind of key were
// shown and that no record fits: senders that choose that kind do not deliver
// here (RFC 7672 2.2). There are none where the comparison could not be made.
func (a *Address) Uncovered(h *Host) (out []*Cert) {
	for i := range a.Grid {
		c := &a.Grid[i]
		if h.Mode != ModeDANE || c.Match.Matched || c.Match.Undecided() || c.Ordinary(a) || len(c.ByKey(h)) == 0 {
			continue
		}
		out = append(out, c)
	}
	return out
}

// Covered returns the certificates that only clients with one kind of key were
// shown and that a record fits.
func (a *Address) Covered(h *Host) (out []*Cert) {
	for i := range a.Grid {
		if c := &a.Grid[i]; h.Mode == ModeDANE && c.Match.Matched && !c.Ordinary(a) && len(c.ByKey(h)) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// Small tells whether the handshake fails with a ClientHello of today's size, and
// not with a smaller one: a key share of ML-KEM-768 alone has 1184 octets, so the
// message does not fit into one segment any more (RFC 8446 4.2.8). It is not so if
// any session with a large one stood.
func (a *Address) Small() *view.Session {
	s := a.Session
	if s == nil || s.Trouble != view.HandshakeFailed || s.TLS == nil || s.TLS.Version != 0 {
		return nil
	}
	switch s.TLS.Failure {
	case evidence.Timeout, evidence.Closed, evidence.Refused:
	default:
		return nil // an alert is an answer, and our own library is not the server
	}
	var small *view.Session
	for _, look := range a.Looks {
		switch {
		case !encrypted(look):
		case look.Look == evidence.LookSmall:
			small = look
		case look.Look == evidence.LookAgain, look.Look == evidence.LookNoSNI:
			return nil
		}
	}
	return small
}

// Sometimes tells whether TLS comes about for some senders at an address where it
// does not in the ordinary session: for those with a small ClientHello, and those
// that come back later.
func (a *Address) Sometimes() bool {
	if a.Talk != OutcomeUnprotected && a.Talk != OutcomeFail {
		return false
	}
	return slices.ContainsFunc(a.Looks, func(s *view.Session) bool {
		return encrypted(s) && (s.Look == evidence.LookAgain || s == a.Small())
	})
}

// otherwise is what some senders find at an address where the ordinary session
// fails: those with a small ClientHello, those that come back later, those whose
// resolver asked a name server with other records, those that ask for another
// kind of key first, as OpenSSL does and our library does not (RFC 8446 4.2.3). It
// is never a pass for the address.
func (j *judge) otherwise(h *Host, a *Address) Outcome {
	if a.Outcome != OutcomeFail {
		return OutcomePending
	}
	if len(h.Fits(a, j.at)) > 0 || len(a.Covered(h)) > 0 {
		return OutcomePass
	}
	for _, s := range a.Looks {
		if !encrypted(s) || otherSNI(h, s) || s.Look != evidence.LookAgain && s != a.Small() {
			continue
		}
		if h.Mode == ModeEncryptOnly {
			return OutcomeEncrypted // RFC 7672 2.2
		}
		if h.Mode == ModeDANE && slices.ContainsFunc(a.Grid, func(c Cert) bool { return c.Match.Matched && slices.Contains(c.Sessions, s) }) {
			return OutcomePass
		}
	}
	return OutcomePending
}

// postponed tells whether the server put us off with a 4xx reply before TLS:
// senders come back after that (RFC 5321 4.5.4.1).
func postponed(s *view.Session) bool {
	return s.Trouble == view.BannerTempfail || s.Trouble == view.EHLOTempfail
}

// settle picks the ordinary session: the one that was held when we came back,
// where the server had put the first one off.
func (a *Address) settle() {
	if a.Session == nil || !postponed(a.Session) {
		return
	}
	for i, look := range a.Looks {
		if look.Look == evidence.LookAgain && encrypted(look) {
			a.Session, a.Looks[i] = look, a.Session
			return
		}
	}
}
