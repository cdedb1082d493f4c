package explain_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab/rig"
	"danewalk/probe/wire"
)

// Anchors that the person chose may cover only a part of the names. What they do
// not cover is neither unsigned nor broken: it cannot be told.
func TestAnchorsThatCoverOnlyTheDomain(t *testing.T) {
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), "healthy-3-1-1", inTests(), nil); err != nil {
			t.Fatal(err)
		}
	})
	whole := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
	var island []dnssec.Anchor
	for _, z := range whole.Zones {
		if z.Name == wire.MustName("example.org") {
			island = append(island, dnssec.Anchor{Zone: z.Name, DNSKEY: &z.Keys[0].DNSKEY, Source: "a file"})
		}
	}
	if len(island) != 1 {
		t.Fatal("the world has no key for example.org")
	}
	d := explain.Diagnose(r.Case, explain.Options{Anchors: island})
	if !d.Report.MX.Secure {
		t.Error("the MX answer is below the anchor and must be secure")
	}
	if h := d.Report.Hosts[0]; h.A.Status != dnssec.Indeterminate || h.A.Reason != dnssec.AboveAnchor {
		t.Errorf("the address of %s is %s (%s)", h.Name, h.A.Status, h.A.Reason)
	}
	if d.Verdict != mail.CannotTell || d.Break < 0 || d.Findings[d.Break].Code != "local.trust-anchor-outdated" {
		t.Errorf("verdict %s, break %d", d.Verdict, d.Break)
	}
	for _, l := range d.Links {
		if l.State == explain.Broken {
			t.Errorf("%s is called broken", l.ID)
		}
	}
}

// An anchor that is wrong about its zone, of whatever kind, or that stands where
// no zone begins, is a mistake on our side: nothing is found out, nobody accused.
func TestWrongAnchorsAccuseNobody(t *testing.T) {
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), "healthy-3-1-1", inTests(), nil); err != nil {
			t.Fatal(err)
		}
	})
	for _, c := range []struct {
		zone              string
		algorithm, digest uint8
	}{
		{"example.org", 13, 2},
		{"example.org", 77, 2},
		{"example.org", 13, 77},
		{"example.org", 5, 2},
		{"example.net", 13, 2},
		{"example.net", 77, 2},
		{".", 77, 2},
		{".", 13, 77},
		{"mx1.example.net", 13, 2},
		{"mx1.example.net", 77, 2},
		{"_tcp.mx1.example.net", 13, 2},
	} {
		wrong := dnssec.Anchor{
			Zone: wire.MustName(c.zone), Source: "a file",
			DS: &wire.DS{Tag: 1, Algorithm: c.algorithm, DigestType: c.digest, Digest: make([]byte, 32)},
		}
		anchors := append(slices.Clone(r.Anchors), wrong)
		if c.zone == "." {
			anchors = []dnssec.Anchor{wrong}
		}
		d := explain.Diagnose(r.Case, explain.Options{Anchors: anchors})
		if d.Verdict != mail.CannotTell || d.Break < 0 || d.Findings[d.Break].Code != "local.trust-anchor-outdated" {
			t.Errorf("%s, algorithm %d, digest %d: verdict %s, break %d", c.zone, c.algorithm, c.digest, d.Verdict, d.Break)
		}
		for _, f := range d.Findings {
			if strings.HasPrefix(string(f.Code), "dnssec.ds-") || f.Code == "mx.host-lookup-failed" || f.Code == "dnssec.algorithm-deprecated" {
				t.Errorf("%s, algorithm %d, digest %d: %s %s", c.zone, c.algorithm, c.digest, f.Code, f.Subject)
			}
			if len(f.Evidence) == 0 {
				t.Errorf("%s has no evidence", f.Code)
			}
		}
	}
}
