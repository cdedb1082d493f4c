package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// session is a program whose output can be read.
func session(env map[string]string) (p *program, out, errs *bytes.Buffer) {
	out, errs = new(bytes.Buffer), new(bytes.Buffer)
	return &program{out: out, errs: errs, env: func(name string) string { return env[name] }}, out, errs
}

// TestInterrupted: Ctrl+C ends the work at once, what is known by then is
// printed, and the exit code is 130.
func TestInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, out, errs := session(nil)
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		time.AfterFunc(5*time.Second, cancel) // the banner is awaited for 30 s
		code := p.run(ctx, []string{"check", "example.org", "example.nl", "--lab", "smtp-banner-timeout", "--json"})
		if code != exitInterrupted || errs.Len() > 0 {
			t.Errorf("exit code %d, standard error %q", code, errs)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
		var doc struct {
			Domain string
			Zones  []struct{ Zone, Status string }
			Timing struct{ Complete bool }
		}
		if err := json.Unmarshal(out.Bytes(), &doc); err != nil { // also: only the first domain was begun
			t.Fatalf("%v: %s", err, out)
		}
		if doc.Domain != "example.org" || len(doc.Zones) < 3 || doc.Zones[0].Status != "secure" {
			t.Errorf("what was known is not there: %+v", doc)
		}
		if doc.Timing.Complete {
			t.Error("a check that was interrupted is called complete")
		}
	})
}

// TestStoppedProvesNothing: whenever a check of a healthy domain is stopped, the
// silence that we caused ourselves is nobody's fault, also not our network's.
func TestStoppedProvesNothing(t *testing.T) {
	for after := 50 * time.Millisecond; after < 2500*time.Millisecond; after += 150 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			p, _, _ := session(nil)
			p.terminal = true // the world is as slow as one that is watched
			j, err := p.prepare(&options{world: "healthy-3-1-1", audience: "helpdesk"})
			if err != nil {
				t.Fatal(err)
			}
			defer j.close()
			ctx, cancel := context.WithTimeout(t.Context(), after)
			defer cancel()
			d, err := j.run(ctx, *j.target)
			if d == nil {
				t.Fatal(err)
			}
			if err == nil {
				return // it was done before
			}
			for _, f := range d.Findings {
				if f.Weight == finding.Fatal || f.Layer == finding.LayerLocal {
					t.Errorf("stopped after %v: %s", after, f.Title)
				}
			}
			if d.Final || !d.Stopped || d.Verdict == mail.CannotTell || d.Verdict == mail.Blocked {
				t.Errorf("stopped after %v: final %v, stopped %v, %s: %s", after, d.Final, d.Stopped, d.Verdict, d.Headline)
			}
			for _, l := range d.Links {
				if l.State == explain.Running {
					t.Errorf("stopped after %v: %s still runs", after, l.Label)
				}
			}
		})
	}
}

// TestFault: what must never happen ends with an explanation, not with a trace
// alone.
func TestFault(t *testing.T) {
	p, _, errs := session(nil)
	p.out = nil // the first write panics
	if code := p.run(t.Context(), []string{"version"}); code != exitFault {
		t.Errorf("exit code %d", code)
	}
	if text := errs.String(); !strings.HasPrefix(text, "danewalk: fault of the program: ") || !strings.Contains(text, "\nhint: ") {
		t.Errorf("standard error: %s", text)
	}
}

// broken is a writer that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestUnwritable(t *testing.T) {
	for _, args := range [][]string{
		{"version"},
		{"lab", "list"},
		{"explain"},
		{"explain", "tlsa.mismatch"},
		{"check", "--lab", "demo"},
		{"check", "--lab", "demo", "--json"},
		{"demo"},
		{"resolve", "example.org", "MX", "--lab", "demo"},
	} {
		p, _, errs := session(nil)
		p.out = broken{}
		if code := p.run(t.Context(), args); code != exitFault || !strings.Contains(errs.String(), "disk full") {
			t.Errorf("%v: exit code %d, %s", args, code, errs)
		}
	}
}

func TestOnScreen(t *testing.T) {
	for _, tc := range []struct {
		name     string
		terminal bool
		o        options
		term     string
		want     bool
	}{
		{"terminal", true, options{}, "xterm", true},
		{"no TERM, as on Windows", true, options{}, "", true},
		{"no terminal", false, options{}, "xterm", false},
		{"dumb", true, options{}, "dumb", false},
		{"plain", true, options{plain: true}, "xterm", false},
		{"JSON", true, options{json: true}, "xterm", false},
	} {
		p, _, _ := session(map[string]string{"TERM": tc.term})
		p.terminal = tc.terminal
		if got := p.onScreen(&tc.o); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
}

func TestExitCodes(t *testing.T) {
	for v, want := range map[mail.Verdict]int{
		mail.Protected: 0, mail.AtRisk: 1, mail.Blocked: 2, mail.NotProtected: 3, mail.CannotTell: 4, mail.NoMail: 5,
		mail.Checking: 4, "": 4,
	} {
		if got := exitOf(v); got != want {
			t.Errorf("%s: %d, want %d", v, got, want)
		}
	}
	for s, want := range map[dnssec.Status]int{dnssec.Secure: 0, dnssec.Insecure: 3, dnssec.Bogus: 2, dnssec.Indeterminate: 4, dnssec.NotJudged: 4} {
		if got := exitOfStatus(s); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
	for _, tc := range []struct {
		codes []int
		want  int
	}{
		{[]int{0}, 0},
		{[]int{5, 0}, 5},
		{[]int{0, 3, 5}, 3},
		{[]int{3, 4, 0}, 4},
		{[]int{4, 1, 3}, 1},
		{[]int{1, 0, 2, 4}, 2},
	} {
		if got := gravest(tc.codes); got != tc.want {
			t.Errorf("%v: %d, want %d", tc.codes, got, tc.want)
		}
	}
}

// TestWalks: one check at a time, and none is left behind.
func TestWalks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w walks
		running, most := 0, 0
		walk := func(ctx context.Context, log *evidence.Log) error {
			running++
			most = max(most, running)
			<-ctx.Done()
			running--
			return ctx.Err()
		}
		first := w.start(t.Context(), nil, walk).log
		synctest.Wait()
		second := w.start(t.Context(), nil, walk).log
		if !first.Closed() || second.Closed() {
			t.Errorf("closed: %v %v, want the first one only", first.Closed(), second.Closed())
		}
		w.last().cancel()
		w.end()
		if !second.Closed() || running != 0 || most != 1 || w.fault() != nil {
			t.Errorf("closed %v, running %d, at most %d, fault %v", second.Closed(), running, most, w.fault())
		}
		fault := errors.New("a fault")
		w.start(t.Context(), nil, func(context.Context, *evidence.Log) error { return fault })
		synctest.Wait()
		w.end()
		if !errors.Is(w.fault(), fault) {
			t.Errorf("fault %v", w.fault())
		}
		fallen := w.start(t.Context(), nil, func(context.Context, *evidence.Log) error { panic("a bug") })
		synctest.Wait()
		w.end()
		if !fallen.log.Closed() || !fallen.cut() {
			t.Error("a collector that fell leaves its check open, or calls it done")
		}
	})
}

// TestOptions reads values that people type in more than one way.
func TestOptions(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.53": "192.0.2.53:53", "192.0.2.53:5353": "192.0.2.53:5353",
		"2001:db8::53": "[2001:db8::53]:53", "[2001:db8::53]:853": "[2001:db8::53]:853",
	} {
		if got, err := parseResolver(in); err != nil || got.String() != want {
			t.Errorf("resolver %s: %v, %v", in, got, err)
		}
	}
	for in, want := range map[string]time.Duration{"90s": 90 * time.Second, "2m": 2 * time.Minute, "45": 45 * time.Second} {
		if got, err := parseTimeout(in); err != nil || got != want {
			t.Errorf("timeout %s: %v, %v", in, got, err)
		}
	}
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, in := range []string{"2026-11-21T12:00:00Z", "2026-11-21T13:00:00+01:00", "1795262400"} {
		if got, err := parseTime(in); err != nil || !got.Equal(noon) {
			t.Errorf("time %s: %v, %v", in, got, err)
		}
	}
}

// versionLimit is the promise: the shortest command is over before one notices.
const versionLimit = 30 * time.Millisecond

// BenchmarkVersion starts the program as a person does. The fastest run counts
// for the promise: the others measure what else the machine does.
func BenchmarkVersion(b *testing.B) {
	program := filepath.Join(b.TempDir(), "danewalk")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	best := time.Hour
	for b.Loop() {
		began := time.Now()
		if err := exec.Command(program, "version").Run(); err != nil {
			b.Fatal(err)
		}
		best = min(best, time.Since(began))
	}
	b.ReportMetric(float64(best.Microseconds())/1000, "best-ms")
	if best > versionLimit {
		b.Errorf("version takes %v, promised are %v", best, versionLimit)
	}
}
