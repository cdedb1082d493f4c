package repeat_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/repeat"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// noNetwork is a computer without a way out.
func noNetwork(context.Context, string, string) (net.Conn, error) { return nil, syscall.ENETUNREACH }

// chain makes a run of rows: "a ok", "b BROKEN".
func chain(v mail.Verdict, states ...explain.State) repeat.Run {
	d := &explain.Diagnosis{Domain: "example.org", Verdict: v, Headline: "so it is", Break: -1, Final: true, Took: time.Second}
	for i, s := range states {
		d.Links = append(d.Links, explain.Link{ID: fmt.Sprint("row", i), Label: fmt.Sprint("row ", i), State: s, Took: 10 * time.Millisecond})
	}
	return repeat.Run{Diagnosis: d}
}

// under puts a finding at a row.
func (r runs) finding(run, row int, f finding.Finding) {
	d := r[run].Diagnosis
	d.Links[row].Findings = append(d.Links[row].Findings, len(d.Findings))
	d.Findings = append(d.Findings, explain.Explained{Finding: f, Title: string(f.Code), ConsequenceOf: -1})
}

type runs []repeat.Run

func ids(r repeat.Result) []string {
	var out []string
	for _, row := range r.Rows {
		out = append(out, row.ID)
	}
	return out
}

func TestRows(t *testing.T) {
	ok, bad, skip := explain.OK, explain.Broken, explain.Skipped
	for _, c := range []struct {
		name string
		runs []repeat.Run
		want []string
	}{
		{"all alike", []repeat.Run{chain(mail.Protected, ok, ok), chain(mail.Protected, ok, ok)}, nil},
		{"one differs", []repeat.Run{chain(mail.Protected, ok, ok), chain(mail.Blocked, ok, bad), chain(mail.Protected, ok, ok)}, []string{"row1"}},
		{"what was not reached is no difference of its own", []repeat.Run{chain(mail.Protected, ok, ok, ok), chain(mail.Blocked, ok, bad, skip), chain(mail.Protected, ok, ok, ok)}, []string{"row1"}},
		{"cannot tell is a word of its own", []repeat.Run{chain(mail.Protected, ok), chain(mail.CannotTell, explain.Unknown)}, []string{"row0"}},
		{"a row that comes and goes", []repeat.Run{chain(mail.Protected, ok, ok), chain(mail.Protected, ok)}, []string{"row1"}},
		{"always broken", []repeat.Run{chain(mail.Blocked, bad), chain(mail.Blocked, bad)}, nil},
	} {
		if got := ids(repeat.Of(c.runs, len(c.runs))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The state of a row may be the same, and what was found there another thing.
func TestFindingsCount(t *testing.T) {
	rs := runs{chain(mail.Protected, explain.Warning), chain(mail.Protected, explain.Warning)}
	rs.finding(0, 0, finding.Finding{Code: "dns.server-unreachable", Subject: "ns1.example.org", Weight: finding.Risk})
	rs.finding(1, 0, finding.Finding{Code: "dns.server-unreachable", Subject: "ns2.example.org", Weight: finding.Risk})
	if r := repeat.Of(rs, 2); !r.Differs() || len(r.Rows) != 1 || len(r.Rows[0].Seen) != 2 {
		t.Errorf("%+v", r)
	}
}

// What our own side spoiled at a row is no difference of others, even where the
// run as a whole counts.
func TestOwnSideAtARow(t *testing.T) {
	rs := runs{chain(mail.Protected, explain.OK), chain(mail.Protected, explain.Unknown)}
	rs.finding(1, 0, finding.Finding{Code: "local.no-ipv6", Weight: finding.Local})
	if r := repeat.Of(rs, 2); r.Differs() {
		t.Errorf("%+v", r.Rows)
	}
}

func TestStoppedRunsAreNotCompared(t *testing.T) {
	rs := runs{chain(mail.Protected, explain.OK), chain(mail.Checking, explain.Unknown), chain(mail.Protected, explain.OK)}
	rs[1].Diagnosis.Stopped, rs[1].Diagnosis.Final = true, false
	r := repeat.Of(rs, 5)
	if r.Differs() || !slices.Equal(r.Counted(), []int{1, 3}) || r.Runs[1].Kind != repeat.Stopped {
		t.Errorf("%+v", r)
	}
}

func TestSlowRows(t *testing.T) {
	for _, c := range []struct {
		ms   []int
		want bool
	}{
		{[]int{10, 12, 11, 10, 13}, false},
		{[]int{10, 12, 400, 10, 13}, true},
		{[]int{200, 220, 600, 190, 230}, false},     // no five times
		{[]int{1200, 1100, 1300, 1250, 1150}, true}, // always slow is slow
		{[]int{1, 1, 100, 1, 1}, false},             // nobody waits
		{[]int{900, 0, 0, 0, 0}, false},             // measured once
	} {
		var rs runs
		for _, ms := range c.ms {
			one := chain(mail.Protected, explain.OK)
			one.Diagnosis.Links[0].Took = time.Duration(ms) * time.Millisecond
			rs = append(rs, one)
		}
		r := repeat.Of(rs, 5)
		if got := len(r.Rows) == 1 && !r.Rows[0].Differs; got != c.want || r.Differs() {
			t.Errorf("%v ms: slow %v, want %v; differs %v", c.ms, got, c.want, r.Differs())
		}
		if c.want && (r.Rows[0].Times.Max < r.Rows[0].Times.Median || r.Rows[0].Times.Median < r.Rows[0].Times.Min) {
			t.Errorf("%+v", r.Rows[0].Times)
		}
	}
}

// asked makes items of questions to servers 1 to n, of which the first ones are
// silent.
func asked(n, silent int, f evidence.Failure) (c evidence.Case) {
	for i := range n {
		x := &evidence.Exchange{Server: netip.MustParseAddrPort(fmt.Sprintf("192.0.2.%d:53", i+1)), ServerName: fmt.Sprintf("ns%d.example.", i+1), RTT: time.Millisecond}
		if i < silent {
			x.Failure = f
		}
		c.Items = append(c.Items, evidence.Item{ID: evidence.ID(i + 1), Query: x})
	}
	return c
}

func TestServersThatAreSilentSometimes(t *testing.T) {
	for _, c := range []struct {
		name    string
		silent  []int
		failure evidence.Failure
		want    int
		hazy    bool
	}{
		{"never", []int{0, 0, 0}, evidence.Timeout, 0, false},
		{"one of ten, once", []int{0, 1, 0}, evidence.Timeout, 1, false},
		{"always: that is in the chain", []int{1, 1, 1}, evidence.Timeout, 0, false},
		{"five of ten at once: the way there", []int{0, 5, 0}, evidence.Timeout, 0, true},
		{"our own side had no route", []int{0, 1, 0}, evidence.Unreachable, 0, false},
		{"we ended it", []int{0, 1, 0}, evidence.Cancelled, 0, false},
	} {
		var rs runs
		for _, silent := range c.silent {
			one := chain(mail.Protected, explain.OK)
			one.Case = asked(10, silent, c.failure)
			rs = append(rs, one)
		}
		r := repeat.Of(rs, 3)
		if len(r.Servers) != c.want || r.Runs[1].Hazy != c.hazy {
			t.Errorf("%s: %+v, hazy %v", c.name, r.Servers, r.Runs[1].Hazy)
		}
	}
}

// Comparing changes nothing, gives the same twice, and a run against itself has no
// difference.
func TestProperties(t *testing.T) {
	states := []explain.State{explain.OK, explain.Open, explain.Warning, explain.Broken, explain.Unknown, explain.Skipped, explain.Waiting}
	rapid.Check(t, func(t *rapid.T) {
		var rs []repeat.Run
		for range rapid.IntRange(0, 6).Draw(t, "runs") {
			one := chain(rapid.SampledFrom([]mail.Verdict{mail.Protected, mail.Blocked, mail.CannotTell}).Draw(t, "verdict"), rapid.SliceOfN(rapid.SampledFrom(states), 0, 6).Draw(t, "states")...)
			one.Case = asked(rapid.IntRange(0, 5).Draw(t, "asked"), rapid.IntRange(0, 5).Draw(t, "silent"), evidence.Timeout)
			one.Diagnosis.Final = rapid.IntRange(0, 5).Draw(t, "final") > 0
			rs = append(rs, one)
		}
		first, again := repeat.Of(rs, 5), repeat.Of(rs, 5)
		if !reflect.DeepEqual(first, again) || repeat.Text(nil, first) != repeat.Text(nil, again) {
			t.Fatalf("%+v\n%+v", first, again)
		}
		if len(rs) > 0 {
			if r := repeat.Of([]repeat.Run{rs[0], rs[0], rs[0]}, 3); r.Differs() {
				t.Fatalf("a run differs from itself: %+v", r)
			}
		}
		if (len(first.Verdicts()) > 1) && !first.Differs() {
			t.Fatal("verdicts that are not the same are a difference")
		}
	})
}

// That mail arrives at one time and not at another is said only where it is so.
func TestSometimesItWorks(t *testing.T) {
	for _, c := range []struct {
		verdicts []mail.Verdict
		want     bool
	}{
		{[]mail.Verdict{mail.Blocked, mail.Protected}, true},
		{[]mail.Verdict{mail.Blocked, mail.AtRisk}, true},
		{[]mail.Verdict{mail.Protected, mail.AtRisk}, false}, // it arrives
		{[]mail.Verdict{mail.Blocked, mail.CannotTell}, false},
		{[]mail.Verdict{mail.Blocked, mail.Blocked}, false},
	} {
		var rs runs
		for _, v := range c.verdicts {
			rs = append(rs, chain(v, explain.OK))
		}
		if got := strings.Contains(repeat.Text(nil, repeat.Of(rs, 2)), "sometimes it works"); got != c.want {
			t.Errorf("%v: %v", c.verdicts, got)
		}
	}
}
