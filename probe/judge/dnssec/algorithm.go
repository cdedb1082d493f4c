package dnssec

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	_ "crypto/sha1" //nolint:gosec // RFC 8624 3.1: RSASHA1 must be validated; the policy may decide otherwise
	_ "crypto/sha256"
	_ "crypto/sha512"
	"errors"
	"math/big"
	"slices"

	"danewalk/probe/wire"
)

// The key algorithms that are verified here (IANA registry, RFC 8624 3.1).
const (
	algRSASHA1      = 5
	algRSASHA1NSEC3 = 7
	algRSASHA256    = 8
	algRSASHA512    = 10
	algECDSAP256    = 13
	algECDSAP384    = 14
	algED25519      = 15
	algED448        = 16
)

// Why a key cannot be used.
var (
	errKeyMalformed = errors.New("key does not parse")
	errKeySize      = errors.New("key size not supported")
	errAlgorithm    = errors.New("algorithm not supported")
)

// publicKey verifies signatures over data.
type publicKey interface {
	verify(data, signature []byte) bool
	cost() int // in units of an ordinary verification: RSA of 2048 bits or P-256
}

// Algorithms returns the key algorithms that are verified here, if the policy
// allows them.
func Algorithms() []uint8 {
	return []uint8{
		algRSASHA1, algRSASHA1NSEC3, algRSASHA256, algRSASHA512, algECDSAP256, algECDSAP384, algED25519, algED448,
	}
}

// Digests returns the DS digest types that are known here. IANA gives 3 and 5
// to GOST and 6 to SM3.
func Digests() []uint8 { return []uint8{wire.DigestSHA1, wire.DigestSHA256, wire.DigestSHA384} }

// IsSHA1 tells whether a key algorithm signs with SHA-1 (RFC 9905 2).
func IsSHA1(algorithm uint8) bool { return algorithm == algRSASHA1 || algorithm == algRSASHA1NSEC3 }

// supports tells whether signatures of an algorithm can be verified under the policy.
func (p Policy) supports(algorithm uint8) bool {
	if IsSHA1(algorithm) && !p.SHA1 { // RFC 9905 2 against RFC 8624 3.1
		return false
	}
	return slices.Contains(Algorithms(), algorithm) && allows(p.Algorithms, algorithm)
}

// supportsDigest tells whether a DS digest type can be compared under the policy.
func (p Policy) supportsDigest(t uint8) bool {
	return slices.Contains(Digests(), t) && allows(p.Digests, t)
}

// allows tells whether a restriction leaves a number in; nil restricts nothing.
func allows(only []uint8, n uint8) bool { return only == nil || slices.Contains(only, n) }

// refuses says why a DS cannot be used under the policy; "" if it can.
func (p Policy) refuses(ds wire.DS) Reason {
	switch {
	case IsSHA1(ds.Algorithm) && !p.SHA1 && allows(p.Algorithms, ds.Algorithm):
		return SHA1Unsupported
	case !p.supports(ds.Algorithm):
		return UnsupportedAlgorithm
	case !p.supportsDigest(ds.DigestType):
		return UnsupportedDigest
	}
	return ""
}

// parseKey reads the public key of a DNSKEY.
func parseKey(k wire.DNSKEY) (publicKey, error) {
	switch k.Algorithm {
	case algRSASHA1, algRSASHA1NSEC3:
		return parseRSA(k.Key, crypto.SHA1)
	case algRSASHA256:
		return parseRSA(k.Key, crypto.SHA256)
	case algRSASHA512:
		return parseRSA(k.Key, crypto.SHA512)
	case algECDSAP256:
		return parseECDSA(k.Key, elliptic.P256(), crypto.SHA256)
	case algECDSAP384:
		return parseECDSA(k.Key, elliptic.P384(), crypto.SHA384)
	case algED25519:
		if len(k.Key) != ed25519.PublicKeySize { // RFC 8080 3
			return nil, errKeyMalformed
		}
		return edKey(k.Key), nil
	case algED448:
		return parseEd448(k.Key)
	}
	return nil, errAlgorithm
}

// ecdsaKey is a key of RFC 6605.
type ecdsaKey struct {
	key  *ecdsa.PublicKey
	hash crypto.Hash
	size int // octets of one coordinate
}

// parseECDSA reads x | y (RFC 6605 4). The point must be on the curve.
func parseECDSA(b []byte, curve elliptic.Curve, hash crypto.Hash) (publicKey, error) {
	size := curve.Params().BitSize / 8
	if len(b) != 2*size {
		return nil, errKeyMalformed
	}
	key, err := ecdsa.ParseUncompressedPublicKey(curve, append([]byte{4}, b...))
	if err != nil {
		return nil, errKeyMalformed
	}
	return ecdsaKey{key, hash, size}, nil
}

// verify takes r | s of exactly two coordinates (RFC 6605 4).
func (k ecdsaKey) verify(data, signature []byte) bool {
	if len(signature) != 2*k.size {
		return false
	}
	r, s := new(big.Int).SetBytes(signature[:k.size]), new(big.Int).SetBytes(signature[k.size:])
	return ecdsa.Verify(k.key, digest(k.hash, data), r, s)
}

// cost: P-256 is one of the two ordinary ones. P-384 has no assembly in Go: ten
// times the work, as measured.
func (k ecdsaKey) cost() int {
	if k.hash == crypto.SHA384 {
		return 10
	}
	return 1
}

type edKey []byte

func (k edKey) verify(data, signature []byte) bool {
	return len(signature) == ed25519.SignatureSize && ed25519.Verify(ed25519.PublicKey(k), data, signature)
}

func (edKey) cost() int { return 1 }

func digest(h crypto.Hash, data []byte) []byte {
	w := h.New()
	_, _ = w.Write(data)
	return w.Sum(nil)
}
