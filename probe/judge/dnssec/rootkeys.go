package dnssec

import (
	"encoding/base64"
	"encoding/hex"
	"time"

	"danewalk/probe/wire"
)

// Where the keys of the root come from, and the day of which they are.
const (
	RootKeysSource  = "https://data.iana.org/root-anchors/root-anchors.xml"
	RootKeysEdition = "2026-11-21"
)

// RootKey is a key signing key of the root that is built in.
type RootKey struct {
	Name   string // "KSK-2017"
	From   time.Time
	DNSKEY wire.DNSKEY
	DS     wire.DS // as IANA publishes it; that it fits the key is a test
	State  string  // of the key at RootKeysEdition, in words
}

// RootKeys returns the two keys of the root that are trusted, the older one
// first. KSK-2010 (19036) ended in 2019 and is not among them. After the older
// one is revoked, the root publishes it with flags 385 and tag 20454 for a time:
// that is no key any more (RFC 5011 2.1), and no fault.
func RootKeys() []RootKey {
	return []RootKey{
		rootKey("KSK-2017", 20326, time.Date(2017, time.February, 2, 0, 0, 0, 0, time.UTC),
			"by IANA's plan not signing since 2026-10-11, revoked on 2027-01-11",
			"e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d",
			"AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kvArMt"+
				"NROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+"+
				"SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1Ak"+
				"UTV74bU="),
		rootKey("KSK-2024", 38696, time.Date(2024, time.July, 18, 0, 0, 0, 0, time.UTC),
			"in the root since 2025-01-11, by IANA's plan signing since 2026-10-11",
			"683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16",
			"AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjICMQMC3aeHbGiSh"+
				"vZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqpdVwu"+
				"MoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUeayff"+
				"KC73PYc="),
	}
}

func rootKey(name string, tag uint16, from time.Time, state, digest, key string) RootKey {
	d, err := hex.DecodeString(digest)
	if err != nil {
		panic(err)
	}
	k, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		panic(err)
	}
	return RootKey{
		Name: name, From: from, State: state,
		DNSKEY: wire.DNSKEY{Flags: 257, Protocol: wire.ProtocolDNSSEC, Algorithm: algRSASHA256, Key: k},
		DS:     wire.DS{Tag: tag, Algorithm: algRSASHA256, DigestType: wire.DigestSHA256, Digest: d},
	}
}

// BuiltinAnchors returns the keys of the root as trust anchors. Either may sign.
// They are not limited in time: a clock that lost its battery must be found out
// by the signatures, and not look like a missing anchor.
func BuiltinAnchors() []Anchor {
	var anchors []Anchor
	for _, k := range RootKeys() {
		anchors = append(anchors, Anchor{Zone: wire.Root(), DS: &k.DS, Source: "built-in " + k.Name})
	}
	return anchors
}

// Names tells whether an anchor is this key of the root: its DNSKEY, or any
// digest of it.
func (k RootKey) Names(a Anchor) bool {
	switch {
	case !a.Zone.IsRoot():
		return false
	case a.DNSKEY != nil:
		return fits(k.DS, *a.DNSKEY, wire.Root())
	case a.DS != nil:
		return fits(*a.DS, k.DNSKEY, wire.Root())
	}
	return false
}

// OnlyOldRootKey tells whether the anchors of a policy that are for the root are
// older keys of the root only: as soon as the newest one alone signs, nothing
// validates with them.
func (p Policy) OnlyOldRootKey() bool {
	keys := RootKeys()
	old := false
	for _, a := range p.anchorsAt(wire.Root()) {
		switch {
		case keys[len(keys)-1].Names(a):
			return false
		case keys[0].Names(a):
			old = true
		default: // another root: nothing is known about its keys
			return false
		}
	}
	return old
}
