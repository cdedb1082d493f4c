// Package policy judges what a domain publishes about mail beside DANE: MTA-STS,
// TLS reporting, DMARC and SPF. It is pure: it reads the index of a case, asks
// nobody, and gives the same result for the same evidence.
//
// # Two ways to the same end
//
// STARTTLS alone protects against nobody who can change what passes by. Two
// rules tell a sender to insist. DANE (RFC 7672) puts the key of the mail server
// into signed DNS. MTA-STS (RFC 8461) needs no DNSSEC: a TXT record says that
// there is a policy and which one (its id), the policy itself is a file that is
// fetched by HTTPS, and the certificates of that host and of the mail servers
// come from public authorities. Whoever controls the DNS at the first visit can
// hide it; from then on senders remember it for max_age.
//
//	_mta-sts.example.org.  TXT "v=STSv1; id=20261121T1200;"     RFC 8461 3.1
//	https://mta-sts.example.org/.well-known/mta-sts.txt         RFC 8461 3.2, 3.3
//	    version: STSv1
//	    mode: enforce                  or testing, or none
//	    mx: mx1.example.net            one line a server; *.example.net is one label deep (4.1)
//	    max_age: 604800                seconds, at most 31557600
//
// The two are independent, with one rule between them: a passing MTA-STS never
// rescues a failing DANE (RFC 8461 2).
//
// # What is judged, and what is not
//
// A record is not known, absent, withheld or published ([Presence]). Withheld
// means that its signatures fail: for a sender that validates it is as if the
// lookup failed. MTA-STS works without DNSSEC, but not with a bogus zone.
//
// A fetch that fails has a class ([FetchTrouble], RFC 8461 3.3). Silence on TCP
// 443 may be our own network: a packet that never came back says nothing about
// who dropped it. So a timeout, a missing route or a local prohibition counts
// against the policy host only if HTTPS was seen to work from here; else the
// trouble is [FetchOwnSide]. A certificate that no public authority vouches for
// may come from a device near us, too: what is said of it is what was seen.
//
// Certificates are held against the roots given, at the moment of the judgement
// (RFC 5280 6, RFC 6125): the policy host's for its own name, each mail server's
// for the name in the MX record (RFC 8461 4.2).
//
// # The others
//
// TLS reporting (RFC 8460 3) asks senders to tell about failures once a day; an
// address in the very domain fails when the domain does. DMARC (RFC 9989) and SPF
// (RFC 7208) are about mail FROM the domain. They stand here because they live in
// the same zone: if it is bogus, receivers that validate cannot read them. DMARC
// is looked for at _dmarc of the domain, then upwards (the tree walk, 4.10). SPF
// is read for its syntax and its number of look-ups (at most 10, RFC 7208 4.6.4),
// as far as the records it includes were collected.
//
// # Limits
//
// All of it is remote text. Strings, tags, lines, patterns, includes and
// certificates are counted, and what exceeds a limit is left out and said.
package policy
