package lab

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// chunk is octets on their way.
type chunk struct {
	due    time.Time
	octets []byte
}

// pipe is one direction of a connection: what was written can be read when it
// has travelled. It never blocks a writer, so TLS cannot deadlock.
type pipe struct {
	mu       sync.Mutex
	chunks   []chunk
	fault    error     // what a reader gets when the chunks are used up
	deadline time.Time // of the reader
	gone     bool      // the reading side has closed
	changed  chan struct{}
}

func newPipe() *pipe { return &pipe{changed: make(chan struct{})} }

// signal wakes the reader. The lock is held.
func (p *pipe) signal() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// push adds octets that arrive at due.
func (p *pipe) push(octets []byte, due time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return nil // as TCP: the writer learns of it by reading
	}
	if p.fault != nil {
		return net.ErrClosed
	}
	p.chunks = append(p.chunks, chunk{due, append([]byte(nil), octets...)})
	p.signal()
	return nil
}

// end lets readers find err after what was pushed before.
func (p *pipe) end(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault == nil {
		p.fault = err
		p.signal()
	}
}

// abandoned tells whether the reading side has closed.
func (p *pipe) abandoned() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}

// waiting counts the octets that nobody has read yet.
func (p *pipe) waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, c := range p.chunks {
		n += len(c.octets)
	}
	return n
}

// abandon is the reader's close.
func (p *pipe) abandon() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone, p.chunks, p.fault = true, nil, net.ErrClosed
	p.signal()
}

func (p *pipe) setDeadline(t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deadline = t
	p.signal()
}

// read fills b. With whole set, a chunk is a datagram: what does not fit is lost.
func (p *pipe) read(b []byte, whole bool) (int, error) {
	for {
		p.mu.Lock()
		now := time.Now()
		if !p.deadline.IsZero() && !now.Before(p.deadline) {
			p.mu.Unlock()
			return 0, os.ErrDeadlineExceeded
		}
		if len(p.chunks) > 0 && !p.chunks[0].due.After(now) {
			n := copy(b, p.chunks[0].octets)
			if p.chunks[0].octets = p.chunks[0].octets[n:]; whole || len(p.chunks[0].octets) == 0 {
				p.chunks = p.chunks[1:]
			}
			p.mu.Unlock()
			return n, nil
		}
		if fault := p.fault; len(p.chunks) == 0 && fault != nil {
			p.mu.Unlock()
			return 0, fault
		}
		wake := p.deadline
		if len(p.chunks) > 0 && (wake.IsZero() || p.chunks[0].due.Before(wake)) {
			wake = p.chunks[0].due
		}
		changed := p.changed
		p.mu.Unlock()
		await(changed, wake)
	}
}

// await returns when the channel is closed or, if wake is set, at that time.
func await(changed <-chan struct{}, wake time.Time) {
	if wake.IsZero() {
		<-changed
		return
	}
	timer := time.NewTimer(time.Until(wake))
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	}
}

// stream is one end of a TCP connection in memory.
type stream struct {
	in, out       *pipe
	travel        time.Duration // one way
	local, remote net.Addr
	once          sync.Once
	mu            sync.Mutex
	writeBy       time.Time
}

func (s *stream) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := s.in.read(b, false)
	return n, s.wrap("read", err)
}

func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	by := s.writeBy
	s.mu.Unlock()
	now := time.Now()
	if !by.IsZero() && !now.Before(by) {
		return 0, s.wrap("write", os.ErrDeadlineExceeded)
	}
	if err := s.out.push(b, now.Add(s.travel)); err != nil {
		return 0, s.wrap("write", err)
	}
	return len(b), nil
}

// Close ends both directions; the peer still reads what is on its way.
func (s *stream) Close() error {
	s.once.Do(func() {
		s.out.end(io.EOF)
		s.in.abandon()
	})
	return nil
}

// wrap names the connection in an error, as package net does.
func (s *stream) wrap(op string, err error) error {
	if err == nil || err == io.EOF { //nolint:errorlint // io.EOF is never wrapped here
		return err
	}
	return &net.OpError{Op: op, Net: s.remote.Network(), Source: s.local, Addr: s.remote, Err: err}
}

func (s *stream) LocalAddr() net.Addr  { return s.local }
func (s *stream) RemoteAddr() net.Addr { return s.remote }

func (s *stream) SetDeadline(t time.Time) error {
	_ = s.SetWriteDeadline(t)
	return s.SetReadDeadline(t)
}

func (s *stream) SetReadDeadline(t time.Time) error {
	s.in.setDeadline(t)
	return nil
}

func (s *stream) SetWriteDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writeBy = t
	return nil
}

// newStreams makes the two ends of a connection.
func newStreams(local, remote net.Addr, travel time.Duration) (client, server *stream) {
	up, down := newPipe(), newPipe()
	client = &stream{in: down, out: up, travel: travel, local: local, remote: remote}
	server = &stream{in: up, out: down, travel: travel, local: remote, remote: local}
	return client, server
}

// packet is a connected UDP socket in memory: each datagram written is given to
// serve, which returns what comes back.
type packet struct {
	in            *pipe
	local, remote net.Addr
	serve         func(datagram []byte) []reply
}

// reply is a datagram that comes back after a while, or the ICMP message that
// the port is closed.
type reply struct {
	octets  []byte
	after   time.Duration
	refused bool
	endless bool // TCP: never completed
}

func (p *packet) Read(b []byte) (int, error) {
	n, err := p.in.read(b, true)
	if err != nil {
		return n, &net.OpError{Op: "read", Net: "udp", Source: p.local, Addr: p.remote, Err: err}
	}
	return n, nil
}

func (p *packet) Write(b []byte) (int, error) {
	now := time.Now()
	for _, r := range p.serve(append([]byte(nil), b...)) {
		if r.refused {
			p.in.end(os.NewSyscallError("read", syscall.ECONNREFUSED))
			continue
		}
		if err := p.in.push(r.octets, now.Add(r.after)); err != nil {
			return 0, &net.OpError{Op: "write", Net: "udp", Source: p.local, Addr: p.remote, Err: err}
		}
	}
	return len(b), nil
}

func (p *packet) Close() error {
	p.in.abandon()
	return nil
}

func (p *packet) LocalAddr() net.Addr              { return p.local }
func (p *packet) RemoteAddr() net.Addr             { return p.remote }
func (p *packet) SetDeadline(t time.Time) error    { return p.SetReadDeadline(t) }
func (p *packet) SetWriteDeadline(time.Time) error { return nil }
func (p *packet) SetReadDeadline(t time.Time) error {
	p.in.setDeadline(t)
	return nil
}

// sleep waits, but not longer than the context.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
