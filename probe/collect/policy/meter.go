package policy

import (
	"errors"
	"io"
	"net"
)

// What the limits say.
var (
	errRaw  = errors.New("session has too many bytes")
	errHead = errors.New("header has too many bytes")
	errBody = errors.New("policy has too many bytes")
)

// refused says in words what we do not go along with.
type refused string

func (r refused) Error() string { return string(r) }

// meter is the connection below TLS. It counts what the server sends, and keeps
// the error that broke the connection, since TLS and HTTP put it in their own
// words.
type meter struct {
	net.Conn
	left   int // octets that the server may still send
	broken error
}

func (m *meter) Read(b []byte) (int, error) {
	if m.left <= 0 {
		return 0, errRaw
	}
	n, err := m.Conn.Read(b[:min(len(b), m.left)])
	m.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		m.broken = err
	}
	return n, err
}

func (m *meter) Write(b []byte) (int, error) {
	n, err := m.Conn.Write(b)
	if err != nil {
		m.broken = err
	}
	return n, err
}

// counted reads at most so many octets.
type counted struct {
	from    io.Reader
	left    int
	full    error // when there were more
	reached bool
}

func (c *counted) Read(b []byte) (int, error) {
	if c.left <= 0 {
		c.reached = true
		return 0, c.full
	}
	n, err := c.from.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

// cause is the limit where it was reached, however a reader above put it.
func (c *counted) cause(err error) error {
	if err != nil && c.reached {
		return c.full
	}
	return err
}
