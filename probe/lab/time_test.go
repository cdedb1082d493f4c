package lab

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/evidence"
)

// took measures in the time of the bubble.
func took(f func()) time.Duration {
	begin := time.Now()
	f()
	return time.Since(begin)
}

func TestDelayIsVirtual(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rtt = 40 * time.Millisecond
		r := start(t, Options{Delay: rtt})
		if d := took(func() { ask(t, r, "udp", "198.18.0.1", "org", dns.TypeDS) }); d != rtt {
			t.Errorf("a question over UDP took %v", d)
		}
		if d := took(func() { ask(t, r, "tcp", "198.18.0.1", "org", dns.TypeDS) }); d != 2*rtt {
			t.Errorf("a connection and a question took %v", d)
		}
		// Connection, greeting, STARTTLS, handshake of TLS 1.3.
		if d := took(func() {
			if _, err := handshake(t, r, &tls.Config{ServerName: "mx1.example.net"}); err != nil { //nolint:gosec // see handshake
				t.Error(err)
			}
		}); d != 4*rtt {
			t.Errorf("the way to TLS took %v", d)
		}
	})
}

func TestSlowServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Options{Delay: time.Millisecond}, "fault server ns1.example.org slow 2s at 198.18.10.1", "fault smtp mx1.example.net slow 20s")
		if d := took(func() { ask(t, r, "udp", "198.18.10.1", "example.org", dns.TypeMX) }); d != 2*time.Second+time.Millisecond {
			t.Errorf("the slow address took %v", d)
		}
		if d := took(func() { ask(t, r, "udp", "2001:2:0:10::1", "example.org", dns.TypeMX) }); d != time.Millisecond {
			t.Errorf("the other address took %v", d)
		}
		conn, err := r.Dial(t.Context(), "tcp", "198.18.11.25:25")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Read(make([]byte, 10)); evidence.Classify(err) != evidence.Timeout {
			t.Errorf("a greeting before its time: %v", err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(time.Hour))
		if d := took(func() { _, err = conn.Read(make([]byte, 10)) }); err != nil || d > 11*time.Second {
			t.Errorf("after %v: %v", d, err)
		}
	})
}

func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Options{}, "fault smtp mx1.example.net silent", "fault server example.org dead", "fault smtp mx2.example.net no-greeting")
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var err error
		if d := took(func() { _, err = r.Dial(ctx, "tcp", "198.18.11.25:25") }); d != 10*time.Second || evidence.Classify(err) != evidence.Timeout {
			t.Errorf("a silent port: %v after %v", err, d)
		}
		if d := took(func() { _, err = r.Dial(t.Context(), "tcp", "198.18.77.77:25") }); d != givingUp || !errors.Is(err, syscall.ETIMEDOUT) {
			t.Errorf("nobody there: %v after %v", err, d)
		}
		if d := took(func() { _, err = exchange(r, "udp", "198.18.10.1", question4("example.org", dns.TypeMX)) }); d != 5*time.Second || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a dead name server: %v after %v", err, d)
		}
		conn, err := r.Dial(t.Context(), "tcp", "198.18.11.26:25")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); evidence.Classify(err) != evidence.Timeout {
			t.Errorf("a silent greeting: %v", err)
		}
	})
}

// What never ends is bounded when nobody reads, and stops when the reader goes.
func TestEndlessStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Options{}, "fault smtp mx1.example.net endless-line", "fault answer example.org MX endless")
		conn, err := r.Dial(t.Context(), "tcp", "198.18.11.25:25")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if n := conn.(*stream).in.waiting(); n > pourAhead+16<<10 {
			t.Errorf("%d octets wait for a reader that does not read", n)
		}
		if n, err := io.CopyN(io.Discard, conn, 1<<20); err != nil || n != 1<<20 {
			t.Errorf("%d octets, then %v", n, err)
		}
		conn.Close()
		if _, err := exchange(r, "tcp", "198.18.10.1", question4("example.org", dns.TypeMX)); err == nil {
			t.Error("a message that never ends was understood")
		}
		r.Close() // must return: all servers have noticed
	})
}

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Options{}, "at: 2027-03-01T08:00:00Z")
		time.Sleep(90 * time.Second)
		if got := r.Now().Format(time.RFC3339); got != "2027-03-01T08:01:30Z" {
			t.Errorf("it is %s", got)
		}
		late := start(t, Options{}, "fault local clock 3d")
		if got := late.Now().Sub(epoch()); got != 72*time.Hour {
			t.Errorf("our clock is %v ahead", got)
		}
	})
}
