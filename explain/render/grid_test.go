package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// certificateTable is the part of the expert's report about certificates.
func certificateTable(t *testing.T, d *explain.Diagnosis, o render.Options) string {
	t.Helper()
	o.Audience = explain.Expert
	var b bytes.Buffer
	if err := render.Text(&b, d, o); err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(b.String(), "\nCertificates and TLSA records\n")
	if !ok {
		t.Fatalf("no table in\n%s", b.String())
	}
	table, _, _ := strings.Cut(after, "\n\n")
	return table + "\n"
}

func TestCertificates(t *testing.T) {
	for _, world := range []string{"half-covered-usual", "dane-intermittent", "tls-sni-dependent-cert", "tlsa-usage-confused"} {
		d := diagnose(t, world)
		got := certificateTable(t, d, render.Options{})
		golden(t, world+"-certificates.txt", []byte(got))
		for line := range strings.Lines(got) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%s: %d columns: %s", world, n, line)
			}
		}
		for _, c := range certificateTable(t, d, render.Options{ASCII: true}) {
			if c >= utf8.RuneSelf {
				t.Errorf("%s: %q is no ASCII", world, c)
			}
		}
	}
}

// wide is a diagnosis of a server with more certificates and records than any.
func wide(records, certs int) *explain.Diagnosis {
	h := mail.Host{Name: wire.MustName("mx.example.org"), Mode: mail.ModeDANE}
	for i := range records {
		h.Records = append(h.Records, tlsa.Record{Index: i, TLSA: wire.TLSA{Usage: 3, Selector: 1, Matching: 1, Data: bytes.Repeat([]byte{byte(i)}, 32)}})
	}
	a := mail.Address{Session: &view.Session{}}
	for i := range certs {
		c := mail.Cert{ChainDER: [][]byte{{byte(i)}}, Sessions: []*view.Session{{Look: fmt.Sprint("\x1b[31m", i)}}}
		for j := range records {
			c.Match.Attempts = append(c.Match.Attempts, tlsa.Attempt{Record: j, Why: tlsa.Differs})
		}
		a.Grid = append(a.Grid, c)
	}
	h.Addresses = []mail.Address{a}
	return &explain.Diagnosis{Break: -1, Report: &mail.Report{Hosts: []mail.Host{h}}}
}

// TestCertificatesAreBounded: neither many certificates nor many records break
// the lines, and what the network said does not reach the terminal.
func TestCertificatesAreBounded(t *testing.T) {
	got := certificateTable(t, wide(60, 8), render.Options{})
	if n := strings.Count(got, "\n"); n > 60 {
		t.Errorf("%d lines", n)
	}
	if !strings.Contains(got, "and 48 more") || strings.Contains(got, "\x1b") {
		t.Error(got)
	}
	for line := range strings.Lines(got) {
		if utf8.RuneCountInString(line) > 81 {
			t.Errorf("long: %s", line)
		}
	}
}

// TestCellsHaveTheirReason: each way in which a record and a certificate do not
// go together is told apart.
func TestCellsHaveTheirReason(t *testing.T) {
	for why, want := range map[tlsa.Why]string{
		tlsa.Differs: "other key", tlsa.NotInChain: "other key", tlsa.OtherSelector: "other selector", tlsa.LeafUnderTA: "wrong depth",
		tlsa.CAUnderEE: "wrong depth", tlsa.ChainInvalid: "invalid chain", tlsa.NameMismatch: "other name", tlsa.OtherHash: "other hash",
		tlsa.PEMInput: "other input", tlsa.NotTried: "not tried",
	} {
		d := wide(1, 2)
		attempts := d.Report.Hosts[0].Addresses[0].Grid[1].Match.Attempts
		attempts[0].Why = why
		if got := certificateTable(t, d, render.Options{}); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", why, want, got)
		}
	}
	d := wide(2, 1)
	d.Report.Hosts[0].Records[0].Shadowed = true
	d.Report.Hosts[0].Records[1].Problem = tlsa.UsagePKIX
	for _, want := range []string{"shadowed", "unusable"} {
		if got := certificateTable(t, d, render.Options{}); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestJSONOfCertificates(t *testing.T) {
	doc, err := render.JSON(diagnose(t, "half-covered-usual"))
	if err != nil {
		t.Fatal(err)
	}
	address := "hosts.0.addresses.0."
	for path, want := range map[string]any{
		"otherwise": "pass", "looks.0.look": evidence.LookRSA, "looks.0.tls": "TLS 1.2",
		"certificates.0.key": "ECDSA P-256", "certificates.0.sessions.0": "ordinary", "certificates.0.matched": false,
		"certificates.0.matches.0.reason": "other key", "certificates.0.matches.0.why": "differs", "certificates.0.matches.0.guess": "other-session",
		"certificates.1.key": "RSA 2048", "certificates.1.sessions.0": evidence.LookRSA, "certificates.1.matched": true,
		"certificates.1.matches.0.reason": "match", "certificates.1.chain.1.subject": "CN=Lab Issuing CA,O=danewalk lab",
	} {
		if got, err := at(doc, address+path); err != nil || got != want {
			t.Errorf("%s: %v, want %v (%v)", path, got, want, err)
		}
	}
}
