package screen

import (
	"cmp"
	"hash/crc32"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/roster"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/probe/wire"
	"danewalk/tui/feed"
	"danewalk/tui/theme"
)

// TestViewsAgreeWithTheEvidence: in the worlds of the lab every view says what is on
// record, and all of it: each mail server and each of its addresses can be looked
// at; each exchange stands in the waterfall once, and its sums are true; and each
// name server that is to blame is marked. All worlds are looked at with
// DANEWALK_WORLDS=all.
func TestViewsAgreeWithTheEvidence(t *testing.T) {
	list, err := lab.List(rules.Worlds())
	if err != nil {
		t.Fatal(err)
	}
	memory := lab.NewMemory()
	looked := 0
	for _, s := range list {
		const part = 40 // of the worlds is looked at
		if os.Getenv("DANEWALK_WORLDS") != "all" && crc32.ChecksumIEEE([]byte(s.Name))%part != 0 && s.Name != "mx-host-private-address" && s.Name != "dns-glue-old-address" {
			continue
		}
		looked++
		t.Run(s.Name, func(t *testing.T) {
			var r rig.Result
			synctest.Test(t, func(t *testing.T) {
				var err error
				if r, err = rig.Check(t.Context(), rules.Worlds(), s.Name, lab.Options{Memory: memory, Delay: 20 * time.Millisecond}, nil); err != nil {
					t.Fatal(err)
				}
			})
			d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
			w := NewWalk(theme.New(theme.Options{}), Options{})
			w.Resize(200, 50)
			w.Fold(feed.Batch{Items: r.Case.Items})
			w.Diagnosed(d)
			w.Ended()
			talkIsWhole(t, w, r.Case, d)
			timingIsTrue(t, w, r.Case)
			serversAreMarked(t, w, d)
		})
	}
	if looked < 8 {
		t.Errorf("%d worlds", looked)
	}
}

// talkIsWhole goes through all mail servers with the key for the next one: each MX
// and each address on record is there, with what was said or why nothing was.
func talkIsWhole(t *testing.T, w *Walk, c evidence.Case, d *explain.Diagnosis) {
	t.Helper()
	seen := map[string]string{}
	press(w, "3")
	for range w.talkHosts() {
		host := w.talkHost()
		lines := w.talkPane(true).Content(w.th, 200)
		var b strings.Builder
		for i := range lines.Len() {
			b.WriteString(lines.Line(i).Draw(w.th, 200) + "\n")
		}
		seen[host] = b.String()
		press(w, "]")
	}
	for host, addrs := range onRecord(c, d) {
		said, ok := seen[host]
		if !ok {
			t.Errorf("%s cannot be looked at, of %v", host, w.talkHosts())
			continue
		}
		if strings.Contains(said, "has been contacted yet") {
			t.Errorf("%s: nothing, and no reason", host)
		}
		for _, a := range addrs {
			if !strings.Contains(said, a.String()) {
				t.Errorf("%s: no word about %s:\n%s", host, a, said)
			}
		}
	}
}

// onRecord are the mail servers and addresses that anybody named or contacted.
func onRecord(c evidence.Case, d *explain.Diagnosis) map[string][]netip.Addr {
	out := map[string][]netip.Addr{}
	add := func(host string, a netip.Addr) {
		host = strings.TrimSuffix(host, ".")
		if a.IsValid() && !slices.Contains(out[host], a.Unmap()) {
			out[host] = append(out[host], a.Unmap())
		} else if _, ok := out[host]; !ok {
			out[host] = nil
		}
	}
	for _, it := range c.Items {
		if it.Dial != nil {
			add(it.Dial.Host, it.Dial.Address.Addr())
		}
	}
	if d.Report.MX.Lookup != nil && d.Report.MX.Lookup.Set != nil {
		for _, rr := range d.Report.MX.Lookup.Set.RRs {
			if mx, err := rr.MX(); err == nil && !mx.Host.IsRoot() {
				add(mx.Host.Show(), netip.Addr{})
			}
		}
	}
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		add(h.Name.Show(), netip.Addr{})
		for _, it := range c.Items {
			if it.Query == nil || it.Query.Failure != "" || it.Query.Resolver {
				continue
			}
			if m, _ := wire.Parse(it.Query.Answer); m != nil && m.AA {
				for _, rr := range m.Answer {
					if a, err := rr.Addr(); err == nil && rr.Name == h.Name && (rr.Type == wire.TypeA || rr.Type == wire.TypeAAAA) {
						add(h.Name.Show(), a)
					}
				}
			}
		}
	}
	return out
}

// timingIsTrue: each exchange is in one group, once; the critical path is a chain
// without overlaps, which ends when the verdict stood and not after the check; and
// time in which several were under way counts once.
func timingIsTrue(t *testing.T, w *Walk, c evidence.Case) {
	t.Helper()
	f := w.waterfall()
	rows := map[evidence.ID]int{}
	var way [feed.HTTP + 1][]*feed.Exchange
	for _, g := range f.Groups {
		for _, x := range g.List {
			rows[x.ID]++
			way[x.Way] = append(way[x.Way], x)
			if x.Begin < g.Begin || x.End > g.End || x.End < x.Begin || x.End > f.End {
				t.Errorf("item %d: %v to %v, its group %v to %v, all until %v", x.ID, x.Begin, x.End, g.Begin, g.End, f.End)
			}
		}
	}
	var last time.Duration
	for _, it := range c.Items {
		want := 0
		if it.Query != nil || it.Dial != nil || it.HTTP != nil {
			want = 1
		}
		if rows[it.ID] != want {
			t.Errorf("item %d stands in the waterfall %d times, want %d", it.ID, rows[it.ID], want)
		}
		last = max(last, it.At)
	}
	for k, list := range way {
		if s := f.Sums[k]; s.N != len(list) || s.Busy != union(list) || s.Busy > last {
			t.Errorf("way %d: %d exchanges busy for %v, want %d and %v within %v", k, s.N, s.Busy, len(list), union(list), last)
		}
	}
	var sum, until time.Duration
	for _, h := range f.Path {
		if h.Wait < 0 || h.Begin < until || h.Until < h.Begin {
			t.Errorf("item %d on the path: %v to %v after %v, waits %v", h.ID, h.Begin, h.Until, until, h.Wait)
		}
		sum, until = sum+h.Wait+h.Until-h.Begin, h.Until
	}
	critical := f.Waiting
	for _, d := range f.Critical {
		critical += d
	}
	if sum != f.Stood || critical != f.Stood || f.Stood > last {
		t.Errorf("the path sums up to %v, by ways %v; the verdict stood after %v of %v", sum, critical, f.Stood, last)
	}
}

// union is how much time a list of exchanges covers, counted by its edges.
func union(list []*feed.Exchange) (sum time.Duration) {
	type edge struct {
		at time.Duration
		by int
	}
	var edges []edge
	for _, x := range list {
		edges = append(edges, edge{x.Begin, 1}, edge{x.End, -1})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.by, a.by)) })
	open, from := 0, time.Duration(0)
	for _, e := range edges {
		if open == 0 {
			from = e.at
		}
		if open += e.by; open == 0 {
			sum += e.at - from
		}
	}
	return sum
}

// serversAreMarked: the view of name servers shows each mark with its word and its
// reason, and what is wrong with a whole zone.
func serversAreMarked(t *testing.T, w *Walk, d *explain.Diagnosis) {
	t.Helper()
	c := w.servers(false).Content(w.th, 400)
	var b strings.Builder
	for i := range c.Len() {
		b.WriteString(strings.TrimSpace(ansi.Strip(c.Line(i).Draw(w.th, 400))) + "\n")
	}
	got := b.String()
	words := map[roster.Blame]string{roster.Guilty: "AT FAULT: ", roster.Remark: "noticed: ", roster.Doubt: "perhaps only from here: "}
	signs := map[roster.Blame]string{roster.Guilty: "× ", roster.Remark: "! ", roster.Doubt: "? "}
	for _, m := range roster.MailServers(d) {
		if !strings.Contains(got, " "+m.Host+" "+strings.Join(m.Addresses, ", ")) {
			t.Errorf("no %s with %v:\n%s", m.Host, m.Addresses, got)
		}
		for i, reason := range m.Reasons(d.Findings) {
			if i == 0 {
				reason = words[m.Blame] + reason
			}
			if !strings.Contains(got, "\n"+reason+"\n") {
				t.Errorf("%s: no %q:\n%s", m.Host, reason, got)
			}
		}
	}
	for _, z := range roster.Zones(d) {
		for _, charge := range z.Whole {
			if !strings.Contains(got, roster.Whole(nil, d.Findings, charge)+"\n") {
				t.Errorf("not told: %s\n%s", roster.Whole(nil, d.Findings, charge), got)
			}
		}
		for _, m := range slices.Concat(z.Marks, z.Absent) {
			if m.Blame == roster.None {
				continue
			}
			row := signs[m.Blame] + m.Name.Show() + " "
			if want := words[m.Blame] + m.Reasons(nil)[0] + "\n"; !strings.Contains(got, "\n"+row) || !strings.Contains(got, want) {
				t.Errorf("no %q with %q:\n%s", row, want, got)
			}
		}
	}
}
