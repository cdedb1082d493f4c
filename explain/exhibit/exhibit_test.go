package exhibit

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// crowd is an MX answer of so many records, each a long one, said by so many
// servers that all say something else.
func crowd(records, servers int) *explain.Diagnosis {
	l := &dnssec.Lookup{Name: zone, Type: wire.TypeMX, Outcome: dnssec.Found, Status: dnssec.Bogus, Reason: dnssec.SigInvalid}
	for n := range servers {
		set := &wire.RRset{Name: zone, Type: wire.TypeMX, TTL: 300}
		for i := range records {
			host := wire.MustName(strings.Repeat("long-label-of-a-name.", 10) + "example.org.")
			rdata := append(binary.BigEndian.AppendUint16(nil, uint16(i*servers+n)), host.Wire()...)
			set.RRs = append(set.RRs, wire.RR{Name: zone, Type: wire.TypeMX, Class: wire.ClassIN, TTL: 300, RData: rdata})
			set.Sigs = append(set.Sigs, wire.RRSIG{Owner: zone, Covered: wire.TypeMX, Algorithm: 13, Tag: uint16(i), Signer: zone, Signature: make([]byte, 64)})
		}
		a := &view.Answer{Server: view.Server{Addr: netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(n)}), 53)}, Class: view.Answered, Answer: []*wire.RRset{set}}
		l.Servers = append(l.Servers, dnssec.ServerResult{Answer: a, Status: dnssec.Bogus, Reason: dnssec.SigInvalid, Set: set, Outcome: dnssec.Found})
	}
	return &explain.Diagnosis{Report: &mail.Report{MX: mail.MX{Kind: mail.MXFailed, Lookup: l}}}
}

func mxRow(s explain.State) explain.Link { return explain.Link{ID: rules.LinkMX, State: s} }

// TestThousandsOfRecords: a zone of 5,000 records, and servers that each say
// something else, are cut to what a screen can show; nothing is lost uncounted.
func TestThousandsOfRecords(t *testing.T) {
	const records = 5000
	for _, servers := range []int{1, 40} {
		t.Run(fmt.Sprint(servers), func(t *testing.T) {
			e := Of(crowd(records/servers, servers), mxRow(explain.Broken), nil)
			q := e.Questions[0]
			if len(q.Versions)+q.Left != servers {
				t.Errorf("%d kinds of answers shown, %d left out", len(q.Versions), q.Left)
			}
			for _, v := range q.Versions {
				s := v.Sets[0]
				if len(s.Records)+s.Left != records/servers || len(s.Signatures)+s.LeftSigned != records/servers || len(s.Records) > maxRecords {
					t.Errorf("%d records shown and %d left out, %d signatures and %d, of %d", len(s.Records), s.Left, len(s.Signatures), s.LeftSigned, records/servers)
				}
			}
			for f := Readable; f < numForms; f++ {
				if n := len(e.Rows(f)); n == 0 || n > maxRows+1 {
					t.Errorf("%d rows in form %d", n, f)
				}
			}
		})
	}
}

func BenchmarkThousandsOfRecords(b *testing.B) {
	d := crowd(5000, 1)
	for b.Loop() {
		Of(d, mxRow(explain.Broken), nil).Rows(Readable)
	}
}

// TestOnlyARowThatAccusesHasAGuiltyPart: the same evidence behind a row that could
// not be judged accuses nobody.
func TestOnlyARowThatAccusesHasAGuiltyPart(t *testing.T) {
	for _, c := range []struct {
		state explain.State
		want  bool
	}{
		{explain.Broken, true}, {explain.Warning, true}, {explain.Unknown, false}, {explain.OK, false}, {explain.Running, false}, {explain.Open, false},
	} {
		guilty, broken := false, false
		for _, r := range Of(crowd(3, 1), mxRow(c.state), nil).Rows(Readable) {
			guilty, broken = guilty || r.Guilty, broken || r.State == explain.Broken
		}
		if guilty != c.want || broken != c.want {
			t.Errorf("behind a row that is %s: guilty %v, broken %v", c.state, guilty, broken)
		}
	}
}

// TestNothingRecorded: a diagnosis that knows nothing yet, and a row that nothing
// is known of, give nothing.
func TestNothingRecorded(t *testing.T) {
	for _, d := range []*explain.Diagnosis{{}, {Report: &mail.Report{}}} {
		for _, id := range []string{"mx", "name", "zone:org.", "host:mx1.example.net.", "host:mx1.example.net./tlsa", "", "no such row"} {
			e := Of(d, explain.Link{ID: id}, nil)
			if len(e.Zones)+len(e.Questions)+len(e.Servers)+len(e.Parts) != 0 || len(e.Rows(Readable))+len(e.Rows(DigForm))+len(e.Rows(OctetForm)) != 0 {
				t.Errorf("%q has something behind it", id)
			}
		}
	}
}

// TestCopyIsWhole: what is copied is the whole record, though the screen shows its
// beginning; a set that no clipboard takes is not copied by halves.
func TestCopyIsWhole(t *testing.T) {
	long := wire.RR{Name: zone, Type: wire.TypeTLSA, Class: wire.ClassIN, TTL: 300, RData: append([]byte{3, 0, 0}, make([]byte, 2000)...)}
	r := Row{Kind: ZoneLine, Text: long.Line(), records: []wire.RR{long}}
	if !strings.HasSuffix(r.Text, "…") || strings.Contains(r.Copy(), "…") {
		t.Fatal("the record is not one that is cut on the screen, or is cut when it is copied")
	}
	back, err := wire.RRFromText(r.Copy())
	if err != nil || !back.Equal(long) {
		t.Errorf("copied %d characters: %v", len(r.Copy()), err)
	}
	many := Row{records: make([]wire.RR, 100)}
	for i := range many.records {
		many.records[i] = long
	}
	if got := many.Copy(); got != "" {
		t.Errorf("%d characters for a clipboard", len(got))
	}
}

// TestOneServerOfThree: the answer of one server that differs is called so, and the
// one of the others is not.
func TestOneServerOfThree(t *testing.T) {
	results := crowd(1, 3).Report.MX.Lookup.Servers
	results[1].Set, results[1].Answer.Answer = results[0].Set, results[0].Answer.Answer
	silent := dnssec.ServerResult{Answer: &view.Answer{Class: view.Failed, Failure: evidence.Timeout}, Status: dnssec.Indeterminate, Outcome: dnssec.Unanswer}
	d := crowd(1, 1)
	d.Report.MX.Lookup.Servers = append(results, silent)
	var got []string
	for _, v := range Of(d, mxRow(explain.Broken), nil).Questions[0].Versions {
		got = append(got, fmt.Sprint(len(v.Replies), v.Differs))
	}
	if fmt.Sprint(got) != "[2 false 1 true 1 false]" {
		t.Errorf("%v", got)
	}
}

// TestCopyOfWords: a row that is about no record copies what it says.
func TestCopyOfWords(t *testing.T) {
	for want, r := range map[string]Row{
		"key: ECDSA P-256":        {Label: "key", Text: "ECDSA P-256"},
		"nothing came":            {Text: "nothing came"},
		"zone org":                {Kind: Heading, Label: "zone org"},
		"00ff":                    {Kind: Octets, Octets: []byte{0, 255}},
		"dig @192.0.2.1 -q a. -t": {Kind: Verbatim, Text: "; <<>> dig", copied: "dig @192.0.2.1 -q a. -t"},
	} {
		if got := r.Copy(); got != want {
			t.Errorf("%+v copies %q, want %q", r, got, want)
		}
	}
}
