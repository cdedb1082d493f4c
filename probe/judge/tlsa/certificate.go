package tlsa

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
)

// Errors of the tolerant reader.
var (
	ErrNotCertificate = errors.New("not a certificate")
	ErrNotPublicKey   = errors.New("not a public key")
)

// Certificate is one certificate of a chain: its bytes, and what could be read
// of them.
type Certificate struct {
	DER  []byte
	SPKI []byte            // SubjectPublicKeyInfo as sent; nil when the bytes are no certificate
	X509 *x509.Certificate // nil when the library cannot parse it
}

// ReadCertificate reads one certificate. It never fails: what cannot be read is
// nil, and the bytes can still be compared.
func ReadCertificate(der []byte) Certificate {
	c := Frame(der)
	if parsed, err := x509.ParseCertificate(der); err == nil {
		c.X509 = parsed
	}
	return c
}

// Frame reads only as much of a certificate as the values of TLSA records are
// made of: X509 is nil.
func Frame(der []byte) Certificate {
	c := Certificate{DER: der}
	if spki, err := SPKI(der); err == nil {
		c.SPKI = spki
	}
	return c
}

// ReadChain reads the certificates of a handshake in the order sent.
func ReadChain(ders [][]byte) []Certificate {
	out := make([]Certificate, 0, len(ders))
	for _, der := range ders {
		out = append(out, ReadCertificate(der))
	}
	return out
}

// SPKI cuts the SubjectPublicKeyInfo out of a certificate (RFC 5280 4.1). It
// looks at the frame only, so that a value which a library dislikes (a negative
// serial number, an unknown curve, an odd date) does not hide the key. The
// error is ErrNotCertificate.
func SPKI(der []byte) ([]byte, error) {
	cert, rest, ok := sequence(der)
	if !ok || len(rest) > 0 {
		return nil, ErrNotCertificate
	}
	tbs, rest, ok := sequence(cert)
	if !ok || len(rest) == 0 { // signatureAlgorithm and signatureValue follow
		return nil, ErrNotCertificate
	}
	if _, after, tag, ok := element(tbs); ok && tag == explicitVersion {
		tbs = after
	}
	// serialNumber, signature, issuer, validity, subject
	for _, want := range []byte{tagInteger, tagSequence, tagSequence, tagSequence, tagSequence} {
		_, after, tag, ok := element(tbs)
		if !ok || tag != want {
			return nil, ErrNotCertificate
		}
		tbs = after
	}
	_, after, tag, ok := element(tbs)
	if !ok || tag != tagSequence {
		return nil, ErrNotCertificate
	}
	spki := tbs[:len(tbs)-len(after)]
	if !isPublicKey(spki) {
		return nil, ErrNotCertificate
	}
	return spki, nil
}

// isPublicKey tells whether the bytes are one SubjectPublicKeyInfo: a sequence
// of an algorithm and a bit string (RFC 5280 4.1.2.7).
func isPublicKey(der []byte) bool {
	body, rest, ok := sequence(der)
	if !ok || len(rest) > 0 {
		return false
	}
	algorithm, body, ok := sequence(body)
	if !ok {
		return false
	}
	if _, _, tag, ok := element(algorithm); !ok || tag != tagOID {
		return false
	}
	bits, _, tag, ok := element(body) // octets behind the bit string are odd, but part of what is digested
	return ok && tag == tagBitString && len(bits) > 0
}

// The identifier octets that the frame of a certificate is made of (X.690 8.1.2).
const (
	tagInteger      = 0x02
	tagBitString    = 0x03
	tagOID          = 0x06
	tagSequence     = 0x30
	explicitVersion = 0xa0
)

// element splits the first value off: its content, what follows, and its
// identifier octet. Identifiers of more than one octet are refused: none occurs
// in the frame.
func element(der []byte) (body, rest []byte, tag byte, ok bool) {
	var raw asn1.RawValue
	rest, err := asn1.Unmarshal(der, &raw)
	if err != nil || len(raw.FullBytes) == 0 || raw.FullBytes[0]&0x1f == 0x1f {
		return nil, nil, 0, false
	}
	return raw.Bytes, rest, raw.FullBytes[0], true
}

// sequence splits the first value off, which must be a SEQUENCE.
func sequence(der []byte) (body, rest []byte, ok bool) {
	body, rest, tag, ok := element(der)
	return body, rest, ok && tag == tagSequence
}

// Input returns what a selector picks of the certificate: the whole (0) or its
// public key (1). It is nil when that cannot be read.
func (c Certificate) Input(selector uint8) []byte {
	if selector == selectorSPKI {
		return c.SPKI
	}
	return c.DER
}

// same tells whether two certificates are the same bytes.
func (c Certificate) same(o Certificate) bool { return bytes.Equal(c.DER, o.DER) }
