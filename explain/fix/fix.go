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

	"danewalk/explain/text"
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
func Duration(b *text.Book, seconds uint32) string {
	d := time.Duration(seconds) * time.Second
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return b.Count(int(d/(24*time.Hour)), "1 day", "%d days")
	case d >= time.Hour && d%time.Hour == 0:
		return b.Count(int(d/time.Hour), "1 hour", "%d hours")
	case d >= 48*time.Hour:
		return b.Count(int(d.Round(24*time.Hour)/(24*time.Hour)), "1 day", "%d days")
	case d >= time.Minute:
		return b.Count(int((d+time.Minute-1)/time.Minute), "1 minute", "%d minutes")
	}
	return b.Count(int(seconds), "1 second", "%d seconds")
}

// Wait says how long caches may keep the state that was replaced.
func Wait(b *text.Book, ttl uint32) string {
	return b.Say("up to %s after the change, because others may remember the old answer that long (TTL %d)", Duration(b, ttl), ttl)
}

// Ago says how far a moment lies before now, or "in ..." if it lies ahead.
func Ago(b *text.Book, then, now time.Time) string {
	d := now.Sub(then)
	switch n, hours, minutes := d.Abs(), int(d.Abs()/time.Hour), int(d.Abs()/time.Minute); {
	case n >= 48*time.Hour && d < 0:
		return b.Say("in %d days", hours/24)
	case n >= 48*time.Hour:
		return b.Say("%d days ago", hours/24)
	case hours >= 2 && d < 0:
		return b.Say("in %d hours", hours)
	case hours >= 2:
		return b.Say("%d hours ago", hours)
	case minutes >= 2 && d < 0:
		return b.Say("in %d minutes", minutes)
	case minutes >= 2:
		return b.Say("%d minutes ago", minutes)
	case d < 0:
		return b.Say("in %d seconds", int(n/time.Second))
	}
	return b.Say("%d seconds ago", int(d/time.Second))
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
