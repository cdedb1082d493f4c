package lab

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// talk plays the client's side of a dialogue. "C" lines are sent, "S" lines
// must come, "T" is the TLS handshake with the name given.
func talk(t *testing.T, r *Running, address, script string) *tls.ConnectionState {
	t.Helper()
	conn, err := r.Dial(context.Background(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	in := bufio.NewReader(conn)
	var state *tls.ConnectionState
	for line := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		side, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch side {
		case "C":
			if _, err := conn.Write([]byte(text + "\r\n")); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		case "S":
			got, err := in.ReadString('\n')
			if got = strings.TrimSuffix(got, "\r\n"); got != text {
				t.Fatalf("got %q (%v), want %q", got, err, text)
			}
		case "T":
			c := tls.Client(conn, &tls.Config{ServerName: text, InsecureSkipVerify: true, Time: r.Now}) //nolint:gosec // the lesson looks at the chain itself
			if err := c.Handshake(); err != nil {
				t.Fatalf("handshake: %v", err)
			}
			s := c.ConnectionState()
			state, conn, in = &s, c, bufio.NewReader(c)
		case "E":
			if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
				t.Fatalf("not closed: %v", err)
			}
		}
	}
	return state
}

func TestDialogue(t *testing.T) {
	r := start(t, Options{})
	for _, address := range []string{"198.18.11.25:25", "[2001:2:0:11::25]:25"} {
		state := talk(t, r, address, `
			S 220 mx1.example.net ESMTP
			C EHLO lesson.example
			S 250-mx1.example.net
			S 250-PIPELINING
			S 250-SIZE 52428800
			S 250-STARTTLS
			S 250-ENHANCEDSTATUSCODES
			S 250 8BITMIME
			C STARTTLS
			S 220 2.0.0 ready to start TLS
			T mx1.example.net
			C EHLO lesson.example
			S 250-mx1.example.net
			S 250-PIPELINING
			S 250-SIZE 52428800
			S 250-ENHANCEDSTATUSCODES
			S 250 8BITMIME
			C MAIL FROM:<>
			S 550 5.7.1 this is a lesson: no mail is taken
			C QUIT
			S 221 2.0.0 bye
			E`)
		if state.Version != tls.VersionTLS13 || len(state.PeerCertificates) != 2 {
			t.Errorf("TLS %x with %d certificates", state.Version, len(state.PeerCertificates))
		}
		roots := x509.NewCertPool()
		root, err := r.d.pki.root()
		if err != nil {
			t.Fatal(err)
		}
		roots.AddCert(root.cert)
		between := x509.NewCertPool()
		between.AddCert(state.PeerCertificates[1])
		if _, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{
			DNSName: "mx1.example.net", Roots: roots, Intermediates: between, CurrentTime: r.Now(),
		}); err != nil {
			t.Errorf("the chain does not verify: %v", err)
		}
	}
}

const untilTLS = `
	S 220 mx1.example.net ESMTP
	C STARTTLS
	S 220 2.0.0 ready to start TLS
	T mx1.example.net`

// The TLSA record in DNS, computed again from what the server shows.
func TestTLSASources(t *testing.T) {
	tests := []struct {
		change string
		more   string
		cert   int // index in the chain that must match; -1 for none
	}{
		{"set ttl example.org MX 60", "", 0},
		{"fault certificate mx1.example.net renewed", "", -1},
		{"fault certificate mx1.example.net renewed", "set tlsa mx1.example.net 3 1 1 next", 0},
		{"set tlsa mx1.example.net 3 0 2 leaf", "", 0},
		{"set tlsa mx1.example.net 3 1 0 leaf", "", 0},
		{"set tlsa mx1.example.net 2 1 1 ca", "", 1},
		{"set tlsa mx1.example.net 2 0 1 ca", "", 1},
		{"set tlsa mx1.example.net 2 1 1 root", "set certificate mx1.example.net with-root", 2},
		{"set tlsa mx1.example.net 2 1 1 ca", "fault certificate mx1.example.net other-ca", -1},
		{"set tlsa mx1.example.net 3 1 1 other", "", -1},
		{"set tlsa mx1.example.net 3 1 1 rsa", "set certificate mx1.example.net also-rsa", -1}, // it shows the other one first
		{"set tlsa mx1.example.net 3 0 1 leaf", "set certificate mx1.example.net also-rsa", 0},
		{"set tlsa mx1.example.net 3 1 1 empty", "", -1},
		{"fault certificate mx1.example.net expired", "", 0},
		{"fault certificate mx1.example.net self-signed", "", 0},
		{"set certificate mx1.example.net rsa", "", 0},
		{"set certificate mx1.example.net rsa-1024", "", 0},
		{"fault certificate mx1.example.net other-name=mx.example.nl not-yet-valid", "", 0},
		{"fault certificate mx1.example.net renewed at 2001:2:0:11::25", "", 0},
	}
	for _, tt := range tests {
		r := start(t, Options{}, tt.change, tt.more)
		chain := talk(t, r, "198.18.11.25:25", untilTLS).PeerCertificates
		record := ask(t, r, "udp", "198.18.11.1", "_25._tcp.mx1.example.net", dns.TypeTLSA).Answer[0].(*dns.TLSA)
		found := -1
		for i, c := range chain {
			if value, err := dns.CertificateToDANE(record.Selector, record.MatchingType, c); err == nil && value == record.Certificate {
				found = i
			}
		}
		if found != tt.cert {
			t.Errorf("%s: %s matches certificate %d of %d, want %d", tt.change, record, found, len(chain), tt.cert)
		}
	}
}

func TestTLSAOddities(t *testing.T) {
	tests := []struct{ change, want string }{
		{"set tlsa mx1.example.net 3 1 1 empty", hexOf(sha256.Sum256(nil))},
		{"set tlsa mx1.example.net 3 1 0 empty", ""},
		{"set tlsa mx1.example.net 7 9 200 00ff", "00ff"},
		{"set tlsa mx1.example.net 3 1 1 aabbccdd/3", "aabbcc"},
	}
	for _, tt := range tests {
		r := start(t, Options{}, tt.change)
		if got := ask(t, r, "udp", "198.18.11.1", "_25._tcp.mx1.example.net", dns.TypeTLSA).Answer[0].(*dns.TLSA).Certificate; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.change, got, tt.want)
		}
	}
}

func hexOf(sum [32]byte) string { return hex.EncodeToString(sum[:]) }

func TestMailFaults(t *testing.T) {
	stripped := `
		S 220 mx1.example.net ESMTP
		C EHLO a
		S 250-mx1.example.net
		S 250-PIPELINING
		S 250-SIZE 52428800
		S 250-XXXXXXXA
		S 250-ENHANCEDSTATUSCODES
		S 250 8BITMIME`
	tests := []struct{ how, script string }{
		{"greeting-554", "S 554 5.7.1 mx1.example.net no mail from your network\nC QUIT\nE"},
		{"greeting-421", "S 421 4.3.2 mx1.example.net too busy, try again later\nE"},
		{"closes", "E"},
		{"no-ehlo", "S 220 mx1.example.net ESMTP\nC EHLO a\nS 502 5.5.1 command not implemented\nC HELO a\nS 250 mx1.example.net"},
		{"ehlo-504", "S 220 mx1.example.net ESMTP\nC EHLO a\nS 504 5.5.2 helo command rejected: need fully-qualified hostname"},
		{"ehlo-550", "S 220 mx1.example.net ESMTP\nC EHLO a\nS 550 5.7.1 your network is not welcome here"},
		{"ehlo-451", "S 220 mx1.example.net ESMTP\nC EHLO a\nS 451 4.7.1 try again later"},
		{"no-starttls", "S 220 mx1.example.net ESMTP\nC STARTTLS\nS 502 5.5.1 command not implemented"},
		{"starttls-454", "S 220 mx1.example.net ESMTP\nC STARTTLS\nS 454 4.7.0 TLS not available due to temporary reason\nC QUIT\nS 221 2.0.0 bye"},
		{"starttls-stripped", stripped},
		{"greylist-greeting", "S 450 4.7.1 mx1.example.net you are greylisted, please come back in 300 seconds\nC QUIT\nE"},
		{"greylist-ehlo", "S 220 mx1.example.net ESMTP\nC EHLO a\nS 451 4.7.1 greylisting in action, please come back later"},
		{"greylist-starttls", "S 220 mx1.example.net ESMTP\nC STARTTLS\nS 450 4.7.1 greylisted, try again in 5 minutes"},
	}
	for _, tt := range tests {
		r := start(t, Options{}, "fault smtp mx1.example.net "+tt.how+" at 198.18.11.25")
		talk(t, r, "198.18.11.25:25", tt.script)
		talk(t, r, "[2001:2:0:11::25]:25", untilTLS) // the other address is in order
	}
}

// handshake starts TLS with a mail server and returns how it ended.
func handshake(t *testing.T, r *Running, config *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	conn, err := r.Dial(context.Background(), "tcp", "198.18.11.25:25")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	in := bufio.NewReader(conn)
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("STARTTLS\r\n")); err != nil {
		t.Fatal(err)
	}
	if line, err := in.ReadString('\n'); !strings.HasPrefix(line, "220 ") {
		t.Fatal(line, err)
	}
	config.InsecureSkipVerify = true
	c := tls.Client(conn, config)
	err = c.Handshake()
	return c.ConnectionState(), err
}

func TestTLSFaults(t *testing.T) {
	tests := []struct{ change, want string }{
		{"fault tls mx1.example.net alert", "handshake failure"},
		{"fault tls mx1.example.net garbage", "does not look like a TLS handshake"},
		{"fault tls mx1.example.net closes", "EOF"},
		{"fault tls mx1.example.net 1.0", "protocol version"},
		{"fault tls mx1.example.net 1.1", "protocol version"},
		{"fault tls mx1.example.net reject-sni", "unrecognized name"},
		{"fault certificate mx1.example.net negative-serial", "negative serial number"},
		{"fault tls mx1.example.net 1.2", ""},
		{"fault tls mx1.example.net client-cert", ""},
		{"fault tls mx1.example.net client-cert-demanded", ""}, // the alert comes with the first bytes that are read
	}
	for _, tt := range tests {
		r := start(t, Options{}, tt.change)
		_, err := handshake(t, r, &tls.Config{ServerName: "mx1.example.net"}) //nolint:gosec // see handshake
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.change, err)
		}
	}
	old := start(t, Options{}, "fault tls mx1.example.net 1.0")
	if s, err := handshake(t, old, &tls.Config{MinVersion: tls.VersionTLS10}); err != nil || s.Version != tls.VersionTLS10 { //nolint:gosec // the old version is the test
		t.Errorf("TLS 1.0 with a client that allows it: %x %v", s.Version, err)
	}
	both := start(t, Options{}, "set certificate mx1.example.net also-rsa")
	rsaOnly := &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}} //nolint:gosec // RSA only
	if s, err := handshake(t, both, rsaOnly); err != nil || s.PeerCertificates[0].PublicKeyAlgorithm != x509.RSA {
		t.Errorf("no RSA certificate for a client that knows nothing else: %v", err)
	} else {
		record := tlsaSource{usage: 3, selector: 0, matching: 0, what: "rsa", host: wire.MustName("mx1.example.net")}
		if data, err := both.d.sourceData(record); err != nil || !bytes.Equal(data, s.PeerCertificates[0].Raw) {
			t.Errorf("the source rsa is not that certificate: %v", err)
		}
	}
	if s, err := handshake(t, both, &tls.Config{}); err != nil || s.PeerCertificates[0].PublicKeyAlgorithm != x509.ECDSA { //nolint:gosec // see handshake
		t.Errorf("no ECDSA certificate: %v", err)
	}
}

// What depends on how many sessions there were.
func TestSessionsAreCounted(t *testing.T) {
	refused := "S 220 mx1.example.net ESMTP\nC STARTTLS\nS 502 5.5.1 command not implemented"
	many := "S 421 4.7.0 mx1.example.net too many connections from your address, slow down\nE"
	tests := []struct {
		how     string
		scripts []string
	}{
		{"busy 1", []string{"S 421 4.3.2 mx1.example.net too busy, try again later\nE", untilTLS, untilTLS}},
		{"limit 2", []string{untilTLS, untilTLS, many, many}},
		{"starttls-from 3", []string{refused, refused, untilTLS, untilTLS}},
	}
	for _, tt := range tests {
		r := start(t, Options{}, "fault smtp mx1.example.net "+tt.how)
		for _, script := range tt.scripts {
			talk(t, r, "198.18.11.25:25", script)
			talk(t, r, "[2001:2:0:11::25]:25", script) // counts for itself
		}
	}
}

// modern is a client that sends a large ClientHello, as all do today.
func modern() *tls.Config { return &tls.Config{ServerName: "mx1.example.net"} } //nolint:gosec // see handshake

func TestServersThatChoose(t *testing.T) {
	plain := modern()
	plain.ServerName = ""
	small := modern()
	small.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256}
	old := modern()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	weak := modern()
	for _, s := range tls.InsecureCipherSuites() {
		weak.CipherSuites = append(weak.CipherSuites, s.ID)
	}
	cbc := modern()
	cbc.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
	tests := []struct {
		change string
		more   string
		client *tls.Config
		want   string
	}{
		{"fault tls mx1.example.net large-closes", "", modern(), "EOF"},
		{"fault tls mx1.example.net large-closes", "", small, "TLS 1.3"},
		{"fault tls mx1.example.net large-dropped", "", small, "TLS 1.3"},
		{"fault tls mx1.example.net needs-sni", "", modern(), "TLS 1.3"},
		{"fault tls mx1.example.net needs-sni", "", plain, "missing extension"},
		{"fault tls mx1.example.net old", "", modern(), "TLS 1.3"},
		{"fault tls mx1.example.net old", "", old, "TLS 1.1"},
		{"set ttl example.org MX 60", "", old, "protocol version"},
		{"set tls mx1.example.net 1.3", "", cbc, "TLS 1.3"},
		{"set tls mx1.example.net 1.3", "", old, "protocol version"},
		{"fault tls mx1.example.net rsa-exchange", "set certificate mx1.example.net rsa", modern(), "handshake failure"},
		{"fault tls mx1.example.net rsa-exchange", "set certificate mx1.example.net rsa", weak, "TLS 1.2"},
		{"fault tls mx1.example.net cbc", "", weak, "handshake failure"},
		{"fault tls mx1.example.net cbc", "", cbc, "TLS 1.2"},
		{"fault tls mx1.example.net cbc", "fault tls mx1.example.net old", old, "TLS 1.1"},
	}
	for _, tt := range tests {
		r := start(t, Options{}, tt.change, tt.more)
		state, err := handshake(t, r, tt.client.Clone())
		got := tls.VersionName(state.Version)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s, %s: got %s, want %s", tt.change, tt.more, got, tt.want)
		}
	}
}

// A large ClientHello that is lost on the way is answered by nobody.
func TestLargeHelloIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Options{}, "fault tls mx1.example.net large-dropped")
		if _, err := handshake(t, r, modern()); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestCertificateWithoutSNI(t *testing.T) {
	r := start(t, Options{}, "fault certificate-without-sni mx1.example.net other-name=hosting.example.net key-of")
	with, err := handshake(t, r, modern())
	if err != nil {
		t.Fatal(err)
	}
	without, err := handshake(t, r, &tls.Config{}) //nolint:gosec // see handshake
	if err != nil {
		t.Fatal(err)
	}
	a, b := with.PeerCertificates[0], without.PeerCertificates[0]
	if a.DNSNames[0] != "mx1.example.net" || b.DNSNames[0] != "hosting.example.net" || bytes.Equal(a.RawSubjectPublicKeyInfo, b.RawSubjectPublicKeyInfo) {
		t.Errorf("with SNI %v, without %v", a.DNSNames, b.DNSNames)
	}
}

func TestPorts(t *testing.T) { synctest.Test(t, ports) }

func ports(t *testing.T) {
	r := start(t, Options{}, "fault smtp mx1.example.net refused", "fault smtp mx2.example.net silent", "fault server ns1.example.net no-tcp")
	tests := []struct {
		network, address string
		want             error
	}{
		{"tcp", "198.18.11.25:25", syscall.ECONNREFUSED},
		{"tcp", "198.18.11.26:25", context.DeadlineExceeded},
		{"tcp", "198.18.11.26:587", syscall.ECONNREFUSED},
		{"tcp", "198.18.11.1:53", syscall.ECONNREFUSED},
		{"tcp", "198.18.200.200:25", context.DeadlineExceeded},
		{"tcp", "198.18.11.2:53", nil},
	}
	for _, tt := range tests {
		soon, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		conn, err := r.Dial(soon, tt.network, tt.address)
		cancel()
		if !errors.Is(err, tt.want) {
			t.Errorf("%s %s: %v, want %v", tt.network, tt.address, err, tt.want)
		}
		if _, isOp := errors.AsType[*net.OpError](err); err != nil && !isOp {
			t.Errorf("%s: %T", tt.address, err)
		}
		if conn != nil {
			conn.Close()
		}
	}
}
