package evidence

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// Failure is the class of something that did not work on the network. The
// empty value means that it worked.
type Failure string

// The classes, from "nothing came" to "something came that we cannot use".
const (
	Timeout     Failure = "timeout"       // nothing within the time allowed
	Refused     Failure = "refused"       // RST, or ICMP port unreachable
	Unreachable Failure = "unreachable"   // no route or no such network, mostly our own side
	Forbidden   Failure = "not-permitted" // our own system forbids it
	Closed      Failure = "closed"        // the peer ended the connection
	Malformed   Failure = "malformed"     // bytes that do not parse
	Mismatch    Failure = "mismatch"      // answers another question or ID than ours (RFC 5452 9.1)
	TooLong     Failure = "too-long"      // a limit on size was reached
	Protocol    Failure = "protocol"      // breaks the protocol in another way
	TLSAlert    Failure = "tls-alert"     // the server sent a fatal alert
	Cancelled   Failure = "cancelled"     // we stopped: the person or the whole-walk limit
)

// Classify maps an error of the network stack to its class. It is the only
// place that does so, ordered from the specific to the general.
func Classify(err error) Failure {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT):
		return Timeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETDOWN),
		errors.Is(err, syscall.EADDRNOTAVAIL), errors.Is(err, syscall.EAFNOSUPPORT), errors.Is(err, syscall.EHOSTDOWN):
		return Unreachable
	case errors.Is(err, os.ErrPermission):
		return Forbidden
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, io.ErrClosedPipe), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return Closed
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return Timeout
	}
	return Protocol
}
