package exhibit

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// mailServer shows the sessions with a mail server.
func (e *Exhibit) mailServer(h *mail.Host, step string) MailServer {
	out := MailServer{Host: h, Step: step}
	for i := range h.Addresses {
		a := &h.Addresses[i]
		s := Session{Address: a}
		for g := range a.Grid {
			s.Chains = append(s.Chains, e.chain(h, a, &a.Grid[g]))
		}
		out.Sessions = append(out.Sessions, s)
	}
	return out
}

// chain shows one chain of certificates.
func (e *Exhibit) chain(h *mail.Host, a *mail.Address, shown *mail.Cert) Chain {
	c := Chain{Shown: shown}
	for depth, der := range shown.ChainDER {
		if depth == maxCerts {
			c.Left = len(shown.ChainDER) - depth
			break
		}
		c.Certs = append(c.Certs, cert(depth, der, shown.Chain))
	}
	// A chain that only a client of an unusual kind is shown is nobody's fault.
	counts := shown.Ordinary(a) && a.Outcome == mail.OutcomeFail || slices.Contains(a.Uncovered(h), shown)
	c.Guilty = e.accuses() && h.Mode == mail.ModeDANE && counts && shown.Match.Compared && !shown.Match.Matched && !shown.Match.Undecided()
	return c
}

// cert reads what is shown of a certificate. Its bytes are digested even where it
// cannot be read.
func cert(depth int, der []byte, parsed []*x509.Certificate) Cert {
	whole := sha256.Sum256(der)
	c := Cert{Depth: depth, Whole: hex.EncodeToString(whole[:])}
	if spki, err := tlsa.SPKI(der); err == nil {
		key := sha256.Sum256(spki)
		c.SPKI = hex.EncodeToString(key[:])
	}
	i := slices.IndexFunc(parsed, func(x *x509.Certificate) bool { return x != nil && bytes.Equal(x.Raw, der) })
	if i < 0 {
		return c
	}
	x := parsed[i]
	c.Parsed, c.Subject, c.Issuer = true, safe(x.Subject.String()), safe(x.Issuer.String())
	c.NotBefore, c.NotAfter = x.NotBefore.UTC(), x.NotAfter.UTC()
	c.Key, c.Signed = keyOf(x), x.SignatureAlgorithm.String()
	for n, name := range x.DNSNames {
		if n == maxNames {
			c.Left = len(x.DNSNames) - n
			break
		}
		c.Names = append(c.Names, safe(name))
	}
	return c
}

// keyOf names the kind and size of a public key.
func keyOf(x *x509.Certificate) string {
	switch k := x.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	}
	return x.PublicKeyAlgorithm.String()
}

func safe(s string) string { return evidence.Escape(s, evidence.WildMax) }
