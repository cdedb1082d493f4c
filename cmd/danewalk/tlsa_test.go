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
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
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

// TestParseRecord: records as people paste them, and what is no record.
func TestParseRecord(t *testing.T) {
	const digest = "8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d"
	for in, want := range map[string]string{
		"3 1 1 " + digest: "030101" + digest,
		"  3\t1   1 " + strings.ToUpper(digest) + "\r":  "030101" + digest,
		"03 01 01 " + digest:                            "030101" + digest,
		"3 1 1 " + digest[:20] + " " + digest[20:]:      "030101" + digest,
		`3 1 1 "` + digest + `"`:                        "030101" + digest,
		"3 1 1 " + digest + " ; the next key":           "030101" + digest,
		"3 1 1 " + digest + ";next":                     "030101" + digest,
		"tlsa 3600 IN TLSA ( 3 1 1 " + digest + " )":    "030101" + digest,
		"_25._tcp.mx. IN TYPE52 \\# 35 030101" + digest: "030101" + digest,
		`\# 0`:                                  "",
		"255 1 1 00":                            "ff010100",
		"":                                      "has not three numbers",
		"; 3 1 1 " + digest:                     "has not three numbers",
		"3 1 1":                                 "has not three numbers",
		"311 " + digest:                         "has not three numbers",
		"3, 1, 1, " + digest:                    `"3," is no number`,
		"256 1 1 " + digest:                     `"256" is no number`,
		"-3 1 1 " + digest:                      `"-3" is no number`,
		"3 1 1 " + digest + "0":                 "65 digits are no whole octets",
		"3 1 1 0x" + digest:                     "it has 'x'",
		"3 1 1 8d:02":                           "it has ':'",
		"3 1 1 \u00ab" + digest:                 "it has '\u00ab'",
		"3 1 1 \x1b[31m":                        `it has '\x1b'`,
		"3 1 1 \xff":                            "not hexadecimal",
		`\# 34 030101` + digest:                 "it has 35 octets",
		`\# x 030101`:                           "says",
		"3 1 1 " + strings.Repeat("z", 100_000): "(100006 octets)",
		"3 1 0 " + strings.Repeat("00", 66_000): "does not fit",
	} {
		rdata, err := parseRecord(in)
		got := fmt.Sprintf("%x", rdata)
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != want || err != nil && (!strings.Contains(got, want) || want == "") || len(got) > 100_000 {
			t.Errorf("%.60q: %.200s, want %s", in, got, want)
		}
	}
}

// TestCertificatesInAFile: what stands in files that are given for chains.
func TestCertificatesInAFile(t *testing.T) {
	der := selfSigned(t, "mx.example.org").Certificate[0]
	block := func(kind string, octets []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: octets}))
	}
	cert, key := block("CERTIFICATE", der), block("PRIVATE KEY", []byte("secret octets"))
	for name, c := range map[string]struct {
		file string
		want string // number of certificates, or what is said
	}{
		"PEM":                  {cert, "1"},
		"DER":                  {string(der), "1"},
		"two in DER":           {string(der) + string(der), "2"},
		"CR and LF":            {strings.ReplaceAll(cert, "\n", "\r\n"), "1"},
		"marked as UTF-8":      {"\xef\xbb\xbf" + cert, "1"},
		"key first":            {key + cert, "1"},
		"key last":             {cert + key, "1"},
		"text around":          {"Subject: x\n" + cert + "bye\n" + cert, "2"},
		"old label":            {block("X509 CERTIFICATE", der), "1"},
		"empty":                {"", "has no certificate"},
		"a key alone":          {key, "but a block of type PRIVATE KEY"},
		"a request":            {block("CERTIFICATE REQUEST", []byte("x")), "but a block of type CERTIFICATE REQUEST"},
		"an evil type":         {block("\x1b[2J", der), `but a block of type \x1b[2J`},
		"UTF-16":               {"\xff\xfe-\x00-\x00", "UTF-16"},
		"cut":                  {cert[:len(cert)-30], "damaged"},
		"one line":             {strings.ReplaceAll(cert, "\n", ""), "damaged"},
		"indented":             {"  " + strings.ReplaceAll(cert, "\n", "\n  "), "damaged"},
		"second one cut":       {cert + cert[:100], "damaged"},
		"certificate of zeros": {block("CERTIFICATE", make([]byte, 40)), "certificate 1 in"},
		"a letter":             {"Dear Sir,", "neither PEM nor DER"},
		"too many":             {strings.Repeat(cert, maxCertificates+1), "a chain has a few"},
	} {
		path := filepath.Join(t.TempDir(), "chain")
		if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		chain, err := readChain(path)
		got := fmt.Sprint(len(chain))
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != c.want || err != nil && !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if strings.Contains(got, "secret") || strings.Contains(got, "\x1b") {
			t.Errorf("%s: %q shows what it must not", name, got)
		}
	}
}

// TestServerNames: what --name takes.
func TestServerNames(t *testing.T) {
	for in, want := range map[string]string{
		"mx.example.org": "mx.example.org", "MX.Example.ORG.": "mx.example.org", "b\u00fccher.example": "xn--bcher-kva.example", "mx": "mx", "a_b.example.org": "a_b.example.org",
		"": "empty", ".": "is the root", "a..b": "a label has 0", "user@mx.example.org": "no name of a server", "http://mx.example.org": "no name of a server",
		"mx.example.org:25": "no name of a server", "_25._tcp.mx.example.org": "no name of a server", "*.example.org": "no name of a server",
		"192.0.2.1": "is an address", "[2001:db8::1]": "is an address", "2001:db8::1": "is an address", "a b.example.org": "no name of a server",
	} {
		names, err := serverNames([]string{in})
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = names[0].Show()
		}
		if err == nil && got != want || err != nil && !strings.Contains(got, want) {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// TestFamily: -4 and -6 keep the addresses of their family.
func TestFamily(t *testing.T) {
	both := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}
	for want, o := range map[string]makeSet{"[192.0.2.1 2001:db8::1]": {}, "[192.0.2.1]": {only4: true}, "[2001:db8::1]": {only6: true}} {
		if got := fmt.Sprint(o.family(both)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if len(both) != 2 || both[1] != netip.MustParseAddr("2001:db8::1") {
		t.Errorf("the list of the caller was changed: %v", both)
	}
}
