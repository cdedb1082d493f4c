package whatif_test

import (
	"strings"
	"testing"

	"danewalk/explain/finding"
	"danewalk/explain/whatif"
)

func TestParse(t *testing.T) {
	edits, err := whatif.Parse("; the new key\npublish _25._tcp.mx1.example.org. 3600 IN TLSA 3 1 1 00ff\n\nREMOVE example.org. DS\nreplace example.org. 300 IN MX 10 mx1.example.org.\nmx1.example.org. 60 IN A 192.0.2.1\n")
	if err != nil || len(edits) != 4 {
		t.Fatalf("%v %v", edits, err)
	}
	for i, want := range []finding.Do{finding.Publish, finding.Remove, finding.Replace, finding.Publish} {
		if edits[i].Do != want {
			t.Errorf("edit %d is %s", i, edits[i])
		}
	}
	overlay, err := whatif.Read(append(edits, finding.Edit{Do: finding.Replace, Record: "example.org. 300 IN MX 20 mx2.example.org."}))
	if err != nil || len(overlay) != 4 || len(overlay[2].Add) != 2 || !overlay[1].Clear || len(overlay[1].Add) != 0 {
		t.Errorf("%+v %v", overlay, err)
	}
}

// What cannot be tried is refused, with a reason.
func TestRefused(t *testing.T) {
	for text, why := range map[string]string{
		"":                             "no edit",
		"; nothing":                    "no edit",
		"publish hello":                "line 1",
		"\nremove example.org. NOSUCH": "line 2",
		"publish example.org. 60 IN DNSKEY 257 3 13 AAAA":              "only the signer",
		"remove example.org. RRSIG":                                    "only the signer",
		"publish example.org. 60 IN NSEC a.example.org. A":             "only the signer",
		"replace example.org. 60 IN SOA ns. root. 1 2 3 4 5":           "only the signer",
		"publish example.org. 60 IN DNAME example.net.":                "DNAME",
		"publish *.example.org. 60 IN A 192.0.2.1":                     "wildcard",
		"publish example.org. 60 CH TXT x":                             "class",
		"remove example.org. ANY":                                      "ANY",
		"publish $INCLUDE /etc/passwd":                                 "directive",
		"publish example.org. 60 IN TXT " + strings.Repeat("x", 1<<15): "too long",
		"publish a.example.org. 60 IN A 192.0.2.1 \x1b]0;x":            "a.example.org",
	} {
		edits, err := whatif.Parse(text)
		if err == nil || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v, %v; want an error with %q", text, edits, err, why)
		}
	}
	if _, err := whatif.Read(make([]finding.Edit, whatif.MaxEdits+1)); err == nil {
		t.Error("any number of edits is read")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("publish _25._tcp.mx1.example.org. 3600 IN TLSA 3 1 1 00ff")
	f.Add("remove example.org. DS\nreplace example.org. IN MX 10 a.")
	f.Fuzz(func(t *testing.T, text string) {
		edits, err := whatif.Parse(text)
		if err != nil {
			return
		}
		if _, err := whatif.Read(edits); err != nil && len(edits) <= whatif.MaxEdits {
			t.Fatalf("what was parsed is not read: %v", err)
		}
	})
}
