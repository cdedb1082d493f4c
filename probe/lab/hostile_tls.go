package lab

import (
	"bytes"
	"net"
)

// hostileTLSWays lists what a server does within a handshake that wants to do harm.
func hostileTLSWays() []string {
	return []string{"drip", "stalls", "alert-flood", "empty-records", "wrong-length", "huge-message", "hello-request", "renegotiates"}
}

// The octets of TLS records that hostile servers send (RFC 5246 6.2, 7.2).
func warningAlert() []byte  { return []byte{21, 3, 3, 0, 2, 1, 90} } // user_canceled, a warning
func emptyRecord() []byte   { return []byte{22, 3, 3, 0, 0} }        // a handshake record with nothing in it
func tooLongRecord() []byte { return []byte{22, 3, 3, 0xff, 0xff} }  // longer than any version allows
func helloRequest() []byte  { return []byte{22, 3, 3, 0, 4, 0, 0, 0, 0} }

// hugeMessage begins a ServerHello that claims 16 MB.
func hugeMessage() []byte {
	return append([]byte{22, 3, 3, 0x40, 0x00, 2, 0xff, 0xff, 0xff}, make([]byte, 1<<14-4)...)
}

// hostileTLS does what it does in place of a handshake, or in front of one; done
// tells that nothing comes after it.
func (s *mailSession) hostileTLS() (goOn, done bool) {
	hello := make([]byte, 16<<10)
	flood := func(record []byte) (bool, bool) {
		_, _ = s.raw.Read(hello)
		pour(s.raw, bytes.Repeat(record, 64))
		return false, true
	}
	switch {
	case s.is("tls alert-flood"):
		return flood(warningAlert())
	case s.is("tls empty-records"):
		return flood(emptyRecord())
	case s.is("tls wrong-length"):
		return flood(tooLongRecord())
	case s.is("tls huge-message"):
		_, _ = s.raw.Read(hello)
		_, _ = s.raw.Write(hugeMessage())
		pour(s.raw, append([]byte{22, 3, 3, 0x40, 0x00}, make([]byte, 1<<14)...))
		return false, true
	case s.is("tls hello-request"): // RFC 5246 7.4.1.1: clients ignore it while they negotiate
		_, _ = s.raw.Write(helloRequest())
	}
	return false, false
}

// hostileWire is the connection that the server's side of TLS writes to.
func (s *mailSession) hostileWire(below net.Conn, later *renegotiation) net.Conn {
	switch {
	case later != nil:
		return &overheard{Conn: below, heard: &later.said}
	case s.is("tls drip"):
		return &slowly{Conn: below, raw: s.raw}
	case s.is("tls stalls"):
		return &stalling{Conn: below, left: stallAfter}
	}
	return below
}

// slowly sends octet by octet, one a second.
type slowly struct {
	net.Conn
	raw *stream
}

func (c *slowly) Write(b []byte) (int, error) {
	for i := range b {
		if _, err := c.Conn.Write(b[i : i+1]); err != nil {
			return i, err
		}
		if !pause(c.raw, dripGap) {
			return i, net.ErrClosed
		}
	}
	return len(b), nil
}

// stallAfter is a little more than a ServerHello of TLS 1.3 with a small key
// share, and less than one with its certificate.
const stallAfter = 200

// stalling lets the first octets through and swallows the rest.
type stalling struct {
	net.Conn
	left int
}

func (c *stalling) Write(b []byte) (int, error) {
	n := min(c.left, len(b))
	c.left -= n
	if n > 0 {
		if _, err := c.Conn.Write(b[:n]); err != nil {
			return 0, err
		}
	}
	return len(b), nil
}
