// Package fix makes the exact values of a repair: records to publish, commands
// to run, and how long caches keep the old state.
//
// Three rules. A record is complete (owner, TTL, class, type, data) so that it
// can be pasted. A waiting time comes from a TTL that was observed, never from a
// habit. And a repair never asks for the removal of what still protects before
// the new state is visible (RFC 7671 8.1: publish, wait, switch, remove).
package fix

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"danewalk/probe/wire"
)

// DefaultTTL is suggested for TLSA records, seconds (RFC 7671 8.1: short enough
// to correct, long enough to cache).
const DefaultTTL = 3600

// TLSA returns the zone file line of a TLSA record for a mail server at a port. A
// zero TTL means DefaultTTL.
func TLSA(host wire.Name, port uint16, ttl uint32, usage, selector, matching uint8, data []byte) string {
	if ttl == 0 {
		ttl = DefaultTTL
	}
	return fmt.Sprintf("_%d._tcp.%s %d IN TLSA %d %d %d %x", port, host, ttl, usage, selector, matching, data)
}

// TLSA311 returns the recommended record for a public key: DANE-EE, SPKI,
// SHA-256 (RFC 7671 5.1). spki is the DER of the SubjectPublicKeyInfo; without
// it the record says what belongs there.
func TLSA311(host wire.Name, port uint16, ttl uint32, spki []byte) string {
	if len(spki) == 0 { // the digest of nothing must never be suggested
		return strings.TrimSuffix(TLSA(host, port, ttl, 3, 1, 1, nil), " ") + " <SHA-256 of the server's public key>"
	}
	sum := sha256.Sum256(spki)
	return TLSA(host, port, ttl, 3, 1, 1, sum[:])
}

// DS returns the zone file line of a delegation signer record.
func DS(zone wire.Name, ttl uint32, ds wire.DS) string {
	if ttl == 0 {
		ttl = DefaultTTL
	}
	return fmt.Sprintf("%s %d IN DS %s", zone, ttl, ds)
}

// Duration says a number of seconds as a person would: "1 hour", "90 minutes".
func Duration(seconds uint32) string {
	d := time.Duration(seconds) * time.Second
	unit := func(n int64, word string) string {
		if n == 1 {
			return "1 " + word
		}
		return fmt.Sprintf("%d %ss", n, word)
	}
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return unit(int64(d/(24*time.Hour)), "day")
	case d >= time.Hour && d%time.Hour == 0:
		return unit(int64(d/time.Hour), "hour")
	case d >= 48*time.Hour:
		return unit(int64(d.Round(24*time.Hour)/(24*time.Hour)), "day")
	case d >= time.Minute:
		return unit(int64((d+time.Minute-1)/time.Minute), "minute")
	}
	return unit(int64(seconds), "second")
}

// Wait says how long caches may keep the state that was replaced.
func Wait(ttl uint32) string {
	return fmt.Sprintf("up to %s after the change, because others may remember the old answer that long (TTL %d)", Duration(ttl), ttl)
}

// Ago says how far a moment lies before now, or "in ..." if it lies ahead.
func Ago(then, now time.Time) string {
	d := now.Sub(then)
	if d < 0 {
		return "in " + span(-d)
	}
	return span(d) + " ago"
}

func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d/time.Hour))
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d minutes", int(d/time.Minute))
	}
	return fmt.Sprintf("%d seconds", int(d/time.Second))
}

// Moment writes a time the way reports do: UTC, to the minute.
func Moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// Short abbreviates a long hexadecimal text: "9f2c...e01a".
func Short(hex string) string {
	if len(hex) <= 12 {
		return hex
	}
	return hex[:4] + "..." + hex[len(hex)-4:]
}

// List joins words: "a", "a and b", "a, b and c".
func List(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
