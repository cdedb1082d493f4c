package walk

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// visitor fetches policies in memory: what happens at an address is a stage, and
// how long it takes until then.
type visitor struct {
	began time.Time
	stage func(addr string) (evidence.FetchStage, time.Duration)

	mu    sync.Mutex
	calls []string // "URL address after"
}

func (v *visitor) fetch(ctx context.Context, o collect.Options, url string, addr netip.Addr, log *evidence.Log) evidence.ID {
	v.mu.Lock()
	v.calls = append(v.calls, fmt.Sprint(url, " ", addr, " ", time.Since(v.began)))
	v.mu.Unlock()
	f := evidence.Fetch{URL: url, Stage: evidence.FetchDone}
	if v.stage != nil {
		stage, takes := v.stage(addr.String())
		f.Stage = stage
		wait(ctx.Done(), min(takes, o.Limits.Web))
	}
	if ctx.Err() != nil {
		f.Stage, f.Failure = evidence.FetchConnect, evidence.Cancelled
	}
	return log.Add(evidence.Item{HTTP: &f})
}

// where lists the addresses that were visited.
func (v *visitor) where() string {
	var out []string
	for _, c := range v.calls {
		out = append(out, strings.Fields(c)[1])
	}
	return strings.Join(out, " ")
}

// policed is the standard world with more records in example.org.
func policed(t *testing.T, records ...string) (*world, *visitor) {
	w := standard(t)
	w.at["192.0.2.21"], w.at["192.0.2.22"] = nil, nil
	w.zone("example.org.", "192.0.2.21 192.0.2.22", append([]string{"signed"}, records...)...)
	v := &visitor{began: time.Now()}
	w.web = v.fetch
	return w, v
}

// polled lists the names that were asked for TXT, and the policy host, sorted.
func (r *result) polled() string {
	var out []string
	for _, it := range r.items {
		if it.Query == nil || it.Query.Type != uint16(wire.TypeTXT) && !strings.HasPrefix(it.Query.Name, "mta-sts.") {
			continue
		}
		if t := wire.Type(it.Query.Type); t == wire.TypeTXT || t == wire.TypeA {
			out = append(out, strings.TrimSuffix(it.Query.Name, "."))
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// policySteps counts begins and ends of the step.
func (r *result) policySteps() (begun, ended int) {
	var id evidence.ID
	for _, it := range r.items {
		switch {
		case it.Step == nil:
		case it.Step.Name == "policy":
			begun, id = begun+1, it.ID
		case id != 0 && it.Step.Ends == id:
			ended++
		}
	}
	return begun, ended
}

const (
	mxRecord  = "example.org. MX 10 mx.example.net."
	stsRecord = `_mta-sts.example.org. TXT "v=STSv1; id=1"`
	stsA      = "mta-sts.example.org. A 192.0.2.43"
	usualTXT  = "_dmarc.example.org _mta-sts.example.org _smtp._tls.example.org example.org"
)

// Which names are asked, and whether the policy is fetched.
func TestPolicyNames(t *testing.T) {
	several := func(n int, line string) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf(line, i))
		}
		return out
	}
	includes := strings.Join(several(15, "include:s%d.example.org"), " ")
	for _, tt := range []struct {
		about   string
		records []string
		asked   string
		fetched string
	}{
		{"nothing published", []string{mxRecord}, usualTXT + " _dmarc.org", ""},
		{"all published", []string{mxRecord, stsRecord, stsA, `_dmarc.example.org. TXT "v=DMARC1; p=none"`, `example.org. TXT "v=spf1 -all"`}, usualTXT + " mta-sts.example.org", "192.0.2.43"},
		{"both families", []string{mxRecord, stsRecord, stsA, "mta-sts.example.org. AAAA 2001:db8::43"}, usualTXT + " _dmarc.org mta-sts.example.org", "2001:db8::43 192.0.2.43"},
		{"host without announcement", []string{mxRecord, stsA, `_mta-sts.example.org. TXT "v=spf1"`}, usualTXT + " _dmarc.org", ""},
		{"announcement without host", []string{mxRecord, stsRecord}, usualTXT + " _dmarc.org mta-sts.example.org", ""},
		{
			"announcement behind an alias",
			[]string{mxRecord, "_mta-sts.example.org. CNAME sts.example.org.", `sts.example.org. TXT "v=STSv1; id=1"`, stsA},
			usualTXT + " _dmarc.org mta-sts.example.org sts.example.org", "192.0.2.43",
		},
		{"host behind an alias", []string{mxRecord, stsRecord, "mta-sts.example.org. CNAME mx.example.net."}, usualTXT + " _dmarc.org mta-sts.example.org", "2001:db8::40 192.0.2.40"},
		{"domain without MX", []string{"example.org. A 192.0.2.80"}, usualTXT + " _dmarc.org", ""},
		{"domain that takes no mail", []string{"example.org. MX 0 .", stsRecord, stsA}, "", ""},
		{
			"SPF leads elsewhere",
			[]string{mxRecord, `example.org. TXT "v=spf1 include:a.example.org redirect=b.example.org"`, `a.example.org. TXT "v=spf1 include:c.example.org ~all"`},
			usualTXT + " _dmarc.org a.example.org b.example.org c.example.org", "",
		},
		{
			"SPF in a circle",
			[]string{mxRecord, `example.org. TXT "v=spf1 include:a.example.org"`, `a.example.org. TXT "v=spf1 include:example.org include:a.example.org"`},
			usualTXT + " _dmarc.org a.example.org", "",
		},
		{
			"too much SPF",
			[]string{mxRecord, `example.org. TXT "v=spf1 ` + includes[:120] + `" "` + includes[120:] + `"`},
			usualTXT + " _dmarc.org " + strings.Join(several(10, "s%d.example.org"), " "), "",
		},
	} {
		bubble(t, func(t *testing.T) {
			w, v := policed(t, tt.records...)
			r := w.run(domainTarget("example.org"), standardRoots, nil)
			want := strings.Fields(tt.asked)
			slices.Sort(want)
			if got := r.polled(); got != strings.Join(want, " ") || v.where() != tt.fetched {
				t.Errorf("%s: asked\n %s, want\n %s\nfetched from %q, want %q", tt.about, got, strings.Join(want, " "), v.where(), tt.fetched)
			}
			if begun, ended := r.policySteps(); begun != min(1, len(want)) || ended != begun || len(r.limits()) > 0 {
				t.Errorf("%s: %d steps, %d of them ended; limits %v", tt.about, begun, ended, r.limits())
			}
		})
	}
}

// Checks that have no use for policies do not ask.
func TestNoPolicies(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w, v := policed(t, mxRecord, stsRecord, stsA)
		r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.NoPolicy = true })
		if got := r.polled(); got != "" || len(v.calls) > 0 {
			t.Errorf("asked %s", got)
		}
		r = w.run(collect.Target{Name: wire.MustName("example.org"), Type: wire.TypeMX}, standardRoots, nil)
		if got := r.polled(); got != "" || len(v.calls) > 0 {
			t.Errorf("asked %s", got)
		}
		r = w.run(domainTarget("nobody.org"), standardRoots, nil)
		if got := r.polled(); got != "" {
			t.Errorf("asked %s of a domain that does not exist", got)
		}
	})
}

// Policies are asked for when nothing that decides waits for the DNS any more:
// while mail servers talk, but not earlier.
func TestPoliciesComeLast(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w, v := policed(t, mxRecord, stsRecord, stsA)
		w.talk = 20 * roundTrip
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		for _, it := range r.items {
			if q := it.Query; q != nil && wire.Type(q.Type) == wire.TypeTXT && it.At-q.RTT < 6*roundTrip {
				t.Errorf("%s was asked for after %v", q.Name, it.At-q.RTT)
			}
		}
		// Two round trips: the announcement, and the address.
		if want := []string{fmt.Sprint("https://mta-sts.example.org/.well-known/mta-sts.txt 192.0.2.43 ", 8*roundTrip)}; !slices.Equal(v.calls, want) {
			t.Errorf("fetches %q, want %q", v.calls, want)
		}
		for _, s := range r.talks {
			if s.at != 6*roundTrip {
				t.Errorf("session with %s after %v", s.addr, s.at)
			}
		}
	})
}

// Where there is time and trouble, the next address is tried, and the check ends
// within its grace.
func TestPolicyAddresses(t *testing.T) {
	silent, busy := grace+time.Minute, 400*time.Millisecond
	six := []string{mxRecord, stsRecord}
	for i := range 3 {
		six = append(six, fmt.Sprintf("mta-sts.example.org. A 192.0.2.%d", i+1), fmt.Sprintf("mta-sts.example.org. AAAA 2001:db8::%d", i+1))
	}
	for _, tt := range []struct {
		about string
		at    map[string]time.Duration // until an answer; negative: until it refuses
		after string                   // milliseconds from the first fetch to each
		most  time.Duration            // from the first fetch to the end
	}{
		{"two answer", map[string]time.Duration{"2001:db8::1": 0, "192.0.2.1": 0}, "0 0", busy},
		{"only the first answers", map[string]time.Duration{"2001:db8::1": 0}, "0 0 0 0", busy},
		{"the first refuses", map[string]time.Duration{"2001:db8::1": -1, "192.0.2.1": 0}, "0 0 0 0", busy},
		{"the first is silent", map[string]time.Duration{"2001:db8::1": silent, "192.0.2.1": 0}, "0 300 300 300", 2 * time.Second},
		{"the first is slow", map[string]time.Duration{"2001:db8::1": busy, "192.0.2.1": silent}, "0 300 400 400", 2 * time.Second},
		{"only the last answers", map[string]time.Duration{"2001:db8::1": silent, "192.0.2.1": -1, "2001:db8::2": silent, "192.0.2.2": busy}, "0 300 300 600", 3 * time.Second},
		{"all are silent", map[string]time.Duration{"2001:db8::1": silent, "192.0.2.1": silent, "2001:db8::2": silent, "192.0.2.2": silent}, "0 300 600 900", grace},
	} {
		bubble(t, func(t *testing.T) {
			w, v := policed(t, six...)
			v.stage = func(addr string) (evidence.FetchStage, time.Duration) {
				if d, ok := tt.at[addr]; ok && d >= 0 && d < silent {
					return evidence.FetchDone, d
				}
				return evidence.FetchConnect, max(0, tt.at[addr])
			}
			r := w.run(domainTarget("example.org"), standardRoots, nil)
			var first time.Duration
			var after, cancelled []string
			for i, c := range v.calls {
				at, _ := time.ParseDuration(strings.Fields(c)[2])
				if i == 0 {
					first = at
				}
				after = append(after, fmt.Sprint((at - first).Milliseconds()))
			}
			for _, it := range r.items {
				if it.HTTP != nil && it.HTTP.Failure == evidence.Cancelled {
					cancelled = append(cancelled, it.HTTP.URL)
				}
			}
			if got := strings.Join(after, " "); got != tt.after || r.took-first > tt.most {
				t.Errorf("%s: fetches at %s, want %s; end %v after the first", tt.about, got, tt.after, r.took-first)
			}
			if strings.HasPrefix(tt.about, "all") && len(cancelled) > 0 {
				t.Errorf("%s: the end of the check came before that of %d fetches", tt.about, len(cancelled))
			}
		})
	}
}

// A stranger's DNS does not make us connect to our own network, unless the DNS is
// a private one itself.
func TestPolicyHostInside(t *testing.T) {
	for _, tt := range []struct{ root, want string }{{"198.18.0.1", "198.18.0.43"}, {"10.0.0.1", "198.18.0.43 192.168.1.1"}} {
		bubble(t, func(t *testing.T) {
			w := newWorld(t)
			v := &visitor{began: time.Now(), stage: func(string) (evidence.FetchStage, time.Duration) { return evidence.FetchTLS, 0 }}
			w.web = v.fetch
			w.zone(".", tt.root, "org. NS ns.org.", "ns.org. A 198.18.0.2")
			w.zone("org.", "198.18.0.2", "example.org. MX 10 mx.org.", "mx.org. A 198.18.0.25", stsRecord, "mta-sts.example.org. A 198.18.0.43", "mta-sts.example.org. A 192.168.1.1")
			w.run(domainTarget("example.org"), tt.root, nil)
			if got := v.where(); got != tt.want {
				t.Errorf("root at %s: fetched from %q, want %q", tt.root, got, tt.want)
			}
		})
	}
}

// Servers that swallow TXT questions cost the grace, and nothing that decides.
func TestPoliciesOfSilentServers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w, _ := policed(t, mxRecord, stsRecord, stsA)
		for _, a := range []string{"192.0.2.21", "192.0.2.22"} {
			w.script[a] = func(q route.Question, _ bool, r *reply) { r.drop = q.Type == wire.TypeTXT }
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		r.wantTalks("mx.example.net 192.0.2.40 mx.example.net", "mx.example.net 2001:db8::40 mx.example.net")
		if begun, ended := r.policySteps(); begun != 1 || ended != 1 || r.took > grace+time.Second || len(r.limits()) > 0 {
			t.Errorf("%d steps, %d ended, %v, limits %v", begun, ended, r.took, r.limits())
		}
	})
}

// What a policy leads to takes its share of the budget and no more, without a
// word: nothing that decides is missing.
func TestPoliciesKeepToTheBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		many := func(w *world) {
			var spf string
			for i := range maxSPF {
				zone, host := fmt.Sprintf("z%d.", i), fmt.Sprintf("192.0.2.%d", 100+i)
				w.at["192.0.2.1"][0].rrs = append(w.at["192.0.2.1"][0].rrs, rrs(t, zone+" NS ns."+zone, "ns."+zone+" A "+host)...)
				w.zone(zone, host, "x."+zone+` TXT "v=spf1 -all"`)
				spf += " include:x.z" + fmt.Sprint(i)
			}
			w.at["192.0.2.21"][0].rrs = append(w.at["192.0.2.21"][0].rrs, rrs(t, `example.org. TXT "v=spf1`+spf+`"`)...)
		}
		w, _ := policed(t, mxRecord, stsRecord)
		plain := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.NoPolicy = true })
		most := (count(plain.items) - len(plain.swept())) * 10 / (modestShare - 2)
		w, _ = policed(t, mxRecord, stsRecord)
		many(w)
		r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { o.Limits.Queries = most })
		if n := count(r.items); n > most*modestShare/10+2 || r.polled() == "" || len(r.limits()) > 0 || len(r.talks) != 2 {
			t.Errorf("%d exchanges of %d, asked %s, limits %v, %d sessions", n, most, r.polled(), r.limits(), len(r.talks))
		}
		free := w.run(domainTarget("example.org"), standardRoots, nil)
		if !strings.Contains(free.polled(), "x.z9") || count(free.items) <= most {
			t.Errorf("without a limit %d exchanges, asked %s", count(free.items), free.polled())
		}
	})
}

// rrs reads records.
func rrs(t *testing.T, lines ...string) (out []wire.RR) {
	t.Helper()
	for _, line := range lines {
		owner, rest, _ := strings.Cut(line, " ")
		rr, err := wire.RRFromText(owner + " 300 IN " + rest)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rr)
	}
	return out
}

// A resolver that is asked instead of the name servers knows the policies too;
// one beside them is asked for them only after the check has turned to it.
func TestPoliciesThroughAResolver(t *testing.T) {
	const all = "_dmarc.example.org _dmarc.org _mta-sts.example.org _smtp._tls.example.org example.org mta-sts.example.org"
	for _, tt := range []struct {
		about      string
		alter      func(*world, *collect.Options)
		by         string // TXT questions to the resolver
		everywhere string
	}{
		{"alone", func(_ *world, o *collect.Options) { o.Hints, o.Resolver.Addr = nil, resolverAt(resolverHost+":53") }, all, all},
		{"beside", func(_ *world, o *collect.Options) { besides(o) }, "", all},
		{"turned", func(w *world, o *collect.Options) {
			besides(o)
			w.dead["192.0.2.1"], w.dead["192.0.2.2"] = true, true
		}, all, all},
	} {
		bubble(t, func(t *testing.T) {
			w, v := policed(t, mxRecord, stsRecord, stsA)
			withResolver(w)
			r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) { tt.alter(w, o) })
			if got := r.polled(); got != tt.everywhere || v.where() != "192.0.2.43" || len(r.limits()) > 0 {
				t.Errorf("%s: asked %s, want %s; fetched from %q; limits %v", tt.about, got, tt.everywhere, v.where(), r.limits())
			}
			r.items = slices.DeleteFunc(r.items, func(it evidence.Item) bool { return it.Query != nil && !it.Query.Resolver })
			if got := r.polled(); got != tt.by {
				t.Errorf("%s: the resolver was asked %s, want %s", tt.about, got, tt.by)
			}
		})
	}
}

// An agent that breaks down ends the check with its fault, and nothing waits for
// what it would have brought.
func TestPolicyAgentBreaksDown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w, _ := policed(t, mxRecord, stsRecord, stsA)
		w.web = func(context.Context, collect.Options, string, netip.Addr, *evidence.Log) evidence.ID {
			panic("of a test")
		}
		r := w.run(domainTarget("example.org"), standardRoots, nil)
		if r.err == nil || !strings.Contains(r.err.Error(), "of a test") || r.took > grace {
			t.Errorf("%v after %v", r.err, r.took)
		}
	})
}
