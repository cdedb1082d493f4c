package upkeep

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
	rootServer = "192.0.2.1"
	zoneServer = "192.0.2.21"
	twinServer = "192.0.2.22" // the second server of example
)

// sides is what the two sides of the delegation from the root to "example." say.
// Empty parts were not asked.
type sides struct {
	parent   []string            // NS and glue in the referral
	child    []string            // NS at the apex
	own      map[string][]string // address records in the zone, by "NAME TYPE"
	cds      []wire.RR
	keys     []wire.RR // CDNSKEY
	ds       []wire.RR // nil: of the zone's key
	twin     func(c *forge.Case, s *sides)
	age      time.Duration // of the signatures over CDS and CDNSKEY; 0: three days
	unsigned bool          // CDS and CDNSKEY are
}

// The keys of the root, of the zone, and of its next one.
func rootKey() forge.Key { return forge.NewKey(15, "root") }
func zoneKey() forge.Key { return forge.NewKey(15, "zone") }
func nextKey() forge.Key { return forge.NewKey(15, "next") }

func signed(k forge.Key, zone string, set []wire.RR, changes ...forge.Change) []wire.RR {
	return append(slices.Clone(set), k.Sign(zone, set, changes...))
}

func answer(rrs []wire.RR) forge.Message { return forge.Message{Answer: rrs} }

// request signs a set as old as the sides want it.
func (s *sides) request(set []wire.RR) forge.Message {
	if s.unsigned {
		return answer(set)
	}
	since := forge.Change{Before: func(sig *wire.RRSIG) {
		if s.age > 0 {
			sig.Inception = uint32(forge.At().Add(-s.age).Unix())
		}
	}}
	return answer(signed(zoneKey(), "example.", set, since))
}

// write makes the case.
func (s *sides) write() forge.Case {
	c := forge.Case{}
	ns, glue := []wire.RR{}, []wire.RR{}
	for _, rr := range forge.RRs(s.parent...) {
		if rr.Type == wire.TypeNS {
			ns = append(ns, rr)
		} else {
			glue = append(glue, rr)
		}
	}
	c.Said(".", rootServer, ".", wire.TypeDNSKEY, answer(signed(rootKey(), ".", []wire.RR{rootKey().RR(".")})))
	if len(ns) > 0 {
		c.Said(".", rootServer, "example.", wire.TypeMX, forge.Message{NotAA: true, Authority: ns, Extra: glue})
	}
	ds := s.ds
	if ds == nil {
		ds = []wire.RR{zoneKey().DSRR("example.", 2)}
	}
	c.Said(".", rootServer, "example.", wire.TypeDS, answer(signed(rootKey(), ".", ds)))
	c.Said("example.", zoneServer, "example.", wire.TypeDNSKEY,
		answer(signed(zoneKey(), "example.", []wire.RR{zoneKey().RR("example."), nextKey().RR("example.")})))
	c.Said("example.", zoneServer, "example.", wire.TypeMX, answer(zoneKey().Signed("example.", "example. 3600 IN MX 10 mx.example.")))
	if len(s.child) > 0 {
		c.Said("example.", zoneServer, "example.", wire.TypeNS, answer(signed(zoneKey(), "example.", forge.RRs(s.child...))))
	}
	for q, lines := range s.own {
		name, typ, _ := strings.Cut(q, " ")
		t, _ := wire.ParseType(typ)
		c.Said("example.", zoneServer, name, t, answer(signed(zoneKey(), "example.", forge.RRs(lines...))))
	}
	if s.cds != nil {
		c.Said("example.", zoneServer, "example.", wire.TypeCDS, s.request(s.cds))
	}
	if s.keys != nil {
		c.Said("example.", zoneServer, "example.", wire.TypeCDNSKEY, s.request(s.keys))
	}
	if s.twin != nil {
		s.twin(&c, s)
	}
	return c
}

func judge(c evidence.Case) Zone {
	v := view.New(c)
	key := rootKey().DNSKEY
	p := dnssec.Policy{Anchors: []dnssec.Anchor{{Zone: wire.Root(), DNSKEY: &key, Source: "test"}}, At: forge.At()}
	out := Zones(v, dnssec.New(v, p), []dnssec.Question{{Name: wire.MustName("example."), Type: wire.TypeMX}})
	if len(out) != 1 {
		panic(fmt.Sprintf("%d zones", len(out)))
	}
	return out[0]
}

func TestNS(t *testing.T) {
	two := []string{"example. 3600 IN NS a.example.", "example. 3600 IN NS b.example."}
	for _, tt := range []struct {
		name                  string
		parent, child         []string
		known                 bool
		onlyParent, onlyChild string
	}{
		{"equal", two, two, true, "[]", "[]"},
		{"another order and case", two, []string{"example. 60 IN NS B.example.", "example. 60 IN NS A.example."}, true, "[]", "[]"},
		{"a leftover", two, two[:1], true, "[b.example.]", "[]"},
		{"one not told", two[1:], two, true, "[]", "[a.example.]"},
		{"moved", two[:1], two[1:], true, "[a.example.]", "[b.example.]"},
		{"the child was not asked", two, nil, false, "[]", "[]"},
		{"no referral", nil, two, false, "[]", "[]"},
	} {
		s := sides{parent: tt.parent, child: tt.child}
		c := s.write()
		n := judge(c.Done()).NS
		if n.Known != tt.known || fmt.Sprint(n.OnlyParent) != tt.onlyParent || fmt.Sprint(n.OnlyChild) != tt.onlyChild {
			t.Errorf("%s: %+v", tt.name, n)
		}
		if n.Known && len(n.Evidence) < 2 {
			t.Errorf("%s: evidence %v", tt.name, n.Evidence)
		}
		if n := judge(c.Growing()).NS; n.Known || n.Differ() {
			t.Errorf("%s: told before the end: %+v", tt.name, n)
		}
	}
}

// A forged list of the child is compared with nothing.
func TestNSThatDoesNotValidate(t *testing.T) {
	s := sides{parent: []string{"example. 3600 IN NS a.example."}, twin: func(c *forge.Case, _ *sides) {
		c.Said("example.", twinServer, "example.", wire.TypeNS, answer(forge.RRs("example. 3600 IN NS evil.example.")))
	}}
	c := s.write()
	if n := judge(c.Done()).NS; n.Known || len(n.OnlyChild) > 0 {
		t.Errorf("%+v", n)
	}
}

// Most servers of the parent decide; one that is behind is another finding.
func TestNSOfMostParents(t *testing.T) {
	s := sides{child: []string{"example. 3600 IN NS a.example."}, twin: func(c *forge.Case, _ *sides) {
		for i, ns := range []string{"old.example.", "a.example.", "a.example."} {
			c.Said(".", fmt.Sprintf("192.0.2.%d", i+1), "example.", wire.TypeMX,
				forge.Message{NotAA: true, Authority: forge.RRs("example. 3600 IN NS " + ns)})
		}
	}}
	c := s.write()
	if n := judge(c.Done()).NS; !n.Known || n.Differ() {
		t.Errorf("%+v", n)
	}
}

func TestNameServerThatIsAnAlias(t *testing.T) {
	s := sides{parent: []string{"example. 3600 IN NS a.example.", "example. 3600 IN NS b.example."}, own: map[string][]string{
		"a.example. A": {"a.example. 3600 IN CNAME c.example."}, "b.example. A": {"b.example. 3600 IN A 192.0.2.22"},
	}}
	c := s.write()
	if n := judge(c.Done()).NS; fmt.Sprint(n.Aliases) != "[a.example.]" {
		t.Errorf("aliases %v", n.Aliases)
	}
}

func TestGlue(t *testing.T) {
	ns := "example. 3600 IN NS a.example."
	own4 := map[string][]string{"a.example. A": {"a.example. 3600 IN A 192.0.2.21"}}
	both := map[string][]string{
		"a.example. A": {"a.example. 3600 IN A 192.0.2.21"}, "a.example. AAAA": {"a.example. 3600 IN AAAA 2001:db8::21"},
	}
	for _, tt := range []struct {
		name           string
		parent         []string
		own            map[string][]string
		known, wrong   bool
		stale, missing string
	}{
		{"right", []string{ns, "a.example. 3600 IN A 192.0.2.21"}, own4, true, false, "[]", "[]"},
		{"stale", []string{ns, "a.example. 3600 IN A 192.0.2.99"}, own4, true, true, "[192.0.2.99]", "[]"},
		{"one of two stale", []string{ns, "a.example. 3600 IN A 192.0.2.21", "a.example. 3600 IN A 192.0.2.99"}, own4, true, true, "[192.0.2.99]", "[]"},
		{"none", []string{ns}, nil, true, true, "[]", "[]"},
		{"none, address known", []string{ns}, own4, true, true, "[]", "[192.0.2.21]"},
		{"a family is missing", []string{ns, "a.example. 3600 IN A 192.0.2.21"}, both, true, false, "[]", "[2001:db8::21]"},
		{"the other family was not asked", []string{ns, "a.example. 3600 IN AAAA 2001:db8::99"}, own4, true, false, "[]", "[192.0.2.21]"},
		{"nothing was asked", []string{ns, "a.example. 3600 IN A 192.0.2.99"}, nil, false, false, "[]", "[]"},
	} {
		s := sides{parent: tt.parent, own: tt.own}
		c := s.write()
		glue := judge(c.Done()).Glue
		if len(glue) != 1 {
			t.Errorf("%s: %+v", tt.name, glue)
			continue
		}
		g := glue[0]
		if g.Known != tt.known || g.Wrong() != tt.wrong || fmt.Sprint(g.Stale) != tt.stale || fmt.Sprint(g.Missing) != tt.missing || !g.Needed {
			t.Errorf("%s: %+v", tt.name, g)
		}
		if tt.wrong && len(g.Evidence) == 0 {
			t.Errorf("%s: no evidence", tt.name)
		}
		if g := judge(c.Growing()).Glue[0]; g.Known || g.Wrong() {
			t.Errorf("%s: told before the end: %+v", tt.name, g)
		}
	}
}

// Glue that did not fit into the message is not missing.
func TestGlueThatDoesNotFit(t *testing.T) {
	s := sides{}
	for i := range 20 {
		ns := fmt.Sprintf("ns%d.with-a-long-name-so-that-the-message-fills.example.", i)
		s.parent = append(s.parent, "example. 3600 IN NS "+ns)
	}
	c := s.write()
	glue := judge(c.Done()).Glue
	if len(glue) != 20 {
		t.Fatalf("%d servers", len(glue))
	}
	for _, g := range glue {
		if g.Wrong() {
			t.Errorf("%+v", g)
		}
	}
}

// as makes a record of another type with the same data.
func as(t wire.Type, rr wire.RR) wire.RR {
	rr.Type = t
	return rr
}

func cds(k forge.Key, digest uint8) wire.RR { return as(wire.TypeCDS, k.DSRR("example.", digest)) }
func cdnskey(k forge.Key) wire.RR           { return as(wire.TypeCDNSKEY, k.RR("example.")) }

func TestCDS(t *testing.T) {
	none := as(wire.TypeCDS, forge.DSRecord("example.", wire.DS{Digest: []byte{0}}))
	noKey := wire.RR{Name: none.Name, Type: wire.TypeCDNSKEY, Class: wire.ClassIN, TTL: 3600, RData: []byte{0, 0, 3, 0, 0}}
	old, next := zoneKey().Tag(), nextKey().Tag()
	type want struct {
		seen, remove, inconsistent bool
		missing, superfluous       []uint16
	}
	for _, tt := range []struct {
		name string
		s    sides
		want want
	}{
		{"not asked", sides{}, want{}},
		{"as it is", sides{cds: []wire.RR{cds(zoneKey(), 2)}, keys: []wire.RR{cdnskey(zoneKey())}}, want{seen: true}},
		{"another digest of the same key", sides{cds: []wire.RR{cds(zoneKey(), 2), cds(zoneKey(), 4)}}, want{seen: true}},
		{"CDNSKEY alone", sides{keys: []wire.RR{cdnskey(zoneKey())}}, want{seen: true}},
		{
			"a new key",
			sides{cds: []wire.RR{cds(zoneKey(), 2), cds(nextKey(), 2)}, keys: []wire.RR{cdnskey(zoneKey()), cdnskey(nextKey())}},
			want{seen: true, missing: []uint16{next}},
		},
		{"the new key only", sides{keys: []wire.RR{cdnskey(nextKey())}}, want{seen: true, missing: []uint16{next}, superfluous: []uint16{old}}},
		{
			"one DS too much",
			sides{cds: []wire.RR{cds(zoneKey(), 2)}, ds: []wire.RR{zoneKey().DSRR("example.", 2), nextKey().DSRR("example.", 2)}},
			want{seen: true, superfluous: []uint16{next}},
		},
		{
			"they contradict each other",
			sides{cds: []wire.RR{cds(zoneKey(), 2)}, keys: []wire.RR{cdnskey(nextKey())}},
			want{seen: true, inconsistent: true, missing: []uint16{next}},
		},
		{"delete", sides{cds: []wire.RR{none}, keys: []wire.RR{noKey}}, want{seen: true, remove: true}},
		{"delete in one of them only", sides{cds: []wire.RR{none}, keys: []wire.RR{cdnskey(zoneKey())}}, want{seen: true, remove: true, inconsistent: true}},
		{"delete beside another record does not count", sides{cds: []wire.RR{none, cds(zoneKey(), 2)}}, want{seen: true}},
		{"unsigned requests do not count", sides{cds: []wire.RR{cds(nextKey(), 2)}, unsigned: true}, want{}},
		{"the servers disagree", sides{cds: []wire.RR{cds(zoneKey(), 2)}, twin: func(c *forge.Case, s *sides) {
			c.Said("example.", twinServer, "example.", wire.TypeCDS, s.request([]wire.RR{cds(nextKey(), 2)}))
			c.Said("example.", "192.0.2.23", "example.", wire.TypeCDS, s.request(s.cds))
		}}, want{seen: true, inconsistent: true}},
	} {
		c := tt.s.write()
		got := judge(c.Done()).CDS
		if got.Seen != tt.want.seen || got.Delete != tt.want.remove || got.Inconsistent != tt.want.inconsistent ||
			!slices.Equal(tags(got.Missing), tt.want.missing) || !slices.Equal(tags(got.Superfluous), tt.want.superfluous) {
			t.Errorf("%s: %+v", tt.name, got)
		}
		if got.Seen && len(got.Evidence) == 0 {
			t.Errorf("%s: no evidence", tt.name)
		}
		if g := judge(c.Growing()).CDS; g.Differs() || g.Inconsistent {
			t.Errorf("%s: told before the end: %+v", tt.name, g)
		}
	}
}

func tags(set []wire.DS) (out []uint16) {
	for _, ds := range set {
		out = append(out, ds.Tag)
	}
	return out
}

// A request of a few days may still be answered.
func TestLate(t *testing.T) {
	for age, want := range map[time.Duration]bool{24 * time.Hour: false, Week: false, Week + time.Hour: true} {
		s := sides{keys: []wire.RR{cdnskey(nextKey())}, age: age}
		c := s.write()
		if got := judge(c.Done()).CDS; got.Late(forge.At()) != want || !got.Since.Equal(forge.At().Add(-age)) {
			t.Errorf("%v old: late %v, since %v", age, got.Late(forge.At()), got.Since)
		}
	}
	s := sides{keys: []wire.RR{cdnskey(zoneKey())}, age: 3 * Week}
	c := s.write()
	if judge(c.Done()).CDS.Late(forge.At()) {
		t.Error("a request that was answered is late")
	}
}
