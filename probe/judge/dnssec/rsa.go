package dnssec

import (
	"bytes"
	"crypto"
	"encoding/binary"
	"math/big"

	"danewalk/probe/wire"
)

// Sizes of RSA keys, in bits.
const (
	// minRSA: resolvers refuse smaller keys as unsupported, which makes a zone
	// insecure and not bogus.
	minRSA = 1024
	// maxRSA is twice what RFC 3110 2 and RFC 5702 2 allow.
	maxRSA = 8192
)

// rsaKey is a key of RFC 3110. It is verified with plain big numbers: the key is
// public, and the standard library refuses exponents above 31 bits, although
// DNSSEC has them.
type rsaKey struct {
	n, e *big.Int
	hash crypto.Hash
}

// rsaNumbers splits the key into exponent and modulus (RFC 3110 2).
func rsaNumbers(b []byte) (e, n *big.Int, ok bool) {
	if len(b) < 3 {
		return nil, nil, false
	}
	size, rest := int(b[0]), b[1:]
	if size == 0 {
		size, rest = int(binary.BigEndian.Uint16(b[1:])), b[3:]
	}
	if size == 0 || len(rest) <= size {
		return nil, nil, false
	}
	return new(big.Int).SetBytes(rest[:size]), new(big.Int).SetBytes(rest[size:]), true
}

func parseRSA(b []byte, hash crypto.Hash) (publicKey, error) {
	e, n, ok := rsaNumbers(b)
	if !ok || n.Sign() == 0 || e.Cmp(big.NewInt(2)) <= 0 || e.Bit(0) == 0 || e.Cmp(n) >= 0 {
		return nil, errKeyMalformed
	}
	if n.BitLen() < minRSA || n.BitLen() > maxRSA {
		return nil, errKeySize
	}
	return rsaKey{n, e, hash}, nil
}

// KeyBits returns the size of an RSA modulus in bits; 0 for other algorithms
// and for keys that do not parse.
func KeyBits(k wire.DNSKEY) int {
	switch k.Algorithm {
	case algRSASHA1, algRSASHA1NSEC3, algRSASHA256, algRSASHA512:
		if _, n, ok := rsaNumbers(k.Key); ok {
			return n.BitLen()
		}
	}
	return 0
}

// verify checks RSASSA-PKCS1-v1_5 by building the one encoding that is right and
// comparing (RFC 8017 8.2.2, 9.2), so that no lax parsing can be exploited.
func (k rsaKey) verify(data, signature []byte) bool {
	size := (k.n.BitLen() + 7) / 8
	s := new(big.Int).SetBytes(signature)
	if len(signature) != size || s.Cmp(k.n) >= 0 {
		return false
	}
	got := s.Exp(s, k.e, k.n).FillBytes(make([]byte, size))
	return bytes.Equal(got, encodePKCS1(k.hash, digest(k.hash, data), size))
}

// encodePKCS1 is EMSA-PKCS1-v1_5 (RFC 8017 9.2). size is at least 128 octets.
func encodePKCS1(hash crypto.Hash, sum []byte, size int) []byte {
	info := append(digestInfo(hash), sum...)
	em := bytes.Repeat([]byte{0xff}, size)
	em[0], em[1], em[size-len(info)-1] = 0, 1, 0
	copy(em[size-len(info):], info)
	return em
}

// digestInfo is the DER of DigestInfo up to the digest (RFC 8017 9.2 note 1).
func digestInfo(hash crypto.Hash) []byte {
	switch hash {
	case crypto.SHA1:
		return []byte{0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14}
	case crypto.SHA512:
		return []byte{0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40}
	}
	return []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}
}

// cost is 1 for the usual keys of up to 2048 bits with the exponent 65537. It
// grows with the square of the modulus and the length of the exponent.
func (k rsaKey) cost() int {
	size := (k.n.BitLen() + 2047) / 2048
	return size * size * (1 + k.e.BitLen()/32)
}
