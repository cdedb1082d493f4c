//go:build system && linux

package main_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pki makes the certificates that the mail servers of the scenes show.
type pki struct {
	ca    *certificate
	rsa   *rsa.PrivateKey // slow to make, so all hosts share it
	count int64
}

// certificate is a certificate with its key.
type certificate struct {
	*x509.Certificate
	key crypto.Signer
}

// shown is what a server shows: a chain of each key type that it has.
type shown struct {
	ec, rsa *certificate
	file    string // key, certificate and issuers of each, in PEM
}

func newPKI(t *testing.T) *pki {
	t.Helper()
	p := &pki{}
	var err error
	if p.rsa, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	p.ca = p.issue(t, elliptic256(t), nil, func(c *x509.Certificate) {
		c.Subject.CommonName = "Authority of the town"
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	})
	return p
}

func elliptic256(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue signs a certificate; without an issuer it signs itself.
func (p *pki) issue(t *testing.T, key crypto.Signer, by *certificate, change func(*x509.Certificate)) *certificate {
	t.Helper()
	p.count++
	form := &x509.Certificate{
		SerialNumber: big.NewInt(p.count),
		NotBefore:    time.Now().AddDate(0, 0, -60), NotAfter: time.Now().AddDate(0, 0, 60),
	}
	change(form)
	issuer, signer := form, key
	if by != nil {
		issuer, signer = by.Certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, form, issuer, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &certificate{made, key}
}

// leaf is a server certificate for a host.
func (p *pki) leaf(t *testing.T, key crypto.Signer, by *certificate, host string, expired bool) *certificate {
	t.Helper()
	return p.issue(t, key, by, func(c *x509.Certificate) {
		c.Subject = pkix.Name{CommonName: host}
		c.DNSNames = []string{host}
		c.KeyUsage = x509.KeyUsageDigitalSignature
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		if expired {
			c.NotAfter = time.Now().AddDate(0, 0, -3)
		}
	})
}

// show makes what a host shows, in a file of PEM blocks: "leaf" with its issuer,
// "bare" without it, "self" signed by itself, "expired", "other" for another
// name, "both" an RSA and an ECDSA certificate, "missing" a file that is not there.
func (p *pki) show(t *testing.T, dir, host, kind string) *shown {
	t.Helper()
	s := &shown{}
	var text strings.Builder
	switch kind {
	case "self":
		s.ec = p.leaf(t, elliptic256(t), nil, host, false)
		text.WriteString(pemText(t, s.ec))
	case "missing":
		s.ec, s.file = p.leaf(t, elliptic256(t), p.ca, host, false), filepath.Join(dir, "missing")
		return s
	case "bare":
		s.ec = p.leaf(t, elliptic256(t), p.ca, host, false)
		text.WriteString(pemText(t, s.ec))
	case "leaf", "expired", "other":
		name := host
		if kind == "other" {
			name = "mx.elsewhere.example"
		}
		s.ec = p.leaf(t, elliptic256(t), p.ca, name, kind == "expired")
		text.WriteString(pemText(t, s.ec, p.ca))
	case "both":
		s.rsa = p.leaf(t, p.rsa, p.ca, host, false)
		s.ec = p.leaf(t, elliptic256(t), p.ca, host, false)
		text.WriteString(pemText(t, s.rsa, p.ca) + pemText(t, s.ec, p.ca))
	case "rsa":
		s.rsa = p.leaf(t, p.rsa, p.ca, host, false)
		text.WriteString(pemText(t, s.rsa, p.ca))
	default:
		t.Fatalf("no such kind of certificate: %s", kind)
	}
	s.file = writeFile(t, dir, host+".chain", text.String())
	return s
}

// pemText has the key of the first certificate, then the chain: what
// smtpd_tls_chain_files wants.
func pemText(t *testing.T, chain ...*certificate) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(chain[0].key)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	for _, c := range chain {
		text += string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	return text
}

// tlsaRecord is the data of a record for a certificate: usage and selector and
// matching as "3 1 1".
func tlsaRecord(fields string, c *certificate) (string, error) {
	var usage, selector, matching int
	if _, err := fmt.Sscanf(fields, "%d %d %d", &usage, &selector, &matching); err != nil {
		return "", fmt.Errorf("%q: %w", fields, err)
	}
	data := c.Raw
	if selector == 1 {
		data = c.RawSubjectPublicKeyInfo
	}
	switch matching {
	case 1:
		sum := sha256.Sum256(data)
		data = sum[:]
	case 2:
		sum := sha512.Sum512(data)
		data = sum[:]
	}
	return fields + " " + hex.EncodeToString(data), nil
}
