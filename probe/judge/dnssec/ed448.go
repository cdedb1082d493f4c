package dnssec

import (
	"bytes"

	"github.com/cloudflare/circl/ecc/goldilocks"
	"github.com/cloudflare/circl/sign/ed448"
)

// ed448Key is a key of RFC 8080. The standard library has no Ed448.
type ed448Key []byte

// parseEd448 checks the size (RFC 8080 3) and that the octets are a point of
// the curve (RFC 8032 5.2.3).
func parseEd448(b []byte) (publicKey, error) {
	if len(b) != ed448.PublicKeySize {
		return nil, errKeyMalformed
	}
	if _, err := goldilocks.FromBytes(b); err != nil {
		return nil, errKeyMalformed
	}
	return ed448Key(bytes.Clone(b)), nil
}

// verify uses the empty context (RFC 8080 4).
func (k ed448Key) verify(data, signature []byte) bool {
	return len(signature) == ed448.SignatureSize && ed448.Verify(ed448.PublicKey(k), data, signature, "")
}

// cost: a few hundred microseconds, as measured.
func (ed448Key) cost() int { return 4 }
