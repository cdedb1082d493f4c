package explain_test

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// A resolver over TLS whose certificate is for somebody else was asked nothing,
// and that is what the person reads.
func TestResolverThatDoesNotProveWhoItIs(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.53:853")
	log := evidence.NewLog(nil)
	log.Add(evidence.Item{Start: &evidence.Start{
		Kind: evidence.KindDomain, Name: "example.org.", Typed: "example.org",
		Vantage: evidence.Vantage{IPv4: true, SMTP: true, Resolver: "tls://dns.example.net@" + at.String()},
	}})
	for name, typ := range map[string]wire.Type{".": wire.TypeDNSKEY, "example.org.": wire.TypeMX} {
		log.Add(evidence.Item{Query: &evidence.Exchange{
			Server: at, Resolver: true, Transport: evidence.TLS, Try: 1, Name: name, Type: uint16(typ),
			Failure: evidence.Untrusted, Detail: "certificate: x509: certificate is valid for \x1b[31mother.example, not dns.example.net",
		}})
	}
	log.Close()
	d := explain.Diagnose(log.Case(), explain.Options{})
	if d.Verdict != mail.CannotTell || d.Break < 0 || d.Findings[d.Break].Code != "local.no-dns" {
		t.Fatalf("verdict %s, findings %+v", d.Verdict, d.Findings)
	}
	for audience, want := range map[explain.Audience]string{
		explain.Helpdesk: "no valid certificate",
		explain.Expert:   "not dns.example.net",
	} {
		var out bytes.Buffer
		if err := render.Text(&out, d, render.Options{Audience: audience, Width: 300}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) || strings.Contains(out.String(), "\x1b") {
			t.Errorf("%s: %q is not in it:\n%s", audience, want, out.String())
		}
	}
}
