// Package policy fetches the MTA-STS policy of a domain, and writes down how far
// that went. It judges nothing.
//
// A domain says that it has a policy in the DNS, where anybody can forge an
// answer that is not signed, and has it on a web server, whose certificate
// nobody can forge (RFC 8461 3.1, 3.3):
//
//	_mta-sts.example.org TXT "v=STSv1; id=20261121T120000;"
//
//	connect  the address of mta-sts.example.org, port 443
//	tls      T  ClientHello sni=mta-sts.example.org, TLS 1.2 or newer
//	         T  Certificate
//	head     C  GET /.well-known/mta-sts.txt HTTP/1.1
//	         C  Host: mta-sts.example.org
//	         S  HTTP/1.1 200 OK
//	         S  Content-Type: text/plain
//	body     S  version: STSv1
//	         S  mode: enforce
//	         S  mx: mx1.example.net
//	         S  max_age: 1209600
//	done
//
// Three rules of RFC 8461 3.3 are kept here, since breaking one would show a
// policy that no sender sees. The server must be the policy host itself: a
// redirect is not followed, and where it led to is kept as evidence. Only status
// 200 has a policy: no other body is read. And the way to it is HTTPS, never a
// proxy of the environment that this program happens to run in.
//
// The certificate must be valid for the policy host (RFC 8461 3.3, RFC 6125
// 6.4). It is not verified while fetching: the chain is kept, and judged later,
// so that the explanation of a wrong one can show the policy that senders do not
// get to see.
//
// Nothing else is taken over from the web: no cookies, no cache (RFC 8461 3.3
// forbids it), no compression, which a small file does not need and a hostile
// server could use to make much of little, no second request on a connection,
// and of HTTP only version 1.1.
//
// All that comes from the server is hostile. One limit of time holds from the
// first packet to the last octet, so that a server that sends an octet a second
// gains nothing; octets are counted below TLS, in the header, and in the body.
package policy
