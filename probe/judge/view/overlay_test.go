package view_test

import (
	"reflect"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// said is what a server says about a name and type after edits: its class, how many
// records, and whether it was only tried.
type said struct {
	class     view.Class
	records   int
	simulated bool
}

func TestSimulate(t *testing.T) {
	const zone, first, second = "example.org.", "192.0.2.1", "192.0.2.2"
	soa := forge.RRs("example.org. 3600 IN SOA ns. root. 1 2 3 4 5")
	none := forge.Message{Authority: soa}
	var c forge.Case
	c.Said(zone, first, "mx.example.org.", wire.TypeA, forge.Message{Answer: forge.RRs("mx.example.org. 60 IN A 192.0.2.25", "mx.example.org. 60 IN A 192.0.2.26")})
	c.Said(zone, second, "mx.example.org.", wire.TypeA, forge.Message{Rcode: wire.ServFail})
	c.Said(zone, first, "www.example.org.", wire.TypeA, forge.Message{Answer: forge.RRs("www.example.org. 60 IN CNAME mx.example.org.")})
	c.Said(zone, first, "www.example.org.", wire.TypeAAAA, forge.Message{Answer: forge.RRs("www.example.org. 60 IN CNAME mx.example.org.")})
	c.Said(zone, first, "_25._tcp.mx.example.org.", wire.TypeTLSA, forge.Message{Rcode: wire.NXDomain, Authority: soa})
	c.Said(zone, first, "_tcp.mx.example.org.", wire.TypeA, forge.Message{Rcode: wire.NXDomain, Authority: soa})
	c.Said(zone, first, "new.example.org.", wire.TypeA, none)
	rr := func(line string) []wire.RR { return forge.RRs(line) }
	of := func(line string) view.Edit { r := rr(line); return view.Edit{Name: r[0].Name, Type: r[0].Type, Add: r} }
	clear := func(e view.Edit) view.Edit { e.Clear = true; return e }
	rows := []struct {
		what string
		edit view.Edit
		name string
		kind wire.Type
		want []said
	}{
		{"beside", of("mx.example.org. 60 IN A 192.0.2.27"), "mx.example.org.", wire.TypeA, []said{{view.Answered, 3, true}, {view.ErrorCode, 0, false}}},
		{"the same again", of("mx.example.org. 60 IN A 192.0.2.25"), "mx.example.org.", wire.TypeA, []said{{view.Answered, 2, false}, {view.ErrorCode, 0, false}}},
		{"instead", clear(of("mx.example.org. 60 IN A 192.0.2.27")), "mx.example.org.", wire.TypeA, []said{{view.Answered, 1, true}, {view.ErrorCode, 0, false}}},
		{"one goes", view.Edit{Name: wire.MustName("mx.example.org."), Type: wire.TypeA, Remove: rr("mx.example.org. 1 IN A 192.0.2.25")}, "mx.example.org.", wire.TypeA, []said{{view.Answered, 1, true}, {view.ErrorCode, 0, false}}},
		{"all go", view.Edit{Name: wire.MustName("mx.example.org."), Type: wire.TypeA, Clear: true}, "mx.example.org.", wire.TypeA, []said{{view.NoData, 0, true}, {view.ErrorCode, 0, false}}},
		{"what is not there goes", view.Edit{Name: wire.MustName("new.example.org."), Type: wire.TypeA, Clear: true}, "new.example.org.", wire.TypeA, []said{{view.NoData, 0, false}}},
		{"instead of an alias", of("www.example.org. 60 IN A 192.0.2.27"), "www.example.org.", wire.TypeA, []said{{view.Answered, 1, true}}},
		{"and no alias for other types", of("www.example.org. 60 IN A 192.0.2.27"), "www.example.org.", wire.TypeAAAA, []said{{view.NoData, 0, true}}},
		{"an alias", of("mx.example.org. 60 IN CNAME new.example.org."), "mx.example.org.", wire.TypeA, []said{{view.Answered, 1, true}, {view.ErrorCode, 0, false}}},
		{"a name that was not there", of("_25._tcp.mx.example.org. 60 IN TLSA 3 1 1 00"), "_25._tcp.mx.example.org.", wire.TypeTLSA, []said{{view.Answered, 1, true}}},
		{"and the names between", of("_25._tcp.mx.example.org. 60 IN TLSA 3 1 1 00"), "_tcp.mx.example.org.", wire.TypeA, []said{{view.NoData, 0, true}}},
		{"what nobody asked for", of("mx.example.org. 60 IN TLSA 3 1 1 00"), "mx.example.org.", wire.TypeTLSA, []said{{view.Answered, 1, true}}},
	}
	for _, r := range rows {
		var got []said
		for _, a := range view.Simulate(c.Done(), nil, []view.Edit{r.edit}).Answers(wire.MustName(r.name), r.kind) {
			n := 0
			for _, s := range a.Answer {
				n += len(s.RRs)
			}
			got = append(got, said{a.Class, n, a.Simulated})
		}
		if !reflect.DeepEqual(got, r.want) {
			t.Errorf("%s: %+v, want %+v", r.what, got, r.want)
		}
	}
	if got := view.New(c.Done()).All(); !reflect.DeepEqual(got, view.Simulate(c.Done(), nil, nil).All()) {
		t.Error("without edits it is not as it was")
	}
}

// The parent's list of name servers is edited in referrals, and nothing else of
// them is.
func TestRedelegate(t *testing.T) {
	ref := forge.Message{
		NotAA: true, Authority: forge.RRs("example.org. 60 IN NS ns1.example.org.", "example.org. 60 IN DS 1 13 2 00"),
		Extra: forge.RRs("ns1.example.org. 60 IN A 192.0.2.1"),
	}
	var c forge.Case
	c.Said("org.", "192.0.2.1", "example.org.", wire.TypeMX, ref)
	name := wire.MustName("example.org.")
	edits := []view.Edit{
		{Name: name, Type: wire.TypeNS, Clear: true, Delegation: true, Add: forge.RRs("example.org. 60 IN NS ns2.example.org.")},
		{Name: wire.MustName("ns1.example.org."), Type: wire.TypeA, Clear: true, Delegation: true},
		{Name: name, Type: wire.TypeDS, Clear: true, Delegation: true}, // is the parent's own data: not this way
	}
	a := view.Simulate(c.Done(), nil, edits).Referrals(name)
	if len(a) != 1 || a[0].Simulated || wire.Find(a[0].Authority, name, wire.TypeDS) == nil || len(a[0].Extra) != 0 {
		t.Fatalf("%+v", a)
	}
	if to, err := wire.Find(a[0].Authority, name, wire.TypeNS).RRs[0].Target(); err != nil || to != wire.MustName("ns2.example.org.") {
		t.Errorf("name server %s", to)
	}
}

// FuzzSimulate lays edits over any answer.
func FuzzSimulate(f *testing.F) {
	f.Add([]byte{}, "w.example.org. 60 IN A 192.0.2.1", true)
	f.Add(forge.Message{Answer: forge.RRs("w.example.org. 60 IN CNAME x.example.org.")}.Wire(wire.MustName("w.example.org."), wire.TypeA), "example.org. 60 IN DS 1 13 2 00", false)
	f.Fuzz(func(t *testing.T, raw []byte, line string, all bool) {
		rr, err := wire.RRFromText(line)
		if err != nil {
			return
		}
		x := &evidence.Exchange{Name: "w.example.org.", Type: 1, Zone: "example.org.", Answer: raw}
		c := evidence.Case{Items: []evidence.Item{{ID: 1, Query: x}}}
		for _, e := range []view.Edit{
			{Name: rr.Name, Type: rr.Type, Clear: all, Add: []wire.RR{rr}},
			{Name: rr.Name, Type: rr.Type, Clear: all, Remove: []wire.RR{rr}},
			{Name: rr.Name, Type: rr.Type, Clear: all, Add: []wire.RR{rr}, Delegation: true},
		} {
			for _, a := range view.Simulate(c, nil, []view.Edit{e}).All() {
				if a.Simulated && !a.Usable() || a.Usable() && a.Msg == nil {
					t.Fatalf("%+v", a)
				}
			}
		}
	})
}
