//go:build system && linux

package main_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	crand "crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	judgepkix "danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// madeChain is what one server shows, and all certificates of its family.
type madeChain struct {
	what           string
	leaf, sub, top *x509.Certificate
	ders           [][]byte
	key            *ecdsa.PrivateKey
	addr           string
}

func (m *madeChain) String() string { return m.what }

// chainMaker draws chains and sets. The choices come from the seed; only keys
// and serial numbers differ from run to run.
type chainMaker struct {
	t      *testing.T
	rng    *rand.Rand
	serial int64
}

func newChainMaker(t *testing.T, rng *rand.Rand) *chainMaker { return &chainMaker{t: t, rng: rng} }

// madeAt is the moment that certificates are made for.
func madeAt() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// familyTemplates are the certificates of a chain before they are signed.
type familyTemplates struct{ leaf, sub, top *x509.Certificate }

// faults are what may be wrong with a chain of certificates.
func faults() []struct {
	name  string
	spoil func(*familyTemplates)
} {
	old := madeAt().AddDate(0, -1, 0)
	return []struct {
		name  string
		spoil func(*familyTemplates)
	}{
		{"healthy", func(*familyTemplates) {}},
		{"healthy", func(*familyTemplates) {}},
		{"leaf expired", func(f *familyTemplates) { f.leaf.NotAfter = old }},
		{"intermediate expired", func(f *familyTemplates) { f.sub.NotAfter = old }},
		{"root expired", func(f *familyTemplates) { f.top.NotAfter = old }},
		{"other name", func(f *familyTemplates) { f.leaf.DNSNames = []string{"www.example.net"} }},
		{"wildcard", func(f *familyTemplates) { f.leaf.DNSNames = []string{"*.example.org"} }},
		{"common name only", func(f *familyTemplates) {
			f.leaf.DNSNames, f.leaf.Subject.CommonName = nil, "mx.example.org"
		}},
		{"for clients", func(f *familyTemplates) { f.leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }},
		{"intermediate is no CA", func(f *familyTemplates) { f.sub.IsCA = false }},
		{"name constraints", func(f *familyTemplates) { f.sub.PermittedDNSDomains = []string{"example.com"} }},
		{"path length", func(f *familyTemplates) { f.top.MaxPathLenZero = true }},
	}
}

// chain draws what a server shows.
func (m *chainMaker) chain(i int) *madeChain {
	ca := func(name string) *x509.Certificate {
		return &x509.Certificate{
			Subject: pkix.Name{CommonName: name, SerialNumber: fmt.Sprint(i)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		}
	}
	leaf := &x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}, DNSNames: []string{"mx.example.org"}}
	f := familyTemplates{leaf, ca("Sub"), ca("Root")}
	all := faults()
	fault := all[i%len(all)]
	fault.spoil(&f)
	topKey, subKey, leafKey := m.key(), m.key(), m.key()
	c := &madeChain{key: leafKey}
	c.top = m.sign(f.top, f.top, topKey, topKey)
	c.sub = m.sign(f.sub, c.top, subKey, topKey)
	c.leaf = m.sign(f.leaf, c.sub, leafKey, subKey)
	sent := [][]*x509.Certificate{{c.sub, c.top}, {c.sub}, {c.top, c.sub}, {c.top}, {}}[m.rng.IntN(5)]
	c.ders = [][]byte{c.leaf.Raw}
	names := []string{"leaf"}
	for _, s := range sent {
		c.ders, names = append(c.ders, s.Raw), append(names, s.Subject.CommonName)
	}
	c.what = fmt.Sprintf("chain %d (%s) of %s", i, fault.name, strings.Join(names, ", "))
	return c
}

func (m *chainMaker) key() *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), crand.Reader)
	if err != nil {
		m.t.Fatal(err)
	}
	return k
}

func (m *chainMaker) sign(c, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *x509.Certificate {
	m.serial++
	c.SerialNumber = big.NewInt(m.serial)
	c.NotBefore = madeAt().AddDate(-1, 0, 0)
	if c.NotAfter.IsZero() {
		c.NotAfter = madeAt().AddDate(1, 0, 0)
	}
	der, err := x509.CreateCertificate(crand.Reader, c, parent, &key.PublicKey, by)
	if err != nil {
		m.t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		m.t.Fatal(err)
	}
	return out
}

// set draws a record set for a chain.
func (m *chainMaker) set(c *madeChain) *tlsaCase {
	out := &tlsaCase{chain: c, name: "mx.example.org", at: madeAt()}
	switch m.rng.IntN(10) {
	case 0:
		out.name = "mx2.example.org"
	case 1:
		out.at = madeAt().AddDate(3, 0, 0)
	case 2:
		out.at = madeAt().AddDate(-3, 0, 0)
	}
	for range 1 + m.rng.IntN(3) {
		out.records = append(out.records, m.record(c))
	}
	return out
}

// record draws a record: the proper value of some certificate, at times under
// other numbers, cut or changed.
func (m *chainMaker) record(c *madeChain) wire.TLSA {
	of := []*x509.Certificate{c.leaf, c.leaf, c.sub, c.top}[m.rng.IntN(4)]
	usage := uint8(3)
	if of != c.leaf {
		usage = 2
	}
	r := wire.TLSA{Usage: usage, Selector: uint8(m.rng.IntN(2)), Matching: uint8(m.rng.IntN(3))}
	r.Data = bytes.Clone(tlsa.Value(r.Matching, tlsa.ReadCertificate(of.Raw).Input(r.Selector)))
	switch m.rng.IntN(12) {
	case 0:
		r.Usage = uint8(m.rng.IntN(5))
	case 1:
		r.Usage -= 2 // PKIX-EE, PKIX-TA
	case 2:
		r.Usage = 5 - r.Usage // 2 for 3, 3 for 2
	case 3:
		r.Selector = uint8(m.rng.IntN(3))
	case 4:
		r.Matching = uint8(m.rng.IntN(4))
	case 5:
		r.Data = r.Data[:len(r.Data)-1]
	case 6, 7:
		if r.Matching != 0 {
			r.Data[0] ^= 0xff
		}
	}
	return r
}

// difference is a kind of case where OpenSSL says something else, and why.
type difference struct {
	why   string
	holds func(*tlsaCase) bool
}

func hasUsage(c *tlsaCase, usages ...uint8) bool {
	return slices.ContainsFunc(c.records, func(r wire.TLSA) bool { return slices.Contains(usages, r.Usage) })
}

// matchNote tells whether a match of ours has a note for stricter senders.
func matchNote(c *tlsaCase, note judgepkix.Note) bool {
	return slices.ContainsFunc(c.ours.Match.Attempts, func(a tlsa.Attempt) bool { return a.Matched && slices.Contains(a.Notes, note) })
}

// differences is the table of what is judged differently, on purpose.
func differences() []difference {
	return []difference{
		{
			"usages 0 and 1 are no records for mail (RFC 7672 3.1.3); the OpenSSL command knows no rule of mail and counts them, as mail servers that use its library do not",
			func(c *tlsaCase) bool {
				return c.ours.Verdict == explain.SetUnusable && c.theirs == explain.SetMismatch && hasUsage(c, 0, 1)
			},
		},
		{
			"OpenSSL looks at the dates of a self-signed authority, which are no part of the path (RFC 5280 6.1); we match and say that stricter senders do not",
			stricter("certificate has expired", judgepkix.AnchorExpired),
		},
		{
			"OpenSSL wants the authority's own certificate to be that of a CA, which is no part of the path (RFC 5280 6.1); we match and say so",
			stricter("invalid CA certificate", judgepkix.AnchorNotCA),
		},
		{
			"OpenSSL keeps the name constraints and path length of an authority of which the record names the key alone, which need not bind (RFC 7671 5.2.1); we match and say so",
			func(c *tlsaCase) bool {
				return stricter("permitted subtree violation", judgepkix.AnchorLimits)(c) || stricter("path length constraint exceeded", judgepkix.AnchorLimits)(c)
			},
		},
	}
}

// stricter holds where OpenSSL refuses, with an error, what we match with a note
// that stricter senders refuse it.
func stricter(reason string, note judgepkix.Note) func(*tlsaCase) bool {
	return func(c *tlsaCase) bool {
		return c.ours.Verdict == explain.SetMatch && c.theirs == explain.SetMismatch && strings.Contains(c.said, reason) && matchNote(c, note)
	}
}
