package explain_test

import (
	"context"
	"crypto/tls"
	"net/netip"
	"slices"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/probe"
	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// talk is one session with a mail server in virtual time.
type talk struct {
	host                      string
	addr                      netip.Addr
	begin, certificate, ended time.Duration
	version                   uint16
}

// ordinary lists the sessions of a case that are no second looks.
func ordinary(c evidence.Case) []*talk {
	byID := map[evidence.ID]*talk{}
	var out []*talk
	for _, it := range c.Items {
		switch {
		case it.Dial != nil && it.Dial.Look == "":
			s := &talk{host: it.Dial.Host, addr: it.Dial.Address.Addr(), begin: it.At - it.Dial.RTT, ended: it.At}
			byID[it.ID] = s
			out = append(out, s)
		case it.Line != nil && byID[it.Line.Session] != nil:
			byID[it.Line.Session].ended = it.At
		case it.TLS != nil && byID[it.TLS.Session] != nil:
			s := byID[it.TLS.Session]
			s.ended = it.At
			if it.TLS.Stage == evidence.StageCertificate {
				s.certificate, s.version = it.At, it.TLS.Version
			}
		}
	}
	return out
}

// smtpTrips is the greatest number of round trips from the connection to the
// certificate, which the TLSA records are waiting for by then.
func smtpTrips(t testing.TB, r rig.Result) float64 {
	most := 0.0
	talks := ordinary(r.Case)
	for _, s := range talks {
		if s.certificate == 0 {
			t.Errorf("%s %s: no certificate", s.host, s.addr)
		}
		most = max(most, float64(s.certificate-s.begin)/float64(roundTrip))
	}
	if len(talks) < 4 {
		t.Errorf("%d sessions, the world has four addresses", len(talks))
	}
	return most
}

// maxSMTPTrips is what a person waits for a mail server: TCP 1, greeting 1, EHLO
// 1, STARTTLS 1, TLS 1.3 1, and two to spare.
const maxSMTPTrips = 7

func TestSMTPRoundTrips(t *testing.T) {
	r := coldWalk(t)
	got := smtpTrips(t, r)
	if got > maxSMTPTrips {
		t.Errorf("%.1f round trips from the connection to the certificate, want at most %d", got, maxSMTPTrips)
	}
	for _, s := range ordinary(r.Case) {
		if s.version != tls.VersionTLS13 {
			t.Errorf("%s %s: the session is of TLS %x, to be counted it must be 1.3", s.host, s.addr, s.version)
		}
	}
	t.Logf("%.1f round trips from the connection to the certificate", got)
}

// All addresses of all mail servers are talked to at the same time: together they
// take as long as one.
func TestAddressesAreTalkedToInParallel(t *testing.T) {
	talks := ordinary(coldWalk(t).Case)
	first, last, longest := talks[0].begin, talks[0].begin, time.Duration(0)
	for _, s := range talks {
		first, last, longest = min(first, s.begin), max(last, s.begin), max(longest, s.ended-s.begin)
	}
	if last-first > 2*roundTrip {
		t.Errorf("the first connection begins at %v, the last one at %v", first, last)
	}
	if longest > 10*roundTrip {
		t.Errorf("a session takes %v", longest)
	}
}

// checkWith checks a world with changed options, round trips and all.
func checkWith(t *testing.T, world string, change func(*probe.Options)) (r rig.Result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		o := lab.Options{Delay: roundTrip, Memory: memory}
		if r, err = rig.Check(context.Background(), rules.Worlds(), world, o, change); err != nil {
			t.Fatal(err)
		}
	})
	return r
}

// certain is when the verdict stands: the moment of the last item of the shortest
// prefix of the evidence that is judged with something other than "checking".
func certain(t *testing.T, r rig.Result) (mail.Verdict, time.Duration) {
	t.Helper()
	items, o := r.Case.Items, judgedBy(t, r)
	verdict := mail.Checking
	n, _ := slices.BinarySearchFunc(items, true, func(it evidence.Item, _ bool) int {
		if v := explain.Diagnose(evidence.Case{Items: items[:it.ID]}, o).Verdict; v != mail.Checking {
			verdict = v
			return 0
		}
		return -1
	})
	if n == len(items) {
		return explain.Diagnose(r.Case, o).Verdict, r.Case.Items[len(items)-1].At
	}
	return verdict, items[n].At
}

// Neither second looks nor policies keep a person waiting: with them and without
// them the verdict stands at the same moment, for the same reason.
func TestNothingElseDelaysTheVerdict(t *testing.T) {
	for _, world := range []string{coldWorld, "demo", "tlsa-mismatch", "smtp-starttls-missing", "hostile-slow-ehlo"} {
		t.Run(world, func(t *testing.T) {
			t.Parallel()
			alone := checkWith(t, world, func(o *probe.Options) { o.NoLooks, o.NoPolicy = true, true })
			want, at := certain(t, alone)
			for name, change := range map[string]func(*probe.Options){
				"looks":    func(o *probe.Options) { o.NoPolicy = true },
				"policies": func(o *probe.Options) { o.NoLooks = true },
				"both":     nil,
			} {
				r := checkWith(t, world, change)
				if got, when := certain(t, r); got != want || when != at {
					t.Errorf("with %s: %s at %v; without %s at %v", name, got, when, want, at)
				}
				if looks := countLooks(r.Case); name != "policies" && world == coldWorld && looks == 0 {
					t.Errorf("with %s: no second look was taken", name)
				}
			}
		})
	}
}

func countLooks(c evidence.Case) int {
	n := 0
	for _, it := range c.Items {
		if it.Dial != nil && it.Dial.Look != "" {
			n++
		}
	}
	return n
}

// A mail server that does not let go keeps nobody else waiting, and the whole
// check ends within its limit.
func TestASlowHostBlocksNoOther(t *testing.T) {
	healthy := ordinary(checkWith(t, coldWorld, nil).Case)
	for _, world := range []string{"hostile-slow-ehlo", "hostile-handshakes", "hostile-greetings"} {
		t.Run(world, func(t *testing.T) {
			t.Parallel()
			r := checkWith(t, world, nil)
			if took := r.Case.Items[len(r.Case.Items)-1].At; took > time.Minute+time.Second {
				t.Errorf("the check took %v", took)
			}
			for _, s := range ordinary(r.Case) {
				i := slices.IndexFunc(healthy, func(h *talk) bool { return h.addr == s.addr })
				if i < 0 || s.begin != healthy[i].begin {
					t.Errorf("%s %s: begun at %v, without the slow one at %v", s.host, s.addr, s.begin, healthy[max(i, 0)].begin)
				}
				if world == "hostile-slow-ehlo" && s.host == "mx2.example.net." && s.ended != healthy[i].ended {
					t.Errorf("%s %s: ended at %v, without the slow one at %v", s.host, s.addr, s.ended, healthy[i].ended)
				}
			}
		})
	}
}

// BenchmarkSMTP prints the round trips of a mail server beside the computing time
// of the whole check; the delays are virtual and cost nothing.
func BenchmarkSMTP(b *testing.B) {
	got := 0.0
	all := func(_, _ string) (bool, error) { return true, nil }
	for b.Loop() {
		walk := testing.InternalTest{Name: "walk", F: func(t *testing.T) { got = smtpTrips(t, coldWalk(t)) }}
		if !testing.RunTests(all, []testing.InternalTest{walk}) {
			b.Fatal("the walk failed")
		}
	}
	b.ReportMetric(got, "smtp-roundtrips")
}

// A mail server that answers everything a moment before the limit of a reply
// holds the check until its own limit, and no longer; nobody is blamed for what
// was not waited for.
func TestTheWholeCheckEnds(t *testing.T) {
	worlds := fstest.MapFS{"slow.lab": {Data: []byte("target: example.nl\nfault smtp mx1.example.nl slow 29s\n")}}
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), worlds, "slow", lab.Options{Delay: roundTrip, Memory: memory}, nil); err != nil {
			t.Fatal(err)
		}
	})
	if took := r.Case.Items[len(r.Case.Items)-1].At; took > collect.DefaultLimits().Walk+time.Second {
		t.Errorf("the check took %v", took)
	}
	d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
	if d.Verdict != mail.CannotTell {
		t.Errorf("verdict %s", d.Verdict)
	}
	for _, f := range d.Findings {
		if f.Host == "mx1.example.nl" && slices.Contains([]finding.Severity{finding.Fatal, finding.Risk, finding.Lost}, f.Weight) {
			t.Errorf("%s %s: we did not wait", f.Code, f.Subject)
		}
	}
}
