package opinion

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

const (
	resolverAddr = "192.0.2.53"
	topProbe     = "qwertzuiopasdfghjklx."
	orgProbe     = "yxcvbnmasdfghjklqwer.org."
)

// said are answers by their questions, "example.org. MX", in the order of keys.
type said struct {
	order []string
	by    map[string]forge.Message
}

func (s *said) put(question string, m forge.Message) {
	if _, ok := s.by[question]; !ok {
		s.order = append(s.order, question)
	}
	s.by[question] = m
}

func (s *said) drop(question string) {
	delete(s.by, question)
	s.order = slices.DeleteFunc(s.order, func(q string) bool { return q == question })
}

// scene is a walk from the root through two domains, and a resolver beside it
// that gave the same data with CD=1 and agrees. A test changes one of the three.
type scene struct {
	root, org, net, zone, other forge.Key
	servers, data, own          said
	alone                       bool // only the resolver was asked
	growing                     bool
	resolver                    string
}

func answer(rrs []wire.RR) forge.Message { return forge.Message{Answer: rrs} }

func withSig(k forge.Key, zone string, set ...wire.RR) []wire.RR {
	return append(slices.Clone(set), k.Sign(zone, set))
}

func newScene() *scene {
	s := &scene{resolver: resolverAddr + ":53"}
	for _, k := range []*forge.Key{&s.root, &s.org, &s.net, &s.zone, &s.other} {
		*k = forge.NewKey(13, "")
	}
	for _, m := range []*said{&s.servers, &s.data, &s.own} {
		m.by = map[string]forge.Message{}
	}
	put := func(q string, m forge.Message) {
		s.servers.put(q, m)
		s.data.put(q, m)
	}
	put(". DNSKEY", answer(withSig(s.root, ".", s.root.RR("."))))
	put(". SOA", answer(s.root.Signed(".", ". 3600 IN SOA ns. root. 1 2 3 4 300")))
	for _, z := range []struct {
		parent, top, zone string
		above, key        forge.Key
	}{{"org.", "org.", "example.org.", s.org, s.zone}, {"net.", "net.", "example.net.", s.net, s.other}} {
		put(z.top+" DS", answer(withSig(s.root, ".", z.above.DSRR(z.top, 2))))
		put(z.top+" DNSKEY", answer(withSig(z.above, z.top, z.above.RR(z.top))))
		put(z.zone+" DS", answer(withSig(z.above, z.parent, z.key.DSRR(z.zone, 2))))
		put(z.zone+" DNSKEY", answer(withSig(z.key, z.zone, z.key.RR(z.zone))))
	}
	put("example.org. MX", answer(s.zone.Signed("example.org.", "example.org. 3600 IN MX 10 mx.example.net.")))
	put("mx.example.net. A", answer(s.other.Signed("example.net.", "mx.example.net. 3600 IN A 198.18.1.25")))
	put("_25._tcp.mx.example.net. TLSA", answer(s.other.Signed("example.net.", "_25._tcp.mx.example.net. 3600 IN TLSA 3 1 1 "+strings.Repeat("ab", 32))))
	for _, q := range []string{". SOA", "example.org. MX", "mx.example.net. A", "_25._tcp.mx.example.net. TLSA"} {
		m := s.data.by[q]
		m.AD = true
		s.own.put(q, m)
	}
	for _, q := range []string{topProbe + " A", orgProbe + " A"} {
		s.own.put(q, forge.Message{Rcode: wire.NXDomain, AD: true})
	}
	return s
}

func (s *scene) asked() []dnssec.Question {
	return []dnssec.Question{
		{Name: wire.MustName("example.org."), Type: wire.TypeMX},
		{Name: wire.MustName("mx.example.net."), Type: wire.TypeA},
		{Name: wire.MustName("_25._tcp.mx.example.net."), Type: wire.TypeTLSA},
	}
}

// home is the zone and server that answer a question authoritatively.
func home(name string, t wire.Type) (zone, server string) {
	at := wire.Holder(wire.MustName(name), t)
	zones := []string{"example.org.", "example.net.", "org.", "net.", "."}
	for i, z := range zones {
		if at.Under(wire.MustName(z)) {
			return z, fmt.Sprintf("192.0.2.%d", i+1)
		}
	}
	return ".", "192.0.2.9"
}

func (s *scene) build() *view.View {
	var c forge.Case
	start := &evidence.Start{Kind: evidence.KindDomain, Name: "example.org.", Wall: forge.At(), Vantage: evidence.Vantage{Beside: s.resolver, System: true}}
	if s.alone {
		start.Vantage.Beside, start.Vantage.Resolver = "", s.resolver
	}
	c.Add(evidence.Item{Start: start})
	each := func(m said, say func(name string, t wire.Type, m forge.Message)) {
		for _, q := range m.order {
			name, typ, _ := strings.Cut(q, " ")
			t, err := wire.ParseType(typ)
			if err != nil {
				panic(err)
			}
			c.MadeUp = name == topProbe || name == orgProbe
			say(name, t, m.by[q])
		}
	}
	if !s.alone {
		for _, cut := range [][3]string{{".", "192.0.2.5", "org."}, {".", "192.0.2.5", "net."}, {"org.", "192.0.2.3", "example.org."}, {"net.", "192.0.2.4", "example.net."}} {
			c.Said(cut[0], cut[1], cut[2], wire.TypeMX, forge.Message{NotAA: true, Authority: forge.RRs(cut[2] + " 3600 IN NS ns." + cut[2])})
		}
		each(s.servers, func(name string, t wire.Type, m forge.Message) {
			zone, server := home(name, t)
			c.Said(zone, server, name, t, m)
		})
	}
	c.Resolver = true
	each(s.data, func(name string, t wire.Type, m forge.Message) { c.Said("", resolverAddr, name, t, m) })
	c.Own = true
	each(s.own, func(name string, t wire.Type, m forge.Message) { c.Said("", resolverAddr, name, t, m) })
	if s.growing {
		return view.New(c.Growing())
	}
	return view.New(c.Done())
}

func (s *scene) compare() *Comparison {
	v := s.build()
	ds, ok := s.root.DNSKEY.DS(wire.Root(), 2)
	if !ok {
		panic("no DS")
	}
	p := dnssec.Policy{Anchors: []dnssec.Anchor{{Zone: wire.Root(), DS: &ds}}, At: forge.At()}
	return Compare(v, dnssec.New(v, p), p, s.asked())
}

// both puts what the resolver gives with CD=1 and CD=0.
func (s *scene) both(q string, m forge.Message) {
	s.data.put(q, m)
	s.own.put(q, m)
}

// each changes every answer of a side.
func (s *said) each(change func(q string, m forge.Message) forge.Message) {
	for _, q := range s.order {
		s.by[q] = change(q, s.by[q])
	}
}

func noAD(_ string, m forge.Message) forge.Message { m.AD = false; return m }

func servfail(ede ...uint16) func(string, forge.Message) forge.Message {
	return func(string, forge.Message) forge.Message { return forge.Message{Rcode: wire.ServFail, EDE: ede} }
}

// without removes signatures and EDNS.
func without(_ string, m forge.Message) forge.Message {
	bare := func(rr wire.RR) bool { return rr.Type == wire.TypeRRSIG }
	m.Answer, m.Authority, m.NoEDNS, m.AD = slices.DeleteFunc(slices.Clone(m.Answer), bare), nil, true, false
	return m
}

func expired() forge.Change {
	return forge.Change{Before: func(s *wire.RRSIG) { s.Expiration = uint32(forge.At().Add(-time.Hour).Unix()) }}
}

// breakMX makes the MX set bogus, as name servers and resolver have it.
func (s *scene) breakMX() {
	set := forge.RRs("example.org. 3600 IN MX 10 mx.example.net.")
	m := answer(append(set, s.zone.Sign("example.org.", set, expired())))
	s.servers.put("example.org. MX", m)
	s.both("example.org. MX", m)
}

// agedMX is an old MX set of the zone, kept for a while.
func (s *scene) agedMX(ttl uint32) forge.Message {
	rrs := s.zone.Signed("example.org.", "example.org. 3600 IN MX 10 old.example.net.")
	for i := range rrs {
		rrs[i].TTL = ttl
	}
	return answer(rrs)
}

const (
	mxQ   = "example.org. MX"
	mxA   = "mx.example.net. A"
	tlsaQ = "_25._tcp.mx.example.net. TLSA"
)

// What a resolver says leads to one conclusion, and to none where the same could
// have another reason.
func TestConclusions(t *testing.T) {
	tests := []struct {
		name   string
		change func(s *scene)
		want   string
	}{
		{"a resolver that agrees", func(*scene) {}, "agrees"},
		{"it keeps back what is bogus", func(s *scene) { s.breakMX(); s.own.put(mxQ, forge.Message{Rcode: wire.ServFail, EDE: []uint16{7}}) }, "agrees"},

		{"no AD, and gives what is bogus", func(s *scene) { s.own.each(noAD); s.breakMX() }, "not-validating"},
		{"never AD", func(s *scene) { s.own.each(noAD) }, "not-validating"},
		{"never AD, but it keeps back what is bogus", func(s *scene) {
			s.own.each(noAD)
			s.breakMX()
			s.own.put(mxQ, forge.Message{Rcode: wire.ServFail})
		}, ""},
		{"never AD, seen at one zone only", func(s *scene) {
			s.own.each(noAD)
			s.own.drop(". SOA")
			s.own.drop(mxQ)
		}, ""},
		{"no AD at the names of one zone", func(s *scene) { s.own.put(mxQ, noAD("", s.own.by[mxQ])) }, ""},
		{"name servers that could not be heard at one name", func(s *scene) { s.servers.drop(tlsaQ) }, "agrees"},
		{"no AD, exempted by its own word", func(s *scene) {
			s.own.each(func(_ string, m forge.Message) forge.Message { m.AD, m.EDE = false, []uint16{33}; return m })
		}, ""},
		{"gives what is bogus to us, with AD elsewhere", func(s *scene) { s.breakMX() }, ""},

		{"no signature anywhere", func(s *scene) { s.data.each(without); s.own.each(without) }, "strips"},
		{"no signature at one name", func(s *scene) { s.both(mxQ, without("", s.data.by[mxQ])) }, ""},

		{"made-up names have an address", func(s *scene) {
			m := answer(forge.RRs(topProbe + " 60 IN A 198.18.9.9"))
			s.both(topProbe+" A", m)
			s.both(orgProbe+" A", answer(forge.RRs(orgProbe+" 60 IN A 198.18.9.9")))
		}, "rewrites"},
		{"a wildcard in a top-level domain", func(s *scene) {
			s.both(orgProbe+" A", answer(forge.RRs(orgProbe+" 60 IN A 198.18.9.9")))
			s.data.drop(orgProbe + " A")
		}, "agrees"},
		{"a forged address below a signed top-level domain", func(s *scene) {
			s.both(orgProbe+" A", answer(forge.RRs(orgProbe+" 60 IN A 198.18.9.9")))
		}, "rewrites"},
		{"one address for everything", func(s *scene) {
			for _, q := range []string{topProbe + " A", orgProbe + " A", mxA} {
				s.both(q, answer(forge.RRs(strings.TrimSuffix(q, " A")+" 60 IN A 10.0.0.1")))
			}
		}, "portal"},

		{"blocked by its own word", func(s *scene) { s.both(mxQ, forge.Message{Rcode: wire.NXDomain, EDE: []uint16{15}}) }, "filters"},
		{"forged by its own word", func(s *scene) {
			s.both(mxA, forge.Message{Answer: forge.RRs("mx.example.net. 60 IN A 198.18.9.9"), EDE: []uint16{4}})
		}, "filters"},
		{"refused", func(s *scene) { s.both(mxQ, forge.Message{Rcode: wire.Refused}) }, "filters"},
		{"led to nowhere", func(s *scene) { s.both(mxA, answer(forge.RRs("mx.example.net. 60 IN A 0.0.0.0"))) }, "filters"},
		{"everything refused", func(s *scene) {
			refuse := func(string, forge.Message) forge.Message { return forge.Message{Rcode: wire.Refused} }
			s.own.each(refuse)
			s.data.each(refuse)
		}, "silent"},

		{"everything secure is kept back", func(s *scene) { s.own.each(servfail(9)) }, "old-anchor"},
		{"everything secure is kept back, no word why", func(s *scene) { s.own.each(servfail()) }, "old-anchor"},
		{"everything is kept back as expired", func(s *scene) { s.own.each(servfail(7)) }, "stricter"},
		{"one name is kept back", func(s *scene) { s.own.put(mxQ, forge.Message{Rcode: wire.ServFail, EDE: []uint16{6}}) }, "stricter"},
		{"one name is kept back, and it got bad data", func(s *scene) {
			set := forge.RRs("example.org. 3600 IN MX 10 mx.example.net.")
			s.data.put(mxQ, answer(append(set, s.zone.Sign("example.org.", set, expired()))))
			s.own.put(mxQ, forge.Message{Rcode: wire.ServFail, EDE: []uint16{7}})
		}, ""},

		{"old data, kept for long", func(s *scene) {
			s.data.put(mxQ, s.agedMX(1800))
			m := s.agedMX(1800)
			m.AD = true
			s.own.put(mxQ, m)
		}, "stale"},
		{"other data, not older than the check", func(s *scene) {
			m := s.agedMX(3600)
			m.AD = true
			s.both(mxQ, m)
		}, ""},
		{"old data, and one name server has it too", func(s *scene) { s.both(mxQ, s.agedMX(1800)); s.servers.put(mxQ, s.agedMX(3600)) }, ""},
		{"the same data, kept for long", func(s *scene) {
			m := s.own.by[mxQ]
			m.Answer = slices.Clone(m.Answer)
			for i := range m.Answer {
				m.Answer[i].TTL = 60
			}
			s.both(mxQ, m)
		}, "agrees"},
		{"another address, kept for long", func(s *scene) {
			rrs := s.other.Signed("example.net.", "mx.example.net. 3600 IN A 198.18.7.7")
			rrs[0].TTL, rrs[1].TTL = 60, 60
			s.both(mxA, forge.Message{Answer: rrs, AD: true})
		}, "agrees"},
		{"another address, stale by its own word", func(s *scene) {
			s.both(mxA, forge.Message{Answer: s.other.Signed("example.net.", "mx.example.net. 30 IN A 198.18.7.7"), AD: true, EDE: []uint16{3}})
		}, "stale"},

		{"a private address", func(s *scene) { s.both(mxA, answer(forge.RRs("mx.example.net. 60 IN A 10.1.2.3"))) }, "other-view"},
		{"a private address, as everybody gets", func(s *scene) {
			m := answer(s.other.Signed("example.net.", "mx.example.net. 3600 IN A 10.1.2.3"))
			s.servers.put(mxA, m)
			m.AD = true
			s.both(mxA, m)
		}, "agrees"},
		{"an unsigned form of a signed zone", func(s *scene) { s.both(mxQ, answer(forge.RRs("example.org. 60 IN MX 10 inside.example.org."))) }, "other-view"},

		{"SERVFAIL for no reason", func(s *scene) { s.both(mxQ, forge.Message{Rcode: wire.ServFail}) }, "servfail"},
		{"SERVFAIL with a reason", func(s *scene) { s.both(mxQ, forge.Message{Rcode: wire.ServFail, EDE: []uint16{22}}) }, ""},
		{"SERVFAIL where the name servers fail too", func(s *scene) {
			s.servers.put(mxQ, forge.Message{Rcode: wire.ServFail})
			s.both(mxQ, forge.Message{Rcode: wire.ServFail})
		}, "agrees"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newScene()
			tt.change(s)
			c := s.compare()
			if c == nil {
				t.Fatal("no comparison")
			}
			var got []string
			for _, k := range c.Views {
				got = append(got, string(k))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%v, want %q", got, tt.want)
				for _, r := range c.Rows {
					held, through := "-", "-"
					if r.Ours != nil {
						held = fmt.Sprint(r.Ours.Status, " ", r.Ours.Reason, " ", r.Ours.Outcome)
					}
					if r.Through != nil {
						through = fmt.Sprint(r.Through.Status, " ", r.Through.Reason, " ", r.Through.Outcome)
					}
					t.Logf("%s %s probe=%v ours=%s through=%s AD=%v %v %v %v", r.Name, r.Type, r.Probe, held, through, r.AD, r.Rcode, r.EDE, r.Views)
				}
			}
			s.growing = true
			if c := s.compare(); len(c.Views) > 0 || slices.ContainsFunc(c.Rows, func(r Row) bool { return len(r.Views) > 0 }) {
				t.Errorf("while the case grows: %v", c.Views)
			}
		})
	}
}

// Where only the resolver was asked, its data is what is judged, and nothing is
// said that needs the name servers.
func TestResolverAlone(t *testing.T) {
	tests := []struct {
		name   string
		change func(s *scene)
		want   string
	}{
		{"agrees", func(*scene) {}, "[agrees]"},
		{"not validating", func(s *scene) { s.own.each(noAD) }, "[not-validating]"},
		{"old anchor", func(s *scene) { s.own.each(servfail()) }, "[old-anchor]"},
		{"private addresses without signatures", func(s *scene) { s.both(mxA, answer(forge.RRs("mx.example.net. 60 IN A 10.1.2.3"))) }, "[other-view]"},
		{"private addresses, signed", func(s *scene) {
			m := answer(s.other.Signed("example.net.", "mx.example.net. 3600 IN A 10.1.2.3"))
			m.AD = true
			s.both(mxA, m)
		}, "[agrees]"},
		{"public addresses without signatures", func(s *scene) { s.both(mxA, answer(forge.RRs("mx.example.net. 60 IN A 198.18.1.25"))) }, "[]"},
		{"stale by its own word", func(s *scene) { s.both(mxQ, forge.Message{Answer: s.data.by[mxQ].Answer, EDE: []uint16{3}, AD: true}) }, "[stale]"},
		{"SERVFAIL", func(s *scene) { s.both(mxQ, forge.Message{Rcode: wire.ServFail}) }, "[servfail]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newScene()
			s.alone = true
			tt.change(s)
			c := s.compare()
			if got := fmt.Sprint(c.Views); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			for _, r := range c.Rows {
				if r.Ours != nil {
					t.Errorf("%s %s is said to be judged from name servers that were not asked", r.Name, r.Type)
				}
			}
		})
	}
}

func TestNobodyAsked(t *testing.T) {
	s := newScene()
	s.data, s.own = said{}, said{}
	if c := s.compare(); c != nil {
		t.Errorf("compared with nobody: %+v", c)
	}
}

// Silence is told from an answer, and a question that was cancelled from silence.
func TestSilent(t *testing.T) {
	for failure, want := range map[evidence.Failure]string{evidence.Timeout: "[silent]", evidence.Refused: "[silent]", evidence.Cancelled: "[]"} {
		c := forge.Case{}
		c.Add(evidence.Item{Start: &evidence.Start{Wall: forge.At(), Vantage: evidence.Vantage{Beside: resolverAddr + ":53"}}})
		c.Resolver = true
		c.Failed("", resolverAddr, "example.org.", wire.TypeMX, failure)
		c.Own = true
		c.Failed("", resolverAddr, "example.org.", wire.TypeMX, failure)
		v := view.New(c.Done())
		got := Compare(v, dnssec.New(v, dnssec.Policy{At: forge.At()}), dnssec.Policy{At: forge.At()}, newScene().asked())
		if fmt.Sprint(got.Views) != want {
			t.Errorf("%s: %v, want %s", failure, got.Views, want)
		}
	}
}

func TestGuarded(t *testing.T) {
	for resolver, want := range map[string]bool{
		"127.0.0.53:53": true, "[::1]:53": true, "192.0.2.53:53": false, "10.0.0.1:53": false, "tls://192.0.2.53:853": true,
		"tls://dns.example@192.0.2.53:853": true, "https://dns.example@192.0.2.53:443/dns-query": true, "": false,
	} {
		if guarded(resolver) != want {
			t.Errorf("%s: %v", resolver, !want)
		}
	}
}

// The table has rows for what the resolver was asked, root first, what decides
// in the middle, made-up names last; each with its evidence.
func TestRows(t *testing.T) {
	c := newScene().compare()
	var got []string
	for _, r := range c.Rows {
		got = append(got, fmt.Sprint(r.Name.Show(), " ", r.Type, " ", r.Probe))
		if len(r.Evidence) == 0 || !slices.IsSorted(r.Evidence) {
			t.Errorf("%s: evidence %v", r.Name, r.Evidence)
		}
	}
	want := []string{
		". SOA false", "example.org MX false", "mx.example.net A false", "_25._tcp.mx.example.net TLSA false",
		strings.TrimSuffix(topProbe, ".") + " A true", strings.TrimSuffix(orgProbe, ".") + " A true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
	if !c.System || c.Loopback || c.Turned || c.Resolver != resolverAddr+":53" {
		t.Errorf("%+v", c)
	}
}
