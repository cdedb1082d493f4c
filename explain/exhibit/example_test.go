package exhibit

import (
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// TestExamplesOfAnAnswer: of an MX answer a record, its TTL and signature; of what
// did not come up nothing.
func TestExamplesOfAnAnswer(t *testing.T) {
	d := crowd(3, 1)
	d.Links = []explain.Link{mxRow(explain.Broken)}
	for term, want := range map[string]string{"mx": zone.String() + " 300 IN MX 0 long-label", "ttl": zone.Show() + " MX: 300 s", "null-mx": "", "tlsa": "", "ds": "", "starttls": "", "ede": "", "": ""} {
		value, at, ok := Example(d, nil, term, nil)
		if ok != (want != "") || !strings.HasPrefix(value, want) || ok && at.ID != rules.LinkMX {
			t.Errorf("%q: %q at %q", term, value, at.ID)
		}
		if len([]rune(value)) > clipMost {
			t.Errorf("%q: %d characters", term, len(value))
		}
	}
}

// A null MX is one, and no other MX is.
func TestExampleOfNullMX(t *testing.T) {
	rr := wire.RR{Name: zone, Type: wire.TypeMX, Class: wire.ClassIN, TTL: 60, RData: []byte{0, 0, 0}} // "0 ."
	if !is("null-mx", rr) || is("mx", rr) {
		t.Errorf("%s is not told from others", rr.Line())
	}
}

// A usage is that of the record, and a record that cannot be read has none.
func TestExampleOfUsages(t *testing.T) {
	rr := wire.RR{Name: zone, Type: wire.TypeTLSA, Class: wire.ClassIN, RData: append([]byte{3, 1, 1}, make([]byte, 32)...)}
	if !is("dane-ee", rr) || is("dane-ta", rr) || !is("tlsa", rr) {
		t.Error("3 1 1 is not DANE-EE")
	}
	rr.RData[0] = 0
	if is("dane-ta", rr) || is("dane-ee", rr) {
		t.Error("usage 0 is one of DANE for mail")
	}
	rr.RData = []byte{3}
	if is("tlsa", rr) || is("dane-ee", rr) {
		t.Error("one octet is a TLSA record")
	}
}

// TestNoExampleOfNothing: no diagnosis, no report, and rows that were not reached
// give none, whatever the term.
func TestNoExampleOfNothing(t *testing.T) {
	var book *text.Book
	terms, err := book.Glossary()
	if err != nil {
		t.Fatal(err)
	}
	near := explain.Link{ID: "host:mx1.example.net./tlsa", Parent: "host:mx1.example.net.", Depth: 2}
	waiting := crowd(1, 1)
	waiting.Links = []explain.Link{mxRow(explain.Waiting), {ID: "zone:org.", State: explain.Waiting, Label: "org"}}
	for _, term := range terms {
		for _, d := range []*explain.Diagnosis{nil, {}, {Report: &mail.Report{}, Links: []explain.Link{near}}, {Report: &mail.Report{MX: mail.MX{Lookup: (*dnssec.Lookup)(nil)}}}} {
			if v, at, ok := Example(d, &near, term.ID, nil); ok || v != "" {
				t.Errorf("%s is %q at %q", term.ID, v, at.ID)
			}
		}
		if v, _, ok := Example(waiting, nil, term.ID, nil); ok {
			t.Errorf("%s is %q before anything was judged", term.ID, v)
		}
	}
}
