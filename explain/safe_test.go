package explain_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/render"
)

// maxReport is more than any report has, whatever the servers said.
const maxReport = 256 << 10

// shownSafely checks that, whatever servers say, no report has a rune that drives
// a terminal or deceives its reader: as text for each audience and as the strings
// of the JSON document. Nor does a server make a report longer than a person
// scrolls.
func shownSafely(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
		var b bytes.Buffer
		if err := render.Text(&b, d, render.Options{Audience: a, Width: 100}); err != nil {
			t.Fatal(err)
		}
		safe(t, fmt.Sprintf("text for %v", a), b.String())
	}
	write := render.JSON
	if d.Report.Resolve != nil {
		write = render.ResolveJSON
	}
	doc, err := write(d)
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := json.Unmarshal(doc, &whole); err != nil {
		t.Fatal(err)
	}
	if len(doc) > maxReport {
		t.Errorf("the JSON document has %d KiB", len(doc)>>10)
	}
	eachString(whole, func(s string) { safe(t, "JSON", s) })
	for _, l := range d.Links {
		safe(t, "row", l.Label, l.Note)
		for _, f := range l.Facts {
			safe(t, "fact", f.Label, f.Value)
		}
	}
}

// safe checks text that is to be shown.
func safe(t *testing.T, where string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !utf8.ValidString(s) || len(s) > maxReport {
			t.Errorf("%s: not UTF-8, or %d octets: %.80q", where, len(s), s)
		}
		if i := strings.IndexFunc(s, drives); i >= 0 {
			t.Errorf("%s: %.80q", where, s[max(0, i-20):])
		}
	}
}

// drives tells whether a rune does something to a terminal or to a reader beside
// being read.
func drives(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Mn, r) ||
		unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r))
}

// eachString visits the strings of a JSON document, keys too.
func eachString(v any, visit func(string)) {
	switch v := v.(type) {
	case string:
		visit(v)
	case []any:
		for _, e := range v {
			eachString(e, visit)
		}
	case map[string]any:
		for k, e := range v {
			visit(k)
			eachString(e, visit)
		}
	}
}
