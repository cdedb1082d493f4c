// Package dnssec judges DNS answers as a validating resolver does, and says why.
//
// The chain of trust. A trust anchor is a key, or the digest of a key, that was
// configured by hand: today two keys of the root. From there each zone vouches
// for the next one:
//
//	anchor -> root DNSKEY set -> DS of org -> org DNSKEY set -> DS of example.org -> ...
//
// A DS record in the parent names a key of the child by its digest. The child's
// DNSKEY set must be signed by such a key (RFC 4035 5.2); its keys then sign
// everything else in the zone, including the DS sets of the zones below, and
// the proofs that a delegation has no DS. Four outcomes are possible (RFC 4035
// 4.3):
//
//	secure         every link validates
//	insecure       a link provably ends the chain: a signed "no DS here"
//	bogus          a link that should validate does not
//	indeterminate  a link could not be fetched
//
// "Insecure" is never a guess: no signature seen is not a proof, because an
// attacker can strip signatures. It needs a validated denial, or DS records
// which are all of unknown kind.
//
// The policy decides what can be checked at all. Keys that sign with SHA-1 count
// as unsupported, as RFC 9905 tells operators, unless the person says otherwise;
// a policy may name the only algorithms and digests to use, as a weaker
// validator has them. Below a negative trust anchor (RFC 7646) nothing is
// checked, because somebody asked for that. Each of these has a reason of its
// own, so that nobody takes it for what the zone says.
//
// Where zones begin is decided by DS answers and referrals, never by counting
// labels. A zone below one that fails inherits the failure and is not accused.
//
// Every server is judged by itself (Lookup.Servers); the whole is the best that
// any server gave, because resolvers try servers until one satisfies them.
//
// The package is pure: evidence, policy and a moment in time go in, the
// judgement comes out. Hostile data costs bounded work (Limits); reaching a
// bound makes the status indeterminate, never secure.
package dnssec
