package evidence

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"syscall"
)

// Failure is the class of something that did not work on the network. The
// empty value means that it worked.
type Failure string

// The classes, from "nothing came" to "something came that we cannot use".
const (
	Timeout     Failure = "timeout"       // nothing within the time allowed
	Refused     Failure = "refused"       // RST, or ICMP port unreachable
	Unreachable Failure = "unreachable"   // no route, no such network or address, mostly our own side
	Forbidden   Failure = "not-permitted" // our own system forbids it, or has no means left
	Closed      Failure = "closed"        // the peer ended the connection
	Malformed   Failure = "malformed"     // bytes that do not parse
	Mismatch    Failure = "mismatch"      // answers another question or ID than ours (RFC 5452 9.1)
	TooLong     Failure = "too-long"      // a limit on size was reached
	Protocol    Failure = "protocol"      // breaks the protocol in another way
	TLSAlert    Failure = "tls-alert"     // the server sent a fatal alert
	Untrusted   Failure = "untrusted"     // a resolver's certificate does not show that it is the one we meant (RFC 8310 8)
	Cancelled   Failure = "cancelled"     // we stopped or closed: the person or the whole-walk limit
)

// Classify maps an error of the network stack to its class. It is the only
// place that does so, ordered from the specific to the general. What our own
// system refused is never laid on the peer.
func Classify(err error) Failure {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled), errors.Is(err, net.ErrClosed): // ErrClosed: we closed it ourselves
		return Cancelled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	case errors.Is(err, os.ErrPermission): // EPERM, EACCES: mostly a firewall of this machine
		return Forbidden
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe):
		return Closed
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		class := classOf
		if runtime.GOOS == "windows" {
			class = classOfWinsock
		}
		if f := class(errno); f != "" {
			return f
		}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Untrusted
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == opTLSAlert {
		return TLSAlert
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return Timeout
	}
	return Protocol
}

// opTLSAlert is how crypto/tls marks an alert that the peer sent.
const opTLSAlert = "remote error"

// classOf maps the numbered errors of the operating system.
func classOf(errno syscall.Errno) Failure {
	switch errno {
	case syscall.ETIMEDOUT:
		return Timeout
	case syscall.ECONNREFUSED:
		return Refused
	case syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN,
		syscall.EADDRNOTAVAIL, syscall.EAFNOSUPPORT, syscall.EINVAL: // EINVAL: a link-local address without its link
		return Unreachable
	case syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM: // this machine has no more to give
		return Forbidden
	case syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE, syscall.ENOTCONN:
		return Closed
	}
	return ""
}
