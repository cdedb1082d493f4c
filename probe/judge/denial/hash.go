package denial

import (
	"crypto/sha1" //nolint:gosec // RFC 5155 11: the only hash of NSEC3
	"encoding/base32"
	"strings"

	"danewalk/probe/wire"
)

// Hash computes the NSEC3 hash of a name: SHA-1 over the canonical wire form
// and the salt, then so many more times over the result and the salt (RFC 5155
// 5). The cost grows with iterations: callers cap them.
func Hash(name wire.Name, salt []byte, iterations int) [sha1.Size]byte {
	sum := sha1.Sum(append(name.Wire(), salt...)) //nolint:gosec // see import
	buf := make([]byte, sha1.Size+len(salt))
	copy(buf[sha1.Size:], salt)
	for range iterations {
		copy(buf, sum[:])
		sum = sha1.Sum(buf) //nolint:gosec // see import
	}
	return sum
}

// HashText is the usual notation of a hash (RFC 5155 1.3).
func HashText(hash []byte) string {
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(hash))
}

// Hashes remembers hashes that were computed, per salt and iterations.
type Hashes struct{ known map[hashKey][sha1.Size]byte }

type hashKey struct {
	name       wire.Name
	salt       string
	iterations int
}

// NewHashes makes an empty memory.
func NewHashes() *Hashes { return &Hashes{known: map[hashKey][sha1.Size]byte{}} }

// get returns the hash, computed if need be.
func (h *Hashes) get(name wire.Name, salt []byte, iterations int) [sha1.Size]byte {
	key := hashKey{name, string(salt), iterations}
	if sum, ok := h.known[key]; ok {
		return sum
	}
	sum := Hash(name, salt, iterations)
	h.known[key] = sum
	return sum
}
