package explain_test

import (
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
	whole := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors})
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
