package pkix

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"
)

// rules checks a path whose signatures hold (RFC 5280 6.1), and names the
// certificate at fault. The anchor's own dates and CA bit do not count.
func (s *search) rules(path []*x509.Certificate) (Reason, *x509.Certificate) {
	for i, c := range path {
		if why := s.one(i, c); why != "" {
			return why, c
		}
	}
	for i := 1; i < len(path); i++ {
		if why := limits(path[i], path[:i]); why != "" {
			return why, path[i]
		}
	}
	if s.anchor.Cert != nil && !s.anchor.ByKey {
		if why := limits(s.anchor.Cert, path); why != "" {
			return why, s.anchor.Cert
		}
	}
	return "", nil
}

// one checks certificate i of a path by itself.
func (s *search) one(i int, c *x509.Certificate) Reason {
	switch {
	case s.at.Before(c.NotBefore):
		return NotYetValid
	case s.at.After(c.NotAfter):
		return Expired
	case len(c.UnhandledCriticalExtensions) > 0:
		return unread(c)
	case !forServers(c), i == 0 && !forHandshakes(c):
		return ExtKeyUsage
	case i == 0:
		return ""
	case !c.BasicConstraintsValid || !c.IsCA: // version 1 certificates have no CA bit either
		return NotCA
	case !maySign(c):
		return KeyUsage
	}
	return ""
}

// unread tells whether a critical extension that our library left alone is one
// that others read: constraints on names of further kinds, and on policies.
func unread(c *x509.Certificate) Reason {
	known := []asn1.ObjectIdentifier{{2, 5, 29, 30}, {2, 5, 29, 32}, {2, 5, 29, 33}, {2, 5, 29, 36}, {2, 5, 29, 54}}
	for _, id := range c.UnhandledCriticalExtensions {
		if !slices.ContainsFunc(known, id.Equal) {
			return UnknownCritical
		}
	}
	return NotRead
}

// maySign tells whether a certificate's key may sign others (RFC 5280 4.2.1.3).
func maySign(c *x509.Certificate) bool {
	return c.KeyUsage == 0 || c.KeyUsage&x509.KeyUsageCertSign != 0
}

// forHandshakes tells whether a server's key may do any part of a handshake:
// sign, take an encrypted secret, or agree on one (RFC 5280 4.2.1.3, RFC 5246
// 7.4.2, RFC 8446 4.4.2.2).
func forHandshakes(c *x509.Certificate) bool {
	const either = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement
	return c.KeyUsage == 0 || c.KeyUsage&either != 0
}

// forServers tells whether a certificate may be part of a TLS server's path: no
// extended key usage, serverAuth, or any. Senders apply it to the CA
// certificates of the path as well.
func forServers(c *x509.Certificate) bool {
	if len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0 {
		return true
	}
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// forAnythingOnly tells whether a certificate has "any extended key usage" and
// does not name TLS servers beside it.
func forAnythingOnly(c *x509.Certificate) bool {
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny) && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
}

// limits checks what a CA certificate says about the certificates below it.
func limits(ca *x509.Certificate, below []*x509.Certificate) Reason {
	if ca.BasicConstraintsValid && ca.IsCA && (ca.MaxPathLen > 0 || ca.MaxPathLenZero) {
		count := 0
		for _, c := range below[1:] {
			if !bytes.Equal(c.RawSubject, c.RawIssuer) { // RFC 5280 6.1.4 l: self-issued ones are free
				count++
			}
		}
		if count > ca.MaxPathLen {
			return PathLength
		}
	}
	for _, c := range below {
		if !permitted(ca, c) {
			return NameConstraints
		}
	}
	return ""
}

// notes lists what stricter senders dislike about a valid path.
func notes(path []*x509.Certificate, a Anchor, at time.Time) []Note {
	var out []Note
	add := func(n Note, yes bool) {
		if yes {
			out = append(out, n)
		}
	}
	add(BareKey, a.Cert == nil)
	add(SHA1, slices.ContainsFunc(path, usesSHA1))
	add(SmallKey, slices.ContainsFunc(path, hasSmallKey) || smallKey(a.Key))
	add(AnyUse, slices.ContainsFunc(path, forAnythingOnly) || a.Cert != nil && forAnythingOnly(a.Cert))
	if a.Cert == nil {
		return out
	}
	early, late := at.Before(a.Cert.NotBefore), at.After(a.Cert.NotAfter)
	own := bytes.Equal(a.Cert.RawSubject, a.Cert.RawIssuer)
	add(AnchorExpired, own && late)
	add(AnchorNotYetValid, own && early)
	add(AnchorDates, !own && (early || late))
	add(AnchorNotCA, !passesForCA(a.Cert))
	add(AnchorLimits, a.ByKey && limits(a.Cert, path) != "" || !forServers(a.Cert))
	return out
}

// passesForCA tells whether OpenSSL takes a certificate for that of a CA: it may
// sign, and says that it is a CA, or says nothing but its key usage.
func passesForCA(c *x509.Certificate) bool {
	if c.BasicConstraintsValid {
		return c.IsCA && maySign(c)
	}
	return c.KeyUsage&x509.KeyUsageCertSign != 0
}

// strongRSABits is what security level 2 of OpenSSL asks for (112 bits of security).
const strongRSABits = 2048

func hasSmallKey(c *x509.Certificate) bool { return smallKey(c.PublicKey) }

func smallKey(key any) bool {
	k, ok := key.(*rsa.PublicKey)
	return ok && k.N.BitLen() < strongRSABits
}

func usesSHA1(c *x509.Certificate) bool {
	switch c.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}
