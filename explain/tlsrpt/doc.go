// Package tlsrpt reads the reports in which mail systems tell, once a day, how
// TLS went when they delivered to a domain (RFC 8460).
//
//	file --unpack--> documents --read--> Report, one each --Sum--> Summary, per domain and mail server
//
// A report counts sessions, good and failed, under the policy that the sender
// followed: "tlsa" (DANE, and the policy domain is the mail server), "sts"
// (MTA-STS, and the policy domain is the domain itself), or none. Failures have a
// result type, such as "tlsa-invalid", the same steps of the same chain that a
// bounce names. So a result type leads to kinds of package bounce, and from there
// to findings.
//
// Reports come as JSON, compressed, in a zip, or as the attachment of a mail
// (RFC 8460 5.3), and few keep to the letter of the RFC. What can be understood is
// read, and each liberty that was taken is a Note. Who may write to the report
// address may write anything there, so sizes, depths and counts are bounded, and
// texts stay Wild until they are shown.
//
// Reading is a pure function of the octets. A report is of yesterday; Compare
// holds it against a diagnosis of now.
package tlsrpt
