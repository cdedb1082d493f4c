package starttls

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const mx = "mx.example.net"

// probe holds a session with servers that play the scripts, one a connection,
// and returns the evidence. It must run in a synctest bubble.
func probe(t *testing.T, o collect.Options, scripts ...script) evidence.Case {
	t.Helper()
	left := scripts
	played := make(chan error, len(scripts))
	o.Network = func(_ context.Context, network, address string) (net.Conn, error) {
		if network != "tcp" || address != "192.0.2.25:25" {
			t.Errorf("dialled %s %s", network, address)
		}
		if len(left) == 0 {
			return nil, syscall.ECONNREFUSED
		}
		client, server := pipe()
		go func(s script) { played <- s.play(server) }(left[0])
		left = left[1:]
		return client, nil
	}
	log := run(t.Context(), o)
	for range len(scripts) - len(left) {
		if err := <-played; err != nil {
			t.Errorf("server: %v", err)
		}
	}
	if len(left) > 0 {
		t.Errorf("%d sessions were not held", len(left))
	}
	return log.Case()
}

// run probes and hands out the log.
func run(ctx context.Context, o collect.Options) *evidence.Log {
	o.EHLO = "probe.example.com"
	log := evidence.NewLog(nil)
	log.Add(evidence.Item{Step: &evidence.Step{Name: "smtp"}}) // so that the session's ID is not 1
	Probe(ctx, o, wire.MustName(mx), netip.MustParseAddr("192.0.2.25"), mx+".", log)
	return log
}

// transcript writes the evidence as a dialogue.
func transcript(c evidence.Case) string {
	var b strings.Builder
	for _, it := range c.Items {
		switch {
		case it.Dial != nil:
			fmt.Fprintf(&b, "dial %s %s%s%s\n", it.Dial.Host, it.Dial.Address, word(" look=", it.Dial.Look), word(" !", it.Dial.Failure))
		case it.Line != nil:
			l := it.Line
			side := "S"
			if l.Client {
				side = "C"
			}
			cut := ""
			if l.Cut {
				cut = " (cut)"
			}
			if strings.HasSuffix(l.Detail.String(), "not used") {
				cut += " (not used)"
			}
			text := l.Text.String()
			if len(text) > 60 {
				text = fmt.Sprintf("%.20s... %d", text, len(l.Text))
			}
			fmt.Fprintf(&b, "%-8s %s%s%s%s\n", l.Phase, side, word(" ", text), cut, word(" !", l.Failure))
		case it.TLS != nil:
			fmt.Fprintf(&b, "tls      %s\n", tlsFacts(it.TLS))
		case it.Limit != nil:
			fmt.Fprintf(&b, "limit    %s %d\n", it.Limit.Name, it.Limit.Value)
		}
	}
	return b.String()
}

func tlsFacts(h *evidence.Handshake) string {
	facts := string(h.Stage) + word(" sni=", h.SNI)
	if h.Version != 0 {
		facts += fmt.Sprintf(" %s", tls.VersionName(h.Version))
	}
	if h.Chain != nil {
		facts += fmt.Sprintf(" chain=%d", len(h.Chain))
	}
	if h.Unparsed {
		facts += " unparsed"
	}
	if h.AskedCert {
		facts += " asked-cert"
	}
	if h.Alert > 0 {
		facts += fmt.Sprintf(" alert=%d", h.Alert-1)
	}
	return facts + word(" relaxed=", h.Relaxed) + word(" !", h.Failure)
}

func word[T ~string](before string, v T) string {
	if v == "" {
		return ""
	}
	return before + string(v)
}

// outdent takes the indentation of a table off.
func outdent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

const hello = `
	S: 220 mx.example.net ESMTP
	C: EHLO probe.example.com
	S: 250-mx.example.net
	S: 250-SIZE 1000
	S: 250 starttls
	C: STARTTLS
`

const saidHello = `
	dial mx.example.net. 192.0.2.25:25
	banner   S 220 mx.example.net ESMTP
	ehlo     C EHLO probe.example.com
	ehlo     S 250-mx.example.net
	ehlo     S 250-SIZE 1000
	ehlo     S 250 starttls
	starttls C STARTTLS
`

func TestSessions(t *testing.T) {
	key := newKey(t)
	good := serverTLS(key, selfSigned(t, key, mx))
	old := good.Clone()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
	asking := good.Clone()
	asking.ClientAuth = tls.RequireAnyClientCert
	twelve := good.Clone()
	twelve.MaxVersion = tls.VersionTLS12
	long := serverTLS(key, slices.Repeat(good.Certificates[0].Certificate, 12)...)
	long12 := long.Clone()
	long12.MaxVersion = tls.VersionTLS12

	for name, tc := range map[string]struct {
		server string
		tls    *tls.Config
		want   string
		within time.Duration // zero: at once
	}{
		"healthy, TLS 1.3": {
			server: hello + `S: 220 ready
				TLS
				C: EHLO probe.example.com
				S: 250 mx.example.net
				C: QUIT
				S: 221 bye`,
			tls: good,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      server-hello sni=mx.example.net TLS 1.3
				tls      certificate sni=mx.example.net TLS 1.3 chain=1
				tls      done sni=mx.example.net TLS 1.3 chain=1
				ehlo-tls C EHLO probe.example.com
				ehlo-tls S 250 mx.example.net
				quit     C QUIT
				quit     S 221 bye`,
		},
		"healthy, TLS 1.2": {
			server: hello + `S: 220 ready
				TLS
				C: EHLO probe.example.com
				S: 250 mx.example.net
				C: QUIT
				S: 221 bye`,
			tls: twelve,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      server-hello sni=mx.example.net TLS 1.2
				tls      certificate sni=mx.example.net TLS 1.2 chain=1
				tls      done sni=mx.example.net TLS 1.2 chain=1
				ehlo-tls C EHLO probe.example.com
				ehlo-tls S 250 mx.example.net
				quit     C QUIT
				quit     S 221 bye`,
		},
		"a server of old is still seen": {
			server: hello + `S: 220 ready
				TLS
				C: EHLO probe.example.com
				S: 502 not again
				C: QUIT
				S: 221 bye`,
			tls: old,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      server-hello sni=mx.example.net TLS 1.0
				tls      certificate sni=mx.example.net TLS 1.0 chain=1
				tls      done sni=mx.example.net TLS 1.0 chain=1 relaxed=legacy
				ehlo-tls C EHLO probe.example.com
				ehlo-tls S 502 not again
				quit     C QUIT
				quit     S 221 bye`,
		},
		"client certificate demanded, alert after the handshake": {
			server: hello + "S: 220 ready\nTLS",
			tls:    asking,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      server-hello sni=mx.example.net TLS 1.3
				tls      certificate sni=mx.example.net TLS 1.3 chain=1
				tls      done sni=mx.example.net TLS 1.3 chain=1 asked-cert
				ehlo-tls C EHLO probe.example.com
				ehlo-tls S !tls-alert`,
		},
		"chain too long, TLS 1.3": {
			server: hello + "S: 220 ready\nTLS\nclose",
			tls:    long,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      server-hello sni=mx.example.net TLS 1.3
				tls      certificate sni=mx.example.net TLS 1.3 chain=10
				limit    chain 10
				tls      done sni=mx.example.net TLS 1.3 chain=10
				ehlo-tls C EHLO probe.example.com
				ehlo-tls S !closed`,
		},
		"chain too long, TLS 1.2": {
			server: hello + "S: 220 ready\nTLS\nhold",
			tls:    long12,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      server-hello sni=mx.example.net TLS 1.2
				tls      certificate sni=mx.example.net TLS 1.2 chain=10
				limit    chain 10
				tls      done sni=mx.example.net TLS 1.2 chain=10
				ehlo-tls C EHLO probe.example.com
				ehlo-tls S !timeout`,
			within: 30 * time.Second,
		},
		"injected text is kept apart": {
			server: hello + `S> "220 ready\r\n250 evil\r\n"
				TLS
				C: EHLO probe.example.com
				S: 250 mx.example.net
				C: QUIT
				S: 221 bye`,
			tls: good,
			want: saidHello + `starttls S 220 ready
				starttls S 250 evil\x0d\x0a (not used)
				tls      client-hello sni=mx.example.net
				tls      server-hello sni=mx.example.net TLS 1.3
				tls      certificate sni=mx.example.net TLS 1.3 chain=1
				tls      done sni=mx.example.net TLS 1.3 chain=1
				ehlo-tls C EHLO probe.example.com
				ehlo-tls S 250 mx.example.net
				quit     C QUIT
				quit     S 221 bye`,
		},
		"garbage instead of TLS": {
			server: hello + "S: 220 ready\nwait 1s\nS: 500 what is this\nhold",
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      failed sni=mx.example.net !malformed`,
			within: time.Second,
		},
		"alert instead of ServerHello": {
			server: hello + `S: 220 ready
				wait 1s
				S> "\x15\x03\x03\x00\x02\x02\x28"
				hold`,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      failed sni=mx.example.net alert=40 !tls-alert`,
			within: time.Second,
		},
		"silence instead of TLS": {
			server: hello + "S: 220 ready\nhold",
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      failed sni=mx.example.net !timeout`,
			within: 10 * time.Second,
		},
		"close instead of TLS": {
			server: hello + "S: 220 ready\nwait 1s",
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      failed sni=mx.example.net !closed`,
			within: time.Second,
		},
		"an endless record": {
			server: hello + `S: 220 ready
				wait 1s
				S> "\x16\x03\x03\xff\xff"
				hold`,
			want: saidHello + `starttls S 220 ready
				tls      client-hello sni=mx.example.net
				tls      failed sni=mx.example.net !malformed`,
			within: time.Second,
		},
		"no STARTTLS": {
			server: `S: 220 hi
				C: EHLO probe.example.com
				S: 250-STARTTLS.example.net
				S: 250 SIZE
				C: QUIT
				S: 221 bye`,
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220 hi
				ehlo     C EHLO probe.example.com
				ehlo     S 250-STARTTLS.example.net
				ehlo     S 250 SIZE
				quit     C QUIT
				quit     S 221 bye`,
		},
		"masked banner and mangled EHLO": {
			server: `S: 220 ************
				C: EHLO probe.example.com
				S: 250-mx.example.net
				S: 250-SIZE
				S: 250 XXXXXXXA
				C: QUIT
				S: 221 bye`,
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220 ************
				ehlo     C EHLO probe.example.com
				ehlo     S 250-mx.example.net
				ehlo     S 250-SIZE
				ehlo     S 250 XXXXXXXA
				quit     C QUIT
				quit     S 221 bye`,
		},
		"STARTTLS put off": {
			server: hello + "S: 454 TLS not available\nC: QUIT\nS: 221 bye",
			want: saidHello + `starttls S 454 TLS not available
				quit     C QUIT
				quit     S 221 bye`,
		},
		"STARTTLS refused": {
			server: hello + "S: 502 no\nC: QUIT\nS: 221 bye",
			want: saidHello + `starttls S 502 no
				quit     C QUIT
				quit     S 221 bye`,
		},
		"STARTTLS unanswered": {
			server: hello + "hold",
			want:   saidHello + "starttls S !timeout",
			within: 30 * time.Second,
		},
		"close after STARTTLS": {
			server: hello,
			want:   saidHello + "starttls S !closed",
		},
		"banner of several lines": {
			server: `S: 220-one
				S: 220-two
				S: 220 three
				C: EHLO probe.example.com
				S: 421 busy`,
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220-one
				banner   S 220-two
				banner   S 220 three
				ehlo     C EHLO probe.example.com
				ehlo     S 421 busy`,
		},
		"EHLO refused": {
			server: "S: 220 hi\nC: EHLO probe.example.com\nS: 550 not you\nC: QUIT\nS: 221 bye",
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220 hi
				ehlo     C EHLO probe.example.com
				ehlo     S 550 not you
				quit     C QUIT
				quit     S 221 bye`,
		},
		"close after EHLO": {
			server: "S: 220 hi\nC: EHLO probe.example.com\nS> \"250-half a li\"\nclose",
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220 hi
				ehlo     C EHLO probe.example.com
				ehlo     S 250-half a li !closed`,
		},
		"greeting that refuses": {
			server: "S: 554 no service\nC: QUIT\nS: 221 bye",
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 554 no service
				quit     C QUIT
				quit     S 221 bye`,
		},
		"greeting 421": {
			server: "S: 421 too many connections",
			want:   "dial mx.example.net. 192.0.2.25:25\nbanner   S 421 too many connections",
		},
		"greeting of another protocol": {
			server: "S: SSH-2.0-OpenSSH_9.9\nhold",
			want:   "dial mx.example.net. 192.0.2.25:25\nbanner   S SSH-2.0-OpenSSH_9.9",
		},
		"greeting at the last moment": {
			server: "wait 29s\nS: 421 at last",
			want:   "dial mx.example.net. 192.0.2.25:25\nbanner   S 421 at last",
			within: 29 * time.Second,
		},
		"greeting too late": {
			server: "wait 31s",
			want:   "dial mx.example.net. 192.0.2.25:25\nbanner   S !timeout",
			within: 31 * time.Second, // the server's; we go after 30
		},
		"greeting in drops": {
			server: "S: 220-wait\nwait 20s\nS: 220-for\nwait 20s",
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220-wait
				banner   S 220-for
				banner   S !timeout`,
			within: 40 * time.Second, // the server's; we go after 30
		},
		"no greeting but a close": {
			server: "close",
			want:   "dial mx.example.net. 192.0.2.25:25\nbanner   S !closed",
		},
		"line without end": {
			server: "S> \"220 " + strings.Repeat("x", 300<<10) + "\"\nhold",
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220 xxxxxxxxxxxxxxxx... 4096 (cut) !too-long
				limit    session-bytes 262144`,
		},
		"long line": {
			server: "S: 220 " + strings.Repeat("x", 5000) + "\nC: EHLO probe.example.com\nS: 421 no",
			want: `dial mx.example.net. 192.0.2.25:25
				banner   S 220 xxxxxxxxxxxxxxxx... 4096 (cut)
				ehlo     C EHLO probe.example.com
				ehlo     S 421 no`,
		},
		"reply without end": {
			server: "S: 220 hi\nC: EHLO probe.example.com\nS* 5000 250-x",
			want: "dial mx.example.net. 192.0.2.25:25\nbanner   S 220 hi\nehlo     C EHLO probe.example.com\n" +
				strings.Repeat("ehlo     S 250-x\n", 100) + "limit    reply-lines 100\nehlo     S !closed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				got := transcript(probe(t, collect.Options{}, script{tc.server, tc.tls}))
				if diff := cmp.Diff(outdent(tc.want), outdent(got)); diff != "" {
					t.Errorf("evidence (-want +got):\n%s", diff)
				}
				if took := time.Since(began); took != tc.within {
					t.Errorf("took %v, want %v", took, tc.within)
				}
			})
		})
	}
}

// TestUnreadableCertificate holds the second look to its promise: the bytes of
// the certificate, as the server sent them.
func TestUnreadableCertificate(t *testing.T) {
	ec, rs := newKey(t), rsaKey(t)
	first := hello + "S: 220 ready\nTLS"
	for name, tc := range map[string]struct {
		tls      *tls.Config
		sessions int
	}{
		"ECDSA, TLS 1.3": {serverTLS(ec, negativeSerial(t, ec, mx)), 2},
		"RSA, TLS 1.3":   {serverTLS(rs, negativeSerial(t, rs, mx)), 2},
		"RSA, TLS 1.2":   {only12(serverTLS(rs, negativeSerial(t, rs, mx))), 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				scripts := []script{{first, tc.tls}, {first, tc.tls}}[:tc.sessions]
				c := probe(t, collect.Options{}, scripts...)
				last := c.Items[len(c.Items)-1].TLS
				if last == nil || last.Stage != evidence.StageFailed || !last.Unparsed || len(last.Chain) != 1 {
					t.Fatalf("no chain from the tap:\n%s", transcript(c))
				}
				if got, want := sha256.Sum256(last.Chain[0]), sha256.Sum256(tc.tls.Certificates[0].Certificate[0]); got != want {
					t.Errorf("SHA-256 %x, want %x", got, want)
				}
				if want := map[int]string{1: "", 2: evidence.LookTap}[tc.sessions]; tc.sessions == 2 && last.Relaxed != want {
					t.Errorf("relaxed %q, want %q", last.Relaxed, want)
				}
				if tc.sessions == 2 && !strings.Contains(transcript(c), "25:25 look=tls1.2-tap") {
					t.Errorf("the second session is not marked:\n%s", transcript(c))
				}
			})
		})
	}
}

func only12(c *tls.Config) *tls.Config {
	c.MaxVersion = tls.VersionTLS12
	return c
}

// TestNoConnection: what keeps us from connecting stays apart.
func TestNoConnection(t *testing.T) {
	for want, err := range map[evidence.Failure]error{
		evidence.Refused:     &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)},
		evidence.Unreachable: &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)},
		evidence.Forbidden:   &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EPERM)},
		evidence.Protocol:    errors.New("socks: general failure"),
	} {
		log := run(t.Context(), collect.Options{Network: func(context.Context, string, string) (net.Conn, error) { return nil, err }})
		if got, want := transcript(log.Case()), fmt.Sprintf("dial mx.example.net. 192.0.2.25:25 !%s\n", want); got != want {
			t.Errorf("%v:\ngot  %swant %s", err, got, want)
		}
	}
}

// deaf is a connection that the server has ended after its last words.
type deaf struct {
	net.Conn
	words *strings.Reader
}

func (d deaf) Read(b []byte) (int, error)  { return d.words.Read(b) }
func (d deaf) Write([]byte) (int, error)   { return 0, syscall.EPIPE }
func (d deaf) SetDeadline(time.Time) error { return nil }
func (d deaf) Close() error                { return nil }

// TestLastWords: what the server said before it went is not lost.
func TestLastWords(t *testing.T) {
	log := run(t.Context(), collect.Options{Network: func(context.Context, string, string) (net.Conn, error) {
		return deaf{words: strings.NewReader("220 hi\r\n421 shutting down\r\n")}, nil
	}})
	want := `dial mx.example.net. 192.0.2.25:25
		banner   S 220 hi
		ehlo     C EHLO probe.example.com !closed
		ehlo     S 421 shutting down`
	if diff := cmp.Diff(outdent(want), outdent(transcript(log.Case()))); diff != "" {
		t.Errorf("evidence (-want +got):\n%s", diff)
	}
}

func TestConnectTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		c := run(t.Context(), collect.Options{Network: silent}).Case()
		if got := c.Items[1].Dial; got.Failure != evidence.Timeout || got.RTT != 10*time.Second {
			t.Errorf("got %q after %v, want a timeout after 10 s", got.Failure, got.RTT)
		}
	})
}

// TestCancel: whenever the person stops the check, it ends at once, and what is
// left undone is not laid on the server.
func TestCancel(t *testing.T) {
	key := newKey(t)
	conf := serverTLS(key, selfSigned(t, key, mx))
	for name, steps := range map[string]string{
		"banner":    "hold",
		"EHLO":      "S: 220 hi\nhold",
		"STARTTLS":  hello + "hold",
		"handshake": hello + "S: 220 ready\nhold",
		"inside":    hello + "S: 220 ready\nTLS\nhold",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				began := time.Now()
				played := make(chan error, 1)
				c := run(ctx, collect.Options{Network: func(context.Context, string, string) (net.Conn, error) {
					client, server := pipe()
					go func() { played <- script{steps, conf}.play(server) }()
					return client, nil
				}}).Case()
				if err := <-played; err != nil {
					t.Error(err)
				}
				if took := time.Since(began); took != 3*time.Second {
					t.Errorf("took %v", took)
				}
				if got := strings.TrimSpace(transcript(c)); !strings.HasSuffix(got, "!cancelled") {
					t.Errorf("does not end with the cancellation:\n%s", got)
				}
			})
		})
	}
}

// TestStagesAreLive: each stage is in the log before the next bytes can come.
func TestStagesAreLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := probe(t, collect.Options{}, script{"S: 220-a\nwait 2s\nS: 220 b\nC: EHLO probe.example.com\nwait 3s\nS: 421 c", nil})
		var at []time.Duration
		for _, it := range c.Items[1:] {
			at = append(at, it.At)
		}
		want := []time.Duration{0, 0, 2 * time.Second, 2 * time.Second, 5 * time.Second}
		if diff := cmp.Diff(want, at); diff != "" {
			t.Errorf("times (-want +got):\n%s", diff)
		}
	})
}

func TestOurName(t *testing.T) {
	tcp := func(s string) net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(s)) }
	for _, tc := range []struct {
		ehlo  string
		local net.Addr
		want  string
	}{
		{"probe.example.com", tcp("192.0.2.9:1"), "probe.example.com"},
		{"", tcp("192.0.2.9:1"), "[192.0.2.9]"},
		{"", tcp("[::ffff:192.0.2.9]:1"), "[192.0.2.9]"},
		{"", tcp("[2001:db8::9]:1"), "[IPv6:2001:db8::9]"},
		{"x\r\nMAIL FROM:<a@example.org>", tcp("192.0.2.9:1"), "[192.0.2.9]"},
		{"", nil, fallbackEHLO},
		{"", &net.UnixAddr{Name: "x"}, fallbackEHLO},
	} {
		d := newDialogue(t.Context(), newProber(collect.Options{EHLO: tc.ehlo}, wire.Root(), netip.Addr{}, "", nil), localOnly{addr: tc.local}, 1, "")
		if got := d.ourName(); got != tc.want {
			t.Errorf("EHLO %q from %v: got %s, want %s", tc.ehlo, tc.local, got, tc.want)
		}
	}
}

type localOnly struct {
	net.Conn
	addr net.Addr
}

func (l localOnly) LocalAddr() net.Addr { return l.addr }

// TestPort: the session is held where the options say.
func TestPort(t *testing.T) {
	for port, want := range map[uint16]string{0: "192.0.2.25:25", 587: "192.0.2.25:587"} {
		var dialled string
		o := collect.Options{Port: port, Network: func(_ context.Context, _, address string) (net.Conn, error) {
			dialled = address
			return nil, syscall.ECONNREFUSED
		}}
		log := run(t.Context(), o)
		recorded := ""
		for _, it := range log.Case().Items {
			if it.Dial != nil {
				recorded = it.Dial.Address.String()
			}
		}
		if dialled != want || recorded != want {
			t.Errorf("port %d: dialled %s, recorded %s, want %s", port, dialled, recorded, want)
		}
	}
}
