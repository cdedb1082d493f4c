package render_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/render"
)

func textOf(t *testing.T, d *explain.Diagnosis, a explain.Audience) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Text(&b, d, render.Options{Audience: a, Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Experts see the table; others hear of the resolver only if it disagrees, in
// one line.
func TestTextOfTheResolver(t *testing.T) {
	const table = "Your resolver said"
	tests := []struct {
		world    string
		sentence string
		rows     []string // in the table
		quiet    bool     // not for others
	}{
		{"resolver-agrees", "The resolver of this computer, 198.18.254.53:53, agrees with what was judged.", []string{
			". DNSKEY secure NOERROR, AD",
			"_25._tcp.mx1.example.net TLSA secure NOERROR, AD",
			"a made-up name in .org nobody has it NXDOMAIN, AD",
			"Its AD flag came over an unprotected way",
		}, true},
		{"local-stale-cache", "The resolver of this computer, 198.18.254.53:53, still has old data.", []string{
			"example.org MX secure NOERROR, AD, EDE 3 (stale)",
		}, false},
		{"dns-servfail-unexplained", "The resolver of this computer, 198.18.254.53:53, fails and does not say why.", []string{
			"example.org MX secure SERVFAIL (servfail)",
		}, false},
		{"local-ad-not-trusted", "The resolver 198.18.254.53:53 agrees with what was judged.", []string{
			"example.org MX secure NOERROR, AD",
		}, true},
	}
	for _, tt := range tests {
		d := diagnose(t, tt.world)
		expert := strings.Join(strings.Fields(textOf(t, d, explain.Expert)), " ")
		for _, want := range append(slices.Clone(tt.rows), tt.sentence, table) {
			if !strings.Contains(expert, want) {
				t.Errorf("%s: an expert misses %q in\n%s", tt.world, want, expert)
			}
		}
		for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner} {
			text := strings.Join(strings.Fields(textOf(t, d, a)), " ")
			if strings.Contains(text, tt.sentence) == tt.quiet || strings.Contains(text, table) {
				t.Errorf("%s: for %s:\n%s", tt.world, a, text)
			}
		}
	}
}

func TestNoResolverNoWord(t *testing.T) {
	d := diagnose(t, "healthy-3-1-1")
	if text := textOf(t, d, explain.Expert); strings.Contains(text, "esolver") {
		t.Errorf("no resolver was asked:\n%s", text)
	}
	doc, err := render.JSON(d)
	if err != nil || bytes.Contains(doc, []byte(`"resolver"`)) {
		t.Errorf("%v: %s", err, doc)
	}
}

// jsonRow is a row of the comparison, as a program reads it.
type jsonRow struct {
	Name, Type, Judged, Through, Class, Rcode string
	MadeUp, Own, AD                           bool
	Views                                     []string
	Evidence                                  []int
}

func TestJSONOfTheResolver(t *testing.T) {
	doc, err := render.JSON(diagnose(t, "local-resolver-not-validating"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Resolver struct {
			Resolver string
			System   bool
			Guarded  bool
			Turned   bool
			Views    []string
			Words    string
			Rows     []jsonRow
		}
	}
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	r := got.Resolver
	if r.Resolver != "198.18.254.53:53" || !r.System || r.Guarded || r.Turned || !slices.Equal(r.Views, []string{"not-validating"}) || r.Words == "" {
		t.Errorf("%+v", r)
	}
	i := slices.IndexFunc(r.Rows, func(row jsonRow) bool { return row.Name == "example.org" && row.Type == "MX" })
	if i < 0 {
		t.Fatalf("no row for the MX records: %+v", r.Rows)
	}
	if mx := r.Rows[i]; mx.Judged != "bogus" || mx.Through != "bogus" || !mx.Own || mx.AD || mx.Class != "answer" || mx.Rcode != "NOERROR" || mx.MadeUp ||
		!slices.Equal(mx.Views, []string{"not-validating"}) || len(mx.Evidence) < 3 {
		t.Errorf("%+v", mx)
	}
}

// A list is empty where there is nothing to say, never null.
func TestJSONOfTheResolverHasLists(t *testing.T) {
	for _, world := range []string{"resolver-agrees", "dns-servfail-unexplained", "local-stale-cache"} {
		doc, err := render.JSON(diagnose(t, world))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(doc, []byte(`"views":[]`)) || bytes.Contains(doc, []byte(`"views":null`)) {
			t.Errorf("%s: rows without a list of views: %s", world, doc)
		}
	}
}
