// Package walk collects what a check needs to know from the DNS, from the root
// hints down, and starts the SMTP sessions.
//
// Collection follows names, never verdicts. Nothing here validates: a broken
// signature, a lame server or a lie are kept as evidence, and the walk goes on
// with every name that any server gave.
//
// # How a question travels
//
//	lookup   one name and type, from the deepest zone known down to the zone that answers
//	  fan    the question at one zone: at some of its addresses first, and at all
//	         of them once it turns out that this zone decides
//	trail    a lookup and the lookups of its alias targets (CNAME, DNAME)
//
// The first usable answer moves the walk on; slower servers are still listened
// to, and what they say differently is followed too. So a dead server delays
// nothing, and a server that lies hides nothing.
//
// # What is asked beside the way
//
// For each zone cut: DS of the child at every address of the parent, DNSKEY at
// every address of the child (RFC 4035 5). Cuts show as referrals, or, where one
// server has both zones, as signer names, SOA owners and DS answers (package
// route). None of these questions is ever waited for.
//
// # What decides when it is over
//
// Work that decides (the MX answer, addresses, sessions) is counted apart from
// the rest. When no deciding work is left, the rest gets a short time of grace.
//
// When nothing deciding waits for the DNS any more, while mail servers still
// talk, and with what is left of the budget, the sweep asks every server that has
// answered so far for what tells it from the others and the two sides of a
// delegation apart: SOA over UDP and TCP, NS, CDS, CDNSKEY, its own addresses.
//
// # Second looks
//
// When all that decides is done, the addresses where sessions were held are asked
// again in other ways (package starttls, Look): one address at a time, all
// addresses beside each other, six sessions with one address at most.
//
//	TLS stood         rsa, ecdsa, no-sni, old; without what was shown already
//	handshake failed  no-mlkem; with it, what else it shows, then again: was it the size?
//	                  without it, no-sni, again
//	put off by 4xx    again, once
//	no STARTTLS       again, once
//	no connection     nothing; nor after a 5xx
//
// A server that does not let one of them come to TLS is left alone. What the time
// of grace cuts off is on record as cancelled.
//
// At the same moment it asks for what the domain publishes about mail beside DANE,
// since that has no part in the verdict either: TXT for MTA-STS, TLS reporting,
// DMARC (up the tree) and SPF (with what it includes) and, where MTA-STS is
// announced, the policy host, from whose addresses the policy is fetched, one
// after the other until one answers. These look-ups get what others leave of the
// budget; when nothing is left they are missing, without a word.
//
//	MX--A--TLSA--+--SMTP-----------------------> verdict
//	             +--sweep......................
//	             '--TXT--A/AAAA--HTTPS.........
//
// # Through a resolver
//
// A resolver may be asked instead of the name servers, or beside them. It gets
// the same questions with CD=1, so that it passes on what it finds and the
// judgement stays ours (RFC 4035 3.2.2); with CD=0 those that decide, so that it
// says what it makes of them itself; and two names made up at random. When it
// fails (SERVFAIL) it is asked for one more such name, a few times at most: only if
// it works for others does its failure say something about the name.
//
//	root  ---MX--DS--A--TLSA--SMTP--------------------> verdict
//	beside ...the same questions, few at once, nothing waits for them, no SMTP...
//	          '--turn: port 53 is silent, or strangers answer there
//	                   --SMTP-------------------------> verdict
//
// The walk from the root is given up when nothing of use came from it in the
// time of one try, or when several root servers answered as none does, and the
// resolver has an answer. The turn is on record; late answers change nothing.
// Without a turn the resolver may finish what it answers when all that decides
// is done; its silence holds nothing up.
package walk
