package dnssec

import (
	"errors"

	"danewalk/probe/wire"
)

// zoneKey is one DNSKEY made ready for verification.
type zoneKey struct {
	wire.DNSKEY
	tag    uint16
	rdata  []byte
	public publicKey // nil when err is set, or before parse
	err    error
	parsed bool
	entry  bool // fits a DS or anchor, and is usable
}

// keyring is the DNSKEY set of a zone, found by algorithm and tag. Tags are not
// unique (RFC 4034 appendix B).
type keyring struct {
	zone  wire.Name
	keys  []*zoneKey
	byTag map[keyID][]*zoneKey
}

type keyID struct {
	algorithm uint8
	tag       uint16
}

// newKeyring reads a DNSKEY set. Records that are no DNSKEY are left out.
func newKeyring(zone wire.Name, set *wire.RRset) *keyring {
	ring := &keyring{zone: zone, byTag: map[keyID][]*zoneKey{}}
	for _, rr := range set.RRs {
		key, err := rr.DNSKEY()
		if err != nil {
			continue
		}
		k := &zoneKey{DNSKEY: key, tag: key.Tag(), rdata: rr.RData}
		ring.keys = append(ring.keys, k)
		id := keyID{key.Algorithm, k.tag}
		ring.byTag[id] = append(ring.byTag[id], k)
	}
	return ring
}

// parse reads the key, once, and not before a signature or DS names it: a set may
// have a thousand keys whose points are costly to compute.
func (k *zoneKey) parse() error {
	if !k.parsed {
		k.public, k.err = parseKey(k.DNSKEY)
		k.parsed = true
	}
	return k.err
}

// tooSmall tells whether every key that signs the zone's data is of a size that
// is not supported. One key that is not must not do: an attacker could strip
// the good signatures and leave a bad one.
func (r *keyring) tooSmall(p Policy) bool {
	small := 0
	for _, k := range r.keys {
		switch {
		case k.entry || !k.IsZone() || k.IsRevoked() || !p.supports(k.Algorithm):
		case errors.Is(k.parse(), errKeySize):
			small++
		default:
			return false
		}
	}
	return small > 0
}

// unusable says why a key may not verify anything; "" if it may.
func (k *zoneKey) unusable() Reason {
	switch {
	case k.IsRevoked(): // RFC 5011 2.1
		return KeyRevoked
	case !k.IsZone(): // RFC 4034 2.1.1, 2.1.2
		return KeyFlags
	}
	switch err := k.parse(); {
	case errors.Is(err, errKeySize):
		return UnsupportedKeySize
	case errors.Is(err, errAlgorithm):
		return UnsupportedAlgorithm
	case err != nil:
		return DNSKEYMalformed
	}
	return ""
}

// crypter runs the signature checks of one case: it remembers results, because
// many servers send the same bytes, and keeps to a budget (KeyTrap).
type crypter struct {
	left  int
	share int               // of the budget, for one zone
	spent map[wire.Name]int // by zone
	known map[checkID]bool
	memo  *Memo // of earlier judgements; may be nil
}

func newCrypter(budget int, memo *Memo) *crypter {
	return &crypter{left: budget, share: (budget + 1) / zoneShare, spent: map[wire.Name]int{}, known: map[checkID]bool{}, memo: memo}
}

// check verifies one signature of a zone. ok is false when the budget, or the
// zone's share of it, is used up. What the memo knows costs no time, but counts
// as work of this case: a judgement must not depend on what was judged before it.
func (c *crypter) check(zone wire.Name, k *zoneKey, data, signature []byte) (valid, ok bool) {
	id := newCheckID(k.rdata, signature, data)
	if valid, ok := c.known[id]; ok {
		return valid, true
	}
	cost := k.public.cost()
	if c.left < cost || c.spent[zone]+cost > c.share {
		return false, false
	}
	c.left -= cost
	c.spent[zone] += cost
	valid, ok = c.memo.get(id)
	if !ok {
		valid = k.public.verify(data, signature)
		c.memo.put(id, valid)
	}
	c.known[id] = valid
	return valid, true
}
