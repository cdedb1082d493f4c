package transport

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"net"
	"sync"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const (
	// perID is how many messages for one question wait to be looked at: one is
	// usual, more are strays.
	perID = 4
	// maxDraws of an ID that is not in use: a check has some hundred questions of
	// 65,536, so two draws in vain are rare already.
	maxDraws = 100
)

// stream is one TLS connection that carries many questions at the same time;
// answers come in any order (RFC 7858 3.3, RFC 7766 6.2.1.1).
type stream struct {
	raw   net.Conn // below TLS
	conn  *tls.Conn
	out   chan []byte   // frames to send
	ended chan struct{} // closed when the connection is of no use any more

	mu      sync.Mutex
	waiting map[uint16]chan []byte
	strays  int
	retired bool // takes no more questions, and ends with the last one
	why     error
}

// opening is the making of a stream that several questions wait for.
type opening struct {
	done   chan struct{}
	stream *stream
	err    error
}

// overTLS asks over the stream to the resolver (RFC 7858).
func (x *exchange) overTLS(ctx, within context.Context, plain bool) *wire.Message {
	s, err := x.client.private.open(within)
	if err != nil {
		x.failed(ctx, within, err, certificateWords(err))
		return nil
	}
	answers, err := x.enter(s, plain)
	if err != nil {
		x.failed(ctx, within, err, "")
		return nil
	}
	defer s.leave(x.id)
	select {
	case s.out <- frame(x.record.Question, evidence.TLS):
	case <-s.ended:
	case <-within.Done():
	}
	msg := x.finish(ctx, within, func() ([]byte, error) { return s.await(within, answers) })
	if msg == nil {
		s.retire() // the next try gets a connection of its own
	}
	return msg
}

// enter makes the ID one that no other question on the stream has.
func (x *exchange) enter(s *stream, plain bool) (<-chan []byte, error) {
	for range maxDraws {
		if answers := s.enter(x.id); answers != nil {
			return answers, nil
		}
		if err := x.pack(plain); err != nil {
			return nil, err
		}
	}
	return nil, errFlood
}

// open returns the stream that takes questions, and makes it if need be: once
// for all questions that wait.
func (p *private) open(within context.Context) (*stream, error) {
	p.mu.Lock()
	if p.barred != nil {
		defer p.mu.Unlock()
		return nil, p.barred
	}
	if s := p.stream; s != nil && s.takes() {
		defer p.mu.Unlock()
		return s, nil
	}
	o := p.opening
	if o == nil {
		o = &opening{done: make(chan struct{})}
		p.opening = o
		p.work.Go(func() { p.make(o) })
	}
	p.mu.Unlock()
	select {
	case <-o.done:
		return o.stream, o.err
	case <-within.Done():
		p.opened(o) // the next try begins anew
		return nil, within.Err()
	}
}

// opened says that nobody is to wait for this opening any more.
func (p *private) opened(o *opening) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opening == o {
		p.opening = nil
	}
	if o.stream != nil {
		p.stream = o.stream
	}
}

// make opens a stream: a connection, and the proof who is at its other end.
func (p *private) make(o *opening) {
	defer close(o.done)
	s, err := p.handshake()
	p.mu.Lock()
	o.stream, o.err = s, err
	p.mu.Unlock()
	_ = p.judge(err)
	p.opened(o)
}

func (p *private) handshake() (*stream, error) {
	ctx, cancel := context.WithTimeout(p.base, p.limits.DNSTry)
	defer cancel()
	raw, err := p.connect(ctx)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(raw, p.tls)
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	s := &stream{raw: raw, conn: conn, out: make(chan []byte), ended: make(chan struct{}), waiting: map[uint16]chan []byte{}}
	p.work.Go(s.write)
	p.work.Go(s.read)
	return s, nil
}

// write sends what is to be sent, until the end.
func (s *stream) write() {
	for {
		select {
		case frame := <-s.out:
			if _, err := s.conn.Write(frame); err != nil {
				s.end(err)
				return
			}
		case <-s.ended:
			return
		}
	}
}

// read hands out what comes, until the end.
func (s *stream) read() {
	buf := new([maxMessage]byte)
	for {
		raw, err := unframe(s.conn, buf)
		if err == nil {
			err = s.deliver(raw)
		}
		if err != nil {
			s.end(err)
			return
		}
	}
}

// deliver gives a message to the question that has its ID.
func (s *stream) deliver(raw []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(raw) >= 2 {
		select {
		case s.waiting[binary.BigEndian.Uint16(raw)] <- raw: // nil, and never ready, for unknown IDs
			return nil
		default:
		}
	}
	if s.strays++; s.strays > maxStrays {
		return errFlood
	}
	return nil
}

// await takes the next message for a question.
func (s *stream) await(within context.Context, answers <-chan []byte) ([]byte, error) {
	select {
	case raw := <-answers:
		return raw, nil
	case <-within.Done():
		return nil, within.Err()
	case <-s.ended:
	}
	select {
	case raw := <-answers: // came before the end
		return raw, nil
	default:
		return nil, s.why
	}
}

// enter makes room for a question; nil when its ID is in use.
func (s *stream) enter(id uint16) <-chan []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting[id] != nil {
		return nil
	}
	answers := make(chan []byte, perID)
	s.waiting[id] = answers
	return answers
}

// leave says that a question is over.
func (s *stream) leave(id uint16) {
	s.mu.Lock()
	delete(s.waiting, id)
	over := s.retired && len(s.waiting) == 0
	s.mu.Unlock()
	if over {
		s.end(net.ErrClosed)
	}
}

// retire lets a stream end with its last question.
func (s *stream) retire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retired = true
}

// takes tells whether the stream takes questions.
func (s *stream) takes() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.retired && s.why == nil
}

// end closes the connection, once.
func (s *stream) end(why error) {
	s.mu.Lock()
	first := s.why == nil
	if first {
		s.why = why
		close(s.ended)
	}
	s.mu.Unlock()
	if first {
		_ = s.raw.Close() // the last words of TLS could wait for a peer that does not listen
	}
}
