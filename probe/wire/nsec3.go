package wire

import (
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
)

// OwnerHash returns the hash in the first label of the owner name, which is
// base32hex without padding in either case (RFC 5155 3.3). The error is
// ErrRecord for a label that is not the encoding of any hash.
func (n NSEC3) OwnerHash() ([]byte, error) {
	label := strings.ToUpper(n.Owner.Label(0))
	hash, err := base32hex().DecodeString(label)
	// The decoder skips line ends and ignores left-over bits: only the one
	// spelling that encodes back may count as the hash.
	if err != nil || len(hash) == 0 || base32hex().EncodeToString(hash) != label {
		return nil, fmt.Errorf("%w: NSEC3 owner %s does not begin with a base32hex hash", ErrRecord, n.Owner)
	}
	return hash, nil
}

// Zone returns the name behind the hash label: the apex of the zone that the
// record speaks for (RFC 5155 3).
func (n NSEC3) Zone() Name { return n.Owner.Parent() }

// SaltText returns the salt in hexadecimal, "-" for none (RFC 5155 3.3).
func (n NSEC3) SaltText() string {
	if len(n.Salt) == 0 {
		return "-"
	}
	return hex.EncodeToString(n.Salt)
}

func base32hex() *base32.Encoding { return base32.HexEncoding.WithPadding(base32.NoPadding) }
