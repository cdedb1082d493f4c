package explain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/probe"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/lab/rig"
)

// besideOf checks a world given as text with its resolver beside the walk.
func besideOf(t *testing.T, text string) (d *explain.Diagnosis) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		worlds := fstest.MapFS{"test.lab": &fstest.MapFile{Data: []byte(text)}}
		r, err := rig.Check(t.Context(), worlds, "test", inTests(), nil)
		if err != nil {
			t.Fatal(err)
		}
		d = explain.Diagnose(r.Case, judgedBy(t, r))
	})
	return d
}

// substance is what a diagnosis says about the domain: verdict, break, and
// everything above a note.
func substance(d *explain.Diagnosis) string {
	out := []string{string(d.Verdict)}
	for i, f := range d.Findings {
		if f.Weight != finding.Info && f.Weight != finding.Good {
			out = append(out, fmt.Sprint(i == d.Break, " ", f.Code, " ", f.Subject, " ", f.Weight))
		}
	}
	return strings.Join(out, "\n")
}

// Whatever a resolver says, nothing of it is held against the domain while the
// name servers answer. What it does is told as a note.
func TestResolverBesideChangesNothing(t *testing.T) {
	domains := map[string]string{
		"healthy": "target: example.org", "healthy, one zone": "target: example.nl", "not signed": "target: plain.org",
		"expired": "target: example.org\nfault rrsig-expired example.org", "certificate": "target: example.org\nfault certificate mx1.example.net renewed",
	}
	resolvers := map[string]string{
		"healthy": "", "not-validating": "fault local resolver-not-validating", "strips": "fault local resolver-strips", "old-anchor": "fault local resolver-old-anchor",
		"rewrites": "fault local resolver-rewrites", "portal": "fault local resolver-portal", "silent": "fault local resolver-refuses .",
		"servfail":   "fault local resolver-servfail example.org\nfault local resolver-servfail example.nl\nfault local resolver-servfail plain.org",
		"filters":    "fault local resolver-blocks example.net\nfault local resolver-refuses example.nl",
		"other-view": "fault local resolver-view example.net 10.1.2.3\nfault local resolver-view mx1.example.nl 10.1.2.3",
	}
	for name, domain := range domains {
		want := substance(besideOf(t, domain))
		for kind, fault := range resolvers {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				d := besideOf(t, domain+"\nresolver: beside\n"+fault)
				sound(t, d)
				if got := substance(d); got != want {
					t.Errorf("with a resolver beside:\n%s\nwithout:\n%s", got, want)
				}
				o := d.Report.Opinion
				switch {
				case o == nil:
					t.Fatal("no comparison")
				case kind == "healthy" && !slices.Equal(o.Views, []opinion.Kind{opinion.Agrees}):
					t.Errorf("concluded %v of a healthy resolver", o.Views)
				case kind != "healthy" && !slices.Contains(o.Views, opinion.Kind(kind)):
					t.Errorf("concluded %v", o.Views)
				}
			})
		}
	}
}

// The resolver of the lab validates by itself, with another library and another
// author's idea of the RFCs. In every world it must come to what we come to,
// unless the world gives it something else to see.
func TestASecondValidatorAgrees(t *testing.T) {
	t.Parallel()
	otherwise := map[string]string{
		"local-trust-anchor-outdated": "our anchor is old, the resolver's is not",
		"local-clock-wrong":           "our clock is wrong, the resolver's is not",
		"local-no-dns":                "it is not heard",
		"dns-domain-on-hold":          "two servers of the registry differ, and it met the other one",
	}
	for _, s := range sample(distinct(t)) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var r rig.Result
			synctest.Test(t, func(t *testing.T) {
				var err error
				if r, err = rig.Check(t.Context(), rules.Worlds(), s.Name, inTests(), func(o *probe.Options) { o.Beside, o.NoLooks, o.NoPolicy = rig.Resolver(), true, true }); err != nil {
					t.Fatal(err)
				}
			})
			o := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}).Report.Opinion
			if r.World.Resolver || r.World.Beside || o == nil {
				return // there the resolver may have faults of its own
			}
			want := []opinion.Kind{opinion.Agrees}
			if otherwise[s.Name] != "" {
				want = nil
			}
			if !slices.Equal(o.Views, want) {
				t.Errorf("concluded %v, want %v", o.Views, want)
				for _, row := range o.Rows {
					t.Logf("%s %s: %s; AD %v, %s, %v; %v", row.Name, row.Type, explain.RowJudged(nil, row), row.AD, row.Rcode, row.EDE, row.Views)
				}
			}
		})
	}
}
