package tlsa

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"testing"
	"time"

	"danewalk/probe/wire"
)

// issued is a certificate and its key.
type issued struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue makes a certificate for a name, by an issuer; nil signs itself.
func issue(t *testing.T, name string, by *issued, until time.Time) *issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: until.Add(-48 * time.Hour), NotAfter: until,
		BasicConstraintsValid: true, IsCA: name == "root" || name == "ca",
	}
	if template.IsCA {
		template.KeyUsage = x509.KeyUsageCertSign
	} else {
		template.DNSNames = []string{name}
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &issued{cert, key}
}

// Usages 0 and 1 ask for the value, a path to a public authority, the name and
// the dates, all of them (RFC 6698 2.1.1); at port 25 they cannot be used.
func TestUsagesWithPublicAuthorities(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	root := issue(t, "root", nil, at.Add(24*time.Hour))
	ca := issue(t, "ca", root, at.Add(24*time.Hour))
	leaf := issue(t, "mx.example.org", ca, at.Add(24*time.Hour))
	expired := issue(t, "mx.example.org", ca, at.Add(-time.Hour))
	stranger := issue(t, "root", nil, at.Add(24*time.Hour))
	pool := func(i *issued) *x509.CertPool {
		p := x509.NewCertPool()
		p.AddCert(i.cert)
		return p
	}
	for _, tc := range []struct {
		about string
		usage int
		of    *issued // whose key the record names
		shown *issued
		roots *x509.CertPool
		host  string
		match bool
		why   Why
	}{
		{"1: all is right", 1, leaf, leaf, pool(root), "mx.example.org.", true, ""},
		{"1: another key", 1, expired, leaf, pool(root), "mx.example.org.", false, Differs},
		{"1: no public authority", 1, leaf, leaf, pool(stranger), "mx.example.org.", false, ChainInvalid},
		{"1: another name", 1, leaf, leaf, pool(root), "imap.example.org.", false, NameMismatch},
		{"1: expired", 1, expired, expired, pool(root), "mx.example.org.", false, ChainInvalid},
		{"1: nobody told whom clients trust", 1, leaf, leaf, nil, "mx.example.org.", false, NotTried},
		{"0: the authority that was sent", 0, ca, leaf, pool(root), "mx.example.org.", true, ""},
		{"0: the root, which was not sent", 0, root, leaf, pool(root), "mx.example.org.", true, ""},
		{"0: the server's own key", 0, leaf, leaf, pool(root), "mx.example.org.", false, NotInChain},
		{"0: another authority", 0, stranger, leaf, pool(root), "mx.example.org.", false, NotInChain},
		{"0: no public authority", 0, ca, leaf, pool(stranger), "mx.example.org.", false, ChainInvalid},
		{"3: no authority is needed", 3, leaf, leaf, nil, "imap.example.org.", true, ""},
	} {
		t.Run(tc.about, func(t *testing.T) {
			rr, err := wire.RRFromText(fmt.Sprintf("_993._tcp.mx.example.org. 60 IN TLSA %d 1 1 %x", tc.usage, sha256.Sum256(tc.of.cert.RawSubjectPublicKeyInfo)))
			if err != nil {
				t.Fatal(err)
			}
			set := &wire.RRset{Type: wire.TypeTLSA, RRs: []wire.RR{rr}}
			peer := Peer{Chain: ReadChain([][]byte{tc.shown.cert.Raw, ca.cert.Raw}), Names: []wire.Name{wire.MustName(tc.host)}, At: at, Roots: tc.roots}
			m := Compare(ParsePublic(set), peer)
			if m.Matched != tc.match || m.Attempts[0].Why != tc.why || m.Undecided() != (tc.why == NotTried) {
				t.Errorf("matched %v, %+v", m.Matched, m.Attempts[0])
			}
			if m := Compare(Parse(set), peer); m.Matched && tc.usage < 2 {
				t.Error("a usage that mail servers do not use matches at port 25")
			}
		})
	}
}
