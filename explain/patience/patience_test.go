package patience_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"danewalk/explain/patience"
	"danewalk/probe/evidence"
)

const sec = time.Second

var four, six = netip.MustParseAddrPort("192.0.2.25:25"), netip.MustParseAddrPort("[2001:db8::25]:25")

// at puts an item at a second of the check.
func at(second int, it evidence.Item) evidence.Item {
	it.At = time.Duration(second) * sec
	return it
}

func begin(name, subject string) evidence.Item {
	return evidence.Item{Step: &evidence.Step{Name: name, Subject: subject}}
}

func within(parent evidence.ID, it evidence.Item) evidence.Item {
	it.Parent = parent
	return it
}

func end(id evidence.ID) evidence.Item { return evidence.Item{Step: &evidence.Step{Ends: id}} }

func dial(to netip.AddrPort, f evidence.Failure) evidence.Item {
	return evidence.Item{Dial: &evidence.Dial{Host: "mx.example.", Address: to, Failure: f}}
}

func we(phase evidence.Phase, text string) evidence.Item {
	return evidence.Item{Line: &evidence.Line{Session: 3, Client: true, Phase: phase, Text: evidence.Wild(text)}}
}

func they(phase evidence.Phase, text string) evidence.Item {
	return evidence.Item{Line: &evidence.Line{Session: 3, Phase: phase, Text: evidence.Wild(text)}}
}

func tls(stage evidence.Stage) evidence.Item {
	return evidence.Item{TLS: &evidence.Handshake{Session: 3, Stage: stage}}
}

// waits writes what is waited for.
func waits(items ...evidence.Item) string {
	for i := range items {
		items[i].ID = evidence.ID(i + 1)
	}
	var out []string
	for _, w := range patience.Of(items).Waits {
		s := fmt.Sprintf("%s %s", w.Kind, w.Name)
		if w.Session() {
			s += " " + w.Addr.Addr().String()
		}
		if w.To != "" {
			s += " " + w.To
		}
		if w.Begun {
			s += " begun"
		}
		out = append(out, fmt.Sprintf("%s since %d", s, w.Since/sec))
	}
	return strings.Join(out, ", ")
}

// A session, line by line: what is waited for after each.
func TestSessionLineByLine(t *testing.T) {
	const mx = " mx.example 192.0.2.25"
	items := []evidence.Item{at(1, begin("host", "mx.example."))}
	for _, step := range []struct {
		item evidence.Item
		want string
	}{
		{at(2, within(1, begin("smtp", "192.0.2.25"))), "connection" + mx + " since 2"},
		{at(4, dial(four, "")), "greeting" + mx + " since 4"},
		{at(5, they("banner", "220-mx.example")), "greeting" + mx + " begun since 4"},
		{at(6, they("banner", "220 ready")), "greeting" + mx + " begun since 4"}, // for no time: we speak at once
		{at(6, we("ehlo", "EHLO probe.example")), "reply" + mx + " EHLO since 6"},
		{at(8, they("ehlo", "250-mx.example")), "reply" + mx + " EHLO begun since 6"},
		{at(9, they("ehlo", "250 STARTTLS")), "reply" + mx + " EHLO begun since 6"},
		{at(9, we("starttls", "STARTTLS")), "reply" + mx + " STARTTLS since 9"},
		{at(11, they("starttls", "220 go ahead")), "handshake" + mx + " STARTTLS since 11"},
		{at(12, tls(evidence.StageClientHello)), "handshake" + mx + " STARTTLS since 11"},
		{at(13, tls(evidence.StageDone)), "handshake" + mx + " STARTTLS since 11"},
		{at(13, we("ehlo-tls", "EHLO probe.example")), "reply" + mx + " EHLO since 13"},
		{at(14, they("ehlo-tls", "250 mx.example")), "reply" + mx + " EHLO since 13"},
		{at(14, we("quit", "QUIT")), "reply" + mx + " QUIT since 14"},
		{at(15, they("quit", "221 bye")), ""},
		{at(15, end(2)), ""},
	} {
		items = append(items, step.item)
		if diff := cmp.Diff(step.want, waits(items...)); diff != "" {
			t.Errorf("after %d items: %s", len(items), diff)
		}
	}
}

func TestWhatIsWaitedFor(t *testing.T) {
	host, smtp := begin("host", "mx.example."), within(1, begin("smtp", "192.0.2.25"))
	for _, c := range []struct {
		what  string
		items []evidence.Item
		want  string
	}{
		{"nothing", nil, ""},
		{"a question", []evidence.Item{at(1, begin("mx", "example."))}, "mx example since 1"},
		{"a question that was answered", []evidence.Item{begin("mx", "example."), end(1)}, ""},
		{"the keys of the root", []evidence.Item{begin("root", ".")}, "root . since 0"},
		{"the longest first", []evidence.Item{at(3, begin("zone", "b.example.")), at(1, begin("zone", "a.example."))}, "zone a.example since 1, zone b.example since 3"},
		{"a mail server is the sum of its steps", []evidence.Item{host}, ""},
		{"a connection was refused", []evidence.Item{host, smtp, dial(four, evidence.Refused)}, ""},
		{"of two addresses one is silent", []evidence.Item{host, smtp, within(1, begin("smtp", "2001:db8::25")), dial(six, evidence.Refused)}, "connection mx.example 192.0.2.25 since 0"},
		{"the line broke off", []evidence.Item{host, smtp, dial(four, ""), {Line: &evidence.Line{Session: 3, Failure: evidence.Closed}}}, ""},
		{"the handshake failed", []evidence.Item{host, smtp, dial(four, ""), they("starttls", "220"), tls(evidence.StageFailed)}, ""},
		{"STARTTLS was refused", []evidence.Item{host, smtp, dial(four, ""), we("starttls", "STARTTLS"), they("starttls", "454 not now"), we("quit", "QUIT")}, "reply mx.example 192.0.2.25 QUIT since 0"},
		{"TLS comes first", []evidence.Item{host, smtp, dial(netip.MustParseAddrPort("192.0.2.25:465"), "")}, "handshake mx.example 192.0.2.25 since 0"},
		{"and the greeting then", []evidence.Item{host, smtp, dial(netip.MustParseAddrPort("192.0.2.25:465"), ""), at(2, tls(evidence.StageDone))}, "greeting mx.example 192.0.2.25 since 2"},
		{"a second look", []evidence.Item{host, within(1, begin("look", "192.0.2.25")), {Dial: &evidence.Dial{Host: "mx.example.", Address: four, Look: evidence.LookRSA}}}, "aside mx.example look since 0"},
		{"no line of a damaged case", []evidence.Item{they("banner", "220"), tls(evidence.StageDone), end(99)}, ""},
		{"the walk from the root was left", []evidence.Item{begin("root", "."), begin("mx", "example."), begin("policy", "example."), {Turn: &evidence.Turn{}}}, "aside example policy since 0"},
	} {
		if diff := cmp.Diff(c.want, waits(c.items...)); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}

func TestWhatWasMetWith(t *testing.T) {
	asked := func(zone string, f evidence.Failure) evidence.Item {
		q := &evidence.Exchange{Zone: zone, Failure: f}
		if f == "" || f == evidence.Malformed {
			q.Answer = []byte{0}
		}
		return evidence.Item{Query: q}
	}
	s := patience.Of([]evidence.Item{
		asked("a.example.", evidence.Timeout), asked("b.example.", evidence.Timeout), asked("b.example.", ""), asked("c.example.", evidence.Malformed), asked("d.example.", evidence.Cancelled),
	})
	if diff := cmp.Diff(map[string]bool{"a.example": true, "c.example": true}, s.Silent); diff != "" || !s.Answered || s.Met || s.Heard {
		t.Errorf("%+v %s", s, diff)
	}
	if s := patience.Of([]evidence.Item{dial(six, evidence.Timeout)}); s.Met || s.Met4["mx.example"] {
		t.Errorf("silence is no meeting: %+v", s)
	}
	if s := patience.Of([]evidence.Item{dial(six, ""), dial(four, evidence.Refused)}); !s.Met || s.Met4["mx.example"] || s.Heard {
		t.Errorf("refused over IPv4: %+v", s)
	}
	if s := patience.Of([]evidence.Item{dial(four, "")}); !s.Met4["mx.example"] {
		t.Errorf("%+v", s)
	}
}

// Whatever a case holds, folding it ends, and no wait begins after its last item.
func TestAnyItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := []evidence.Item{
			begin("host", "mx.example."), begin("smtp", "192.0.2.25"), begin("smtp", "nonsense"), begin("zone", ""), begin("unheard-of", "x"), dial(four, ""), dial(six, evidence.Timeout),
			they("banner", ""), they("banner", "2"), they("quit", "221"), we("ehlo", ""), we("ehlo", "EHLO"), tls(evidence.StageDone),
			{Turn: &evidence.Turn{}},
			{},
		}
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) evidence.Item {
			it := rapid.SampledFrom(all).Draw(t, "item")
			if it.Step != nil && rapid.Bool().Draw(t, "ends") {
				it = end(evidence.ID(rapid.IntRange(-1, 20).Draw(t, "which")))
			}
			it.Parent = evidence.ID(rapid.IntRange(-1, 20).Draw(t, "parent"))
			return it
		}), 0, 20).Draw(t, "items")
		for i := range items {
			items[i].ID, items[i].At = evidence.ID(i+1), time.Duration(i)*sec
		}
		for _, w := range patience.Of(items).Waits {
			if w.Kind == "" || w.Since >= time.Duration(len(items))*sec {
				t.Errorf("%+v", w)
			}
		}
	})
}
