// Package bounce reads what a mail system writes when it could not deliver: a
// delivery status notification (RFC 3464), its text for people, or a log line.
//
//	text --canvas--> plain text with positions --records--> one statement each
//	     --patterns--> what each says --merge--> Reading, one Bounce per recipient domain, server and fault
//
// A mail system that checks DANE says in a few fixed words which step failed.
// Those words differ from program to program: Postfix writes "Server certificate
// not verified", Exchange Online "5.7.323 tlsa-invalid", Exim "DANE attempt
// failed". All mean the same link of the chain. The patterns of this package are
// such words with places for host, address and domain; see patterns.go for their
// language. Nothing is guessed from a stray word: a text that names many faults
// and no recipient is documentation, and stays Unknown.
//
// People paste what they have: quoted with "> ", wrapped, as HTML, in base64, as
// UTF-16. The canvas takes that off and remembers for each octet where it stood,
// so that a Quote marks the words in what was pasted.
//
// Reading is a pure function of the text, bounded in octets, lines, records and
// hits. Nothing leaves the machine. Of a recipient the domain is kept, never the
// local part.
//
// Compare holds a bounce against a diagnosis of today: still broken, changed, or
// fixed. A bounce is old news; only a look at the domain says what is true now.
package bounce
