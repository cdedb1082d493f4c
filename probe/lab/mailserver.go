package lab

import (
	"bufio"
	"bytes"
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
	bare  *certPlan    // shown to clients that name no server; nil: the same
	modes []serverMode // of SMTP and, with "tls " in front, of TLS
}

// addressPlan is the certificate at one address, in place of the usual one.
type addressPlan struct {
	addr netip.Addr
	plan certPlan
}

// smtpWays and tlsWays list what the verbs "smtp" and "tls" know.
func smtpWays() []string {
	return append([]string{
		"silent", "refused", "no-greeting", "closes", "greeting-554", "greeting-421", "greeting-blocked", "no-ehlo", "ehlo-504", "ehlo-550", "ehlo-451",
		"no-starttls", "starttls-stripped", "starttls-454", "starttls-silent", "slow", "dated", "hostile-banner", "endless-line", "endless-reply",
		submission, "greylist-greeting", "greylist-ehlo", "greylist-starttls", "busy", "limit", "starttls-from",
	}, hostileSMTPWays()...)
}

// countedWays are those of "smtp" that take a number of sessions.
func countedWays() []string { return []string{"busy", "limit", "starttls-from"} }

func tlsWays() []string {
	return append([]string{
		"alert", "garbage", "closes", "silent", "1.0", "1.1", "1.2", "1.3", "old", "reject-sni", "needs-sni", "client-cert", "client-cert-demanded",
		"rsa-exchange", "cbc", "large-dropped", "large-closes",
	}, hostileTLSWays()...)
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
	number int // which session with this address it is; the first is 1
	secure bool
}

// serveMail holds the SMTP dialogue (RFC 5321, RFC 3207).
func (r *Running) serveMail(h *mailHost, raw *stream, addr netip.Addr) {
	s := &mailSession{world: r, host: h, raw: raw, conn: raw, in: bufio.NewReaderSize(raw, lineLimit), addr: addr, number: r.visit(addr)}
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

// visit counts a session with an address.
func (r *Running) visit(addr netip.Addr) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.visits[addr]++
	return r.visits[addr]
}

// A box near us changes what every server seems to do.
func (s *mailSession) is(how string) bool {
	return s.host.mode(how, s.addr) || slices.Contains(s.world.d.local.mail, how)
}

// counted returns the number of sessions that a way of misbehaving has; zero
// when the host does not misbehave so.
func (s *mailSession) counted(how string) int {
	for _, m := range s.host.modes {
		if m.how == how && m.at(s.addr) {
			return m.count
		}
	}
	return 0
}

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
	if goOn, done := s.hostileGreeting(); done {
		return goOn
	}
	name := s.host.name.Show()
	switch {
	case s.is("no-greeting"):
		_, _ = s.line() // until the client gives up
		return false
	case s.is("greeting-554"):
		s.say("554 5.7.1 " + name + " no mail from your network")
		_, _ = s.line()
		return false
	case s.is("greeting-blocked"):
		s.say("554 5.7.1 " + name + " your address is listed by a blocklist for private lines")
		_, _ = s.line()
		return false
	case s.is("greeting-421"):
		s.say("421 4.3.2 " + name + " too busy, try again later")
		return false
	case s.is("greylist-greeting"): // RFC 6647 2.1
		s.say("450 4.7.1 " + name + " you are greylisted, please come back in 300 seconds")
		_, _ = s.line()
		return false
	case s.number <= s.counted("busy"):
		s.say("421 4.3.2 " + name + " too busy, try again later")
		return false
	case s.counted("limit") > 0 && s.number > s.counted("limit"):
		s.say("421 4.7.0 " + name + " too many connections from your address, slow down")
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
	if goOn, done := s.hostileEHLO(); done {
		return goOn
	}
	switch {
	case s.is("no-ehlo"):
		return s.say("502 5.5.1 command not implemented")
	case s.is("ehlo-504"): // as Postfix does with reject_non_fqdn_helo_hostname
		return s.say("504 5.5.2 helo command rejected: need fully-qualified hostname")
	case s.is("ehlo-550"):
		return s.say("550 5.7.1 your network is not welcome here")
	case s.is("ehlo-451"):
		return s.say("451 4.7.1 try again later")
	case s.is("greylist-ehlo"):
		return s.say("451 4.7.1 greylisting in action, please come back later")
	case s.is("endless-reply"):
		pour(s.raw, bytes.Repeat([]byte("250-X-AND-SO-ON\r\n"), 64))
		return false
	}
	lines := []string{"250-" + s.host.name.Show(), "250-PIPELINING", "250-SIZE 52428800"}
	switch {
	case s.secure, !s.offersTLS():
	case s.is("starttls-stripped"): // as a firewall does that inspects mail
		lines = append(lines, "250-XXXXXXXA")
	default:
		lines = append(lines, "250-STARTTLS")
	}
	return s.say(append(lines, "250-ENHANCEDSTATUSCODES", "250 8BITMIME")...)
}
