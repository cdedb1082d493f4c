package rules

import (
	"testing"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// rootCase is a case of which only the root was judged: it validates.
func rootCase(anchors []dnssec.Anchor, world string) *Case {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	start := evidence.Item{ID: 1, Start: &evidence.Start{Wall: at, Vantage: evidence.Vantage{World: world}}}
	return &Case{
		View:   view.New(evidence.Case{Items: []evidence.Item{start}, Complete: true}),
		Report: &mail.Report{At: at, Started: at, Complete: true, Zones: []*dnssec.Zone{{Name: wire.Root(), Status: dnssec.Secure, Evidence: []evidence.ID{1}}}},
		At:     at, Policy: dnssec.Policy{Anchors: anchors, At: at},
	}
}

// A file that has only the old key of the root is told about though it still
// works; no other choice of anchors is.
func TestOnlyTheOldRootKey(t *testing.T) {
	builtin := dnssec.BuiltinAnchors()
	own := dnssec.Anchor{Zone: wire.Root(), DS: &wire.DS{Tag: 1, Algorithm: 13, DigestType: 2, Digest: make([]byte, 32)}}
	for _, row := range []struct {
		name    string
		anchors []dnssec.Anchor
		told    bool
	}{
		{"both", builtin, false},
		{"the old one", builtin[:1], true},
		{"the new one", builtin[1:], false},
		{"a private root", []dnssec.Anchor{own}, false},
	} {
		got := detectLocalTrustAnchorOutdated(rootCase(row.anchors, ""))
		if (len(got) == 1) != row.told {
			t.Errorf("%s: %+v", row.name, got)
			continue
		}
		if !row.told {
			continue
		}
		f := got[0]
		fill(&f, localTrustAnchorOutdated())
		if f.Weight != finding.Hygiene || f.Args["old"] != "20326" || len(f.Evidence) == 0 || blinds(f, finding.Finding{Layer: finding.LayerDNS}) {
			t.Errorf("%s: %+v", row.name, f)
		}
		entry, err := text.Load(Texts(), Stem(f.Code)+".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range requiredParts() {
			if _, err := entry.Fill(part, f.Args); err != nil {
				t.Error(err)
			}
		}
	}
}

// Of a broken root that is not the one of the internet nobody says that it is
// our network or our clock; of a world of the lab, which stands for the internet,
// and of the internet it is.
func TestBrokenPrivateRoot(t *testing.T) {
	own := []dnssec.Anchor{{Zone: wire.Root(), DS: &wire.DS{Tag: 1, Algorithm: 13, DigestType: 2, Digest: make([]byte, 32)}}}
	for _, row := range []struct {
		name    string
		anchors []dnssec.Anchor
		world   string
		ours    bool
	}{
		{"the internet", dnssec.BuiltinAnchors(), "", true},
		{"a private root", own, "", false},
		{"a world of the lab", own, "root-expired", true},
	} {
		c := rootCase(row.anchors, row.world)
		root := c.Report.Zones[0]
		root.Status, root.Reason = dnssec.Bogus, dnssec.SigExpired
		root.Fault = dnssec.Fault{Reason: dnssec.SigExpired, Zone: root.Name, Name: root.Name, Type: wire.TypeDNSKEY, Evidence: []evidence.ID{1}}
		if got := detectLocalClockWrong(c); (len(got) == 1) != row.ours {
			t.Errorf("%s, expired: %+v", row.name, got)
		}
		answer := &view.Answer{ID: 1, Msg: &wire.Message{}, Class: view.Answered}
		root.Reason, root.KeySets = dnssec.SigInvalid, []dnssec.ServerResult{{Answer: answer}}
		if ids, _ := c.strangeRoot(); (len(ids) == 1) != row.ours {
			t.Errorf("%s, invalid: %v", row.name, ids)
		}
	}
}

// Dates in greetings, as mail servers write them.
func TestDateInGreeting(t *testing.T) {
	want := time.Date(2026, 11, 21, 12, 0, 3, 0, time.UTC)
	for _, row := range []struct {
		line string
		ok   bool
	}{
		{"mx.example.net ESMTP Sendmail 8.18.1; Sat, 21 Nov 2026 12:00:03 GMT", true},
		{"mx.example.net ESMTP; Sat, 21 Nov 2026 13:00:03 +0100 (CET)", true},
		{"mx.example.net ESMTP Sat, 21 Nov 2026 07:00:03 -0500", true},
		{"mx.example.net Microsoft ESMTP MAIL Service ready at Sat, 21 Nov 2026 12:00:03 +0000", true},
		{"mx.example.net ESMTP; Sat, 21 Nov 2026 12:00:03 EST", false}, // nobody knows which zone is meant
		{"mx.example.net ESMTP; Sat, 31 Feb 2026 12:00:03 +0000", false},
		{"mx.example.net ESMTP 2026", false},
		{"", false},
	} {
		got, _, ok := dateIn([]evidence.Wild{evidence.Wild(row.line)})
		if ok != row.ok || ok && !got.Equal(want) {
			t.Errorf("%q: %s, %v", row.line, got, ok)
		}
	}
}

// One clock that is wrong among several does not decide.
func TestAgreedClocks(t *testing.T) {
	at := func(minutes ...int) (out []told) {
		for _, m := range minutes {
			out = append(out, told{ahead: time.Duration(m) * time.Minute})
		}
		return out
	}
	for _, row := range []struct {
		minutes     []int
		size, ahead int
	}{
		{nil, 0, 0}, {[]int{60}, 1, 60}, {[]int{60, 0, 1}, 2, 0}, {[]int{10, 11, 500, 10}, 3, 10},
	} {
		got := agreed(at(row.minutes...))
		if len(got) != row.size || len(got) > 0 && got[0].ahead != time.Duration(row.ahead)*time.Minute {
			t.Errorf("%v: %v", row.minutes, got)
		}
	}
}
