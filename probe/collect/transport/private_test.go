package transport

import (
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const (
	resolverName = "dns.example.net"
	resolverAddr = "192.0.2.53"
)

// far is a resolver in memory, over TLS or HTTPS.
type far struct {
	t     *testing.T
	cert  tls.Certificate
	roots *x509.CertPool
	dials []string
	mu    sync.Mutex
	conns chan net.Conn
	ended []net.Conn
	dead  error
}

// newFar makes a resolver whose certificate is for these names, and valid now
// unless it is old.
func newFar(t *testing.T, old bool, names ...string) *far {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "resolver"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
	}
	if old {
		c.NotAfter = now.Add(-time.Minute)
	}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, n)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	f := &far{t: t, roots: x509.NewCertPool(), conns: make(chan net.Conn, 100), cert: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
	f.roots.AddCert(parsed)
	return f
}

// shut ends the server: who dials from now on, because a retry of the library is
// under way still, finds nobody.
func (f *far) shut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dead = syscall.ECONNREFUSED
	close(f.conns)
}

func (f *far) dial(ctx context.Context, network, address string) (net.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dials = append(f.dials, network+" "+address)
	if f.dead != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: f.dead}
	}
	near, far := buffered()
	f.ended = append(f.ended, far)
	f.conns <- far
	return near, ctx.Err()
}

// half is one end of a connection in memory that has buffers, as those of the
// network have: who speaks while the other one speaks does not stand still.
type half struct {
	net.Conn // none: only what is below is used
	in, out  chan []byte
	rest     []byte
	gone     chan struct{}
	once     *sync.Once
}

func buffered() (net.Conn, net.Conn) {
	a, b, gone, once := make(chan []byte, 100), make(chan []byte, 100), make(chan struct{}), new(sync.Once)
	return &half{in: a, out: b, gone: gone, once: once}, &half{in: b, out: a, gone: gone, once: once}
}

func (h *half) Read(b []byte) (int, error) {
	if len(h.rest) == 0 {
		select {
		case h.rest = <-h.in:
		default:
			select {
			case h.rest = <-h.in:
			case <-h.gone:
				return 0, io.EOF
			}
		}
	}
	n := copy(b, h.rest)
	h.rest = h.rest[n:]
	return n, nil
}

func (h *half) Write(b []byte) (int, error) {
	select {
	case <-h.gone:
		return 0, io.ErrClosedPipe
	case h.out <- slices.Clone(b):
		return len(b), nil
	}
}

func (h *half) Close() error                     { h.once.Do(func() { close(h.gone) }); return nil }
func (h *half) SetDeadline(time.Time) error      { return nil }
func (h *half) SetReadDeadline(time.Time) error  { return nil }
func (h *half) SetWriteDeadline(time.Time) error { return nil }
func (h *half) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (h *half) LocalAddr() net.Addr              { return &net.TCPAddr{} }

// Accept makes far a net.Listener.
func (f *far) Accept() (net.Conn, error) {
	c, ok := <-f.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (f *far) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.ended {
		_ = c.Close()
	}
	return nil
}

func (f *far) Addr() net.Addr { return &net.TCPAddr{} }

// options are those of a collector that asks this resolver.
func (f *far) options(t evidence.Transport, host string) collect.Options {
	port := uint16(853)
	if t == evidence.HTTPS {
		port = 443
	}
	return collect.Options{Network: f.dial, Roots: f.roots, Resolver: collect.Resolver{
		Addr: netip.AddrPortFrom(netip.MustParseAddr(resolverAddr), port), Transport: t, Host: host, Path: "/dns-query",
	}}
}

// ask puts questions at the same time, and returns the answers in their order
// and the record.
func (f *far) ask(o collect.Options, names ...string) ([]Answer, []evidence.Exchange) {
	log := evidence.NewLog(nil)
	c := New(o, log)
	out := make([]Answer, len(names))
	var all sync.WaitGroup
	for i, n := range names {
		all.Go(func() {
			out[i] = c.Ask(context.Background(), Query{Server: o.Resolver.Addr, Name: wire.MustName(n), Type: wire.TypeMX, Resolver: true})
		})
	}
	all.Wait()
	c.Close()
	var record []evidence.Exchange
	for _, it := range log.Case().Items {
		record = append(record, *it.Query)
	}
	return out, record
}

// overTLS serves DNS over TLS. serve gets the questions of one connection as
// they come, and a function that sends a message.
func (f *far) overTLS(serve func(n int, q msg, send func([]byte))) (stop func()) {
	var all sync.WaitGroup
	all.Go(func() {
		for conn := range f.conns {
			all.Go(func() {
				defer conn.Close()
				c := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{f.cert}})
				for n := 0; ; n++ {
					head := make([]byte, 2)
					if _, err := io.ReadFull(c, head); err != nil {
						return
					}
					q := make(msg, binary.BigEndian.Uint16(head))
					if _, err := io.ReadFull(c, q); err != nil {
						return
					}
					serve(n, q, func(b []byte) {
						if b == nil {
							_ = conn.Close()
							return
						}
						_, _ = c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...))
					})
				}
			})
		}
	})
	return func() {
		f.shut()
		_ = f.Close()
		all.Wait()
	}
}

func tries(record []evidence.Exchange) string {
	var out []string
	for _, x := range record {
		out = append(out, strings.TrimSuffix(string(x.Transport)+":"+string(x.Failure), ":"))
	}
	return strings.Join(out, " ")
}

func TestQuestionsShareOneTLSConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFar(t, false, resolverName)
		var held [][]byte
		stop := f.overTLS(func(_ int, q msg, send func([]byte)) {
			if held = append(held, answer()(q)); len(held) == 3 {
				for _, a := range slices.Backward(held) { // in any order (RFC 7766 6.2.1.1)
					send(a)
				}
			}
		})
		defer stop()
		answers, record := f.ask(f.options(evidence.TLS, resolverName), "a.example", "b.example", "c.example")
		if got := tries(record); got != "tls tls tls" || len(f.dials) != 1 || f.dials[0] != "tcp 192.0.2.53:853" {
			t.Errorf("%q over %q", got, f.dials)
		}
		for i, name := range []string{"a.example", "b.example", "c.example"} {
			if answers[i].Msg == nil || answers[i].Msg.QName != wire.MustName(name) {
				t.Errorf("%s: %+v", name, answers[i])
			}
		}
		for _, x := range record {
			if len(x.Question) == 0 || len(x.Answer) == 0 || !x.Resolver || x.Server.String() != "192.0.2.53:853" || x.Try != 1 {
				t.Errorf("record %+v", x)
			}
		}
	})
}

func TestTLSTriesAndTheirRecord(t *testing.T) {
	for name, tc := range map[string]struct {
		serve func(n int, q msg, send func([]byte))
		want  string
		dials int
		took  time.Duration
	}{
		"silence": {func(int, msg, func([]byte)) {}, "tls:timeout tls:timeout", 2, 6 * time.Second},
		"closes":  {func(_ int, _ msg, send func([]byte)) { send(nil) }, "tls:closed tls:closed", 2, 0},
		"garbage": {func(_ int, q msg, send func([]byte)) { send(answer(lyingCount)(q)) }, "tls:malformed tls:malformed", 2, 0},
		"another question, then the answer": {func(_ int, q msg, send func([]byte)) {
			send(answer(otherName)(q))
			send(answer(otherID)(q))
			send([]byte{1})
			send(answer()(q))
		}, "tls", 1, 0},
		"another ID": {func(_ int, q msg, send func([]byte)) { send(answer(otherID)(q)) }, "tls:timeout tls:timeout", 2, 6 * time.Second},
		"a flood": {func(_ int, q msg, send func([]byte)) {
			for range maxStrays + 2 {
				send(answer(otherID)(q))
			}
		}, "tls:mismatch tls:mismatch", 2, 0},
		"truncated for no reason": {func(_ int, q msg, send func([]byte)) { send(answer(truncated)(q)) }, "tls", 1, 0},
		"FORMERR with EDNS": {func(n int, q msg, send func([]byte)) {
			if n == 0 {
				send(answer(rcode(1))(q))
				return
			}
			send(answer()(q))
		}, "tls tls", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFar(t, false, resolverName)
				stop := f.overTLS(tc.serve)
				defer stop()
				began := time.Now()
				_, record := f.ask(f.options(evidence.TLS, resolverName), "example.org")
				if got := tries(record); got != tc.want || len(f.dials) != tc.dials || time.Since(began) != tc.took {
					t.Errorf("tries %q over %d connections in %v, want %q, %d, %v: %+v", got, len(f.dials), time.Since(began), tc.want, tc.dials, tc.took, record)
				}
			})
		})
	}
}

// A connection that the resolver has closed in the meantime is replaced.
func TestTLSConnectionIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFar(t, false, resolverName)
		stop := f.overTLS(func(_ int, q msg, send func([]byte)) {
			send(answer()(q))
			time.AfterFunc(time.Second, func() { send(nil) })
		})
		defer stop()
		o := f.options(evidence.TLS, resolverName)
		c := New(o, evidence.NewLog(nil))
		defer c.Close()
		for range 2 {
			a := c.Ask(t.Context(), Query{Server: o.Resolver.Addr, Name: wire.MustName("example.org"), Type: wire.TypeMX, Resolver: true})
			if a.Msg == nil {
				t.Error(a.Failure)
			}
			<-time.After(2 * time.Second)
			synctest.Wait()
		}
		if len(f.dials) != 2 {
			t.Errorf("%d connections", len(f.dials))
		}
	})
}

func TestTLSResolverMustProveWhoItIs(t *testing.T) {
	for name, tc := range map[string]struct {
		host  string // that we mean
		names []string
		old   bool
		alien bool // issued by somebody that we do not know
		want  string
		words string
	}{
		"name":           {host: resolverName, names: []string{resolverName}, want: "tls tls"},
		"address":        {names: []string{resolverAddr}, want: "tls tls"},
		"other name":     {host: resolverName, names: []string{"other.example.net"}, want: "tls:untrusted tls:untrusted", words: "valid for other.example.net, not dns.example.net"},
		"other address":  {names: []string{"192.0.2.54", resolverName}, want: "tls:untrusted tls:untrusted", words: "192.0.2.54"},
		"expired":        {host: resolverName, names: []string{resolverName}, old: true, want: "tls:untrusted tls:untrusted", words: "expired"},
		"unknown issuer": {host: resolverName, names: []string{resolverName}, alien: true, want: "tls:untrusted tls:untrusted", words: "unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFar(t, tc.old, tc.names...)
				asked := 0
				stop := f.overTLS(func(_ int, q msg, send func([]byte)) { asked++; send(answer()(q)) })
				defer stop()
				o := f.options(evidence.TLS, tc.host)
				if tc.alien {
					o.Roots = x509.NewCertPool()
				}
				_, record := f.ask(o, "example.org", "example.net")
				if got := tries(record); got != tc.want || len(f.dials) != 1 {
					t.Errorf("tries %q over %d connections, want %q over one", got, len(f.dials), tc.want)
				}
				if tc.words != "" && (asked > 0 || !strings.Contains(record[0].Detail.String(), tc.words)) {
					t.Errorf("asked %d times, detail %q", asked, record[0].Detail)
				}
			})
		})
	}
}

func TestTLSResolverThatCannotBeReached(t *testing.T) {
	for _, tc := range []struct {
		err  error
		want string
	}{
		{syscall.ECONNREFUSED, "tls:refused tls:refused"},
		{syscall.ENETUNREACH, "tls:unreachable"},
		{syscall.EPERM, "tls:not-permitted"},
	} {
		f := newFar(t, false, resolverName)
		f.dead = tc.err
		if _, record := f.ask(f.options(evidence.TLS, resolverName), "example.org"); tries(record) != tc.want {
			t.Errorf("%v: tries %q, want %q", tc.err, tries(record), tc.want)
		}
	}
}

// Something else than TLS listens, and something that never says a word.
func TestTLSResolverThatSpeaksNoTLS(t *testing.T) {
	for words, want := range map[string]string{"SSH-2.0-OpenSSH_9.9\r\n": "tls:protocol tls:protocol", "": "tls:timeout tls:timeout"} {
		synctest.Test(t, func(t *testing.T) {
			f := newFar(t, false, resolverName)
			go func() {
				for range 2 {
					c := <-f.conns
					go func() { _, _ = io.Copy(io.Discard, c) }()
					if words != "" {
						_, _ = io.WriteString(c, words)
					}
				}
			}()
			if _, record := f.ask(f.options(evidence.TLS, resolverName), "example.org"); tries(record) != want {
				t.Errorf("%q: tries %q, want %q", words, tries(record), want)
			}
			_ = f.Close()
		})
	}
}

// overHTTPS serves DNS over HTTPS, HTTP/2 if both sides can.
func (f *far) overHTTPS(serve http.HandlerFunc) (stop func()) {
	s := &http.Server{Handler: serve, TLSConfig: &tls.Config{Certificates: []tls.Certificate{f.cert}}}
	s.ErrorLog = quiet()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.ServeTLS(f, "", "")
	}()
	return func() {
		f.shut()
		_ = s.Close()
		<-done
	}
}

func TestHTTPS(t *testing.T) {
	good := func(w http.ResponseWriter, r *http.Request) {
		q, err := io.ReadAll(r.Body)
		switch {
		case err != nil || r.Method != http.MethodPost || r.URL.Path != "/dns-query" || r.Host != resolverName ||
			r.Header.Get("Content-Type") != mediaType || r.ProtoMajor != 2 || len(q) < 12 || q[0] != 0 || q[1] != 0:
			w.WriteHeader(http.StatusBadRequest)
		default:
			w.Header().Set("Content-Type", mediaType)
			_, _ = w.Write(answer()(q))
		}
	}
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	says := func(typ string, body func(msg) []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			q, _ := io.ReadAll(r.Body)
			w.Header().Set("Content-Type", typ)
			_, _ = w.Write(body(q))
		}
	}
	for name, tc := range map[string]struct {
		serve http.HandlerFunc
		names []string
		want  string
		words string
		took  time.Duration
	}{
		"three questions, one connection": {serve: good, want: "https https https"},
		"redirect": {
			serve: func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://elsewhere.example/dns-query", http.StatusTemporaryRedirect)
			}, want: "https:protocol https:protocol", words: "HTTP status 307",
		},
		"not found": {serve: http.NotFound, want: "https:protocol https:protocol", words: "HTTP status 404"},
		"a body of a gigabyte": {
			serve: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", mediaType)
				for block := make([]byte, 1<<20); ; {
					if _, err := w.Write(block); err != nil {
						return
					}
				}
			}, want: "https:too-long https:too-long", words: "longer than a DNS message",
		},
		"headers without end": {
			serve: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Long", strings.Repeat("x", 2*maxHeader))
			}, want: "https:protocol https:protocol",
		},
		"a web page":          {serve: says("text/html", func(msg) []byte { return []byte("<html>") }), want: "https:protocol https:protocol", words: `content type "text/html"`},
		"no content type":     {serve: says("", answer()), want: "https:protocol https:protocol", words: "content type"},
		"parameters are fine": {serve: says(mediaType+"; x=1", answer()), want: "https"},
		"garbage":             {serve: says(mediaType, answer(lyingCount)), want: "https:malformed https:malformed"},
		"nothing":             {serve: says(mediaType, func(msg) []byte { return nil }), want: "https:mismatch https:mismatch", words: "too short"},
		"another question":    {serve: says(mediaType, answer(otherName)), want: "https:mismatch https:mismatch", words: "another question"},
		"another ID":          {serve: says(mediaType, answer(otherID)), want: "https:mismatch https:mismatch", words: "another ID"},
		"silence":             {serve: silent, want: "https:timeout https:timeout", took: 6 * time.Second},
		"an octet a second": {
			serve: func(w http.ResponseWriter, r *http.Request) {
				q, _ := io.ReadAll(r.Body)
				w.Header().Set("Content-Type", mediaType)
				for _, b := range answer()(q) {
					if _, err := w.Write([]byte{b}); err != nil || http.NewResponseController(w).Flush() != nil {
						return
					}
					select {
					case <-time.After(time.Second):
					case <-r.Context().Done():
						return
					}
				}
			}, want: "https:timeout https:timeout", took: 6 * time.Second,
		},
		"the end in the middle": {
			serve: func(w http.ResponseWriter, r *http.Request) {
				q, _ := io.ReadAll(r.Body)
				w.Header().Set("Content-Type", mediaType)
				_, _ = w.Write(answer()(q)[:12])
				_ = http.NewResponseController(w).Flush()
				panic(http.ErrAbortHandler)
			}, want: "https:protocol https:protocol",
		},
		"compressed": { // nobody asked for that, and it is not unpacked
			serve: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				w.Header().Set("Content-Type", mediaType)
				z := gzip.NewWriter(w)
				_, _ = z.Write(make([]byte, 16<<20))
				_ = z.Close()
			}, want: "https:mismatch https:mismatch",
		},
		"hints without end": {
			serve: func(w http.ResponseWriter, r *http.Request) {
				for w.Header().Set("Link", strings.Repeat("x", 1000)); r.Context().Err() == nil; {
					w.WriteHeader(http.StatusEarlyHints)
				}
			}, want: "https:protocol https:protocol",
		},
		"certificate for other": {serve: good, names: []string{"other.example.net"}, want: "https:untrusted", words: "other.example.net"},
		"server error is an answer": {
			serve: says(mediaType, answer(rcode(2))), want: "https",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				names := tc.names
				if names == nil {
					names = []string{resolverName}
				}
				f := newFar(t, false, names...)
				stop := f.overHTTPS(tc.serve)
				defer stop()
				questions := []string{"a.example", "b.example", "c.example"}[:max(1, strings.Count(tc.want, "https")*strings.Count(name, "three"))]
				began := time.Now()
				_, record := f.ask(f.options(evidence.HTTPS, resolverName), questions...)
				if got := tries(record); got != tc.want || time.Since(began) != tc.took {
					t.Errorf("tries %q in %v, want %q in %v: %q", got, time.Since(began), tc.want, tc.took, record[0].Detail)
				}
				if len(f.dials) == 0 || f.dials[0] != "tcp 192.0.2.53:443" || len(f.dials) > maxWebConns {
					t.Errorf("connections %q", f.dials)
				}
				if !strings.Contains(record[0].Detail.String(), tc.words) {
					t.Errorf("detail %q, want %q in it", record[0].Detail, tc.words)
				}
			})
		})
	}
}

// quiet drops what the server has to say: it is the client that is tested.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
