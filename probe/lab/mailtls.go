package lab

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"time"
)

// starttls goes over to TLS (RFC 3207 4).
func (s *mailSession) starttls() bool {
	switch {
	case s.secure, !s.offersTLS():
		return s.say("502 5.5.1 command not implemented")
	case s.is("starttls-stripped"):
		return s.say("500 5.5.1 command unrecognized: \"XXXXXXXX\"")
	case s.is("starttls-454"):
		return s.say("454 4.7.0 TLS not available due to temporary reason")
	case s.is("greylist-starttls"):
		return s.say("450 4.7.1 greylisted, try again in 5 minutes")
	case s.is("starttls-silent"):
		_, _ = s.line()
		return false
	}
	if !s.ready() {
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
	below, ok := s.measured()
	if !ok {
		return false
	}
	later := s.renegotiation(config)
	conn := tls.Server(s.hostileWire(below, later), config)
	_ = conn.SetDeadline(time.Now().Add(idleSMTP))
	if err := conn.Handshake(); err != nil {
		return false
	}
	s.conn, s.in, s.secure = conn, bufio.NewReaderSize(conn, lineLimit), true
	return later.ask(s.raw)
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
	return s.hostileTLS()
}

// smallHello is how long a ClientHello may be for servers and boxes that know
// only those from before post-quantum key shares: one segment of TCP.
const smallHello = 1400

// measured returns the connection for TLS. Where large ClientHellos are not
// borne, it reads the first record; false means that this was the end.
func (s *mailSession) measured() (net.Conn, bool) {
	drops := s.is("tls large-dropped")
	if !drops && !s.is("tls large-closes") {
		return s.raw, true
	}
	_ = s.raw.SetReadDeadline(time.Now().Add(idleSMTP))
	head := make([]byte, 5) // RFC 8446 5.1
	if _, err := io.ReadFull(s.raw, head); err != nil {
		return nil, false
	}
	if n := int(binary.BigEndian.Uint16(head[3:])); n <= smallHello {
		return replayed{s.raw, io.MultiReader(bytes.NewReader(head), s.raw)}, true
	}
	if drops { // what is lost on the way is never answered
		_, _ = io.Copy(io.Discard, s.raw)
	}
	return nil, false
}

// replayed is a connection of which something was read already.
type replayed struct {
	net.Conn
	in io.Reader
}

func (r replayed) Read(b []byte) (int, error) { return r.in.Read(b) }

// offersTLS tells whether STARTTLS is offered in this conversation at all.
func (s *mailSession) offersTLS() bool {
	return !s.is("no-starttls") && s.number >= s.counted("starttls-from")
}

// plan is the certificate plan here, or that of a box near us which shows its own.
func (s *mailSession) plan() certPlan {
	if s.world.d.local.swapped {
		return certPlan{name: s.host.name, words: []string{inspected}}
	}
	return s.host.planAt(s.addr)
}

// config is the TLS configuration at this address.
func (s *mailSession) config() (*tls.Config, error) {
	c, err := s.shows(s.plan())
	if err != nil {
		return nil, err
	}
	s.bounds(c)
	switch {
	case s.is("tls client-cert"):
		c.ClientAuth = tls.RequestClientCert
	case s.is("tls client-cert-demanded"):
		c.ClientAuth = tls.RequireAnyClientCert
	}
	switch {
	case s.is("tls reject-sni"):
		c.GetConfigForClient = s.unless(func(hello *tls.ClientHelloInfo) bool { return hello.ServerName == "" }, alertName)
	case s.is("tls needs-sni"):
		c.GetConfigForClient = s.unless(func(hello *tls.ClientHelloInfo) bool { return hello.ServerName != "" }, alertMissing)
	case s.host.bare != nil:
		bare, err := s.shows(s.bare())
		if err != nil {
			return nil, err
		}
		s.bounds(bare)
		c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "" {
				return bare, nil
			}
			return nil, nil
		}
	}
	return c, nil
}

// bare is the certificate plan for clients that name no server.
func (s *mailSession) bare() certPlan {
	plan := *s.host.bare
	plan.name = s.host.name
	return plan
}

// shows makes a configuration with the certificates of a plan.
func (s *mailSession) shows(plan certPlan) (*tls.Config, error) {
	chain, err := s.world.d.pki.chain(plan)
	if err != nil {
		return nil, err
	}
	c := &tls.Config{
		Certificates: []tls.Certificate{chain}, Time: s.world.Now, MinVersion: tls.VersionTLS12, SessionTicketsDisabled: true,
	}
	if plan.is("also-rsa") {
		other, err := s.world.d.pki.chain(plan.besideRSA())
		if err != nil {
			return nil, err
		}
		c.Certificates = append(c.Certificates, other)
	}
	return c, nil
}

// bounds sets the versions and suites that the server has.
func (s *mailSession) bounds(c *tls.Config) {
	versions := map[string]uint16{"tls 1.0": tls.VersionTLS10, "tls 1.1": tls.VersionTLS11, "tls 1.2": tls.VersionTLS12, "tls 1.3": tls.VersionTLS13}
	for how, version := range versions {
		if s.is(how) {
			c.MinVersion, c.MaxVersion = version, version
		}
	}
	if s.is("tls old") {
		c.MinVersion = tls.VersionTLS10
	}
	switch { // both end with TLS 1.2: under TLS 1.3 there is nothing weak to choose (RFC 8446 B.4)
	case s.is("tls rsa-exchange"):
		c.MaxVersion = min(tls.VersionTLS12, cmp.Or(c.MaxVersion, tls.VersionTLS12))
		c.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_128_CBC_SHA}
	case s.is("tls cbc"):
		c.MaxVersion = min(tls.VersionTLS12, cmp.Or(c.MaxVersion, tls.VersionTLS12))
		c.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA}
	}
}

// Alerts about the name of the server.
const (
	alertMissing = 109 // missing_extension (RFC 8446 9.2)
	alertName    = 112 // unrecognized_name (RFC 6066 3)
)

// unless ends handshakes with an alert that do not please.
func (s *mailSession) unless(pleases func(*tls.ClientHelloInfo) bool, alert byte) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if pleases(hello) {
			return nil, nil
		}
		_, _ = s.raw.Write([]byte{21, 3, 3, 0, 2, 2, alert})
		return nil, net.ErrClosed
	}
}
