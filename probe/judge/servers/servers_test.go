package servers_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// conversation is what two servers said, and what is wrong with them.
type conversation struct {
	what string
	text string
	want []string
}

func conversations() []conversation {
	return []conversation{
		{"two servers that agree", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 tcp @ SOA: 7
			ns2 tcp @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 mx1.example.org.`, nil},
		{"one that is dead", `
			ns1 @ SOA: 7
			ns1 tcp @ SOA: 7
			ns2 @ SOA: silence
			ns2 @ SOA: silence
			ns2 tcp @ SOA: silence
			ns2 @ MX: silence`, []string{"ns2 unreachable"}},
		{"one address of two is dead", `
			ns1 @ SOA: 7
			ns1/6 @ SOA: 7
			ns2 @ SOA: 7
			ns2/6 @ SOA: silence`, []string{"ns2/6 unreachable"}},
		{"IPv6 does not work from here", `
			ns1 @ SOA: 7
			ns1/6 @ SOA: silence
			ns2 @ SOA: 7
			ns2/6 @ SOA: silence`, nil},
		{"no route to one server, and the check was stopped at the other", `
			ns1 @ SOA: 7
			ns2 @ SOA: no-route
			ns3 @ SOA: stopped`, nil},
		{"UDP only", `
			ns1 @ SOA: 7
			ns1 tcp @ SOA: 7
			ns2 @ SOA: 7
			ns2 tcp @ SOA: closed`, []string{"ns2 no-tcp"}},
		{"TCP works nowhere from here", `
			ns1 @ SOA: 7
			ns1 tcp @ SOA: silence
			ns2 @ SOA: 7
			ns2 tcp @ SOA: silence`, nil},
		{"a question that gets nothing over UDP and TCP says nothing about TCP", `
			ns1 @ SOA: 7
			ns1 tcp @ SOA: 7
			ns2 @ SOA: 7
			ns2 mx1 TLSA: silence
			ns2 mx1 TLSA: silence
			ns2 tcp mx1 TLSA: silence
			ns1 mx1 TLSA: 3 1 1 abcd`, []string{"ns2 drops mx1 TLSA"}},
		{"TCP only", `
			ns1 @ SOA: 7
			ns2 @ SOA: silence
			ns2 @ SOA: silence
			ns2 tcp @ SOA: 7
			ns2 @ MX: silence
			ns2 @ MX: silence
			ns2 tcp @ MX: 10 mx1.example.org.`, []string{"ns2 no-udp"}},
		{"two lost datagrams are chance", `
			ns1 @ SOA: 7
			ns2 @ SOA: silence
			ns2 @ SOA: silence
			ns2 tcp @ SOA: 7`, nil},
		{"cut short, and no TCP", `
			ns1 @ DNSKEY: key
			ns1 tcp @ SOA: 7
			ns2 @ DNSKEY: tc
			ns2 tcp @ DNSKEY: closed
			ns2 @ SOA: 7`, []string{"ns2 no-tcp", "ns2 tc-no-tcp @ DNSKEY"}},
		{"FORMERR to EDNS", `
			ns1 @ SOA: 7
			ns2 @ SOA: bare formerr
			ns2 plain @ SOA: bare unsigned 7`, []string{"ns2 no-edns"}},
		{"no OPT record in any answer", `
			ns1 @ SOA: 7
			ns2 @ SOA: bare 7`, []string{"ns2 no-edns"}},
		{"no OPT record from anybody: our own network", `
			ns1 @ SOA: bare 7
			ns2 @ SOA: bare 7`, nil},
		{"not in charge", `
			ns1 @ SOA: 7
			ns2 @ SOA: refused
			ns2 @ MX: refused`, []string{"ns2 lame"}},
		{"not in charge, and once silent", `
			ns1 @ SOA: 7
			ns2 @ SOA: refused
			ns2 @ MX: silence`, []string{"ns2 lame"}},
		{"an answer of hearsay", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: not-aa 10 mx1.example.org.`, []string{"ns2 lame @ MX"}},
		{"SERVFAIL to one question", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: servfail`, []string{"ns2 errors @ MX"}},
		{"NOTIMP to a type, at both", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 mx1 TLSA: notimp
			ns2 mx1 TLSA: notimp`, []string{"ns1 errors mx1 TLSA", "ns2 errors mx1 TLSA"}},
		{"both drop a type", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 mx1 TLSA: silence
			ns2 mx1 TLSA: silence`, []string{"ns1 drops mx1 TLSA", "ns2 drops mx1 TLSA"}},
		{"one silence to a question that others answer is chance", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 mx1 TLSA: 3 1 1 abcd
			ns2 mx1 TLSA: silence`, nil},
		{"silence to two questions of one type is not", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 mx1 TLSA: 3 1 1 abcd
			ns2 mx1 TLSA: silence
			ns2 _tcp.mx1 TLSA: silence`, []string{"ns2 drops mx1 TLSA"}},
		{"nothing that fits the question", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: misfit
			ns2 @ MX: misfit
			ns2 tcp @ MX: silence`, []string{"ns2 garbage @ MX"}},
		{"answers without EDNS only", `
			ns1 @ SOA: 7
			ns2 @ DNSKEY: silence
			ns2 @ DNSKEY: silence
			ns2 tcp @ DNSKEY: silence
			ns2 @ MX: silence
			ns2 knock @ SOA: bare 7`, []string{"ns2 no-edns"}},
		{"dead, with EDNS and without", `
			ns1 @ SOA: 7
			ns2 @ DNSKEY: silence
			ns2 knock @ SOA: silence`, []string{"ns2 unreachable"}},
		{"refuses without EDNS, and is silent with it: of no use", `
			ns1 @ SOA: 7
			ns2 @ DNSKEY: silence
			ns2 knock @ SOA: refused`, []string{"ns2 unreachable"}},
		{"slow: what came without EDNS is not missing signatures", `
			ns1 @ DNSKEY: key
			ns1 @ SOA: 7
			ns2 knock @ SOA: unsigned bare 7
			ns2 @ SOA: silence
			ns2 @ SOA: 7`, nil},
		{"EDNS over TCP only", `
			ns1 @ SOA: 7
			ns2 @ MX: silence
			ns2 @ MX: silence
			ns2 tcp @ MX: 10 mx1.example.org.
			ns2 @ DNSKEY: silence
			ns2 @ DNSKEY: silence
			ns2 knock @ SOA: bare 7`, []string{"ns2 no-edns"}},
		{"a question in vain where much gets lost", `
			ns1 @ SOA: silence
			ns1 @ SOA: 7
			ns1/6 @ SOA: silence
			ns1/6 @ SOA: 7
			ns2 @ SOA: silence
			ns2 @ SOA: 7
			ns1 mx1 TLSA: 3 1 1 abcd
			ns1 tcp @ SOA: 7
			ns2 mx1 TLSA: silence
			ns2 mx1 TLSA: silence
			ns2 tcp mx1 TLSA: silence
			ns2 tcp @ SOA: silence`, nil},
		{"an older version with other data", `
			ns1 @ SOA: 8
			ns2 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 old.example.org.`, []string{"ns2 out-of-sync @ MX"}},
		{"the serial from a denial", `
			ns1 mx1 TLSA: nodata 8
			ns2 mx1 TLSA: nodata 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 old.example.org.`, []string{"ns2 out-of-sync @ MX"}},
		{"serials of two operators have no order (RFC 8901)", `
			ns1 @ SOA: 1
			ns2 @ SOA: 20261122
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 mx9.example.org.`, []string{"ns1 other-data @ MX", "ns2 other-data @ MX"}},
		{"serials go round (RFC 1982)", `
			ns1 @ SOA: 4294967290
			ns2 @ SOA: 5
			ns1 @ MX: 10 old.example.org.
			ns2 @ MX: 10 mx1.example.org.`, []string{"ns1 out-of-sync @ MX"}},
		{"most are behind", `
			ns1 @ SOA: 8
			ns2 @ SOA: 7
			ns3 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 old.example.org.
			ns3 @ MX: 10 old.example.org.`, []string{"ns2 out-of-sync @ MX", "ns3 out-of-sync @ MX"}},
		{"another serial, the same data", `
			ns1 @ SOA: 8
			ns2 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 mx1.example.org.`, nil},
		{"the same serial, other data, two against one", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns3 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 mx9.example.org.
			ns3 @ MX: 10 mx1.example.org.`, []string{"ns2 other-data @ MX"}},
		{"the same serial, other data, one against one: nobody knows who", `
			ns1 @ SOA: 7
			ns1/6 @ SOA: 7
			ns2 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns1/6 @ MX: 10 mx1.example.org.
			ns2 @ MX: 10 mx9.example.org.`, []string{"ns1 other-data @ MX", "ns1/6 other-data @ MX", "ns2 other-data @ MX"}},
		{"an expired signature at one", `
			ns1 @ DNSKEY: key
			ns2 @ DNSKEY: key
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: expired 10 mx1.example.org.`, []string{"ns2 bogus @ MX"}},
		{"an expired signature at both is not one server's", `
			ns1 @ DNSKEY: key
			ns2 @ DNSKEY: key
			ns1 @ MX: expired 10 mx1.example.org.
			ns2 @ MX: forged 10 mx1.example.org.`, nil},
		{"no signatures", `
			ns1 @ DNSKEY: key
			ns2 @ DNSKEY: unsigned key
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: unsigned 10 mx1.example.org.`, []string{"ns2 no-signatures @ DNSKEY", "ns2 no-signatures @ MX"}},
		{"an older version whose signatures have run out", `
			ns1 @ DNSKEY: key
			ns1 @ SOA: 8
			ns2 @ SOA: 7
			ns1 @ MX: 10 mx1.example.org.
			ns2 @ MX: expired 10 old.example.org.`, []string{"ns2 out-of-sync @ MX", "ns2 bogus @ MX"}},
		{"a branch denied", `
			ns1 _25._tcp.mx1 TLSA: 3 1 1 abcd
			ns2 _25._tcp.mx1 TLSA: 3 1 1 abcd
			ns1 _tcp.mx1 TLSA: nodata
			ns2 _tcp.mx1 TLSA: nxdomain`, []string{"ns2 ent-nxdomain _tcp.mx1 TLSA"}},
		{"NXDOMAIN or NODATA: no TLSA record either way", `
			ns1 mx1 TLSA: nodata
			ns2 mx1 TLSA: nxdomain`, nil},
		{"NXDOMAIN or NODATA: it matters for MX", `
			ns1 @ SOA: 7
			ns2 @ SOA: 7
			ns3 @ SOA: 7
			ns1 @ MX: nodata
			ns2 @ MX: nxdomain
			ns3 @ MX: nodata`, []string{"ns2 other-data @ MX"}},
	}
}

func questions() []string {
	return []string{"@ MX", "mx1 A", "mx1 TLSA", "_25._tcp.mx1 TLSA"}
}

func TestFaults(t *testing.T) {
	for _, c := range conversations() {
		t.Run(c.what, func(t *testing.T) {
			got := newTalk(t, c.text).tables(true, questions()...)
			if diff := cmp.Diff(c.want, faults(got), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for _, table := range got {
				for _, r := range table.Rows {
					for _, f := range r.Faults {
						if len(f.Evidence) == 0 || !slices.IsSorted(f.Evidence) {
							t.Errorf("%s %s: evidence %v", r.Server.Name, f.Kind, f.Evidence)
						}
					}
				}
			}
		})
	}
}

// While the case grows, nothing is missing and nobody silent.
func TestGrowingCaseAccusesNobodyOfSilence(t *testing.T) {
	patient := []servers.Kind{
		servers.Unreachable, servers.NoUDP, servers.NoTCP, servers.NoEDNS, servers.Lame, servers.Drops, servers.Garbage, servers.Errors, servers.TruncatedTCP,
		servers.OutOfSync, servers.OtherData,
	}
	for _, c := range conversations() {
		for _, table := range newTalk(t, c.text).tables(false, questions()...) {
			for _, r := range table.Rows {
				if slices.Contains([]view.Fact{r.UDP, r.TCP, r.EDNS, r.Authoritative}, view.No) {
					t.Errorf("%s: %s: no is said too early: %+v", c.what, r.Server.Name, r)
				}
				for _, f := range r.Faults {
					if slices.Contains(patient, f.Kind) {
						t.Errorf("%s: %s %s is said too early", c.what, r.Server.Name, f.Kind)
					}
				}
				for _, cell := range r.Cells {
					if cell.Class == view.Failed {
						t.Errorf("%s: %s: a cell failed before the end", c.what, r.Server.Name)
					}
				}
			}
		}
	}
}

func TestTable(t *testing.T) {
	got := newTalk(t, `
		ns2 @ SOA: 7
		ns1 @ SOA: 8
		ns1 tcp @ SOA: 8
		ns2 tcp @ SOA: closed
		ns1 @ DNSKEY: key
		ns1 @ MX: 10 mx1.example.org.
		ns2 @ MX: expired 10 old.example.org.
		ns1 mx1 A: nxdomain`).tables(true, "@ MX", "mx1 A")
	if len(got) != 1 || got[0].Zone != wire.MustName(zone) {
		t.Fatalf("tables %+v", got)
	}
	var columns []string
	for _, q := range got[0].Columns {
		columns = append(columns, relative(q.Name)+" "+q.Type.String())
	}
	if want := []string{"@ SOA", "@ NS", "@ DNSKEY", "@ MX", "mx1 A"}; !slices.Equal(columns, want) {
		t.Errorf("columns %q", columns)
	}
	ns1, ns2 := got[0].Rows[0], got[0].Rows[1]
	if ns1.Server.Name.Label(0) != "ns1" || ns1.Serial != 8 || !ns1.HasSerial || ns1.UDP != view.Yes || ns1.TCP != view.Yes || ns1.EDNS != view.Yes || ns1.Authoritative != view.Yes {
		t.Errorf("ns1: %+v", ns1)
	}
	if ns2.Serial != 7 || ns2.TCP != view.No || ns2.Best != time.Millisecond {
		t.Errorf("ns2: %+v", ns2)
	}
	mx1, mx2 := ns1.Cells[3], ns2.Cells[3]
	if mx1.Status != dnssec.Secure || mx1.Ends.IsZero() || mx1.Differs {
		t.Errorf("MX at ns1: %+v", mx1)
	}
	if mx2.Status != dnssec.Bogus || mx2.Reason != dnssec.SigExpired || !mx2.Ends.Before(mx1.Ends) || !mx2.Differs {
		t.Errorf("MX at ns2: %+v", mx2)
	}
	if c := ns2.Cells[4]; c.Asked || c.Answer != nil || c.Class != "" {
		t.Errorf("A was not asked at ns2: %+v", c)
	}
	if c := ns1.Cells[4]; c.Class != view.NXDomain || c.Rcode != wire.NXDomain {
		t.Errorf("A at ns1: %+v", c)
	}
}

func TestResolverHidesItsServers(t *testing.T) {
	k := newTalk(t, "ns1 @ MX: 10 mx1.example.org.")
	k.items[0].Query.Resolver, k.items[0].Query.Zone = true, ""
	if got := k.tables(true, "@ MX"); got != nil {
		t.Errorf("%+v", got)
	}
}

// The order in which answers come never changes the table: only the tries of one
// question at one server have an order.
func TestOrderOfAnswersDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := rapid.SampledFrom(conversations()).Draw(rt, "conversation")
		k := newTalk(t, c.text)
		want := k.tables(true, questions()...)
		got := judge(t, evidence.Case{Items: shuffle(rt, k.items), Complete: true}, k.key, questions()...)
		if !reflect.DeepEqual(want, got) {
			rt.Fatalf("%s: in order %q, shuffled %q\n%+v\n%+v", c.what, faults(want), faults(got), want, got)
		}
	})
}

// shuffle changes the order of exchanges, but not that of the tries of one
// question at one server.
func shuffle(t *rapid.T, items []evidence.Item) []evidence.Item {
	key := func(it evidence.Item) string {
		q := it.Query
		return strings.Join([]string{q.Server.String(), q.Name, wire.Type(q.Type).String()}, " ")
	}
	groups := map[string][]evidence.Item{}
	var turns []string
	for _, it := range items {
		groups[key(it)] = append(groups[key(it)], it)
		turns = append(turns, key(it))
	}
	var out []evidence.Item
	for _, k := range rapid.Permutation(turns).Draw(t, "order") {
		out = append(out, groups[k][0])
		groups[k] = groups[k][1:]
	}
	return out
}
