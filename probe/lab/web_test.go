package lab

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

const policyURL = "https://mta-sts.example.org/.well-known/mta-sts.txt"

// browse gets a URL from an address of the world as a browser does: it believes
// the world's authorities, and follows nothing.
func browse(r *Running, url, address string) string {
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return r.Dial(ctx, network, netip.AddrPortFrom(netip.MustParseAddr(address), 443).String())
		},
		TLSClientConfig:        &tls.Config{RootCAs: r.Authorities(), Time: r.Now},
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
	}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(url)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	return fmt.Sprintf("%d %s %s|%s|%d %v", resp.StatusCode, resp.Header.Get("Content-Type"), resp.Header.Get("Location"), strings.ReplaceAll(string(body), "\r\n", ","), len(body), err)
}

func TestPolicyHosts(t *testing.T) {
	const lines = "version: STSv1,mode: enforce,mx: mx1.example.net,mx: mx2.example.net,max_age: 1209600,"
	healthy := "200 text/plain; charset=utf-8 |" + lines + "|91 <nil>"
	for _, tt := range []struct{ change, want string }{
		{"set ttl example.org MX 3600", healthy},
		{"fault replace example.org MX 10 mx1.example.nl", "|version: STSv1,mode: enforce,mx: mx1.example.nl,max_age: 1209600,|"},
		{"fault remove example.org MX", "mx: example.org,"},
		{"fault cname example.org example.nl\npolicyhost mta-sts.example.org 198.18.10.43", "mx: mx1.example.nl,"},
		{"set sts example.org version: STSv1 ; mode: none ; max_age: 1", "|version: STSv1,mode: none,max_age: 1,|"},
		{"fault sts example.org none", "404 text/html |"},
		{"fault web mta-sts.example.org status 500", "500 text/plain"},
		{"fault web mta-sts.example.org redirect https://www.example.nl/x", "301 text/plain; charset=utf-8 https://www.example.nl/x||0"},
		{"fault web mta-sts.example.org wrong-type", "200 text/html |" + lines},
		{"fault web mta-sts.example.org empty", "200 text/plain; charset=utf-8 ||0 <nil>"},
		{"fault web mta-sts.example.org slow 2s", healthy},
		{"fault web mta-sts.example.org slow 1m", "deadline exceeded"},
		{"fault web mta-sts.example.org huge", "|65536 <nil>"},
		{"fault web mta-sts.example.org endless", "server response headers exceeded"},
		{"fault web mta-sts.example.org trickle", "context deadline exceeded"},
		{"fault web mta-sts.example.org gzip", "200 text/plain; charset=utf-8 |\x1f\x8b"},
		{"fault web mta-sts.example.org http-error", "malformed HTTP"},
		{"fault web mta-sts.example.org tls-alert", "handshake failure"},
		{"fault web mta-sts.example.org closes", "EOF"},
		{"fault web mta-sts.example.org refused", "connection refused"},
		{"fault web mta-sts.example.org silent", "deadline exceeded"},
		{"fault web mta-sts.example.org status 404 at 2001:2:0:10::43", healthy},
		{"fault local port443-blocked", "deadline exceeded"},
		{"fault certificate mta-sts.example.org expired", "certificate has expired"},
		{"fault certificate mta-sts.example.org self-signed", "unknown authority"},
		{"fault certificate mta-sts.example.org other-name", "valid for mail.other.example"},
		{"fault certificate mta-sts.example.org no-intermediate", "unknown authority"},
		{"fault tls mta-sts.example.org 1.1", "protocol version not supported"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := start(t, Options{}, tt.change)
			defer r.Close()
			if got := browse(r, policyURL, "198.18.10.43"); !strings.Contains(got, tt.want) {
				t.Errorf("%s\n got %q\nwant %q", tt.change, got, tt.want)
			}
		})
	}
}

// What a domain of the standard world has, a domain of a world's own can have too.
func TestPoliciesOfOwnDomain(t *testing.T) {
	lines := []string{"newzone own.org", "zone own.org", "    @ MX 10 in.own.org", "    in.own.org A 198.18.20.25", "mailhost in.own.org 198.18.20.25", "policies own.org"}
	r := start(t, Options{}, lines...)
	if got := browse(r, "https://mta-sts.own.org"+policyPath, "198.18.20.43"); !strings.Contains(got, "mx: in.own.org,") {
		t.Errorf("policy: %q", got)
	}
	for name, want := range map[string]string{
		"own.org": "v=spf1 mx -all", "_mta-sts.own.org": "v=STSv1; id=20261121T120000;", "_dmarc.own.org": "v=DMARC1; p=reject; rua=mailto:dmarc-reports@own.org",
		"_smtp._tls.own.org": "v=TLSRPTv1; rua=mailto:tls-reports@example.nl,https://tls-reports.example.nl/v1",
	} {
		m := ask(t, r, "tcp", serversOf(r, "own.org")[0], name, dns.TypeTXT)
		if len(m.Answer) == 0 || len(m.Answer[0].(*dns.TXT).Txt) != 1 || m.Answer[0].(*dns.TXT).Txt[0] != want {
			t.Errorf("%s TXT is %v, want %q", name, m.Answer, want)
		}
	}
	below := start(t, Options{}, "policies eu.example.org", "fault cname eu.example.org example.org")
	if got := browse(below, "https://mta-sts.eu.example.org"+policyPath, "198.18.10.44"); !strings.Contains(got, "mx: mx1.example.net,") {
		t.Errorf("policy of a name in a zone: %q", got)
	}
	bare := start(t, Options{}, lines[:5]...)
	if m := ask(t, bare, "tcp", serversOf(bare, "own.org")[0], "_mta-sts.own.org", dns.TypeTXT); m.Rcode != dns.RcodeNameError {
		t.Errorf("without the verb there is %v", m.Answer)
	}
}

// The mail servers of the standard world satisfy senders with MTA-STS: their
// certificates are of an authority that such senders trust (RFC 8461 4.2).
func TestMailServersOfThePolicy(t *testing.T) {
	r := start(t, Options{})
	for address, name := range map[string]string{"198.18.11.25": "mx1.example.net", "198.18.12.25": "mx1.example.nl", "198.18.13.25": "mx1.example.zz", "198.18.15.25": "mx1.legacy.net"} {
		chain := talk(t, r, address+":25", strings.ReplaceAll(untilTLS, "mx1.example.net", name)).PeerCertificates
		between := x509.NewCertPool()
		for _, c := range chain[1:] {
			between.AddCert(c)
		}
		if _, err := chain[0].Verify(x509.VerifyOptions{DNSName: name, Roots: r.Authorities(), Intermediates: between, CurrentTime: r.Now()}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWebVerbsRefuse(t *testing.T) {
	for _, line := range []string{
		"fault web mx1.example.net silent", "fault web mta-sts.example.org asleep", "fault web mta-sts.example.org status", "fault web mta-sts.example.org status 700",
		"fault web mta-sts.example.org silent 3s", "fault web mta-sts.example.org slow soon", "fault web mta-sts.example.org silent at 198.18.11.43",
		"fault sts own.example none", "policyhost mta-sts.own.example 198.18.10.43", "policyhost mta-sts.own.example here", "policies example.org", "policies own.example",
	} {
		if _, err := Parse("test", []byte("target: example.org\n"+line)); err == nil || !strings.HasPrefix(err.Error(), "test:2: ") {
			t.Errorf("%q: %v", line, err)
		}
	}
}
