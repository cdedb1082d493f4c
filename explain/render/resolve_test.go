package render_test

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/probe/wire"
)

// resolve looks one name up in a world, in virtual time. change may alter how
// the case is judged.
func resolve(t *testing.T, world, question string, change func(*explain.Options)) *explain.Diagnosis {
	t.Helper()
	name, typ, ok := strings.Cut(question, " ")
	if !ok {
		t.Fatalf("%q is no name and type", question)
	}
	target := probe.Target{Typed: question, Name: wire.MustName(name)}
	var err error
	if target.Type, err = wire.ParseType(typ); err != nil {
		t.Fatal(err)
	}
	var d *explain.Diagnosis
	synctest.Test(t, func(t *testing.T) {
		w, err := lab.Load(rules.Worlds(), world)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.Start(lab.Options{Delay: 20 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var o explain.Options
		if o.Anchors, err = rig.Anchors(r); err != nil {
			t.Fatal(err)
		}
		log := evidence.NewLog(nil)
		if err := probe.Run(t.Context(), target, rig.Options(world, r), log); err != nil {
			t.Fatal(err)
		}
		log.Close()
		if change != nil {
			change(&o)
		}
		d = explain.Diagnose(log.Case(), o)
	})
	return d
}

// lookups are one of each kind of outcome.
func lookups() map[string][2]string {
	return map[string][2]string{
		"secure":                {"demo", "_25._tcp.mx2.example.net TLSA"},
		"wildcard":              {"demo", "www.wild.example.org A"},
		"nodata-nsec":           {"demo", "mx1.example.net MX"},
		"nodata-ent":            {"demo", "ent.example.org A"},
		"nodata-wildcard":       {"demo", "www.wild.example.org MX"},
		"nodata-nsec3":          {"demo", "example.nl CAA"},
		"nxdomain-nsec":         {"demo", "nowhere.example.org A"},
		"nxdomain-nsec3":        {"demo", "a.nowhere.example.nl A"},
		"optout-denial":         {"dnssec-optout-insecure-denial", "_25._tcp.mx1.example.nl TLSA"},
		"optout-delegation":     {"demo", "legacy.net MX"},
		"compact":               {"dnssec-compact-denial", "_25._tcp.mx1.example.nl TLSA"},
		"cname":                 {"demo", "www.example.org A"},
		"dname":                 {"demo", "mx1.tree.example.org AAAA"},
		"expired":               {"dnssec-rrsig-expired", "example.org MX"},
		"ds-mismatch":           {"dnssec-ds-mismatch", "example.nl MX"},
		"ds-stale":              {"dnssec-ds-some-stale", "example.nl MX"},
		"insecure-delegation":   {"demo", "plain.org MX"},
		"unsupported-algorithm": {"dnssec-ds-unsupported-algorithm", "example.nl MX"},
		"unsupported-digest":    {"dnssec-ds-unsupported-digest", "example.nl MX"},
		"some-servers":          {"dnssec-some-servers-bogus", "example.nl MX"},
		"denial-invalid":        {"dnssec-denial-invalid", "_25._tcp.mx1.example.nl TLSA"},
		"iterations":            {"no-tlsa-refused-proof", "_25._tcp.mx1.example.nl TLSA"},
		"old-anchor":            {"local-trust-anchor-outdated", "example.org MX"},
		"no-dns":                {"local-no-dns", "example.org MX"},
		"alias-loop":            {"dns-cname-loop", "circle.example.org MX"},
		"alias-insecure":        {"dnssec-alias-target-insecure", "mail.example.org A"},
		"soa-expired":           {"soa-expired", "mx1.example.nl AAAA"},
		"nsec":                  {"demo", "example.org NSEC"},
		"nsec-compact":          {"dnssec-compact-denial", "mx1.example.nl NSEC"},
		"revoked":               {"dnssec-key-revoked", "example.nl MX"},
	}
}

// steady makes the numbers equal that background questions change: they race
// with the end of the walk, and among each other for the same virtual moment.
func steady(b []byte) []byte {
	b = regexp.MustCompile(`\d+ ms *`).ReplaceAllFunc(b, func(time []byte) []byte {
		return append([]byte("# ms"), bytes.Repeat([]byte(" "), len(time)-len("# ms"))...)
	})
	return regexp.MustCompile(`\d+ DNS exchanges in [^;]*`).ReplaceAll(b, []byte("# DNS exchanges in #"))
}

func TestResolveText(t *testing.T) {
	for name, q := range lookups() {
		t.Run(name, func(t *testing.T) {
			d := resolve(t, q[0], q[1], nil)
			var b bytes.Buffer
			if err := render.ResolveText(&b, d, render.Options{}); err != nil {
				t.Fatal(err)
			}
			golden(t, "resolve-"+name+".txt", steady(b.Bytes()))
			fits(t, d)
			documented(t, d)
		})
	}
}

// TestResolveTextOfOtherRules: the same answer, judged as the person asks.
func TestResolveTextOfOtherRules(t *testing.T) {
	const question = "example.nl MX"
	own := resolve(t, "demo", question, nil)
	zone := own.Zones[slices.IndexFunc(own.Zones, func(z *dnssec.Zone) bool { return z.Name == wire.MustName("example.nl.") })]
	rows := map[string]func(*explain.Options){
		"island": func(o *explain.Options) {
			o.Anchors = []dnssec.Anchor{{Zone: zone.Name, DS: &zone.DS[0].DS, Source: "anchors.txt"}}
		},
		"two-anchors": func(o *explain.Options) {
			gone := *o.Anchors[0].DS
			gone.Tag++
			o.Anchors = append(o.Anchors, dnssec.Anchor{Zone: wire.Root(), DS: &gone, Source: "an old key"},
				dnssec.Anchor{Zone: wire.Root(), DS: &gone, Source: "one to come", From: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)})
		},
		"negative-anchor": func(o *explain.Options) { o.Negative = []wire.Name{wire.MustName("nl.")} },
		"weaker":          func(o *explain.Options) { o.Algorithms = []uint8{8, 13} },
		"too-late":        func(o *explain.Options) { o.At = time.Date(2026, 12, 4, 12, 0, 0, 0, time.UTC) },
	}
	for name, change := range rows {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := render.ResolveText(&b, resolve(t, "demo", question, change), render.Options{}); err != nil {
				t.Fatal(err)
			}
			golden(t, "resolve-"+name+".txt", steady(b.Bytes()))
		})
	}
}

// fits: no line is wider than a terminal, in ASCII there is nothing but ASCII, and
// nothing that moves the cursor.
func fits(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	for _, o := range []render.Options{{}, {ASCII: true}, {Width: 60}, {Width: 120}} {
		var b bytes.Buffer
		if err := render.ResolveText(&b, d, o); err != nil {
			t.Fatal(err)
		}
		width := o.Width
		if width == 0 {
			width = 80
		}
		for line := range strings.SplitSeq(b.String(), "\n") {
			if ansi.StringWidth(line) > width {
				t.Errorf("%+v: %d cells: %q", o, ansi.StringWidth(line), line)
			}
			if o.ASCII && strings.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf || r < ' ' }) {
				t.Errorf("not ASCII: %q", line)
			}
		}
	}
}

// TestResolveJSON checks the promised fields on outcomes that have them.
func TestResolveJSON(t *testing.T) {
	rows := map[string][]string{
		"secure": {
			"schema", "name", "type", "at", "status", "outcome", "rcode", "target", "ttl", "records.0", "signatures.0.inception", "signatures.0.expiration",
			"signatures.0.remaining", "signatures.0.keyTag", "signatures.0.algorithm", "signatures.0.valid", "chain.0.trustAnchor.tag",
			"chain.0.trustAnchor.source", "chain.1.ds.0.tag", "chain.1.ds.0.matches", "chain.1.keys.0.role", "chain.1.signatures.0.covers",
			"chain.1.delegation", "servers.0.server", "timing.ms",
		},
		"nxdomain-nsec3": {
			"proof.kind", "proof.nsec3", "proof.spans.0.role", "proof.spans.0.name", "proof.spans.0.hash", "proof.spans.0.owner", "proof.spans.0.next",
			"proof.encloser", "proof.nextCloser", "proof.wildcard", "proof.optOut", "proof.iterations", "proof.salt",
		},
		"insecure-delegation": {"reason", "why.text", "why.source", "fault.zone", "chain.2.proof.kind", "chain.2.why.text"},
		"expired":             {"chain.2.signatures.1.reason", "chain.2.ds.0.reason"},
		"cname":               {"aliases.0.from", "aliases.0.zone", "aliases.0.signature.remaining"},
		"wildcard":            {"wildcard", "proof.wildcard"},
		"no-dns":              {"limits.0.name"},
	}
	for name, paths := range rows {
		q := lookups()[name]
		doc, err := render.ResolveJSON(resolve(t, q[0], q[1], nil))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if _, err := at(doc, path); err != nil {
				t.Errorf("%s: %s: %v", name, path, err)
			}
		}
	}
}

// TestResolveJSONTellsTheTime: the times are those of the signature, and what is
// left is counted from the moment judged at.
func TestResolveJSONTellsTheTime(t *testing.T) {
	later := func(o *explain.Options) { o.At = time.Date(2026, 12, 4, 12, 0, 0, 0, time.UTC) }
	q := lookups()["secure"]
	doc, err := render.ResolveJSON(resolve(t, q[0], q[1], later))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]any{
		"status": "bogus", "chain.0.signatures.0.expiration": "2026-12-02T12:00:00Z", "chain.0.signatures.0.inception": "2026-11-18T12:00:00Z",
		"chain.0.signatures.0.remaining": float64(-2 * 24 * 3600), "chain.0.signatures.0.valid": false, "chain.0.signatures.0.reason": "rrsig-expired",
	} {
		if got, err := at(doc, path); err != nil || got != want {
			t.Errorf("%s: %v, want %v, %v", path, got, want, err)
		}
	}
}

// documented: the README names every field of the document.
func documented(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := render.ResolveJSON(d)
	if err != nil {
		t.Fatal(err)
	}
	fields := regexp.MustCompile(`"(\w+)":`).FindAllSubmatch(doc, -1)
	if len(fields) < 20 {
		t.Fatalf("only %d fields: %s", len(fields), doc)
	}
	for _, f := range fields {
		if !bytes.Contains(readme, []byte("`"+string(f[1])+"`")) {
			t.Errorf("the README does not explain the field %s", f[1])
		}
	}
}
