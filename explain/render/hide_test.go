package render_test

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/probe/evidence"
)

func TestHide(t *testing.T) {
	_, note, _ := strings.Cut(render.Hide(nil, "x"), "\n\n")
	if note != "x" {
		t.Fatalf("%q", note)
	}
	for in, want := range map[string]string{
		"mx1.example.net and mx1.example.net, not mx2.example.net.":     "name-1.example and name-1.example, not name-2.example.",
		"_25._tcp.mx1.example.net. 3600 IN TLSA 3 1 1 41d703be5b5a1f7c": "_25._tcp.name-1.example. 3600 IN TLSA 3 1 1 data-1",
		"at 192.0.2.25:25 and 2001:db8::25":                             "at address-1:25 and address-2",
		"anna@bücher.example (xn--bcher-kva.example)":                   "name-1.example (name-2.example)",
		"41d7...77b2, 9f2c...e01a, 41d7...77b2":                         "data-1, data-2, data-1",
		"BREAK: no match [tlsa.mismatch], TLS 1.3, 1.5s, 41.25ms":       "BREAK: no match [tlsa.mismatch], TLS 1.3, 1.5s, 41.25ms",
		"judged at 2026-11-21T12:00:00Z, RFC 7672 2.2":                  "judged at 2026-11-21T12:00:00Z, RFC 7672 2.2",
		"zone net > example.n~ and verylong…rest.example":               "zone net > name-1.example and name-2.example",
		"5.7.323 tlsa-invalid, 250 ms, 12%":                             "5.7.323 tlsa-invalid, 250 ms, 12%",
		"*.wild.example.org":                                            "*.name-1.example",
	} {
		if _, got, _ := strings.Cut(render.Hide(nil, in), "\n\n"); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

// Whatever name or address a check met, no report with names hidden holds it.
func TestHiddenReportsNameNobody(t *testing.T) {
	for _, world := range []string{"demo", "smtp-banner-rejected", "mtasts-mx-not-listed", "dns-zone-out-of-sync", "idn-malformed-certificate", "tlsa-mismatch"} {
		r := walk(t, world)
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
		secret := secrets(r.Case)
		for _, to := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
			var b bytes.Buffer
			if err := render.Text(&b, d, render.Options{Audience: to, Width: render.HiddenWidth}); err != nil {
				t.Fatal(err)
			}
			got := strings.ToLower(render.Hide(nil, b.String()))
			for s := range secret {
				if strings.Contains(got, s) {
					at := strings.Index(got, s)
					t.Errorf("%s for %s: %q is there: ...%s...", world, to, s, got[max(0, at-40):min(len(got), at+60)])
				}
			}
		}
	}
}

// secrets are the names of two labels and more, and the addresses, that a check met.
func secrets(c evidence.Case) map[string]bool {
	out := map[string]bool{}
	name := func(s string) {
		if s = strings.ToLower(strings.Trim(s, ".")); strings.Contains(s, ".") {
			out[s] = true
		}
	}
	addr := func(a netip.AddrPort) {
		if a.IsValid() {
			out[a.Addr().String()] = true
		}
	}
	for _, it := range c.Items {
		switch {
		case it.Query != nil:
			name(it.Query.Name)
			name(it.Query.ServerName)
			name(it.Query.Zone)
			addr(it.Query.Server)
		case it.Dial != nil:
			name(it.Dial.Host)
			addr(it.Dial.Address)
		case it.HTTP != nil:
			name(it.HTTP.Host)
			addr(it.HTTP.Address)
		}
	}
	return out
}
