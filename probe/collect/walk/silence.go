package walk

import (
	"context"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
)

// limitSilence says that no mail server was heard, as in evidence.Limit.
const limitSilence = "smtp-silence"

// silence gives up connection attempts to mail servers when nobody at all is
// heard. A network that drops port 25 answers nothing for as long as one waits,
// and the person is told after a few seconds. As soon as one connection stood, a
// control's too, or a far end refused one, port 25 is open from here and every
// server gets all its time.
type silence struct {
	dial    collect.DialFunc
	patient time.Duration
	tell    func() // records the limit
	heard   chan struct{}
	hear    func() // closes heard
}

// listening puts the limit on silence into the way to mail servers.
func listening(o collect.Options, about string, log *evidence.Log) collect.DialFunc {
	heard := make(chan struct{})
	s := &silence{dial: o.SMTP, patient: o.Limits.Silence, heard: heard, hear: sync.OnceFunc(func() { close(heard) })}
	s.tell = sync.OnceFunc(func() {
		log.Add(evidence.Item{Limit: &evidence.Limit{Name: limitSilence, Where: about, Value: seconds(o.Limits.Silence)}})
	})
	return s.connect
}

// connect is a collect.DialFunc.
func (s *silence) connect(ctx context.Context, network, address string) (net.Conn, error) {
	// What is given up counts as silence of the other side, which it was.
	silent := fmt.Errorf("no answer within %s: %w", s.patient, os.ErrDeadlineExceeded)
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(s.patient, func() {
		select {
		case <-s.heard:
		default:
			cancel(silent)
		}
	})
	defer timer.Stop()
	conn, err := s.dial(limited, network, address)
	switch class := evidence.Classify(err); {
	case err == nil, class == evidence.Refused:
		s.hear()
	case class == evidence.Forbidden: // our own side, a proxy perhaps: it says nothing about anybody
	case context.Cause(limited) == silent && ctx.Err() == nil:
		s.tell()
		err = silent
	}
	return conn, err
}
