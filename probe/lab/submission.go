package lab

import (
	"bufio"
	"crypto/tls"
	"net/netip"
	"slices"
	"time"
)

// submission is the way of "smtp" by which a mail host also listens where people
// send and read their mail (RFC 8314 3.3).
const submission = "submission"

// Ports of mail beside 25. TLS comes first at all of them but 587.
const (
	portSubmission  = 587
	portSubmissions = 465
	portIMAPS       = 993
	portPOP3S       = 995
)

// mailPort tells whether a mail host listens at a port.
func mailPort(h *mailHost, to netip.AddrPort) bool {
	others := []uint16{portSubmission, portSubmissions, portIMAPS, portPOP3S}
	return to.Port() == portSMTP || h.mode(submission, to.Addr()) && slices.Contains(others, to.Port())
}

// serveMailAt holds the dialogue that belongs to a port.
func (r *Running) serveMailAt(h *mailHost, raw *stream, to netip.AddrPort) {
	greeting := map[uint16]string{portSubmissions: "220 " + h.name.Show() + " ESMTP", portIMAPS: "* OK IMAP4rev2 ready", portPOP3S: "+OK POP3 ready"}[to.Port()]
	if greeting == "" {
		r.serveMail(h, raw, to.Addr())
		return
	}
	defer raw.Close()
	s := &mailSession{world: r, host: h, raw: raw, conn: raw, addr: to.Addr(), number: r.visit(to.Addr()), secure: true}
	config, err := s.config()
	if err != nil {
		return
	}
	conn := tls.Server(raw, config)
	_ = conn.SetDeadline(time.Now().Add(idleSMTP))
	if conn.Handshake() != nil {
		return
	}
	s.conn, s.in = conn, bufio.NewReaderSize(conn, lineLimit)
	if s.say(greeting) {
		if _, ok := s.line(); ok { // whatever it is, it is the client's last word
			s.say(map[uint16]string{portSubmissions: "221 2.0.0 bye", portIMAPS: "* BYE", portPOP3S: "+OK bye"}[to.Port()])
		}
	}
}
