// Package starttls holds one conversation with a mail server, up to the moment
// where a sender would begin to talk about mail, and writes down every line and
// every fact of the TLS handshake while it happens.
//
//	S  220 mx.example.net ESMTP        banner
//	C  EHLO probe.example.com          ehlo
//	S  250-mx.example.net
//	S  250 STARTTLS                    the server offers TLS (RFC 3207 2)
//	C  STARTTLS                        starttls
//	S  220 ready
//	T  ClientHello sni=mx.example.net  what follows is TLS
//	T  ServerHello TLS 1.3
//	T  Certificate
//	T  done
//	C  EHLO probe.example.com          ehlo-tls: all that was said before is forgotten (RFC 3207 4.2)
//	S  250 mx.example.net
//	C  QUIT                            quit
//	S  221 bye
//
// Nothing is judged here. A refused connection, a silent port, a 421, a missing
// STARTTLS and a failed handshake stay different facts, because they have
// different owners: our own network, a busy server, a firewall that rewrites
// the dialogue, a broken certificate. No mail transaction is ever begun.
//
// TLS has three surprises for an observer.
//
// First, the library tells nothing until the handshake is over. A tap on the
// connection reads the record headers and the two hello messages, which are
// always in clear, so that the stages are seen as they happen.
//
// Second, from TLS 1.3 on the certificate is encrypted; it is known when the
// library has decrypted it. Up to TLS 1.2 the tap reads it in clear.
//
// Third, the library refuses certificates that it cannot parse (a negative
// serial number, say), although a sender that compares digests (DANE-EE, RFC
// 7672 3.1.1) never looks inside. Then a second session is held, limited to TLS
// 1.2, and the tap takes the certificate from the wire.
//
// # Second looks
//
// A server may keep several certificates and choose by what the client can do, so
// one session does not show them all. Look asks again in another way:
//
//	rsa, ecdsa  up to TLS 1.2, with the suites that need such a key
//	no-sni      without the name of the server (RFC 6066 3)
//	old         TLS 1.0 and 1.1 only
//	no-mlkem    without post-quantum key shares: a ClientHello of one small packet
//	again       the ordinary session once more
//
// What this cannot see is no fault of the server. One that speaks TLS 1.3 alone
// refuses rsa and ecdsa whatever certificates it has: the library does not let a
// client choose signature algorithms. A server without a certificate of the kind
// refuses as well, mostly with handshake_failure. DHE suites and anything before
// TLS 1.0 do not exist in the library; suites with RSA key exchange, CBC, RC4 and
// 3DES do, and are offered here since they are asked for by name (the GODEBUG
// settings tlsrsakex and tls3des change only what is offered by default).
//
// All that comes from the server is hostile: lines, replies, sessions, chains
// and times are bounded, and the tap trusts no length it reads.
package starttls
