package transport

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const (
	// maxMessage is what the length field of DNS over TCP can say (RFC 7766 8);
	// no datagram is longer either.
	maxMessage = 65535
	// maxStrays per try: far more than chance brings, few enough that a flood
	// costs a moment of work and no more.
	maxStrays = 1000
)

// exchange is one try.
type exchange struct {
	client *Client
	query  Query
	record evidence.Exchange
	id     uint16
	strays int
	why    string // the last stray was ignored for
}

// run makes the try and fills the record. The message is nil when the record
// has a failure.
func (x *exchange) run(ctx context.Context, p plan) *wire.Message {
	if err := x.pack(p.plain); err != nil {
		x.fail(evidence.Protocol, err.Error())
		return nil
	}
	within, cancel := context.WithTimeout(ctx, x.client.limits.DNSTry)
	defer cancel()
	switch p.transport {
	case evidence.TLS:
		return x.overTLS(ctx, within, p.plain)
	case evidence.HTTPS:
		return x.overHTTPS(ctx, within)
	}
	return x.overSocket(ctx, within, p)
}

// overSocket asks over a socket of its own.
func (x *exchange) overSocket(ctx, within context.Context, p plan) *wire.Message {
	conn, err := x.client.dial(within, string(p.transport), x.query.Server.String())
	if err != nil {
		x.failed(ctx, within, err, "no connection")
		return nil
	}
	defer func() { _ = conn.Close() }()
	// Closing ends reads and writes of any kind of connection, deadlines or not.
	stop := context.AfterFunc(within, func() { _ = conn.Close() })
	defer stop()
	if _, err := conn.Write(frame(x.record.Question, p.transport)); err != nil {
		x.failed(ctx, within, err, "the question could not be sent")
		return nil
	}
	return x.finish(ctx, within, func() ([]byte, error) { return x.receive(conn) })
}

// finish waits for the answer and completes the record.
func (x *exchange) finish(ctx, within context.Context, next func() ([]byte, error)) *wire.Message {
	msg, err := x.await(next)
	if err != nil {
		x.failed(ctx, within, err, "")
		return nil
	}
	if x.strays > 0 {
		x.note(fmt.Sprintf("%d that did not fit were ignored (%s)", x.strays, x.why))
	}
	return msg
}

// pack makes the question, with an ID that cannot be predicted (RFC 5452 9.2).
// HTTP tells answers apart itself, and caches want equal questions: there the ID
// is 0 (RFC 8484 4.1).
func (x *exchange) pack(plain bool) error {
	x.id = 0
	if x.record.Transport != evidence.HTTPS {
		var id [2]byte
		if _, err := rand.Read(id[:]); err != nil {
			return err
		}
		x.id = binary.BigEndian.Uint16(id[:])
	}
	question, err := wire.NewQuery(wire.Question{
		ID: x.id, Name: x.query.Name, Type: x.query.Type, Resolver: x.query.Resolver, Own: x.query.Own, NoEDNS: plain,
	})
	x.record.Question = question
	return err
}

// frame puts the length in front for TCP, in one segment with the message
// (RFC 7766 8).
func frame(msg []byte, t evidence.Transport) []byte {
	if t == evidence.UDP {
		return msg
	}
	return append(binary.BigEndian.AppendUint16(make([]byte, 0, 2+len(msg)), uint16(len(msg))), msg...)
}

// await takes the next message until one fits the question.
func (x *exchange) await(next func() ([]byte, error)) (*wire.Message, error) {
	for {
		raw, err := next()
		if err != nil {
			return nil, err
		}
		msg, err := wire.Parse(raw)
		if why := x.stray(msg); why != "" {
			x.strays, x.why = x.strays+1, why
			x.record.Answer = raw // kept in case nothing better comes
			if x.strays >= maxStrays {
				return nil, errFlood
			}
			continue
		}
		x.record.Answer = raw
		return x.sound(msg, err)
	}
}

// Reasons for giving up on what came.
var (
	errFlood     = errors.New("too many messages that do not fit")
	errStranger  = errors.New("the message does not fit the question")
	errTooLong   = errors.New("longer than a DNS message can be")
	errMalformed = errors.New("malformed")
)

// receive reads one message.
func (x *exchange) receive(conn net.Conn) ([]byte, error) {
	buf, _ := x.client.buffers.Get().(*[maxMessage]byte)
	defer x.client.buffers.Put(buf)
	if x.record.Transport == evidence.UDP {
		n, err := conn.Read(buf[:])
		return bytes.Clone(buf[:n]), err
	}
	return unframe(conn, buf)
}

// unframe reads one message with its length in front (RFC 1035 4.2.2), by way of
// a buffer that has room for any.
func unframe(conn io.Reader, buf *[maxMessage]byte) ([]byte, error) {
	if _, err := io.ReadFull(conn, buf[:2]); err != nil {
		return nil, err
	}
	msg := buf[:binary.BigEndian.Uint16(buf[:2])]
	if _, err := io.ReadFull(conn, msg); err != nil {
		return nil, err
	}
	return bytes.Clone(msg), nil
}

// stray says why a message is no answer to our question (RFC 5452 9.1), or
// nothing if it is one.
func (x *exchange) stray(m *wire.Message) string {
	switch {
	case m == nil:
		return "too short"
	case m.ID != x.id:
		return "another ID"
	case !m.QR || m.Opcode != 0:
		return "no response"
	case m.QName.IsZero():
		return "" // judged by sound
	case m.QName != x.query.Name || m.QType != x.query.Type || m.QClass != wire.ClassIN:
		return "another question"
	}
	return ""
}

// sound tells whether a message that fits can be used.
func (x *exchange) sound(m *wire.Message, err error) (*wire.Message, error) {
	switch {
	case m.Questions > 1:
		return nil, fmt.Errorf("%w: %d questions", errMalformed, m.Questions)
	case m.TC && x.record.Transport == evidence.UDP:
		return m, nil // may be cut anywhere; TCP follows
	case errors.Is(err, wire.ErrRecord), errors.Is(err, wire.ErrTrailing), errors.Is(err, wire.ErrOPT):
		x.note(err.Error()) // the records are readable, and signatures tell whether it was harmless
		return m, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errMalformed, err)
	case m.Questions == 0 && (m.Rcode == wire.NoError || m.Rcode == wire.NXDomain):
		return nil, fmt.Errorf("%w: the question is missing", errMalformed) // only an error may leave it out
	}
	return m, nil
}

// failed records an error. What ended our own waiting comes first: it shows as
// a closed connection.
func (x *exchange) failed(ctx, within context.Context, err error, stage string) {
	class := evidence.Classify(err)
	switch {
	case errors.Is(err, errMalformed):
		class, stage = evidence.Malformed, err.Error()
	case errors.Is(err, errFlood), errors.Is(err, errStranger):
		class = evidence.Mismatch
	case errors.Is(err, errTooLong):
		class = evidence.TooLong
	case ctx.Err() != nil:
		class = evidence.Cancelled
	case within.Err() != nil:
		class = evidence.Timeout
	}
	if x.strays > 0 {
		if class == evidence.Timeout {
			class = evidence.Mismatch
		}
		stage = fmt.Sprintf("%d messages did not fit (%s)", x.strays, x.why)
	}
	if stage == "" && class != evidence.Timeout && class != evidence.Cancelled {
		stage = err.Error()
	}
	x.fail(class, stage)
}

func (x *exchange) fail(class evidence.Failure, detail string) {
	x.record.Failure = class
	x.note(detail)
}

func (x *exchange) note(detail string) {
	switch {
	case detail == "":
	case x.record.Detail == "":
		x.record.Detail = evidence.Wild(detail)
	default:
		x.record.Detail += evidence.Wild("; " + detail)
	}
}
