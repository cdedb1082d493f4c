// Package evidence holds what was seen, and nothing else.
//
// A check of a domain is an append-only list of items: DNS messages as wire
// bytes, connections, SMTP lines, TLS handshakes, and the limits that stopped
// us, each with the time since the start. Every later stage is a pure function
// of this list:
//
//	collect  --Add-->  Log  --Case-->  judge  -->  explain  -->  tui, text, JSON
//
// Three rules keep the list honest.
//
//  1. Network trouble is evidence, not an error. A query that timed out is an
//     Exchange with a Failure; a greeting that never came is a Line with one.
//  2. An item carries exactly one of its pointers. There is no registry and no
//     interface, so a saved case is plain JSON and loads as the same value.
//  3. Step items say how far the work is. They are for the person who waits:
//     dropping every Step changes no judgement. Whatever a judge needs to join
//     (the lines of one SMTP session, say) is joined by the Session field.
//
// Text that came from the network is of type Wild, which escapes itself
// whenever it is printed.
//
// The package uses the standard library alone.
package evidence
