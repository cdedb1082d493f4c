package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"embed"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"io"
	"sync"

	"github.com/cloudflare/circl/sign/ed448"
)

// Numbers of key algorithms (IANA registry of DNSSEC algorithms).
const (
	algRSASHA1      = 5
	algRSASHA1NSEC3 = 7
	algRSASHA256    = 8
	algRSASHA512    = 10
	algECDSAP256    = 13
	algECDSAP384    = 14
	algEd25519      = 15
	algEd448        = 16
)

// The RSA keys are public test keys: making RSA keys is slow and cannot be done
// from a seed with the standard library. They protect nothing.
//
//go:embed keys/*.pem
var rsaKeys embed.FS

// How many RSA keys of each size there are; names choose among them.
const (
	rsa2048Keys = 4
	rsa1024Keys = 3
)

// keyring makes private keys from a seed and remembers them.
type keyring struct {
	seed string
	mu   sync.Mutex
	made map[string]crypto.Signer
	// signed holds what the keys have signed, in zones.
	signed map[signID][]byte
}

func newKeyring(seed string) *keyring {
	return &keyring{seed: seed, made: map[string]crypto.Signer{}, signed: map[signID][]byte{}}
}

// stream returns octets that depend on the seed and label only.
func (k *keyring) stream(label string, counter uint32) [64]byte {
	data := append([]byte(k.seed), 0)
	data = append(data, label...)
	return sha512.Sum512(binary.BigEndian.AppendUint32(data, counter))
}

// signer returns the key of that label. Keys of different labels differ, but for
// RSA, where pick chooses among the keys of the package.
func (k *keyring) signer(label string, algorithm uint8, bits, pick int) (crypto.Signer, error) {
	id := fmt.Sprintf("%s/%d/%d/%d", label, algorithm, bits, pick)
	k.mu.Lock()
	defer k.mu.Unlock()
	if s, ok := k.made[id]; ok {
		return s, nil
	}
	s, err := k.make(label, algorithm, bits, pick)
	if err == nil {
		k.made[id] = s
	}
	return s, err
}

func (k *keyring) make(label string, algorithm uint8, bits, pick int) (crypto.Signer, error) {
	switch algorithm {
	case algRSASHA1, algRSASHA1NSEC3, algRSASHA256, algRSASHA512:
		return rsaKey(bits, pick)
	case algECDSAP256:
		return k.ecdsa(label, elliptic.P256())
	case algECDSAP384:
		return k.ecdsa(label, elliptic.P384())
	case algEd25519:
		seed := k.stream(label, 0)
		return ed25519.NewKeyFromSeed(seed[:ed25519.SeedSize]), nil
	case algEd448:
		seed := k.stream(label, 0)
		return ed448.NewKeyFromSeed(seed[:ed448.SeedSize]), nil
	}
	return nil, fmt.Errorf("the lab has no keys of algorithm %d", algorithm)
}

// ecdsa derives a key; the rare octets outside the group are skipped.
func (k *keyring) ecdsa(label string, curve elliptic.Curve) (crypto.Signer, error) {
	size := (curve.Params().BitSize + 7) / 8
	for counter := range uint32(16) {
		octets := k.stream(label, counter)
		if key, err := ecdsa.ParseRawPrivateKey(curve, octets[:size]); err == nil {
			return steady{key}, nil
		}
	}
	return nil, fmt.Errorf("no key in 16 attempts for %q", label)
}

// steady signs without randomness (RFC 6979), so that the same world has the
// same octets each time.
type steady struct{ *ecdsa.PrivateKey }

// Sign leaves out the source of randomness.
func (s steady) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return s.PrivateKey.Sign(nil, digest, opts)
}

func rsaKey(bits, pick int) (crypto.Signer, error) {
	count := rsa2048Keys
	if bits == 1024 {
		count = rsa1024Keys
	}
	text, err := rsaKeys.ReadFile(fmt.Sprintf("keys/rsa%d-%d.pem", bits, pick%count+1))
	if err != nil {
		return nil, fmt.Errorf("the lab has RSA keys of 1024 and 2048 bits, not %d", bits)
	}
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	return key.(*rsa.PrivateKey), nil
}

// digest returns 32 made-up octets for a label.
func (k *keyring) digest(label string) []byte {
	octets := k.stream(label, 0)
	sum := sha256.Sum256(octets[:])
	return sum[:]
}

// keyPair is a private key and its public form in a DNSKEY record.
type keyPair struct {
	signer crypto.Signer
	public []byte
}

// pair returns the key of a label as DNSSEC uses it.
func (k *keyring) pair(label string, algorithm uint8, bits, pick int) (keyPair, error) {
	s, err := k.signer(label, algorithm, bits, pick)
	if err != nil {
		return keyPair{}, err
	}
	switch pub := s.Public().(type) {
	case *rsa.PublicKey: // RFC 3110 2: exponent length, exponent, modulus
		e := binary.BigEndian.AppendUint32(nil, uint32(pub.E))[1:]
		return keyPair{s, append(append([]byte{byte(len(e))}, e...), pub.N.Bytes()...)}, nil
	case *ecdsa.PublicKey: // RFC 6605 4: the point without the octet that says uncompressed
		point, err := pub.Bytes()
		if err != nil {
			return keyPair{}, err
		}
		return keyPair{s, point[1:]}, nil
	case ed25519.PublicKey: // RFC 8080 3
		return keyPair{s, pub}, nil
	case ed448.PublicKey:
		return keyPair{s, pub}, nil
	}
	return keyPair{}, fmt.Errorf("no DNSKEY form of algorithm %d", algorithm)
}
