package starttls

import (
	"bytes"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// half is one direction of a connection: a buffer with a deadline for its reader.
type half struct {
	mu       sync.Mutex
	cond     *sync.Cond
	buf      bytes.Buffer
	closed   bool // by the writer
	gone     bool // by the reader
	deadline time.Time
}

func newHalf() *half {
	h := &half{}
	h.cond = sync.NewCond(&h.mu)
	return h
}

func (h *half) read(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.buf.Len() == 0 {
		switch {
		case h.gone:
			return 0, net.ErrClosed
		case h.closed:
			return 0, io.EOF
		case !h.deadline.IsZero() && !time.Now().Before(h.deadline):
			return 0, os.ErrDeadlineExceeded
		}
		h.cond.Wait()
	}
	return h.buf.Read(b)
}

func (h *half) write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closed:
		return 0, io.ErrClosedPipe
	case h.gone:
		return len(b), nil // the network takes it; that nobody reads it is seen later
	}
	h.cond.Broadcast()
	return h.buf.Write(b)
}

func (h *half) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	h.cond.Broadcast()
}

// end is one end of a connection in memory. Unlike net.Pipe it has a buffer, as
// every network has: both sides of a handshake may write at once.
type end struct{ in, out *half }

func pipe() (client, server *end) {
	a, b := newHalf(), newHalf()
	return &end{a, b}, &end{b, a}
}

func (e *end) Read(b []byte) (int, error)  { return e.in.read(b) }
func (e *end) Write(b []byte) (int, error) { return e.out.write(b) }

func (e *end) Close() error {
	e.in.set(func() { e.in.gone = true })
	e.out.set(func() { e.out.closed = true })
	return nil
}

func (e *end) LocalAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 99), Port: 40000}
}
func (e *end) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 25), Port: 25} }

func (e *end) SetDeadline(t time.Time) error { return e.SetReadDeadline(t) }

func (e *end) SetReadDeadline(t time.Time) error {
	e.in.set(func() { e.in.deadline = t })
	if wait := time.Until(t); !t.IsZero() && wait > 0 {
		time.AfterFunc(wait, func() { e.in.set(func() {}) })
	}
	return nil
}

func (e *end) SetWriteDeadline(time.Time) error { return nil } // writes never wait
