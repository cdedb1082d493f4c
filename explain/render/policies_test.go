package render_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/render"
)

// section cuts a section out of a report.
func section(t *testing.T, d *explain.Diagnosis, heading string, o render.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Text(&b, d, o); err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(b.String(), "\n"+heading+"\n")
	if !found {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "\n\n")
	return rest + "\n"
}

func TestBesideDANE(t *testing.T) {
	for _, world := range []string{
		"mtasts-none", "mtasts-txt-invalid", "mtasts-policy-unreachable", "mtasts-policy-syntax", "mtasts-mx-not-listed", "mtasts-mx-cert-invalid",
		"tlsrpt-rua-same-fate", "dmarc-invalid", "dmarc-policy-none", "dane-conflict-with-mtasts",
	} {
		d := diagnose(t, world)
		got := section(t, d, "Beside DANE", render.Options{Audience: explain.Expert, ASCII: true})
		for line := range strings.Lines(got) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%s: %d columns: %q", world, n, line)
			}
		}
		golden(t, world+"-beside.txt", []byte(got))
		if s := section(t, d, "Beside DANE", render.Options{Audience: explain.Helpdesk}); s != "" {
			t.Errorf("%s: the helpdesk reads\n%s", world, s)
		}
	}
}

// TestWhatStopsMailBesideDANEIsSaidAtOnce: a domain stays protected by DANE, and
// nobody overlooks that other senders cannot deliver.
func TestWhatStopsMailBesideDANEIsSaidAtOnce(t *testing.T) {
	for world, code := range map[string]string{"mtasts-mx-cert-invalid": "mtasts.mx-cert-invalid", "exo-mtasts-not-updated": "exo.mtasts-not-updated", "healthy-3-1-1": ""} {
		var b bytes.Buffer
		if err := render.Text(&b, diagnose(t, world), render.Options{}); err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(b.String(), "\n\n")
		if !strings.Contains(head, ": PROTECTED\n") || strings.Contains(head, "\n! Beside DANE: ") != (code != "") || !strings.Contains(strings.ReplaceAll(head, "\n", " "), code) {
			t.Errorf("%s:\n%s", world, head)
		}
	}
}

func TestPoliciesInJSON(t *testing.T) {
	doc, err := render.JSON(diagnose(t, "mtasts-mx-not-listed"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]any{
		"verdict": "protected", "policies.mtaSts.record.presence": "published", "policies.mtaSts.record.status": "secure", "policies.mtaSts.id": "20261121T120000",
		"policies.mtaSts.policy.mode": "enforce", "policies.mtaSts.policy.mx.0": "mx1.example.net", "policies.mtaSts.policy.maxAgeSeconds": 604800.0,
		"policies.mtaSts.active": true, "policies.mtaSts.httpStatus": 200.0, "policies.mtaSts.certificate.trusted": true,
		"policies.mtaSts.hosts.0.listed": true, "policies.mtaSts.hosts.0.servers.0.passes": "yes", "policies.mtaSts.hosts.1.listed": false,
		"policies.tlsReports.record.name": "_smtp._tls.example.org", "policies.tlsReports.sameFate": false, "policies.dmarc.policy": "reject",
		"policies.spf.lookups": 1.0, "policies.spf.more": false,
	} {
		if got, err := at(doc, path); err != nil || got != want {
			t.Errorf("%s: %v, want %v (%v)", path, got, want, err)
		}
	}
	doc, err = render.JSON(diagnose(t, "null-mx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := at(doc, "policies"); err != nil {
		t.Error(err)
	}
}
