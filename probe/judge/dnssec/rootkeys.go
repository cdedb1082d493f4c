package dnssec

import (
	_ "embed" // the keys are a file as IANA publishes it
	"encoding/base64"
	"encoding/xml"
	"slices"
	"strings"
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
	// Revoked is when the key is revoked by IANA's plan (RFC 5011 2.1); the zero time
	// where nothing is planned.
	Revoked time.Time
}

//go:embed root/root-anchors.xml
var rootAnchors []byte

// RootKeys returns the keys of the root that are trusted, the oldest first. A
// key whose time is over in the file, as KSK-2010 (19036), is not among them.
// After the older one of today is revoked, the root publishes it with flags 385
// and tag 20454 for a time: that is no key any more (RFC 5011 2.1), and no fault.
func RootKeys() []RootKey {
	var doc trustAnchorXML
	if err := xml.Unmarshal(rootAnchors, &doc); err != nil {
		panic(err) // our own file: a test reads it
	}
	var keys []RootKey
	for _, k := range doc.Digests {
		if until, _ := xmlTime(k.ValidUntil); until.IsZero() || until.Format(time.DateOnly) > RootKeysEdition { // RFC 9718 2.1.1
			keys = append(keys, k.rootKey())
		}
	}
	slices.SortStableFunc(keys, func(a, b RootKey) int { return a.From.Compare(b.From) })
	return keys
}

// rootKey reads one key of our own file.
func (k keyDigestXML) rootKey() RootKey {
	a, err := k.anchor(wire.Root(), RootKeysSource)
	if err != nil {
		panic(err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(k.PublicKey), ""))
	if err != nil {
		panic(err)
	}
	return RootKey{
		Name: "KSK-" + a.From.Format("2006"), From: a.From, State: rootKeyState(k.KeyTag), DS: *a.DS, Revoked: rootKeyRevoked(k.KeyTag),
		DNSKEY: wire.DNSKEY{Flags: k.Flags, Protocol: wire.ProtocolDNSSEC, Algorithm: k.Algorithm, Key: key},
	}
}

// rootKeyRevoked is when a key is revoked, by IANA's plan.
func rootKeyRevoked(tag uint16) time.Time {
	if tag == 20326 {
		return time.Date(2027, time.January, 11, 0, 0, 0, 0, time.UTC)
	}
	return time.Time{}
}

// rootKeyState tells what is known about a key besides the file.
func rootKeyState(tag uint16) string {
	switch tag {
	case 20326:
		return "by IANA's plan not signing since 2026-10-11, revoked on " + rootKeyRevoked(tag).Format(time.DateOnly)
	case 38696:
		return "in the root since 2025-01-11, by IANA's plan signing since 2026-10-11"
	}
	return "newer than what is written about it here"
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
