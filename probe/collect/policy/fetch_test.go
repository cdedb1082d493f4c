package policy

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
)

const (
	target  = "https://mta-sts.example.org/.well-known/mta-sts.txt"
	healthy = "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.net\r\nmax_age: 1209600\r\n"
	request = "GET /.well-known/mta-sts.txt HTTP/1.1,Host: mta-sts.example.org,User-Agent: danewalk/1.0,Connection: close,Accept: text/plain,Accept-Encoding: identity,,"
)

// certificate makes a key and a certificate for any name.
func certificate(t testing.TB, size int) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"somebody.example"}}
	if size > 0 {
		template.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3}, Value: make([]byte, size)}}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// server is what a web server does with a connection.
type server func(t *testing.T, raw net.Conn)

// web is a server that does its handshake, reads a request, and says something.
func web(config *tls.Config, say func(conn net.Conn)) server {
	return func(t *testing.T, raw net.Conn) {
		conn := tls.Server(raw, config)
		var got strings.Builder
		for in := bufio.NewReader(conn); !strings.HasSuffix(got.String(), ",,"); {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			got.WriteString(strings.TrimRight(line, "\r\n") + ",")
		}
		if got.String() != request {
			t.Errorf("request:\n got %s\nwant %s", got.String(), request)
		}
		if state := conn.ConnectionState(); state.ServerName != "mta-sts.example.org" {
			t.Errorf("server name %q", state.ServerName)
		}
		say(conn)
		_ = conn.Close()
	}
}

// says is a web server that says this, and no more.
func says(config *tls.Config, text string) server {
	return web(config, func(conn net.Conn) { _, _ = io.WriteString(conn, text) })
}

// stops is a web server that says this, and then nothing for a minute.
func stops(config *tls.Config, text string) server {
	return web(config, func(conn net.Conn) {
		_, _ = io.WriteString(conn, text)
		<-time.After(time.Minute)
	})
}

// always is a web server that says a piece again and again.
func always(config *tls.Config, first, piece string, pause time.Duration) server {
	return web(config, func(conn net.Conn) {
		_, err := io.WriteString(conn, first)
		for err == nil {
			if pause > 0 {
				<-time.After(pause)
			}
			_, err = io.WriteString(conn, piece)
		}
	})
}

// run fetches from a server in memory.
func run(ctx context.Context, t *testing.T, o collect.Options, url string, s server) evidence.Case {
	t.Helper()
	done := make(chan struct{})
	dialled := 0
	o.Version = "1.0"
	o.Network = func(ctx context.Context, network, address string) (net.Conn, error) {
		if dialled++; network != "tcp" || address != "[2001:db8::43]:443" || dialled > 1 {
			t.Errorf("dialled %s %s, %d times", network, address, dialled)
		}
		client, server := net.Pipe()
		go func() {
			defer close(done)
			defer func() { _ = server.Close() }()
			s(t, server)
		}()
		return client, nil
	}
	log := evidence.NewLog(nil)
	log.Add(evidence.Item{Step: &evidence.Step{Name: "policy"}})
	id := Fetch(ctx, o, url, netip.MustParseAddr("2001:db8::43"), log)
	if dialled > 0 {
		<-done
	}
	c := log.Case()
	if int(id) > len(c.Items) || c.Items[id-1].HTTP == nil {
		t.Fatalf("item %d is not the fetch", id)
	}
	return c
}

// brief describes a fetch in a line: how far it came, how that ended, and what
// was learnt.
func brief(c evidence.Case) string {
	var out []string
	for _, it := range c.Items {
		switch {
		case it.HTTP != nil:
			h := it.HTTP
			out = append(out, fmt.Sprintf("%s %s %d %q %q %d certs %d octets", h.Stage, h.Failure, h.Status, h.Type.Raw(), h.Location.Raw(), len(h.Chain), len(h.Body)))
		case it.Limit != nil:
			out = append(out, fmt.Sprintf("limit %s %s %d", it.Limit.Name, it.Limit.Where, it.Limit.Value))
		}
	}
	return strings.Join(out, ", ")
}

func TestFetch(t *testing.T) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t, 0)}}
	text := fmt.Sprintf("HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 12:00:05 GMT\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", len(healthy), healthy)
	synctest.Test(t, func(t *testing.T) {
		c := run(t.Context(), t, collect.Options{}, target, says(config, text))
		want := &evidence.Fetch{
			URL: target, Host: "mta-sts.example.org.", Address: netip.MustParseAddrPort("[2001:db8::43]:443"), Stage: evidence.FetchDone, Status: 200, Type: "text/plain",
			Date: time.Date(2026, 11, 21, 12, 0, 5, 0, time.UTC), Version: tls.VersionTLS13, Chain: config.Certificates[0].Certificate, Body: []byte(healthy),
		}
		if diff := cmp.Diff(want, c.Items[1].HTTP, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
			t.Error(diff)
		}
	})
}

// Every way in which a web server can fail, or be hostile. The time is that of
// the limits, whatever the server does.
func TestServers(t *testing.T) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t, 0)}}
	long := certificate(t, 0)
	for range 30 {
		long.Certificate = append(long.Certificate, long.Certificate[0])
	}
	ok := "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
	for _, tt := range []struct {
		about string
		serve server
		want  string
		took  time.Duration
	}{
		{"body until the end of the connection", says(config, ok+"\r\n"+healthy), `done  200 "text/plain" "" 1 certs 70 octets`, 0},
		{"chunks", says(config, ok+"Transfer-Encoding: chunked\r\n\r\n4\r\nvers\r\n0\r\n\r\n"), `done  200 "text/plain" "" 1 certs 4 octets`, 0},
		{"no body", says(config, ok+"Content-Length: 0\r\n\r\n"), `done  200 "text/plain" "" 1 certs 0 octets`, 0},
		{"early hints first", says(config, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"+ok+"\r\nmode"), `done  200 "text/plain" "" 1 certs 4 octets`, 0},
		{"HTTP/1.0", says(config, "HTTP/1.0 200 OK\r\n\r\nmode"), `done  200 "" "" 1 certs 4 octets`, 0},
		{"TLS 1.2", says(&tls.Config{Certificates: config.Certificates, MaxVersion: tls.VersionTLS12}, ok+"\r\nmode"), `done  200 "text/plain" "" 1 certs 4 octets`, 0},
		{"wrong type", says(config, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"), `done  200 "text/html" "" 1 certs 3 octets`, 0},
		{"not found", says(config, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 900000000\r\n\r\n"), `done  404 "text/html" "" 1 certs 0 octets`, 0},
		{"broken", says(config, "HTTP/1.1 500 Oh\r\n\r\n"), `done  500 "" "" 1 certs 0 octets`, 0},
		{"escape sequences in the header", says(config, "HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.example/\x1b[2J\r\n\r\n"), `head malformed 0 "" "" 1 certs 0 octets`, 0},
		{"redirect to itself", says(config, "HTTP/1.1 302 Found\r\nLocation: "+target+"\r\n\r\n"), `done  302 "" "` + target + `" 1 certs 0 octets`, 0},
		{"another protocol", says(config, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), `done  101 "" "" 1 certs 0 octets`, 0},
		{"mail server", says(config, "220 mail.example ESMTP\r\n"), `head malformed 0 "" "" 1 certs 0 octets`, 0},
		{"HTTP/2", says(config, "\x00\x00\x12\x04\x00\x00\x00\x00\x00"), `head malformed 0 "" "" 1 certs 0 octets`, 0},
		{"hangs up", says(config, ""), `head closed 0 "" "" 1 certs 0 octets`, 0},
		{"hangs up in the header", says(config, ok), `head closed 0 "" "" 1 certs 0 octets`, 0},
		{"hangs up in the body", says(config, ok+"Content-Length: 900\r\n\r\nversion"), `body closed 200 "text/plain" "" 1 certs 7 octets`, 0},
		{"length that is none", says(config, ok+"Content-Length: -5\r\n\r\nversion"), `head malformed 0 "" "" 1 certs 0 octets`, 0},
		{"two lengths", says(config, ok+"Content-Length: 4\r\nContent-Length: 5\r\n\r\nversion"), `head malformed 0 "" "" 1 certs 0 octets`, 0},
		{"broken chunks", says(config, ok+"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), `body malformed 200 "text/plain" "" 1 certs 0 octets`, 0},
		{"compressed", says(config, ok+"Content-Encoding: gzip\r\n\r\n"+bomb(t)), `body protocol 200 "text/plain" "" 1 certs 0 octets`, 0},
		{"silent after the request", stops(config, ""), `head timeout 0 "" "" 1 certs 0 octets`, 10 * time.Second},
		{"an octet of the header a second", always(config, "HTTP/1.1 200 OK\r\nX: ", "x", time.Second), `head timeout 0 "" "" 1 certs 0 octets`, 10 * time.Second},
		{"an octet of the body a second", always(config, ok+"\r\n", "m", 1100*time.Millisecond), `body timeout 200 "text/plain" "" 1 certs 9 octets`, 10 * time.Second},
		{"endless status", always(config, "HTTP/1.1 200 O", strings.Repeat("K", 1000), 0), `head too-long 0 "" "" 1 certs 0 octets`, 0},
		{"endless header", always(config, ok, "X-And-So-On: yes\r\n", 0), `head too-long 0 "" "" 1 certs 0 octets`, 0},
		{"interim answers for ever", always(config, "", "HTTP/1.1 103 Early Hints\r\n\r\n", 0), `head protocol 0 "" "" 1 certs 0 octets`, 0},
		{
			"a gigabyte", always(config, ok+"Content-Length: 1000000000\r\n\r\n", strings.Repeat("m", 4000), 0),
			`body too-long 200 "text/plain" "" 1 certs 65536 octets, limit policy-bytes mta-sts.example.org. 65536`, 0,
		},
		{"a gigabyte in chunks of an octet", always(config, ok+"Transfer-Encoding: chunked\r\n\r\n", strings.Repeat("1\r\nm\r\n", 100), 0), `body too-long 200 "text/plain" "" 1 certs `, 0},
		{"a chain of thirty", says(&tls.Config{Certificates: []tls.Certificate{long}}, ok+"\r\nmode"), `done  200 "text/plain" "" 10 certs 4 octets`, 0},
		{"a large certificate", says(&tls.Config{Certificates: []tls.Certificate{certificate(t, 100<<10)}}, ok+"\r\nmode"), `done  200 "text/plain" "" 0 certs 4 octets`, 0},
		{"TLS 1.1 only", says(&tls.Config{Certificates: config.Certificates, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, ok), `tls tls-alert 0 "" "" 0 certs 0 octets`, 0},
		{"alert", raw("\x15\x03\x03\x00\x02\x02\x28", 0), `tls tls-alert 0 "" "" 0 certs 0 octets`, 0},
		{"not TLS", raw("HTTP/1.1 400 Bad Request\r\n\r\n", 0), `tls protocol 0 "" "" 0 certs 0 octets`, 0},
		{"hangs up at once", func(*testing.T, net.Conn) {}, `tls closed 0 "" "" 0 certs 0 octets`, 0},
		{"silent before TLS", raw("", time.Minute), `tls timeout 0 "" "" 0 certs 0 octets`, 10 * time.Second},
	} {
		t.Run(tt.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				c := run(t.Context(), t, collect.Options{}, target, tt.serve)
				if got := brief(c); !strings.HasPrefix(got, tt.want) || strings.Contains(got, "limit") != strings.Contains(got, "body too-long") {
					t.Errorf("\n got %s\nwant %s\n%s", got, tt.want, c.Items[1].HTTP.Detail)
				}
				if h := c.Items[1].HTTP; (h.Failure == "") != (h.Detail == "") || h.Took != tt.took || time.Since(began) > 2*time.Minute {
					t.Errorf("took %s, want %s; detail %q", h.Took, tt.took, h.Detail)
				}
			})
		})
	}
}

// raw reads the ClientHello, says something that is no ServerHello, and waits.
func raw(text string, wait time.Duration) server {
	return func(_ *testing.T, conn net.Conn) {
		_, _ = conn.Read(make([]byte, 16<<10))
		_, _ = io.WriteString(conn, text)
		<-time.After(wait)
	}
}

// bomb is a megabyte of nothing in a kilobyte.
func bomb(t *testing.T) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(make([]byte, 1<<20)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What does not get as far as a connection.
func TestConnect(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want evidence.Failure
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, evidence.Refused},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, evidence.Unreachable},
		{syscall.EPERM, evidence.Forbidden},
		{context.DeadlineExceeded, evidence.Timeout},
		{errors.New("socks connect: general failure"), evidence.Protocol},
	} {
		log := evidence.NewLog(nil)
		o := collect.Options{Network: func(context.Context, string, string) (net.Conn, error) { return nil, tt.err }}
		id := Fetch(t.Context(), o, target, netip.MustParseAddr("192.0.2.43"), log)
		h := log.Case().Items[id-1].HTTP
		if h.Stage != evidence.FetchConnect || h.Failure != tt.want || h.Host != "mta-sts.example.org." || h.Address.String() != "192.0.2.43:443" {
			t.Errorf("%v: %+v, want %s", tt.err, h, tt.want)
		}
	}
}

// What is no URL of a policy is not fetched.
func TestOtherURLs(t *testing.T) {
	for _, url := range []string{"http://mta-sts.example.org/", "https://mta-sts.example.org:8443/", "https://u@mta-sts.example.org/", "https:///x", "https://a..b/", "://", "https://%zz/"} {
		log := evidence.NewLog(nil)
		o := collect.Options{Network: func(context.Context, string, string) (net.Conn, error) {
			t.Errorf("%s: dialled", url)
			return nil, io.EOF
		}}
		id := Fetch(t.Context(), o, url, netip.MustParseAddr("192.0.2.43"), log)
		if h := log.Case().Items[id-1].HTTP; h.Failure != evidence.Protocol || h.Detail == "" {
			t.Errorf("%s: %+v", url, h)
		}
	}
}

// The end of the check ends a fetch at once, at any stage, and is not laid on
// the server.
func TestCancel(t *testing.T) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t, 0)}}
	for stage, s := range map[evidence.FetchStage]server{
		evidence.FetchTLS:  raw("", time.Minute),
		evidence.FetchHead: stops(config, "HTTP/1.1 200 OK\r\n"),
		evidence.FetchBody: stops(config, "HTTP/1.1 200 OK\r\n\r\nmode"),
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			h := run(ctx, t, collect.Options{}, target, s).Items[1].HTTP
			if h.Stage != stage || h.Failure != evidence.Cancelled || h.Took != 3*time.Second {
				t.Errorf("%s %s after %s, want %s", h.Stage, h.Failure, h.Took, stage)
			}
		})
	}
}

// Whatever a server says after the handshake, the fetch ends, within its limits.
func FuzzAnswer(f *testing.F) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate(f, 0)}}
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\n\r\n" + healthy, "HTTP/1.1 301 Moved\r\nLocation: x\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n", "\x00\x00\x12\x04",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := collect.Options{Limits: collect.Limits{PolicyBytes: 40}}
		h := run(t.Context(), t, o, target, says(config, text)).Items[1].HTTP
		if len(h.Body) > 40 || h.Stage == evidence.FetchDone != (h.Failure == "") || h.Failure == evidence.Timeout {
			t.Errorf("%q: %+v", text, h)
		}
	})
}
