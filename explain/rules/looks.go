package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// looked adds what second looks showed to the evidence of a finding.
func looked(f *finding.Finding, sessions ...*view.Session) {
	f.Evidence = slices.Clone(f.Evidence)
	for _, s := range sessions {
		f.Evidence = append(f.Evidence, s.Evidence...)
	}
}

// instead is an address as a look saw it: another certificate in place of that
// of the ordinary session, to be told in the same words.
func instead(a *mail.Address, c *mail.Cert) *mail.Address {
	other := *a
	other.Leaf, other.Chain, other.ChainDER, other.Match = c.Leaf, c.Chain, c.ChainDER, c.Match
	return &other
}

// client is the word for those who hold a conversation as a look does.
type client struct {
	look  string
	words text.Phrase
}

// clients lists the looks in the order in which they are told.
func clients() []client {
	return []client{
		{"", text.Phrase("[clients] ordinary")},
		{evidence.LookAgain, text.Phrase("[clients] ordinary")},
		{evidence.LookTap, text.Phrase("[clients] TLS 1.2")},
		{evidence.LookECDSA, text.Phrase("[clients] ECDSA only")},
		{evidence.LookRSA, text.Phrase("[clients] RSA only")},
		{evidence.LookSmall, text.Phrase("[clients] no ML-KEM")},
		{evidence.LookOld, text.Phrase("[clients] old TLS")},
		{evidence.LookNoSNI, text.Phrase("[clients] no server name")},
	}
}

// maxLook is how much of an unknown word for a look is shown.
const maxLook = 16

// Clients says which clients were shown a certificate, each once and in the same
// order always.
func Clients(b *text.Book, c *mail.Cert) (out []string) {
	add := func(w string) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, k := range clients() {
		if slices.ContainsFunc(c.Sessions, func(s *view.Session) bool { return s.Look == k.look }) {
			add(b.Say(k.words))
		}
	}
	for _, s := range c.Sessions {
		if !slices.ContainsFunc(clients(), func(k client) bool { return k.look == s.Look }) {
			add(evidence.Escape(s.Look, maxLook))
		}
	}
	return out
}

// KeyOf names the kind of key of a certificate.
func KeyOf(b *text.Book, c *mail.Cert) string {
	if c.Key == "" {
		return b.Say("[of a certificate] unknown key")
	}
	return c.Key
}

// ordinaryKey names the kind of key that an ordinary session is shown.
func ordinaryKey(b *text.Book, a *mail.Address) string {
	return KeyOf(b, ordinaryCert(a))
}

// ordinaryCert is the certificate that an ordinary session is shown; an empty one
// if there was none.
func ordinaryCert(a *mail.Address) *mail.Cert {
	for i := range a.Grid {
		if a.Grid[i].Ordinary(a) {
			return &a.Grid[i]
		}
	}
	return &mail.Cert{}
}

// otherKind returns the first certificate with a key of another kind than the
// ordinary session was shown: chosen by what the client asks for.
func otherKind(a *mail.Address, cs []*mail.Cert) *mail.Cert { return kindOfKey(a, cs, false) }

// sameKind returns the first certificate with a key of the same kind: another
// machine behind the address shows it, or the server has just changed.
func sameKind(a *mail.Address, cs []*mail.Cert) *mail.Cert { return kindOfKey(a, cs, true) }

func kindOfKey(a *mail.Address, cs []*mail.Cert, same bool) *mail.Cert {
	ours, _, _ := strings.Cut(ordinaryCert(a).Key, " ")
	for _, c := range cs {
		if kind, _, _ := strings.Cut(c.Key, " "); (kind == ours) == same {
			return c
		}
	}
	return nil
}

// certificates is shown for every certificate that a client saw which said the
// server's name, the ordinary one first: look is given the address as that client
// saw it, and the first that it finds something about is told.
func (c *Case) certificates(step string, look func(*finding.Finding, *mail.Host, *mail.Address) bool) []finding.Finding {
	return c.shown(step, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		if look(f, h, a) {
			return true
		}
		for i := range a.Grid {
			other := &a.Grid[i]
			if other.Ordinary(a) || !other.Named() || !look(f, h, instead(a, other)) {
				continue
			}
			looked(f, other.Sessions...)
			return true
		}
		return false
	})
}
