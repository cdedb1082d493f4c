package walk

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// mailServers plays the mail servers of a check: it says how sessions go.
type mailServers struct {
	took  time.Duration
	plays func(addr, look string, nth int) play

	mu    sync.Mutex
	count map[string]int
	open  map[string]bool
	held  []heldSession
}

// play is how a session goes: "tls ecdsa 1.3", "tls rsa 1.2", "failed timeout",
// "451 greeting", "421 ehlo", "plain", "refused" (no connection), "closed".
type play string

type heldSession struct {
	host, addr, sni, look string
	begin, end            time.Duration
}

// hold is one session. It fails the test when two are held at one address.
func (s *mailServers) hold(t *testing.T, began time.Time) Look {
	return func(ctx context.Context, o collect.Options, host wire.Name, addr netip.Addr, sni, look string, log *evidence.Log) evidence.ID {
		a := addr.String()
		s.mu.Lock()
		if s.open[a] {
			t.Errorf("two sessions at %s at a time", a)
		}
		s.open[a] = true
		s.count[a]++
		how := s.plays(a, look, s.count[a])
		begin := time.Since(began)
		s.mu.Unlock()
		wait(ctx.Done(), s.took)
		id := how.record(log, evidence.Dial{Host: host.String(), Address: netip.AddrPortFrom(addr, o.Port), Look: look}, ctx.Err() != nil)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.open[a] = false
		s.held = append(s.held, heldSession{host.Show(), a, sni, look, begin, time.Since(began)})
		return id
	}
}

// record writes the evidence of a session.
func (p play) record(log *evidence.Log, dial evidence.Dial, cancelled bool) evidence.ID {
	word, rest, _ := strings.Cut(string(p), " ")
	if word == "refused" {
		dial.Failure = evidence.Refused
	}
	if cancelled {
		dial.Failure = evidence.Cancelled
	}
	id := log.Add(evidence.Item{Dial: &dial})
	if dial.Failure != "" {
		return id
	}
	line := func(phase evidence.Phase, text evidence.Wild) {
		log.Add(evidence.Item{Line: &evidence.Line{Session: id, Phase: phase, Text: text}})
	}
	client := func(phase evidence.Phase) {
		log.Add(evidence.Item{Line: &evidence.Line{Session: id, Client: true, Phase: phase, Text: "said"}})
	}
	if rest == "greeting" {
		line(evidence.PhaseBanner, evidence.Wild(word+" not now"))
		return id
	}
	line(evidence.PhaseBanner, "220 hello")
	client(evidence.PhaseEHLO)
	if word == "closed" {
		log.Add(evidence.Item{Line: &evidence.Line{Session: id, Phase: evidence.PhaseEHLO, Failure: evidence.Closed}})
		return id
	}
	if rest == "ehlo" {
		line(evidence.PhaseEHLO, evidence.Wild(word+" not now"))
		return id
	}
	line(evidence.PhaseEHLO, "250 hello")
	if word == "plain" {
		return id
	}
	client(evidence.PhaseSTARTTLS)
	if word == "tls+421" {
		defer line(evidence.PhaseEHLO2, "421 too many")
	}
	if rest == "starttls" {
		line(evidence.PhaseSTARTTLS, evidence.Wild(word+" not now"))
		return id
	}
	line(evidence.PhaseSTARTTLS, "220 go ahead")
	h := evidence.Handshake{Session: id, Stage: evidence.StageDone}
	key, version, _ := strings.Cut(rest, " ")
	switch {
	case word == "failed":
		h.Stage, h.Failure = evidence.StageFailed, evidence.Failure(rest)
	case version == "1.3":
		h.Version, h.Suite = tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256
	case key == "rsa":
		h.Version, h.Suite = tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
	default:
		h.Version, h.Suite = tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
	}
	if version == "1.1" {
		h.Version = tls.VersionTLS11
	}
	log.Add(evidence.Item{TLS: &h})
	return id
}

// looking runs a check of example.org with these mail servers.
func looking(t *testing.T, s *mailServers, alter func(*collect.Options), zone ...string) *result {
	t.Helper()
	return lookingIn(t, flat(t, zone...), s, alter)
}

func lookingIn(t *testing.T, w *world, s *mailServers, alter func(*collect.Options)) *result {
	t.Helper()
	s.count, s.open = map[string]int{}, map[string]bool{}
	o := collect.Options{Network: w.dial, Hints: []collect.Hint{{Name: wire.MustName("a.root"), Addr: netip.MustParseAddr("192.0.2.1")}}}
	if alter != nil {
		alter(&o)
	}
	log := evidence.NewLog(nil)
	began := time.Now()
	hold := s.hold(t, began)
	agents := Agents{Look: hold, SMTP: func(ctx context.Context, o collect.Options, host wire.Name, addr netip.Addr, sni string, log *evidence.Log) evidence.ID {
		return hold(ctx, o, host, addr, sni, "", log)
	}}
	r := &result{t: t, err: Run(t.Context(), domainTarget("example.org"), o, agents, log)}
	r.took, r.items = time.Since(began), log.Case().Items
	return r
}

// at lists the looks taken at an address, in order; the ordinary session is "-".
func (s *mailServers) at(addr string) string {
	var out []string
	for _, h := range s.held {
		if h.addr == addr {
			out = append(out, or(h.look, "-"))
		}
	}
	return strings.Join(out, " ")
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

const mailAddr = "192.0.2.40"

func oneServer() []string {
	return []string{"example.org. MX 10 mx.example.org.", "mx.example.org. A " + mailAddr}
}

func TestWhichLooksAreTaken(t *testing.T) {
	always := func(p play) func(string, string, int) play { return func(string, string, int) play { return p } }
	by := func(first play, looks map[string]play, other play) func(string, string, int) play {
		return func(_, look string, nth int) play {
			if p, ok := looks[look]; ok {
				return p
			}
			if nth == 1 {
				return first
			}
			return other
		}
	}
	for name, tc := range map[string]struct {
		plays func(string, string, int) play
		want  string
	}{
		"TLS 1.3":                 {always("tls ecdsa 1.3"), "- rsa ecdsa no-sni old"},
		"TLS 1.2 with ECDSA":      {always("tls ecdsa 1.2"), "- rsa no-sni old"},
		"TLS 1.2 with RSA":        {always("tls rsa 1.2"), "- ecdsa no-sni old"},
		"old version":             {always("tls rsa 1.1"), "- ecdsa no-sni"},
		"no such certificate":     {by("tls rsa 1.3", map[string]play{"ecdsa": "failed tls-alert"}, "tls rsa 1.3"), "- rsa ecdsa no-sni old"},
		"no connection":           {always("refused"), "-"},
		"broken off":              {always("closed"), "-"},
		"turned away for good":    {always("554 greeting"), "-"},
		"dislikes our name":       {always("550 ehlo"), "-"},
		"too busy at first":       {by("421 greeting", nil, "tls ecdsa 1.3"), "- again"},
		"greylisting":             {always("451 ehlo"), "- again"},
		"greylisting at STARTTLS": {always("454 starttls"), "- again"},
		"STARTTLS refused":        {always("502 starttls"), "-"},
		"no STARTTLS":             {always("plain"), "- again"},
		"enough after three": {func(_, _ string, nth int) play {
			return map[bool]play{true: "421 greeting", false: "tls ecdsa 1.3"}[nth > 3]
		}, "- rsa ecdsa no-sni"},
		"the port closes": {func(_, _ string, nth int) play {
			return map[bool]play{true: "refused", false: "tls ecdsa 1.3"}[nth > 2]
		}, "- rsa ecdsa"},
		"STARTTLS only the first time": {by("tls ecdsa 1.3", nil, "plain"), "- rsa"},
		"large ClientHello is lost":    {by("failed timeout", map[string]play{"no-mlkem": "tls ecdsa 1.3", "again": "failed timeout"}, "tls ecdsa 1.2"), "- no-mlkem rsa ecdsa again"},
		"large ClientHello, TLS 1.2":   {by("failed closed", map[string]play{"no-mlkem": "tls rsa 1.2", "again": "failed closed"}, "tls ecdsa 1.2"), "- no-mlkem ecdsa again"},
		"handshake never works":        {always("failed tls-alert"), "- no-mlkem no-sni again"},
		"our own library gave up":      {by("failed protocol", nil, "tls ecdsa 1.2"), "- rsa ecdsa no-sni old"},
		"no TLS at all":                {always("failed malformed"), "-"},
		"we were interrupted":          {always("failed cancelled"), "-"},
		"closed within TLS":            {always("tls+421 ecdsa 1.3"), "-"},
		"turned away by a look":        {by("tls ecdsa 1.3", map[string]play{"rsa": "421 starttls"}, "tls ecdsa 1.3"), "- rsa"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := &mailServers{took: roundTrip, plays: tc.plays}
				r := looking(t, s, nil, oneServer()...)
				if got := s.at(mailAddr); got != tc.want || r.err != nil || len(r.limits()) > 0 {
					t.Errorf("took %q, want %q; error %v, limits %v", got, tc.want, r.err, r.limits())
				}
			})
		})
	}
}

// A session that our library ended has one behind it that the tap listened to: it
// counts, and what it showed is not asked for again.
func TestTheTapCounts(t *testing.T) {
	host, addr := "mx.example.org.", netip.MustParseAddrPort(mailAddr+":25")
	log := evidence.NewLog(nil)
	id := play("failed protocol").record(log, evidence.Dial{Host: host, Address: addr}, false)
	if c := courseOf(log.Case().Items, id); c.shown != "" || c.end != endTLS {
		t.Errorf("without tap: %+v", c)
	}
	play("tls rsa 1.2").record(log, evidence.Dial{Host: host, Address: addr, Look: evidence.LookTap}, false)
	first := courseOf(log.Case().Items, id)
	if got := looksAfter(first, nil); !slices.Equal(got, []string{"ecdsa", "no-sni", "old"}) {
		t.Errorf("after %+v: %q", first, got)
	}
	if n := sessionsAt(log.Case().Items, addr.Addr()); n != 2 {
		t.Errorf("%d sessions counted", n)
	}
}

func ordinary(string, string, int) play { return "tls ecdsa 1.3" }

// Two names share an address: six sessions in all, one at a time, a pause between.
func TestLooksArePolite(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := &mailServers{took: 3 * roundTrip, plays: ordinary}
		r := looking(t, s, nil, "example.org. MX 1 a.example.org.", "example.org. MX 2 b.example.org.", "a.example.org. A "+mailAddr, "b.example.org. A "+mailAddr)
		if len(s.held) != maxSessions || r.err != nil {
			t.Errorf("%d sessions, error %v", len(s.held), r.err)
		}
		pause := collect.DefaultLimits().Pause
		for i, h := range s.held {
			if h.look == "" {
				continue
			}
			if idle := h.begin - s.held[i-1].end; idle < pause {
				t.Errorf("%s began %v after the one before", h.look, idle)
			}
			if h.sni != h.host {
				t.Errorf("the name said was %q", h.sni)
			}
		}
		steps := 0
		for _, it := range r.items {
			if it.Step != nil && it.Step.Name == "look" && it.Step.Subject == mailAddr {
				steps++
			}
		}
		if steps != 4 {
			t.Errorf("%d steps", steps)
		}
	})
}

// farm is a domain with n mail servers at two addresses each.
func farm(n int) (zone []string) {
	for i := range n {
		zone = append(zone, fmt.Sprintf("example.org. MX 10 m%d.example.org.", i), fmt.Sprintf("m%d.example.org. A 192.0.2.%d", i, 100+i),
			fmt.Sprintf("m%d.example.org. AAAA 2001:db8::%d", i, 100+i))
	}
	return zone
}

// Looks begin when the last ordinary session is over, whatever it takes, and are
// taken at all addresses at the same time.
func TestLooksHoldNothingUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		last := map[bool]time.Duration{}
		for _, without := range []bool{true, false} {
			s := &mailServers{took: 7 * roundTrip, plays: ordinary}
			r := looking(t, s, func(o *collect.Options) { o.NoLooks = without }, farm(2)...)
			first := time.Hour
			for _, h := range s.held {
				if h.look == "" {
					last[without] = max(last[without], h.end)
				} else {
					first = min(first, h.begin)
				}
			}
			want := 20
			if without {
				want = 4
			}
			if len(s.held) != want || first < last[without] || r.err != nil {
				t.Errorf("%d sessions, want %d; the first look at %v, the last ordinary session ended at %v", len(s.held), want, first, last[without])
			}
			t.Logf("without looks %v: all that decides after %v, the end after %v", without, last[without], r.took)
			if most := last[without] + 4*(s.took+collect.DefaultLimits().Pause) + roundTrip; !without && r.took > most {
				t.Errorf("the end came after %v, want %v at most", r.took, most)
			}
		}
		if last[true] != last[false] {
			t.Errorf("the last ordinary session ended after %v without looks, after %v with them", last[true], last[false])
		}
	})
}

// A budget that is too small for all goes to the first address of each host, and
// is never exceeded.
func TestTheBudgetOfLooks(t *testing.T) {
	for budget, want := range map[int]int{7: 4, 3: 3, 16: 12, 1000: 24} {
		bubble(t, func(t *testing.T) {
			s := &mailServers{took: roundTrip, plays: ordinary}
			r := looking(t, s, func(o *collect.Options) { o.Limits.Looks = budget }, farm(3)...)
			var said []evidence.Limit
			for _, it := range r.items {
				if it.Limit != nil {
					said = append(said, *it.Limit)
				}
			}
			if len(s.held) != 6+want {
				t.Errorf("budget of %d: %d sessions, want %d", budget, len(s.held), 6+want)
			}
			if enough := budget == 1000; enough != (len(said) == 0) || !enough && (len(said) != 1 || said[0].Name != "looks" || said[0].Value != budget) {
				t.Errorf("budget of %d: limits %+v", budget, said)
			}
			for _, h := range s.held {
				if h.look != "" && budget == 16 && strings.Contains(h.addr, ":") {
					t.Errorf("%s at the second address %s", h.look, h.addr)
				}
			}
		})
	}
}

func TestNoLooks(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for name, alter := range map[string]func(*collect.Options){
			"not wanted":       func(o *collect.Options) { o.NoLooks = true },
			"no mail servers":  func(o *collect.Options) { o.NoSMTP = true },
			"one family alone": func(o *collect.Options) { o.NoIPv6 = true },
		} {
			s := &mailServers{took: roundTrip, plays: ordinary}
			looking(t, s, alter, farm(1)...)
			for _, h := range s.held {
				six := strings.Contains(h.addr, ":")
				if h.look != "" && (name != "one family alone" || six) {
					t.Errorf("%s: %s at %s", name, h.look, h.addr)
				}
			}
		}
	})
}

// What the time of grace cuts off is our doing, and it is said so.
func TestLooksEndWithTheGrace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := &mailServers{plays: ordinary}
		s.took = 4 * time.Second
		r := looking(t, s, nil, oneServer()...)
		if got := s.at(mailAddr); got != "- rsa ecdsa no-sni" || r.err != nil {
			t.Errorf("took %q, error %v", got, r.err)
		}
		var lastDial *evidence.Dial
		for _, it := range r.items {
			if it.Dial != nil {
				lastDial = it.Dial
			}
		}
		if lastDial.Look != "no-sni" || lastDial.Failure != evidence.Cancelled {
			t.Errorf("the last session: %+v", lastDial)
		}
		if end := s.held[0].end + grace; r.took < end || r.took > end+time.Second {
			t.Errorf("the end came after %v, all that decides was there after %v", r.took, s.held[0].end)
		}
	})
}

// Where the resolver took over from the name servers, looks follow its sessions.
func TestLooksAfterATurn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := withResolver(flat(t, oneServer()...))
		for _, a := range []string{"192.0.2.1", "192.0.2.11", "192.0.2.12"} {
			w.dead[a] = true
		}
		s := &mailServers{took: roundTrip, plays: ordinary}
		r := lookingIn(t, w, s, besides)
		if got := s.at(mailAddr); r.turn() < 0 || got != "- rsa ecdsa no-sni old" || r.err != nil {
			t.Errorf("turn %d, took %q, error %v", r.turn(), got, r.err)
		}
	})
}
