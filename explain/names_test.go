package explain_test

import (
	"strings"
	"testing"

	"danewalk/explain"
)

// The names that a certificate may have are told where they count, as A-labels,
// and a host's name in its own script beside it.
func TestReferenceIdentifiersAreShown(t *testing.T) {
	for world, want := range map[string][2]string{
		"idn-domain":    {"mx.xn--bcher-kva.org or xn--bcher-kva.org", "mx.bücher.org"},
		"healthy-2-1-1": {"mx2.example.net or example.org", ""},
		"healthy-3-1-1": {"", ""}, // usage 3 looks at no name (RFC 7672 3.2.1)
	} {
		d, _ := diagnose(t, world)
		var names, written string
		for _, l := range d.Links {
			for _, f := range l.Facts {
				switch {
				case f.Label == "written as":
					written = f.Value
				case strings.HasPrefix(f.Label, "a name accepted"):
					names = f.Value
				}
			}
		}
		if names != want[0] || written != want[1] {
			t.Errorf("%s: names %q, written as %q; want %q", world, names, written, want)
		}
		if world == "idn-domain" && (d.Unicode != "bücher.org" || d.Domain != "xn--bcher-kva.org") {
			t.Errorf("%q (%q)", d.Domain, d.Unicode)
		}
	}
	if u := explain.Unicode("xn--pypal-4ve.org"); u != "" {
		t.Errorf("%q would be taken for another name", u)
	}
}
