package explain_test

import (
	"context"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// coldWorld is the standard cold walk: root, a top-level domain, the domain,
// its mail servers under another top-level domain, TLSA, SMTP, TLS.
const coldWorld = "healthy-3-1-1"

// roundTrip is the fixed virtual delay of every exchange of the cold walk.
const roundTrip = 100 * time.Millisecond

// trips counts the round trips of a walk in virtual time: until the first
// connection to a mail server (all DNS before it), and until the verdict.
type trips struct{ dns, verdict, end float64 }

// coldWalk runs the cold walk in a bubble of virtual time.
func coldWalk(t *testing.T) (r rig.Result) { return coldWalkWith(t, nil) }

func coldWalkWith(t *testing.T, change func(*probe.Options)) (r rig.Result) {
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(context.Background(), rules.Worlds(), coldWorld, lab.Options{Delay: roundTrip, Memory: memory}, change); err != nil {
			t.Fatal(err)
		}
	})
	return r
}

// count measures a finished walk: the verdict stands with the shortest prefix
// of the evidence that is judged protected.
func count(r rig.Result) trips {
	items := r.Case.Items
	n, _ := slices.BinarySearchFunc(items, true, func(it evidence.Item, _ bool) int {
		prefix := evidence.Case{Items: items[:it.ID]}
		if explain.Diagnose(prefix, explain.Options{Anchors: r.Anchors}).Verdict == mail.Protected {
			return 0
		}
		return -1
	})
	out := trips{end: float64(items[len(items)-1].At) / float64(roundTrip)}
	if n < len(items) {
		out.verdict = float64(items[n].At) / float64(roundTrip)
	}
	for _, it := range items {
		if it.Dial != nil {
			out.dns = float64(it.At-it.Dial.RTT) / float64(roundTrip)
			break
		}
	}
	return out
}

func TestColdWalkRoundTrips(t *testing.T) {
	got := count(coldWalk(t))
	if got.dns == 0 || got.dns > 7 {
		t.Errorf("%.1f round trips of DNS before the first mail connection, want at most 7", got.dns)
	}
	if got.verdict == 0 || got.verdict > 13 {
		t.Errorf("%.1f round trips until the verdict, want at most 13", got.verdict)
	}
	t.Logf("round trips: %.1f DNS, %.1f until the verdict, %.1f until everything ended", got.dns, got.verdict, got.end)
}

// A resolver that is asked beside the walk, however slow or dead it is, delays
// neither the first connection nor the verdict.
func TestAResolverBesideCostsNoRoundTrip(t *testing.T) {
	alone := count(coldWalk(t))
	for name, addr := range map[string]netip.AddrPort{
		"the world's resolver":         rig.Resolver().Addr,
		"an address where nobody is":   netip.MustParseAddrPort("198.18.254.99:53"),
		"a mail server, which refuses": netip.MustParseAddrPort("198.18.11.25:53"),
	} {
		t.Run(name, func(t *testing.T) {
			r := coldWalkWith(t, func(o *probe.Options) { o.Beside.Addr = addr })
			if got := count(r); got.dns != alone.dns || got.verdict != alone.verdict {
				t.Errorf("%.1f round trips of DNS, %.1f until the verdict; without a resolver %.1f and %.1f", got.dns, got.verdict, alone.dns, alone.verdict)
			}
			if !slices.ContainsFunc(r.Case.Items, func(it evidence.Item) bool { return it.Query != nil && it.Query.Resolver }) {
				t.Error("the resolver was not asked")
			}
		})
	}
}

// BenchmarkColdWalk prints the round trips beside the computing time of the
// whole walk; the delays are virtual and cost nothing.
func BenchmarkColdWalk(b *testing.B) {
	var got trips
	all := func(_, _ string) (bool, error) { return true, nil }
	for b.Loop() {
		walk := testing.InternalTest{Name: "walk", F: func(t *testing.T) { got = count(coldWalk(t)) }}
		if !testing.RunTests(all, []testing.InternalTest{walk}) {
			b.Fatal("the walk failed")
		}
	}
	b.ReportMetric(got.dns, "dns-roundtrips")
	b.ReportMetric(got.verdict, "verdict-roundtrips")
}

// BenchmarkDiagnose measures judging and explaining a finished case.
func BenchmarkDiagnose(b *testing.B) {
	r, err := rig.Check(b.Context(), rules.Worlds(), "demo", lab.Options{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors}); d.Verdict != mail.AtRisk {
			b.Fatal(d.Verdict)
		}
	}
	b.ReportMetric(float64(len(r.Case.Items)), "items")
}

// BenchmarkDiagnoseAgain measures the next look at a case that was looked at
// before: what a person's screen costs while a check grows.
func BenchmarkDiagnoseAgain(b *testing.B) {
	r, err := rig.Check(b.Context(), rules.Worlds(), "demo", lab.Options{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	o := explain.Options{Anchors: r.Anchors, Memo: dnssec.NewMemo()}
	explain.Diagnose(r.Case, o)
	for b.Loop() {
		if d := explain.Diagnose(r.Case, o); d.Verdict != mail.AtRisk {
			b.Fatal(d.Verdict)
		}
	}
	b.ReportMetric(float64(len(r.Case.Items)), "items")
}
