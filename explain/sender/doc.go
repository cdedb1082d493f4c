// Package sender tells what becomes of mail to a domain, sender by sender, on
// the evidence of one check. It judges nothing anew: it follows what
// probe/judge/mail found, in the order in which a sender goes through it.
//
// # Why senders differ
//
// RFC 7672 leaves room, and programs take more. Four questions divide them:
//
//   - Who looks? A sender without DNSSEC does not notice a bogus answer. One with
//     SmtpDaneMode None or level "may" does not ask for TLSA.
//   - What if only a part is signed? Where the MX records are unsigned and the
//     server has signed TLSA records, RFC 7672 2.2.1 leaves it open: Postfix
//     enforces them all the same ("half-dane"), Exim and Exchange Online do not ask.
//   - What if no record can be used? RFC 7672 2.2 asks for TLS without a proof.
//     Exim lets the mail wait.
//   - What is a valid path? Under usage 2 a path that RFC 5280 6.1 holds for valid
//     may be refused by a library: OpenSSL looks at the dates of a self-signed
//     authority, wants certificates for TLS servers by name, refuses SHA-1.
//
// # MTA-STS beside DANE
//
// Gmail and others follow MTA-STS (RFC 8461) only; Exchange Online follows both.
// A passing MTA-STS never rescues a failing DANE (RFC 8461 2).
// What Exchange Online does with a server that passes DANE and fails MTA-STS is
// not documented, so nothing is said but that it may refuse.
//
// # The table
//
// A [Condition] is one thing that a sender meets: at the domain, at a server, on
// a connection. The table says for each sender and condition what it does, which
// code and text its people read, and how well that is known. Nothing else in
// this package knows one sender from another.
//
// # The way
//
// Servers are tried by preference, and those of one preference, like the
// addresses of a server, in any order (RFC 5321 5.1). The mail stays at the first
// that takes it. So several results are possible at once ([View].Mixed), and a
// server that could not be seen from here may leave the result open: then it is
// [Unknown], and never a guess. If what can be seen takes the mail, the result is
// given, and [View].Unseen says that other addresses may give another one.
//
// # What is left out
//
// Policies of MTA-STS that a sender remembers from before: the one that can be
// fetched now counts. Where none was looked for, a sender that uses it beside DANE
// is taken to have found none.
//
// A sender's own exceptions for a domain, and limits on the number of addresses
// it tries. Exim
// is taken with the retry rule of its default configuration and with the same
// TLSA base domains as RFC 7672 2.2.3, and every sender but the one without
// DNSSEC behind a resolver that validates.
package sender
