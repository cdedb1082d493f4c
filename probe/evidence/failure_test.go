package evidence

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
)

type timeoutError struct{ timeout bool }

func (timeoutError) Error() string   { return "some error" }
func (e timeoutError) Timeout() bool { return e.timeout }
func (timeoutError) Temporary() bool { return false }

// dialing wraps an error as the net package does.
func dialing(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Failure
	}{
		{nil, ""},
		{context.Canceled, Cancelled},
		{fmt.Errorf("asking: %w", context.Canceled), Cancelled},
		{errors.Join(io.EOF, context.Canceled), Cancelled}, // we stopped, whatever else happened then
		{net.ErrClosed, Cancelled},
		{&net.OpError{Op: "read", Err: net.ErrClosed}, Cancelled},
		{context.DeadlineExceeded, Timeout},
		{os.ErrDeadlineExceeded, Timeout},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, Timeout},
		{timeoutError{true}, Timeout},
		{timeoutError{false}, Protocol},
		{io.EOF, Closed},
		{io.ErrUnexpectedEOF, Closed},
		{io.ErrClosedPipe, Closed},
		{fmt.Errorf("banner: %w", io.EOF), Closed},
		{os.ErrPermission, Forbidden},
		{&net.OpError{Op: "remote error", Err: tls.AlertError(40)}, TLSAlert},
		{&net.OpError{Op: "local error", Err: tls.AlertError(40)}, Protocol}, // our alert, for what they did
		{tls.RecordHeaderError{Msg: "not TLS"}, Protocol},
		{errors.New("500 what?"), Protocol},
	} {
		if got := Classify(c.err); got != c.want {
			t.Errorf("%v is %q, want %q", c.err, got, c.want)
		}
	}
}

func TestClassifyErrno(t *testing.T) {
	for errno, want := range map[syscall.Errno]Failure{
		syscall.ETIMEDOUT: Timeout, syscall.ECONNREFUSED: Refused,
		syscall.ENETUNREACH: Unreachable, syscall.EHOSTUNREACH: Unreachable, syscall.ENETDOWN: Unreachable, syscall.EHOSTDOWN: Unreachable,
		syscall.EADDRNOTAVAIL: Unreachable, syscall.EAFNOSUPPORT: Unreachable, syscall.EINVAL: Unreachable,
		syscall.EPERM: Forbidden, syscall.EACCES: Forbidden, syscall.EMFILE: Forbidden, syscall.ENFILE: Forbidden, syscall.ENOBUFS: Forbidden, syscall.ENOMEM: Forbidden,
		syscall.ECONNRESET: Closed, syscall.ECONNABORTED: Closed, syscall.EPIPE: Closed, syscall.ENOTCONN: Closed,
	} {
		if got := Classify(dialing(errno)); got != want {
			t.Errorf("%v is %q, want %q", errno, got, want)
		}
	}
	if got := classOf(syscall.EEXIST); got != "" {
		t.Errorf("an error of another kind is %q", got)
	}
}

func TestClassOfWinsock(t *testing.T) {
	for errno, want := range map[syscall.Errno]Failure{10060: Timeout, 10061: Refused, 10051: Unreachable, 10065: Unreachable, 10013: Forbidden, 10054: Closed, 2: ""} {
		if got := classOfWinsock(errno); got != want {
			t.Errorf("%d is %q, want %q", uintptr(errno), got, want)
		}
	}
}

// What the standard library really returns over a pipe that ends.
func TestClassifyRealErrors(t *testing.T) {
	ours, theirs := net.Pipe()
	theirs.Close()
	if _, err := ours.Read(make([]byte, 1)); Classify(err) != Closed {
		t.Errorf("the peer closed: %v is %q", err, Classify(err))
	}
	client, server := net.Pipe()
	go func() {
		// A server that refuses every handshake: alert 40, handshake_failure (RFC 8446 6.2).
		_, _ = server.Read(make([]byte, 4096))
		_, _ = server.Write([]byte{21, 3, 3, 0, 2, 2, 40})
		server.Close()
	}()
	err := tls.Client(client, &tls.Config{ServerName: "mx.example"}).Handshake()
	if Classify(err) != TLSAlert {
		t.Errorf("the server's alert: %v is %q", err, Classify(err))
	}
}
