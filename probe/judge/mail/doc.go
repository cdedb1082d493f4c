// Package mail judges mail to a domain as a sender with DANE does (RFC 7672),
// from what was seen, without asking anything.
//
// # What the sender does
//
//  1. MX of the domain. Its answer is secure, insecure (unsigned), or a failure;
//     a failure delays the mail, an insecure answer does not (RFC 7672 2.1, 2.2.1).
//  2. For each host, in order of preference: the addresses, before anything else.
//     Only if they are in a signed zone is TLSA asked; servers of unsigned zones
//     often break on that question (RFC 7672 2.2.2). This is the address gate.
//  3. TLSA at _25._tcp of the candidate base domains: the name that the host is an
//     alias of, then the host itself. A failure here makes the host unusable, a
//     missing or unsigned record does not (RFC 7672 2.1.2, 2.2.3).
//  4. The records decide the [Mode]: authenticated TLS, TLS alone because no record
//     is usable, or opportunistic TLS because DANE does not apply (RFC 7672 2.2).
//  5. STARTTLS with the base domain as SNI, and the comparison with the chain.
//
// # What is different here
//
// A sender stops at the first host that works. A diagnosis looks at every host
// and every address, and then asks what senders would find: [Verdict].
//
// # Whose fault is it
//
// A red verdict that comes from the person's own network would be a lie, and so
// would a green one that was not checked. Therefore [OutcomeUntested] is used
// whenever our own side may be the reason: port 25 closed for every server, no
// IPv6 here, a 4xx greeting, a middlebox that removes STARTTLS, our own limits.
// Nothing untested is ever PROTECTED, with one exception: where our side has no
// IPv6 (or no IPv4) at all, the verdict is about the other family, and the
// addresses that were left out are shown as untested.
//
// # Growing cases
//
// A case that is still growing is judged by the same function. What is not known
// yet is pending, and so is every failing lookup: the next server may answer. The
// verdict is Checking as long as anything pending could change it.
package mail
