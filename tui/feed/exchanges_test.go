package feed_test

import (
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/tui/feed"
)

// tour are worlds that differ in what takes how long.
func tour() []string {
	return []string{"demo", "healthy-3-1-1", "servers-one-drops-tlsa", "dns-ns-some-unreachable", "local-port25-blocked", "dnssec-rrsig-expired"}
}

// lived is a world that was checked.
type lived struct {
	items     []evidence.Item
	diagnosis *explain.Diagnosis
}

var worlds sync.Map

// live checks a world in virtual time, once for all tests.
func live(t testing.TB, name string) lived {
	t.Helper()
	made, _ := worlds.LoadOrStore(name, sync.OnceValues(func() (out lived, err error) {
		inner, ok := t.(*testing.T)
		if !ok {
			return out, fmt.Errorf("%T cannot wait in virtual time", t)
		}
		synctest.Test(inner, func(t *testing.T) {
			var r rig.Result
			r, err = rig.Check(t.Context(), rules.Worlds(), name, lab.Options{Delay: 20 * time.Millisecond}, nil)
			if err == nil {
				out = lived{r.Case.Items, explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})}
			}
		})
		return out, err
	}))
	l, err := made.(func() (lived, error))()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func folded(items []evidence.Item, parts ...int) *feed.Exchanges {
	var xs feed.Exchanges
	from := 0
	for _, to := range append(parts, len(items)) {
		xs.Fold(items[from:to])
		from = to
	}
	return &xs
}

// Every item of an exchange is in exactly one bar, and no bar has anything else.
func TestNoExchangeIsLostOrInvented(t *testing.T) {
	for _, name := range tour() {
		l := live(t, name)
		w := folded(l.items).Waterfall(l.diagnosis)
		seen := map[evidence.ID]int{}
		for _, g := range w.Groups {
			for _, x := range g.List {
				for _, id := range x.Items {
					seen[id]++
				}
			}
		}
		for _, it := range l.items {
			want := 0
			if it.Query != nil || it.Dial != nil || it.Line != nil || it.TLS != nil || it.HTTP != nil {
				want = 1
			}
			if seen[it.ID] != want {
				t.Errorf("%s: item %d is in %d bars, want %d: %+v", name, it.ID, seen[it.ID], want, it)
			}
			delete(seen, it.ID)
		}
		if len(seen) > 0 {
			t.Errorf("%s: items that nobody saw: %v", name, seen)
		}
	}
}

// What a bar says is what the items say.
func TestBarsHaveTheTimesOfTheEvidence(t *testing.T) {
	for _, name := range tour() {
		l := live(t, name)
		xs := folded(l.items)
		for _, x := range xs.List {
			first, last := l.items[x.ID-1], l.items[x.Items[len(x.Items)-1]-1]
			if x.End != last.At {
				t.Errorf("%s: item %d ended at %v, its bar at %v", name, last.ID, last.At, x.End)
			}
			switch {
			case x.Query != nil && x.Took() != first.Query.RTT:
				t.Errorf("%s: item %d took %v, its bar %v", name, x.ID, first.Query.RTT, x.Took())
			case x.Dial != nil && first.At-x.Begin != first.Dial.RTT:
				t.Errorf("%s: item %d connected in %v, its bar in %v", name, x.ID, first.Dial.RTT, first.At-x.Begin)
			case x.Fetch != nil && x.Took() != first.HTTP.Took:
				t.Errorf("%s: item %d took %v, its bar %v", name, x.ID, first.HTTP.Took, x.Took())
			}
			at := x.Begin
			for _, p := range x.Phases {
				if p.Begin != at || p.End < p.Begin {
					t.Errorf("%s: session %d has a gap before %s: %v", name, x.ID, p.Name, x.Phases)
				}
				at = p.End
			}
			if x.Way == feed.SMTP && at != x.End {
				t.Errorf("%s: the phases of session %d end at %v, and it at %v", name, x.ID, at, x.End)
			}
		}
	}
}

// A live fold is the fold of the whole, however the items came.
func TestFoldInParts(t *testing.T) {
	items := live(t, "demo").items
	d := live(t, "demo").diagnosis
	whole := folded(items)
	path := whole.Path(d)
	rapid.Check(t, func(t *rapid.T) {
		cuts := rapid.SliceOfN(rapid.IntRange(0, len(items)), 0, 9).Draw(t, "cuts")
		slices.Sort(cuts)
		got := folded(items, cuts...)
		if len(got.List) != len(whole.List) {
			t.Fatalf("%d bars, want %d", len(got.List), len(whole.List))
		}
		for i, h := range got.Path(d) {
			if i >= len(path) || h.ID != path[i].ID || h.Until != path[i].Until {
				t.Fatalf("hop %d of the path is item %d", i, h.ID)
			}
		}
	})
}

// While a check runs, the sessions that are said to be under way are those whose
// steps have begun and not ended; at its end there is none.
func TestSessionsUnderWay(t *testing.T) {
	items := live(t, "local-port25-blocked").items
	var xs feed.Exchanges
	open, most := map[evidence.ID]bool{}, 0
	for i, it := range items {
		xs.Fold(items[i : i+1])
		switch {
		case it.Step == nil:
		case it.Step.Ends != 0:
			delete(open, it.Step.Ends)
		case it.Step.Name == "smtp" || it.Step.Name == "look":
			open[it.ID] = true
		}
		if got := len(xs.Running()); got != len(open) {
			t.Fatalf("after item %d %d sessions are under way, want %d", it.ID, got, len(open))
		}
		most = max(most, len(open))
	}
	if most != 4 || len(xs.Running()) != 0 {
		t.Errorf("%d sessions at once, want 4; at the end %d", most, len(xs.Running()))
	}
}

// checkPath holds a critical path against what it claims.
func checkPath(t interface{ Errorf(string, ...any) }, name string, xs *feed.Exchanges, path []feed.Hop) {
	var sum time.Duration
	for i, h := range path {
		if xs.Of(h.ID) != h.Exchange {
			t.Errorf("%s: hop %d is not in the evidence", name, i)
		}
		if h.Wait < 0 || h.Until < h.Begin {
			t.Errorf("%s: hop %d waits %v and goes from %v to %v", name, i, h.Wait, h.Begin, h.Until)
		}
		if (i == 0) != (h.Reason == feed.AtOnce) {
			t.Errorf("%s: hop %d of %d has reason %d", name, i, len(path), h.Reason)
		}
		if i > 0 && path[i-1].Until+h.Wait != h.Begin {
			t.Errorf("%s: hop %d begins at %v, the one before ends at %v and it waits %v", name, i, h.Begin, path[i-1].Until, h.Wait)
		}
		sum += h.Wait + h.Until - h.Begin
	}
	if n := len(path); n > 0 && sum != path[n-1].Until {
		t.Errorf("%s: the parts of the path are %v, the verdict stood at %v", name, sum, path[n-1].Until)
	}
}

func TestCriticalPath(t *testing.T) {
	for _, name := range tour() {
		l := live(t, name)
		xs := folded(l.items)
		path := xs.Path(l.diagnosis)
		if len(path) == 0 {
			t.Errorf("%s: no path", name)
		}
		checkPath(t, name, xs, path)
		last := path[len(path)-1]
		for _, link := range l.diagnosis.Links {
			for _, id := range link.Evidence {
				if x := xs.Of(id); x != nil && !x.Aside() && x.Stood() > last.Until {
					t.Errorf("%s: %s rests on item %d of %v, and the verdict is said to have stood at %v", name, link.ID, id, x.Stood(), last.Until)
				}
			}
		}
	}
}

// The path of a healthy walk in virtual time: every exchange takes 20 ms, so the
// number of round trips is the time.
func TestPathOfAHealthyWalk(t *testing.T) {
	l := live(t, "healthy-3-1-1")
	var got []string
	for _, h := range folded(l.items).Path(l.diagnosis) {
		if h.Wait != 0 {
			t.Errorf("somebody waited %v where every answer came in time", h.Wait)
		}
		what := "SMTP"
		if h.Query != nil {
			what = h.Query.Zone
		}
		got = append(got, fmt.Sprint(what, " ", h.Until.Milliseconds()))
	}
	want := []string{". 20", "org. 40", "example.org. 60", "net. 80", "example.net. 100", "SMTP 200"} // connect, banner, EHLO, STARTTLS, TLS
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// What is not on the path does not change it, unless the verdict rests on it.
func TestPathNeedsOnlyItself(t *testing.T) {
	l := live(t, "healthy-3-1-1")
	path := folded(l.items).Path(l.diagnosis)
	keep := map[evidence.ID]bool{}
	for _, h := range path {
		for _, id := range h.Items {
			keep[id] = true
		}
	}
	bare := *l.diagnosis
	bare.Links = []explain.Link{{Evidence: []evidence.ID{path[len(path)-1].ID}}}
	rapid.Check(t, func(t *rapid.T) {
		var items []evidence.Item
		for _, it := range l.items {
			if keep[it.ID] || it.Step != nil || it.Start != nil || rapid.Bool().Draw(t, "keep") && it.Dial == nil {
				items = append(items, it)
			}
		}
		xs := folded(items)
		got := xs.Path(&bare)
		if len(got) != len(path) {
			t.Fatalf("%d hops, want %d", len(got), len(path))
		}
		for i := range got {
			if got[i].ID != path[i].ID {
				t.Fatalf("hop %d is item %d, want %d", i, got[i].ID, path[i].ID)
			}
		}
	})
}

// wildItems draws items of a case that nobody honest wrote.
func wildItems(t *rapid.T) []evidence.Item {
	names := rapid.SampledFrom([]string{"", ".", "org.", "example.org.", "mx.example.net.", "_25._tcp.mx.example.net.", "\x00", "a..b"})
	addr := netip.MustParseAddrPort("192.0.2.1:53")
	var out []evidence.Item
	for id := evidence.ID(1); id <= evidence.ID(rapid.IntRange(0, 30).Draw(t, "n")); id++ {
		it := evidence.Item{ID: id, Parent: evidence.ID(rapid.IntRange(0, 31).Draw(t, "parent")), At: time.Duration(rapid.IntRange(-5, 50).Draw(t, "at"))}
		session, took := evidence.ID(rapid.IntRange(0, 31).Draw(t, "session")), time.Duration(rapid.IntRange(-5, 50).Draw(t, "took"))
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0:
			it.Start = &evidence.Start{Name: names.Draw(t, "domain")}
		case 1:
			it.Step = &evidence.Step{Name: rapid.SampledFrom([]string{"root", "zone", "host", "look", "sweep", "x"}).Draw(t, "step"), Subject: names.Draw(t, "subject")}
		case 2:
			it.Query = &evidence.Exchange{Server: addr, Zone: names.Draw(t, "zone"), Name: names.Draw(t, "name"), Type: 1, Try: rapid.IntRange(-1, 3).Draw(t, "try"), RTT: took, Answer: rapid.SliceOf(rapid.Byte()).Draw(t, "answer")}
		case 3:
			it.Dial = &evidence.Dial{Host: names.Draw(t, "host"), Address: addr, RTT: took}
		case 4:
			it.Line = &evidence.Line{Session: session, Phase: evidence.Phase(rapid.SampledFrom([]string{"", "banner", "quit"}).Draw(t, "phase"))}
		case 5:
			it.TLS = &evidence.Handshake{Session: session}
		case 6:
			it.HTTP = &evidence.Fetch{Address: addr, Took: took}
		}
		out = append(out, it)
	}
	return out
}

func TestNoCaseHangsTheFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := wildItems(t)
		xs := folded(items)
		d := &explain.Diagnosis{Break: -1}
		for i := range items {
			d.Links = append(d.Links, explain.Link{ID: "mx", Evidence: []evidence.ID{items[i].ID}})
		}
		w := xs.Waterfall(d)
		n := 0
		for _, g := range w.Groups {
			n += len(g.List)
		}
		if n != len(xs.List) {
			t.Errorf("%d exchanges, %d in groups", len(xs.List), n)
		}
		checkPath(t, "wild", xs, w.Path)
	})
}

// BenchmarkWaterfall arranges a check of 5,000 items, as a batch does while the view is on the screen.
func BenchmarkWaterfall(b *testing.B) {
	items := many(5000)
	var xs feed.Exchanges
	xs.Fold(items)
	b.ResetTimer()
	for b.Loop() {
		xs.Waterfall(nil)
	}
}

func BenchmarkFold(b *testing.B) {
	items := many(5000)
	for b.Loop() {
		var xs feed.Exchanges
		xs.Fold(items)
	}
}

// many are so many items of questions.
func many(n int) []evidence.Item {
	out := []evidence.Item{{ID: 1, Start: &evidence.Start{Name: "example.org."}}}
	for id := 2; id <= n; id++ {
		if id%100 == 2 {
			out = append(out, evidence.Item{ID: evidence.ID(id), Step: &evidence.Step{Name: "zone", Subject: fmt.Sprintf("z%d.example.", id)}})
			continue
		}
		addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(id)}), 53)
		out = append(out, evidence.Item{ID: evidence.ID(id), Parent: evidence.ID(id - (id-2)%100), At: time.Duration(id) * time.Millisecond, Query: &evidence.Exchange{
			Server: addr, ServerName: "ns.example.", Zone: "example.", Transport: evidence.UDP, Try: 1, Name: fmt.Sprintf("h%d.example.", id), Type: 1, RTT: 20 * time.Millisecond,
		}})
	}
	return out
}
