// Package tlsa holds TLSA records against the certificates of a mail server.
//
// # The four numbers of a record
//
// "3 1 1 8d02…" is read from the left (RFC 6698 2.1, names of RFC 7218):
//
//	usage     2 DANE-TA: the value belongs to a certificate authority of the chain
//	          3 DANE-EE: the value belongs to the server's own certificate
//	selector  0 the whole certificate, 1 its public key (SubjectPublicKeyInfo)
//	matching  0 the bytes themselves, 1 their SHA-256, 2 their SHA-512
//	value     what must come out
//
// # Three questions, in this order
//
//  1. Which records are usable for SMTP? Usages 0 and 1 are not (RFC 7672 3.1.3),
//     nor are unknown numbers and values that cannot be right (RFC 6698 4.1).
//     [Parse] gives each record its [Problem].
//  2. Which of the usable ones are in force? Within one usage and selector only
//     the strongest digest counts (RFC 7671 9); the others are Shadowed.
//  3. Does any of those match? One is enough (RFC 7672 3.1). [Compare] tries each
//     and keeps the reason of every failure, because "which digit is wrong" is
//     what the owner of the record needs.
//
// # DANE-EE
//
// Only the server's own certificate is compared. Its names and dates do not
// matter (RFC 7672 3.1.1, 3.2.1): the DNS vouches for the key. So the public key
// is cut out of the bytes by [ReadCertificate] without a full parse, because a
// certificate with an odd serial number still has a key.
//
// # DANE-TA
//
// A certificate that the server sent, above its own, has the value; a valid path
// leads up to it; and the server's own certificate carries one of the expected
// names (RFC 7672 3.2.2). Package pkix does the path.
package tlsa
