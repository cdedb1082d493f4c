package lab

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/probe/wire"
)

// mailHost is a mail server: a name, addresses, a certificate, and ways to
// misbehave.
type mailHost struct {
	name  wire.Name
	addrs []netip.Addr
	plan  certPlan // at every address
	plans []addressPlan
	modes []serverMode // of SMTP and, with "tls " in front, of TLS
}

// addressPlan is the certificate at one address, in place of the usual one.
type addressPlan struct {
	addr netip.Addr
	plan certPlan
}

// smtpWays and tlsWays list what the verbs "smtp" and "tls" know.
func smtpWays() []string {
	return []string{
		"silent", "refused", "no-greeting", "closes", "greeting-554", "greeting-421", "no-ehlo", "ehlo-504", "ehlo-550", "ehlo-451",
		"no-starttls", "starttls-stripped", "starttls-454", "starttls-silent", "slow", "dated", "hostile-banner", "endless-line", "endless-reply",
	}
}

func tlsWays() []string {
	return []string{"alert", "garbage", "closes", "silent", "1.0", "1.1", "1.2", "reject-sni", "client-cert", "client-cert-demanded"}
}

// mode tells whether the host misbehaves in this way at an address.
func (h *mailHost) mode(how string, addr netip.Addr) bool {
	return slices.ContainsFunc(h.modes, func(m serverMode) bool { return m.how == how && m.at(addr) })
}

// planAt is the certificate plan of an address.
func (h *mailHost) planAt(addr netip.Addr) certPlan {
	plan := h.plan
	for _, p := range h.plans {
		if p.addr == addr {
			plan = p.plan
		}
	}
	plan.name = h.name
	return plan
}

// Limits of the lab's mail server.
const (
	idleSMTP     = 5 * time.Minute // RFC 5321 4.5.3.2.7
	lineLimit    = 4096
	commandLimit = 100
)

// mailSession is one connection to a mail server.
type mailSession struct {
	world  *Running
	host   *mailHost
	raw    *stream
	conn   net.Conn // raw, or TLS on it
	in     *bufio.Reader
	addr   netip.Addr
	secure bool
}

// serveMail holds the SMTP dialogue (RFC 5321, RFC 3207).
func (r *Running) serveMail(h *mailHost, raw *stream, addr netip.Addr) {
	s := &mailSession{world: r, host: h, raw: raw, conn: raw, in: bufio.NewReaderSize(raw, lineLimit), addr: addr}
	defer raw.Close()
	if s.is("closes") || !s.greet() {
		return
	}
	for range commandLimit {
		line, ok := s.line()
		if !ok || !s.command(line) {
			return
		}
	}
	s.say("421 4.7.0 too many commands")
}

func (s *mailSession) is(how string) bool { return s.host.mode(how, s.addr) }

// say sends lines, each with its line end, in one piece.
func (s *mailSession) say(lines ...string) bool {
	for _, m := range s.host.modes {
		if m.how == "slow" && m.at(s.addr) && !pause(s.raw, m.wait) {
			return false
		}
	}
	_, err := s.conn.Write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
	return err == nil
}

// line reads a command.
func (s *mailSession) line() (string, bool) {
	_ = s.conn.SetReadDeadline(time.Now().Add(idleSMTP))
	line, err := s.in.ReadSlice('\n')
	if err != nil {
		return "", false
	}
	return strings.TrimRight(string(line), "\r\n"), true
}

// greet sends the banner; false ends the session.
func (s *mailSession) greet() bool {
	name := s.host.name.Show()
	switch {
	case s.is("no-greeting"):
		_, _ = s.line() // until the client gives up
		return false
	case s.is("greeting-554"):
		s.say("554 5.7.1 " + name + " no mail from your network")
		_, _ = s.line()
		return false
	case s.is("greeting-421"):
		s.say("421 4.3.2 " + name + " too busy, try again later")
		return false
	case s.is("endless-line"):
		pour(s.raw, bytes.Repeat([]byte("220"), 2048))
		return false
	case s.is("hostile-banner"):
		return s.say("220-"+strings.ReplaceAll(hostileText(), "\r\n", " "), "220 "+name+" ESMTP \x1b[5mready\x07")
	}
	return s.say("220 " + name + " ESMTP" + s.date())
}

// date is the time that the banner tells, if it tells any: as many mail servers
// do, in the form of RFC 5322 3.3.
func (s *mailSession) date() string {
	for _, m := range s.host.modes {
		if m.how == "dated" && m.at(s.addr) {
			return "; " + s.world.clock().Add(m.wait).Format(time.RFC1123Z)
		}
	}
	return ""
}

// command answers one command; false ends the session.
func (s *mailSession) command(line string) bool {
	verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
	switch verb {
	case "EHLO":
		return s.ehlo()
	case "HELO":
		return s.say("250 " + s.host.name.Show())
	case "STARTTLS":
		return s.starttls()
	case "NOOP", "RSET":
		return s.say("250 2.0.0 ok")
	case "QUIT":
		s.say("221 2.0.0 bye")
		return false
	case "MAIL", "RCPT", "DATA", "VRFY":
		return s.say("550 5.7.1 this is a lesson: no mail is taken")
	}
	return s.say("502 5.5.1 command not implemented")
}

func (s *mailSession) ehlo() bool {
	switch {
	case s.is("no-ehlo"):
		return s.say("502 5.5.1 command not implemented")
	case s.is("ehlo-504"): // as Postfix does with reject_non_fqdn_helo_hostname
		return s.say("504 5.5.2 helo command rejected: need fully-qualified hostname")
	case s.is("ehlo-550"):
		return s.say("550 5.7.1 your network is not welcome here")
	case s.is("ehlo-451"):
		return s.say("451 4.7.1 try again later")
	case s.is("endless-reply"):
		pour(s.raw, bytes.Repeat([]byte("250-X-AND-SO-ON\r\n"), 64))
		return false
	}
	lines := []string{"250-" + s.host.name.Show(), "250-PIPELINING", "250-SIZE 52428800"}
	switch {
	case s.secure, s.is("no-starttls"):
	case s.is("starttls-stripped"): // as a firewall does that inspects mail
		lines = append(lines, "250-XXXXXXXA")
	default:
		lines = append(lines, "250-STARTTLS")
	}
	return s.say(append(lines, "250-ENHANCEDSTATUSCODES", "250 8BITMIME")...)
}

// starttls goes over to TLS (RFC 3207 4).
func (s *mailSession) starttls() bool {
	switch {
	case s.secure, s.is("no-starttls"):
		return s.say("502 5.5.1 command not implemented")
	case s.is("starttls-stripped"):
		return s.say("500 5.5.1 command unrecognized: \"XXXXXXXX\"")
	case s.is("starttls-454"):
		return s.say("454 4.7.0 TLS not available due to temporary reason")
	case s.is("starttls-silent"):
		_, _ = s.line()
		return false
	}
	if !s.say("220 2.0.0 ready to start TLS") {
		return false
	}
	if spoiled, ok := s.spoil(); ok {
		return spoiled
	}
	config, err := s.config()
	if err != nil {
		return false
	}
	// What came before the handshake must not count afterwards (RFC 3207 5).
	conn := tls.Server(s.raw, config)
	_ = conn.SetDeadline(time.Now().Add(idleSMTP))
	if err := conn.Handshake(); err != nil {
		return false
	}
	s.conn, s.in, s.secure = conn, bufio.NewReaderSize(conn, lineLimit), true
	return true
}

// spoil does what some servers do in place of a handshake.
func (s *mailSession) spoil() (goOn, done bool) {
	hello := make([]byte, 16<<10)
	switch {
	case s.is("tls silent"):
		for {
			_ = s.raw.SetReadDeadline(time.Now().Add(idleSMTP))
			if _, err := s.raw.Read(hello); err != nil {
				return false, true
			}
		}
	case s.is("tls closes"):
		_, _ = s.raw.Read(hello)
		return false, true
	case s.is("tls garbage"):
		_, _ = s.raw.Read(hello)
		_, _ = s.raw.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		return false, true
	case s.is("tls alert"): // RFC 8446 6: fatal, handshake_failure
		_, _ = s.raw.Read(hello)
		_, _ = s.raw.Write([]byte{21, 3, 3, 0, 2, 2, 40})
		return false, true
	}
	return false, false
}

// config is the TLS configuration at this address.
func (s *mailSession) config() (*tls.Config, error) {
	plan := s.host.planAt(s.addr)
	chain, err := s.world.d.pki.chain(plan)
	if err != nil {
		return nil, err
	}
	c := &tls.Config{
		Certificates: []tls.Certificate{chain}, Time: s.world.Now, MinVersion: tls.VersionTLS12, SessionTicketsDisabled: true,
	}
	if plan.is("also-rsa") {
		second := plan.without("also-rsa")
		second.words = append(second.words, "rsa")
		other, err := s.world.d.pki.chain(second)
		if err != nil {
			return nil, err
		}
		c.Certificates = append(c.Certificates, other)
	}
	versions := map[string]uint16{"tls 1.0": tls.VersionTLS10, "tls 1.1": tls.VersionTLS11, "tls 1.2": tls.VersionTLS12}
	for how, version := range versions {
		if s.is(how) {
			c.MinVersion, c.MaxVersion = version, version
		}
	}
	if s.is("tls client-cert") {
		c.ClientAuth = tls.RequestClientCert
	}
	if s.is("tls client-cert-demanded") {
		c.ClientAuth = tls.RequireAnyClientCert
	}
	if s.is("tls reject-sni") {
		c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "" {
				return nil, nil
			}
			_, _ = s.raw.Write([]byte{21, 3, 3, 0, 2, 2, 112}) // unrecognized_name (RFC 6066 3)
			return nil, net.ErrClosed
		}
	}
	return c, nil
}
