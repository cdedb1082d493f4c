package view_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

func TestClasses(t *testing.T) {
	soa := "example.org. 3600 IN SOA ns. root. 1 2 3 4 5"
	rows := []struct {
		what    string
		message forge.Message
		class   view.Class
	}{
		{"records", forge.Message{Answer: forge.RRs("w.example.org. 60 IN A 192.0.2.1")}, view.Answered},
		{"an alias", forge.Message{Answer: forge.RRs("w.example.org. 60 IN CNAME x.example.net.")}, view.Answered},
		{"an alias to nowhere", forge.Message{Rcode: wire.NXDomain, Answer: forge.RRs("w.example.org. 60 IN CNAME x.example.net.")}, view.Answered},
		{"a DNAME above", forge.Message{Answer: forge.RRs("example.org. 60 IN DNAME example.net.")}, view.Answered},
		{"records without authority", forge.Message{NotAA: true, Answer: forge.RRs("w.example.org. 60 IN A 192.0.2.1")}, view.Lame},
		{"records of another name", forge.Message{Answer: forge.RRs("z.example.org. 60 IN A 192.0.2.1")}, view.NoData},
		{"nothing", forge.Message{Authority: forge.RRs(soa)}, view.NoData},
		{"no such name", forge.Message{Rcode: wire.NXDomain, Authority: forge.RRs(soa)}, view.NXDomain},
		{"no such name, without authority", forge.Message{NotAA: true, Rcode: wire.NXDomain}, view.Lame},
		{"referral", forge.Message{NotAA: true, Authority: forge.RRs("w.example.org. 60 IN NS ns.w.example.org.")}, view.Referral},
		{"referral with the AA flag", forge.Message{Authority: forge.RRs("w.example.org. 60 IN NS ns.w.example.org.")}, view.Referral},
		{"NS beside a denial", forge.Message{Authority: forge.RRs(soa, "w.example.org. 60 IN NS ns.w.example.org.")}, view.NoData},
		{"referral to itself", forge.Message{NotAA: true, Authority: forge.RRs("example.org. 60 IN NS ns.example.org.")}, view.Lame},
		{"referral to the root", forge.Message{NotAA: true, Authority: forge.RRs(". 60 IN NS a.root-servers.net.")}, view.Lame},
		{"referral beside the name", forge.Message{NotAA: true, Authority: forge.RRs("v.example.org. 60 IN NS ns.v.example.org.")}, view.Lame},
		{"nothing at all, without authority", forge.Message{NotAA: true}, view.Lame},
		{"SERVFAIL", forge.Message{Rcode: wire.ServFail}, view.ErrorCode},
		{"truncated", forge.Message{TC: true}, view.Truncated},
	}
	for _, r := range rows {
		var c forge.Case
		c.Said("example.org.", "192.0.2.1", "w.example.org.", wire.TypeA, r.message)
		answers := view.New(c.Done()).Answers(wire.MustName("w.example.org."), wire.TypeA)
		if len(answers) != 1 || answers[0].Class != r.class {
			t.Errorf("%s: %+v", r.what, answers)
		}
	}
}

// The final answer of a server is the most useful try.
func TestFinalAnswer(t *testing.T) {
	const zone, at, name = "example.org.", "192.0.2.1", "w.example.org."
	good := forge.Message{Answer: forge.RRs("w.example.org. 60 IN A 192.0.2.1")}
	rows := []struct {
		what  string
		tries func(c *forge.Case)
		class view.Class
		id    evidence.ID
	}{
		{"timeout, then an answer", func(c *forge.Case) {
			c.Failed(zone, at, name, wire.TypeA, evidence.Timeout)
			c.Said(zone, at, name, wire.TypeA, good)
		}, view.Answered, 2},
		{"truncated, then TCP", func(c *forge.Case) {
			c.Said(zone, at, name, wire.TypeA, forge.Message{TC: true})
			c.Said(zone, at, name, wire.TypeA, good)
		}, view.Answered, 2},
		{"truncated, and TCP refused", func(c *forge.Case) {
			c.Said(zone, at, name, wire.TypeA, forge.Message{TC: true})
			c.Failed(zone, at, name, wire.TypeA, evidence.Refused)
		}, view.Truncated, 1},
		{"SERVFAIL twice", func(c *forge.Case) {
			c.Said(zone, at, name, wire.TypeA, forge.Message{Rcode: wire.ServFail})
			c.Said(zone, at, name, wire.TypeA, forge.Message{Rcode: wire.ServFail})
		}, view.ErrorCode, 2},
		{"timeout twice", func(c *forge.Case) {
			c.Failed(zone, at, name, wire.TypeA, evidence.Timeout)
			c.Failed(zone, at, name, wire.TypeA, evidence.Refused)
		}, view.Failed, 2},
	}
	for _, r := range rows {
		var c forge.Case
		r.tries(&c)
		v := view.New(c.Done())
		got := v.Answers(wire.MustName(name), wire.TypeA)
		if len(got) != 1 || len(v.All()) != 1 || got[0].Class != r.class || got[0].ID != r.id || len(got[0].Tries) != 2 {
			t.Errorf("%s: %+v", r.what, got)
		}
	}
}

func TestAnswerToAnotherQuestionIsNone(t *testing.T) {
	var c forge.Case
	c.Said("example.org.", "192.0.2.1", "w.example.org.", wire.TypeA, forge.Message{})
	raw := c.Done().Items[0].Query.Answer
	for _, change := range []func(b []byte) []byte{
		func(b []byte) []byte { b[2] &^= 0x80; return b }, // a question
		func(b []byte) []byte { b[13] ^= 1; return b },    // another name
		func(b []byte) []byte { b[5] = 0; return b[:12] }, // no question
		func(b []byte) []byte { return b[:20] },           // cut
		func(b []byte) []byte { return b[:3] },            // no header
	} {
		c := c.Done()
		q := *c.Items[0].Query
		q.Answer = change(slices.Clone(raw))
		a := view.New(evidence.Case{Items: []evidence.Item{{ID: 1, Query: &q}}}).All()
		if len(a) != 1 || a[0].Class != view.Failed || a[0].Failure == "" {
			t.Errorf("% x: %+v", q.Answer, a)
		}
	}
}

func TestIndex(t *testing.T) {
	var c forge.Case
	ref := forge.Message{NotAA: true, Authority: forge.RRs("example.org. 60 IN NS ns.example.org.")}
	c.Said("org.", "192.0.2.1", "w.example.org.", wire.TypeA, ref)
	c.Said("org.", "192.0.2.2", "w.example.org.", wire.TypeMX, ref)
	c.Said("example.org.", "192.0.2.3", "w.example.org.", wire.TypeA, forge.Message{})
	c.Add(evidence.Item{Limit: &evidence.Limit{Name: "queries"}})
	v := view.New(c.Done())
	if got := v.Referrals(wire.MustName("example.org.")); len(got) != 2 {
		t.Errorf("%d referrals", len(got))
	}
	if got := v.Servers(wire.MustName("org.")); len(got) != 2 || got[1].Addr != netip.MustParseAddrPort("192.0.2.2:53") {
		t.Errorf("servers %+v", got)
	}
	if it, ok := v.Item(4); !ok || it.Limit == nil || len(v.Limits()) != 1 {
		t.Errorf("item %+v", it)
	}
	if _, ok := v.Item(99); ok {
		t.Error("there is no item 99")
	}
}

// talk writes a session as a dialogue: "C: " we sent, "S: " the server sent,
// "! failure" nothing came, "T: done" or "T: failed" the handshake. Phases go
// forward with "-- phase".
func talk(text string) evidence.Case {
	var c forge.Case
	dial := &evidence.Dial{Host: "mx.example.org.", Address: netip.MustParseAddrPort("192.0.2.25:25"), RTT: time.Millisecond}
	phase := evidence.PhaseBanner
	var id evidence.ID
	for line := range strings.Lines(text) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if id == 0 {
			if kind == "dial" {
				dial.Failure = evidence.Failure(rest)
			}
			id = c.Add(evidence.Item{Dial: dial})
		}
		switch kind {
		case "--":
			phase = evidence.Phase(rest)
		case "C:", "S:":
			c.Add(evidence.Item{Line: &evidence.Line{Session: id, Client: kind == "C:", Phase: phase, Text: evidence.Wild(rest)}})
		case "!":
			c.Add(evidence.Item{Line: &evidence.Line{Session: id, Phase: phase, Failure: evidence.Failure(rest)}})
		case "T:":
			c.Add(evidence.Item{TLS: &evidence.Handshake{Session: id, Stage: evidence.Stage(rest)}})
		}
	}
	return c.Done()
}

const (
	greeted  = "S: 220 mx.example.org ESMTP\n-- ehlo\nC: EHLO x\n"
	offered  = greeted + "S: 250-mx.example.org\nS: 250-SIZE 1000\nS: 250 STARTTLS\n-- starttls\nC: STARTTLS\n"
	accepted = offered + "S: 220 go ahead\n"
)

func TestTroubles(t *testing.T) {
	rows := []struct {
		what    string
		text    string
		trouble view.Trouble
		offered view.Fact
	}{
		{"healthy", accepted + "T: done", "", view.Yes},
		{"silent port", "dial timeout", view.ConnectTimeout, view.NotChecked},
		{"closed port", "dial refused", view.ConnectRefused, view.NotChecked},
		{"no route", "dial unreachable", view.ConnectNoRoute, view.NotChecked},
		{"other", "dial protocol", view.ConnectOther, view.NotChecked},
		{"no greeting", "! timeout", view.BannerTimeout, view.NotChecked},
		{"hangs up", "! closed", view.BannerClosed, view.NotChecked},
		{"554", "S: 554 no mail", view.BannerRejected, view.NotChecked},
		{"421", "S: 421 busy", view.BannerTempfail, view.NotChecked},
		{"421 in two lines", "S: 421-busy\nS: 421 later", view.BannerTempfail, view.NotChecked},
		{"SSH", "S: SSH-2.0-x", view.BannerGarbage, view.NotChecked},
		{"endless line", "! too-long", view.BannerGarbage, view.NotChecked},
		{"half a greeting", "S: 220-mx\n! timeout", view.BannerTimeout, view.NotChecked},
		{"only HELO", greeted + "S: 502 what", view.EHLORejected, view.NotChecked},
		{"EHLO later", greeted + "S: 451 later", view.EHLOTempfail, view.NotChecked},
		{"EHLO unanswered", greeted + "! closed", view.EHLOFailed, view.NotChecked},
		{"no STARTTLS", greeted + "S: 250-mx\nS: 250 SIZE", view.NoSTARTTLS, view.No},
		{"crossed out", greeted + "S: 250-mx\nS: 250-XXXXXXXA\nS: 250 SIZE", view.Stripped, view.No},
		{"masked greeting", "S: 220 ***************0*2**\n-- ehlo\nC: EHLO x\nS: 250 mx", view.Stripped, view.No},
		{"STARTTLS later", offered + "S: 454 not now", view.STARTTLSRefused, view.Yes},
		{"STARTTLS never", offered + "S: 501 no", view.STARTTLSRefused, view.Yes},
		{"STARTTLS silent", offered + "! timeout", view.STARTTLSFailed, view.Yes},
		{"handshake fails", accepted + "T: client-hello\nT: failed", view.HandshakeFailed, view.Yes},
		{"client certificate demanded", accepted + "T: done\n-- ehlo-tls\nC: EHLO x\n! tls-alert", view.HandshakeFailed, view.Yes},
		{"silent within TLS", accepted + "T: done\n-- ehlo-tls\nC: EHLO x\n! timeout", "", view.Yes},
		{"handshake under way", accepted + "T: client-hello", view.NotFinished, view.Yes},
		{"cancelled", offered + "! cancelled", view.NotFinished, view.Yes},
		{"just connected", "dial ", view.NotFinished, view.NotChecked},
	}
	for _, r := range rows {
		s := view.New(talk(r.text)).Sessions()
		if len(s) != 1 || s[0].Trouble != r.trouble || s[0].STARTTLS != r.offered {
			t.Errorf("%s: %q, STARTTLS %s; want %q, %s", r.what, s[0].Trouble, s[0].STARTTLS, r.trouble, r.offered)
		}
	}
}

func TestSessionFacts(t *testing.T) {
	s := view.New(talk(accepted + "S: 250 injected\nT: done\n-- ehlo-tls\nC: EHLO x\nS: 250 mx\n-- quit\nC: QUIT\nS: 221 bye")).Sessions()[0]
	if !s.Injected || s.Again.Code != 250 || s.Quit.Code != 221 || s.TLS == nil || s.Trouble != "" {
		t.Errorf("%+v", s)
	}
	if len(s.EHLO.Lines) != 3 || !slices.Equal(s.Offers, []string{"SIZE", "STARTTLS"}) || s.Connected == 0 || s.Ended <= s.Connected {
		t.Errorf("EHLO %+v, offers %v", s.EHLO, s.Offers)
	}
	if s := view.New(talk(accepted + "T: done")).Sessions()[0]; s.Injected {
		t.Error("nothing was injected")
	}
}

func FuzzView(f *testing.F) {
	f.Add([]byte{}, "220 mx\r\n")
	f.Add(forge.Message{Answer: forge.RRs("w.example.org. 60 IN CNAME x.example.org.")}.Wire(wire.MustName("w.example.org."), wire.TypeA), "250-XXXXXXXA")
	f.Add([]byte("\x00\x07\x84\x00\xff\xff\xff\xff\xff\xff\xff\xff"), "250-\x1b[31m ***** *****")
	f.Fuzz(func(t *testing.T, raw []byte, line string) {
		x := &evidence.Exchange{Name: "w.example.org.", Type: 1, Zone: "example.org.", Answer: raw}
		items := []evidence.Item{{ID: 1, Query: x}, {ID: 2, Dial: &evidence.Dial{}}}
		for i, phase := range []evidence.Phase{evidence.PhaseBanner, evidence.PhaseEHLO, evidence.PhaseSTARTTLS, evidence.PhaseSTARTTLS, "strange"} {
			items = append(items, evidence.Item{ID: evidence.ID(3 + i), Line: &evidence.Line{Session: 2, Phase: phase, Text: evidence.Wild(line)}})
		}
		items = append(items, evidence.Item{ID: 9, TLS: &evidence.Handshake{Session: 2, Stage: evidence.Stage(line)}}, evidence.Item{ID: 10, Line: &evidence.Line{Session: 1}})
		v := view.New(evidence.Case{Items: items})
		for _, a := range v.All() {
			if a.Usable() && a.Msg == nil {
				t.Fatal("usable without a message")
			}
		}
		for _, s := range v.Sessions() {
			if s.Trouble == "" && (s.TLS == nil || s.TLS.Stage != evidence.StageDone) {
				t.Fatalf("no trouble, and no TLS: %+v", s)
			}
			for _, o := range s.Offers {
				if o != evidence.Escape(o, 1000) {
					t.Fatalf("unsafe keyword %q", o)
				}
			}
		}
	})
}
