package lab

import (
	"crypto"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"sync"
	"time"
)

// Memory keeps what takes a world longest to make, private keys, signatures and
// certificates, for other worlds: with the same seed they are the same octets.
// It may serve several worlds at once, and only grows; it is for whoever starts
// many worlds, as tests do. The zero Memory is not usable; call NewMemory.
type Memory struct {
	mu    sync.Mutex
	rings map[string]*keyring
	pkis  map[moment]*pki
}

// moment is what the certificates of a world depend on.
type moment struct {
	seed string
	at   int64 // nanoseconds since 1970
}

// NewMemory makes an empty memory.
func NewMemory() *Memory { return &Memory{rings: map[string]*keyring{}, pkis: map[moment]*pki{}} }

// keysOf returns the keys and the authorities of a world. A nil memory makes
// them anew.
func (m *Memory) keysOf(seed string, at time.Time) (*keyring, *pki) {
	if m == nil {
		keys := newKeyring(seed)
		return keys, newPKI(at, keys)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rings[seed] == nil {
		m.rings[seed] = newKeyring(seed)
	}
	when := moment{seed, at.UnixNano()}
	if m.pkis[when] == nil {
		m.pkis[when] = newPKI(at, m.rings[seed])
	}
	return m.rings[seed], m.pkis[when]
}

// signID names a signature by the key and what is signed. The keys of a keyring
// sign without randomness, so that there is one signature for each.
type signID [sha256.Size]byte

// remembering is a key whose signatures are made once.
type remembering struct {
	keyPair
	keys *keyring
}

// Public returns the public key.
func (r remembering) Public() crypto.PublicKey { return r.signer.Public() }

// Sign looks for the signature, and makes it if there is none.
func (r remembering) Sign(random io.Reader, data []byte, opts crypto.SignerOpts) ([]byte, error) {
	id := signIDOf(r.public, data, opts)
	r.keys.mu.Lock()
	sig, ok := r.keys.signed[id]
	r.keys.mu.Unlock()
	if ok {
		return sig, nil
	}
	sig, err := r.signer.Sign(random, data, opts)
	if err == nil {
		r.keys.mu.Lock()
		r.keys.signed[id] = sig
		r.keys.mu.Unlock()
	}
	return sig, err
}

func signIDOf(public, data []byte, opts crypto.SignerOpts) signID {
	buf := binary.BigEndian.AppendUint32(nil, uint32(len(public)))
	buf = binary.BigEndian.AppendUint32(append(buf, public...), uint32(opts.HashFunc()))
	return sha256.Sum256(append(buf, data...))
}
