// Package transport carries one DNS question to one address and keeps a record
// of every try.
//
// A question travels like this:
//
//	UDP, EDNS, DO=1 --answer--------------------------> done
//	     |--TC=1 (RFC 2181 9)-------------------------> TCP
//	     |--FORMERR, NOTIMP, BADVERS (RFC 6891 7)-----> again without EDNS
//	     |--nothing, garbage--> again, then-----------> TCP, once
//	     '--no route, forbidden-----------------------> done: our own side
//
// Each try is one evidence.Exchange with the bytes both ways, the class of the
// failure and the time it took. Trouble of the network is never an error: the
// caller gets an Answer without a message, and the record says why.
//
// Spoofed answers (RFC 5452): each UDP try uses a socket of its own, so the
// source port is the system's random choice, and an ID from crypto/rand. A
// datagram that does not fit (ID, question, QR bit) is counted and ignored,
// and waiting goes on: an attacker must not be able to end a try.
//
// A resolver can be asked over TLS (RFC 7858) or HTTPS (RFC 8484). All questions
// of a check share one connection, and a try that fails makes a new one. The
// certificate must be valid for the name or address that was meant (RFC 8310 5);
// where it is not, the failure is "untrusted" and nothing is sent, ever.
package transport
