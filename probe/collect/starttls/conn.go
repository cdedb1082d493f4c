package starttls

import (
	"errors"
	"net"
)

// errSessionBytes says that the server sent more than a session may hold.
var errSessionBytes = errors.New("session has too many bytes")

// tap is the connection with an ear on it. It counts what the server sends, so
// that no server can keep us reading, and lets a handshake listen.
//
// All methods are called by the goroutine that holds the dialogue, except Close.
type tap struct {
	net.Conn
	left    int          // octets that the server may still send
	onRead  func([]byte) // what came, before TLS sees it
	onWrite func([]byte) // what was sent
}

func (t *tap) Read(b []byte) (int, error) {
	if t.left == 0 {
		return 0, errSessionBytes
	}
	n, err := t.Conn.Read(b[:min(len(b), t.left)])
	t.left -= n
	if t.onRead != nil && n > 0 {
		t.onRead(b[:n])
	}
	return n, err
}

func (t *tap) Write(b []byte) (int, error) {
	n, err := t.Conn.Write(b)
	if t.onWrite != nil && n > 0 {
		t.onWrite(b[:n])
	}
	return n, err
}
