package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// selfSigned makes a certificate for a server.
func selfSigned(t *testing.T, names ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// mailServer takes one session on loopback and returns its address.
func mailServer(t *testing.T, cert *tls.Certificate) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		in := bufio.NewReader(conn)
		_, _ = io.WriteString(conn, "220 mx.example.org ESMTP\r\n")
		_, _ = in.ReadString('\n')
		if cert == nil {
			_, _ = io.WriteString(conn, "250 mx.example.org\r\n")
			_, _ = in.ReadString('\n')
			return
		}
		_, _ = io.WriteString(conn, "250-mx.example.org\r\n250 STARTTLS\r\n")
		_, _ = in.ReadString('\n')
		_, _ = io.WriteString(conn, "220 ready\r\n")
		secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*cert}})
		_, _ = bufio.NewReader(secure).ReadString('\n') // what follows is not looked at
	}()
	return l.Addr().String()
}

// TestMakeFromHost: the records are those of the certificate that the server
// shows, at the port that was asked.
func TestMakeFromHost(t *testing.T) {
	cert := selfSigned(t, "mx.example.org")
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	at := mailServer(t, &cert)
	_, port, _ := net.SplitHostPort(at)
	var out, errs bytes.Buffer
	p := &program{out: &out, errs: &errs, env: func(string) string { return "" }}
	code := p.run(t.Context(), []string{"tlsa", "make", "--host", at})
	if want := fmt.Sprintf("\n_%s._tcp.mx.example.org. 3600 IN TLSA 3 1 1 %x\n", port, digest); code != 0 || !strings.Contains(out.String(), want) {
		t.Errorf("exit %d, %q %q, want %q", code, out.String(), errs.String(), want)
	}
	if !strings.Contains(out.String(), "; shown by 127.0.0.1; nothing vouches for it") {
		t.Errorf("no warning in %q", out.String())
	}
}

// TestMakeFromHostWithout: a server without TLS gives no record, and says why.
func TestMakeFromHostWithout(t *testing.T) {
	at := mailServer(t, nil)
	var out, errs bytes.Buffer
	p := &program{out: &out, errs: &errs, env: func(string) string { return "" }}
	code := p.run(t.Context(), []string{"tlsa", "make", "--host", at, "--name", "mx.example.org"})
	if code != exitCannotTell || out.Len() > 0 || !strings.Contains(errs.String(), "no certificate was seen at "+at) || !strings.Contains(errs.String(), "starttls-missing") {
		t.Errorf("exit %d, %q %q", code, out.String(), errs.String())
	}
}

// TestSplitHost: the forms of --host.
func TestSplitHost(t *testing.T) {
	for in, want := range map[string]string{
		"mx.example.org": "mx.example.org 25", "mx.example.org:587": "mx.example.org 587", "192.0.2.1": "192.0.2.1 25",
		"2001:db8::1": "2001:db8::1 25", "[2001:db8::1]": "2001:db8::1 25", "[2001:db8::1]:26": "2001:db8::1 26",
	} {
		host, port, err := splitHost(in)
		if got := fmt.Sprint(host, " ", port); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", in, got, err, want)
		}
	}
}
