package lab

import (
	"bytes"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// hostileSMTPWays lists what a mail server does that wants to do harm, or that is
// none at all.
func hostileSMTPWays() []string {
	return []string{"endless-banner", "many-lines", "drip", "drip-ehlo", "hostile-replies", "http", "injects", "injects-late"}
}

// Sizes of what hostile mail servers send.
const (
	manyLines = 10000
	dripGap   = time.Second
	dripTimes = 3600 // an hour: nobody stays
)

// hostileWords holds what must never reach a terminal: NUL, escape sequences,
// bidirectional overrides, octets that are no UTF-8.
func hostileWords() string {
	return strings.ReplaceAll(hostileText(), "\r\n", "") + "\x00\x1b]52;c;cm0gLXJm\x07\u2066\u202e\xff\xfe\u200b\U000e0041"
}

// hostileGreeting greets as a hostile server does; done tells that it did, goOn
// that the dialogue goes on.
func (s *mailSession) hostileGreeting() (goOn, done bool) {
	name := s.host.name.Show()
	switch {
	case s.is("endless-banner"):
		pour(s.raw, bytes.Repeat([]byte("220-"+name+" one moment\r\n"), 64))
	case s.is("drip"):
		s.drip("220 " + name + strings.Repeat(" ESMTP", dripTimes))
	case s.is("http"): // what a proxy says to a client that does not begin
		s.say("HTTP/1.1 408 Request Timeout", "Connection: close", "Content-Type: text/html", "", "<html>\x1b[2J</html>")
	default:
		return false, false
	}
	return false, true
}

// hostileEHLO answers EHLO as a hostile server does.
func (s *mailSession) hostileEHLO() (goOn, done bool) {
	name := s.host.name.Show()
	switch {
	case s.is("many-lines"):
		lines := append([]string{"250-" + name}, strings.Split(strings.Repeat("250-X-AND-SO-ON\n", manyLines), "\n")[:manyLines]...)
		return s.say(append(lines, "250 STARTTLS")...), true
	case s.is("drip-ehlo"):
		s.drip("250-" + name + strings.Repeat("\r\n250-X", dripTimes))
		return false, true
	case s.is("hostile-replies"):
		words := hostileWords()
		lines := []string{"250-" + name + " " + words, "250-X-" + words, "250-" + words, "250-STARTTLS", "250 SIZE " + words}
		return s.say(lines...), true
	}
	return false, false
}

// ready is the answer to STARTTLS that lets the handshake begin, and what comes
// behind it in clear text and must not count (RFC 3207 4.2, 6).
func (s *mailSession) ready() bool {
	const clear = "250 2.1.0 sender ok\x1b[2J"
	switch {
	case s.is("injects"):
		return s.say("220 2.0.0 ready to start TLS", clear)
	case s.is("injects-late"):
		return s.say("220 2.0.0 ready to start TLS") && pause(s.raw, pourGap) && s.say(clear)
	case s.is("hostile-replies"):
		return s.say("220 " + hostileWords())
	}
	return s.say("220 2.0.0 ready to start TLS")
}

// drip says text octet by octet, one a second.
func (s *mailSession) drip(text string) {
	for i := range min(len(text), dripTimes) {
		if _, err := s.conn.Write([]byte{text[i]}); err != nil || !pause(s.raw, dripGap) {
			return
		}
	}
}

func hostileVerbs() []verb { return []verb{{"large-text", 2, 2, setLargeText}} }

// setLargeText puts one TXT record of many strings in place of what was there.
func setLargeText(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	octets, err := c.number(1, dns.MaxMsgSize-1)
	if err != nil {
		return err
	}
	rr := &dns.TXT{Hdr: header(name, dns.TypeTXT, z.ttl)}
	const longest = 255 // of one string (RFC 1035 3.3)
	for ; octets > 0; octets -= longest + 1 {
		rr.Txt = append(rr.Txt, strings.Repeat("x", min(octets, longest)))
	}
	delete(z.records, rrsetKey{name, dns.TypeTXT})
	z.put(record{rr: rr})
	return nil
}
