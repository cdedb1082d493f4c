package rules

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// seen is a session that stood, of a look.
func seen(look string, id evidence.ID) *view.Session {
	return &view.Session{
		Look: look, Evidence: []evidence.ID{id}, EHLO: view.Reply{Code: 250}, STARTTLS: view.Yes,
		TLS: &evidence.Handshake{Stage: evidence.StageDone, Version: tls.VersionTLS13},
	}
}

// twoKeys makes a host without DANE with one address that shows one certificate
// to ordinary clients and another one to those with a look.
func twoKeys(look string, first, second *x509.Certificate) (*Case, *mail.Host) {
	ordinary, other := seen("", 1), seen(look, 2)
	a := mail.Address{Session: ordinary, Looks: []*view.Session{other}, Talk: mail.OutcomePass, Leaf: first, Chain: []*x509.Certificate{first}, ChainDER: [][]byte{{1}}}
	a.Grid = []mail.Cert{
		{Sessions: []*view.Session{ordinary}, Leaf: first, Chain: a.Chain, ChainDER: a.ChainDER, Key: "ECDSA P-256"},
		{Sessions: []*view.Session{other}, Leaf: second, Chain: []*x509.Certificate{second}, ChainDER: [][]byte{{2}}, Key: "RSA 2048"},
	}
	name := wire.MustName("mx.example.org")
	r := &mail.Report{Complete: true, Hosts: []mail.Host{{Name: name, Base: name, Mode: mail.ModeNone, Addresses: []mail.Address{a}}}}
	return &Case{Report: r, At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), View: view.New(evidence.Case{Complete: true})}, &r.Hosts[0]
}

func dated(until int, subject string) *x509.Certificate {
	return &x509.Certificate{
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(until, 1, 1, 0, 0, 0, 0, time.UTC),
		DNSNames: []string{"mx.example.org"}, RawSubject: []byte(subject), RawIssuer: []byte("issuer"),
	}
}

// TestCertificateOfAnotherKey: what is wrong with the second certificate is told,
// if senders are shown it.
func TestCertificateOfAnotherKey(t *testing.T) {
	for look, want := range map[string]int{evidence.LookRSA: 1, evidence.LookECDSA: 1, evidence.LookNoSNI: 0} {
		c, _ := twoKeys(look, dated(2027, "a"), dated(2025, "b"))
		got := detectTlsCertExpired(c)
		if len(got) != want {
			t.Fatalf("%s: %d findings", look, len(got))
		}
		if want > 0 && (!slices.Equal(got[0].Evidence, []evidence.ID{1, 2}) || got[0].Weight != finding.Hygiene) {
			t.Errorf("%s: evidence %v, weight %s", look, got[0].Evidence, got[0].Weight)
		}
	}
}

// TestCertificateWithoutName: another one, none, or the one that everybody gets.
func TestCertificateWithoutName(t *testing.T) {
	c, h := twoKeys(evidence.LookNoSNI, dated(2027, "a"), dated(2027, "b"))
	if got := detectTlsSniDependentCert(c); len(got) != 1 || got[0].Args["key"] != "RSA 2048" || got[0].Args["how"] != "" {
		t.Errorf("another one: %+v", got)
	}
	a := &h.Addresses[0]
	a.Grid[1].ChainDER = [][]byte{{1}, {3}} // the same one with another chain
	if got := detectTlsSniDependentCert(c); len(got) != 0 {
		t.Errorf("the same one: %+v", got)
	}
	a.Grid = a.Grid[:1]
	refused := a.Looks[0]
	refused.Trouble, refused.TLS = view.HandshakeFailed, &evidence.Handshake{Stage: evidence.StageFailed, Failure: evidence.TLSAlert, Alert: 113}
	if got := detectTlsSniDependentCert(c); len(got) != 1 || got[0].Args["how"] != "alert 112" {
		t.Errorf("none: %+v", got)
	}
	refused.TLS.Failure = evidence.Timeout // perhaps the network
	if got := detectTlsSniDependentCert(c); len(got) != 0 {
		t.Errorf("silence: %+v", got)
	}
}

// TestRecordOfAnotherKeyIsUsed: a record that fits what only some clients are
// shown is not stale.
func TestRecordOfAnotherKeyIsUsed(t *testing.T) {
	_, h := twoKeys(evidence.LookRSA, dated(2027, "a"), dated(2027, "b"))
	spare := tlsa.Record{Index: 1}
	h.Addresses[0].Match.Attempts = []tlsa.Attempt{{Matched: true}, {Record: 1, Why: tlsa.Differs}}
	if used(h, spare) {
		t.Error("nobody is shown its key")
	}
	h.Addresses[0].Grid[1].Match.Attempts = []tlsa.Attempt{{Why: tlsa.Differs}, {Record: 1, Matched: true}}
	if !used(h, spare) {
		t.Error("clients with RSA are shown its key")
	}
}

func TestOutdatedParameters(t *testing.T) {
	for _, c := range []struct {
		version, suite uint16
		want           string
	}{
		{tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256, ""},
		{tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ""},
		{tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ""},
		{tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, "CBC"},
		{tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_GCM_SHA256, "forward secrecy"},
		{tls.VersionTLS12, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, "3DES"},
		{tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_RC4_128_SHA, "RC4"},
		{tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, ""}, // TLS 1.0 has nothing else
		{tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_RC4_128_SHA, "RC4"},
		{0, 0, ""},
	} {
		got := string(outdated(&evidence.Handshake{Version: c.version, Suite: c.suite}))
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s %s: %q", tls.VersionName(c.version), tls.CipherSuiteName(c.suite), got)
		}
	}
}

// TestClientsAreToldInOrder: in whichever order the looks were held.
func TestClientsAreToldInOrder(t *testing.T) {
	var c mail.Cert
	for _, look := range []string{evidence.LookNoSNI, "\x1b[2J" + strings.Repeat("x", 99), evidence.LookRSA, evidence.LookAgain, ""} {
		c.Sessions = append(c.Sessions, seen(look, 1))
	}
	got := Clients(nil, &c)
	if want := []string{"ordinary", "RSA only", "no server name"}; !slices.Equal(got[:3], want) || len(got) != 4 || strings.Contains(got[3], "\x1b") || len(got[3]) > 4*maxLook {
		t.Errorf("%q", got)
	}
}

// TestTwoKindsAndTwoMachines: a certificate with another kind of key is chosen by
// what the client asks for; one with the same kind comes from another machine.
func TestTwoKindsAndTwoMachines(t *testing.T) {
	for _, tc := range []struct {
		second string
		passes bool // the ordinary session
		want   finding.Code
		column string
	}{
		{"RSA 2048", true, "tlsa.dual-cert-half-covered", "the kind of key"},
		{"RSA 2048", false, "tlsa.dual-cert-half-covered", "the kind of key"},
		{"ECDSA P-384", true, "tlsa.per-address-difference", "the time"},
		{"ECDSA P-256", false, "tlsa.per-address-difference", "the time"},
	} {
		c, h := twoKeys(evidence.LookECDSA, dated(2027, "a"), dated(2027, "b"))
		h.Mode, h.TLSA, h.Records = mail.ModeDANE, &dnssec.Lookup{TTL: 3600}, []tlsa.Record{record(0, 3, 1, 1, []byte{1})}
		a := &h.Addresses[0]
		a.Grid[1].Key, a.Outcome = tc.second, mail.OutcomeFail
		a.Match = tlsa.Match{Compared: true, Matched: tc.passes, By: -1, Attempts: []tlsa.Attempt{{Why: tlsa.Differs, Matched: tc.passes}}}
		if tc.passes {
			a.Outcome, a.Match.By = mail.OutcomePass, 0
		}
		a.Grid[0].Match, a.Grid[1].Match = a.Match, tlsa.Match{Compared: true, Matched: !tc.passes, Attempts: []tlsa.Attempt{{Matched: !tc.passes}}}
		var got []finding.Code
		for _, r := range []Rule{tlsaDualCertHalfCovered(), tlsaPerAddressDifference(), tlsaMismatch()} {
			for _, f := range r.Detect(c) {
				if got = append(got, r.Code); f.Weight != finding.Risk || !slices.Contains(f.Evidence, 2) {
					t.Errorf("%+v: weight %s, evidence %v", tc, f.Weight, f.Evidence)
				}
			}
		}
		if !slices.Equal(got, []finding.Code{tc.want}) {
			t.Errorf("%+v: %v", tc, got)
		}
		if sum := detectDaneIntermittent(c); len(sum) != 1 || sum[0].Args["columns"] != tc.column {
			t.Errorf("%+v: sum %+v", tc, sum)
		}
	}
}
