package lab

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/probe/wire"
)

// Of the web servers of the world, and where they have a policy (RFC 8461 3.3).
const (
	portHTTPS    = 443
	policyLabel  = "mta-sts"
	policyPath   = "/.well-known/mta-sts.txt"
	listedHosts  = "mx: @"                 // in a policy: a line for each mail server of the domain
	policyMaxAge = "max_age: 1209600"      // two weeks
	hugeBody     = 1 << 30                 // octets that a "huge" answer promises
	idleWeb      = 30 * time.Second        // until a silent client is sent away
	trickleGap   = time.Second             // between two octets of a "trickle"
	trickleMost  = 10 * time.Minute        // until even the lab has enough of it
	headerLine   = "X-And-So-On: %d%s\r\n" // one of an "endless" header
)

// webHost is a web server that has the MTA-STS policy of a domain. Name,
// addresses, certificate and TLS are those of a mail server.
type webHost struct {
	mailHost
	text  []string // the policy, a line each; listedHosts stands for the mail servers
	pages []webMode
}

// webMode is one way in which a web server answers a request.
type webMode struct {
	how  string
	arg  string        // status, or where a redirect leads
	wait time.Duration // of slow
	addr netip.Addr    // zero: at every address
}

// webWays lists what the verb "web" knows.
func webWays() []string {
	return []string{
		"silent", "refused", "closes", "status", "redirect", "slow", "huge", "endless", "trickle", "gzip", "wrong-type", "stale", "empty", "http-error", "tls-alert",
	}
}

// healthyPolicy is what a domain of the standard world says.
func healthyPolicy() []string {
	return []string{"version: STSv1", "mode: enforce", listedHosts, policyMaxAge}
}

// page returns how the host answers at an address, if it does so in this way.
func (h *webHost) page(how string, addr netip.Addr) (webMode, bool) {
	i := slices.IndexFunc(h.pages, func(m webMode) bool { return m.how == how && (!m.addr.IsValid() || m.addr == addr) })
	if i < 0 {
		return webMode{}, false
	}
	return h.pages[i], true
}

func (h *webHost) is(how string, addr netip.Addr) bool {
	_, ok := h.page(how, addr)
	return ok
}

// policy is the text of the policy: the mail servers are those that the DNS has
// now, or the domain itself where it has none (RFC 5321 5.1).
func (d *design) policy(h *webHost) string {
	domain := h.name.Parent()
	var b strings.Builder
	for _, line := range h.text {
		if line != listedHosts {
			b.WriteString(line + "\r\n")
			continue
		}
		hosts := d.exchangers(domain)
		for _, host := range hosts {
			b.WriteString("mx: " + host + "\r\n")
		}
		if len(hosts) == 0 {
			b.WriteString("mx: " + domain.Show() + "\r\n")
		}
	}
	return b.String()
}

// webSession is one connection to a web server.
type webSession struct {
	world *Running
	host  *webHost
	raw   *stream
	conn  *tls.Conn
	addr  netip.Addr
}

// serveWeb answers one request over HTTPS, and closes (RFC 9112 9.6).
func (r *Running) serveWeb(h *webHost, raw *stream, addr netip.Addr) {
	defer raw.Close()
	if h.is("closes", addr) {
		return
	}
	below := &mailSession{world: r, host: &h.mailHost, raw: raw, conn: raw, addr: addr}
	if _, done := below.spoil(); done {
		return
	}
	config, err := below.config()
	if err != nil {
		return
	}
	s := &webSession{world: r, host: h, raw: raw, conn: tls.Server(raw, config), addr: addr}
	_ = s.conn.SetDeadline(time.Now().Add(idleWeb))
	request, err := http.ReadRequest(bufio.NewReaderSize(s.conn, lineLimit))
	if err != nil {
		return
	}
	_ = s.conn.SetDeadline(time.Time{})
	s.answer(request)
	_ = s.conn.Close()
}

// answer does what the host does with a request.
func (s *webSession) answer(request *http.Request) {
	if m, ok := s.host.page("slow", s.addr); ok && !pause(s.raw, m.wait) {
		return
	}
	status, kind, body, more := "200 OK", "text/plain; charset=utf-8", []byte(s.world.d.policy(s.host)), ""
	if request.URL.Path != policyPath || s.host.text == nil {
		status, kind, body = "404 Not Found", "text/html", []byte("<title>404</title>\r\n")
	}
	if s.host.is("stale", s.addr) {
		body = []byte("version: STSv1\r\nmode: enforce\r\nmx: gone." + s.host.name.Parent().Show() + "\r\n" + policyMaxAge + "\r\n")
	}
	if m, ok := s.host.page("status", s.addr); ok {
		status, body = m.arg+" as the lesson wants it", nil
	}
	if m, ok := s.host.page("redirect", s.addr); ok {
		status, body, more = "301 Moved Permanently", nil, "Location: "+m.arg+"\r\n"
	}
	switch {
	case s.is("wrong-type"):
		kind = "text/html"
	case s.is("empty"):
		body = nil
	case s.is("gzip"):
		body, more = zipped(body), "Content-Encoding: gzip\r\n"
	}
	head := fmt.Sprintf("HTTP/1.1 %s\r\nDate: %s\r\nConnection: close\r\nContent-Type: %s\r\n%s", status, s.world.clock().UTC().Format(http.TimeFormat), kind, more)
	switch {
	case s.is("http-error"):
		s.send("220 mail.example ESMTP\r\n")
	case s.is("endless"):
		s.pour(head, func(n int) string { return fmt.Sprintf(headerLine, n, strings.Repeat("x", 1<<10)) })
	case s.is("huge"):
		s.pour(fmt.Sprintf("%sContent-Length: %d\r\n\r\n", head, hugeBody), func(int) string { return strings.Repeat("mx: a.example\r\n", 1<<9) })
	case s.is("trickle"):
		s.trickle(head+"\r\n", body)
	default:
		s.send(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body))
	}
}

func (s *webSession) is(how string) bool { return s.host.is(how, s.addr) }

func (s *webSession) send(text string) bool {
	_, err := s.conn.Write([]byte(text))
	return err == nil
}

// pour sends pieces until the client has gone or even the lab has enough.
func (s *webSession) pour(head string, piece func(int) string) {
	s.send(head)
	for n := range pourTimes {
		if s.raw.out.abandoned() || s.raw.in.abandoned() {
			return
		}
		if s.raw.out.waiting() < pourAhead && !s.send(piece(n)) {
			return
		}
		await(nil, time.Now().Add(pourGap))
	}
}

// trickle sends the body octet by octet, again and again.
func (s *webSession) trickle(head string, body []byte) {
	s.send(head)
	for began := time.Now(); len(body) > 0 && time.Since(began) < trickleMost; {
		for _, octet := range body {
			if !pause(s.raw, trickleGap) || !s.send(string(rune(octet))) {
				return
			}
		}
	}
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(body) // into memory: never fails
	_ = w.Close()
	return b.Bytes()
}

// policyHostOf is where a domain has its policy.
func policyHostOf(domain wire.Name) (wire.Name, error) { return domain.Prepend(policyLabel) }
