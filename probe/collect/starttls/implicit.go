package starttls

import "danewalk/probe/evidence"

// Ports where TLS comes first, and how clients take their leave there.
const (
	portIMAPS = 993
	farewell  = "QUIT"     // SMTP and POP3 (RFC 5321 4.1.1.10, RFC 1939 5)
	logout    = "a LOGOUT" // IMAP (RFC 9051 6.1.3)
)

// implicit leads a session where TLS begins with the first octet (RFC 8314 3.3):
// the handshake, the greeting inside it, and the end.
func (d *dialogue) implicit() (again bool) {
	secure, again := d.handshake()
	if secure == nil {
		return again
	}
	d.use(secure)
	if _, ok := d.reply(evidence.PhaseBanner); !ok {
		return false
	}
	text := farewell
	if d.addr.Port() == portIMAPS {
		text = logout
	}
	if _, ok := d.command(evidence.PhaseQUIT, text); ok {
		_ = secure.Close() // says close_notify (RFC 8446 6.1)
	}
	return false
}
