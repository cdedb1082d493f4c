package sender_test

import (
	"testing"

	"danewalk/explain/sender"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

func good() situation  { return situation{"secure", "secure", "usable", "yes", "match"} }
func wrong() situation { return situation{"secure", "secure", "usable", "yes", "mismatch"} }
func open() situation  { return situation{"secure", "secure", "absent", "yes", "match"} }
func bare() situation  { return situation{"secure", "secure", "absent", "no", "match"} }

// domain is a complete report with signed MX records.
func domain(hosts ...mail.Host) *mail.Report {
	r := reported(good())
	r.Hosts = hosts
	return r
}

// of picks one sender.
func of(t *testing.T, r *mail.Report, id sender.ID) sender.View {
	t.Helper()
	for _, v := range sender.Views(r) {
		if v.Sender == id {
			return v
		}
	}
	t.Fatalf("no sender %s", id)
	return sender.View{}
}

// notTested makes the last address of a host one that could not be tested.
func notTested(h mail.Host) mail.Host {
	a := &h.Addresses[len(h.Addresses)-1]
	a.Talk, a.Outcome, a.Trouble = mail.OutcomeUntested, mail.OutcomeUntested, view.ConnectTimeout
	return h
}

// spoiled makes the last address of a host fail the comparison.
func spoiled(h mail.Host) mail.Host {
	i := len(h.Addresses) - 1
	h.Addresses[i] = addressed(wrong(), &h, h.Addresses[i].Addr.String())
	return h
}

func TestOrder(t *testing.T) {
	const one, two, three = "192.0.2.25", "192.0.2.26", "192.0.2.27"
	mx1 := func(s situation, a ...string) mail.Host { return hosted(s, "mx1.example.net", 10, a...) }
	mx2 := func(s situation, a ...string) mail.Host { return hosted(s, "mx2.example.net", 20, a...) }
	equal := func(s situation, a ...string) mail.Host { return hosted(s, "mx2.example.net", 10, a...) }
	for _, c := range []struct {
		name          string
		report        *mail.Report
		sender        sender.ID
		fate          sender.Fate
		host          string
		mixed, unseen bool
	}{
		{"the next server takes what the first does not", domain(mx1(wrong(), one), mx2(good(), two)), sender.PostfixDANE, "authenticated", "mx2.example.net", false, false},
		{"a server without DANE helps too", domain(mx1(wrong(), one), mx2(open(), two)), sender.ExchangeOnline, "encrypted", "mx2.example.net", false, false},
		{"but not where DANE is demanded", domain(mx1(wrong(), one), mx2(open(), two)), sender.PostfixDANEOnly, "deferred", "mx2.example.net", false, false},
		{"a better server is not passed over for a proven one", domain(mx1(open(), one), mx2(good(), two)), sender.PostfixDANE, "encrypted", "mx1.example.net", false, false}, // RFC 7672 2.2.1
		{"equal preference, any order", domain(mx1(open(), one), equal(good(), two)), sender.PostfixDANE, "encrypted", "mx1.example.net", true, false},
		{"equal preference, one fails", domain(mx1(wrong(), one), equal(good(), two)), sender.PostfixDANE, "authenticated", "mx2.example.net", false, false},
		{"equal preference, clear text is the worst", domain(mx1(open(), one), equal(bare(), two)), sender.Opportunistic, "clear", "mx2.example.net", true, false},
		{"one address of two fails", domain(spoiled(mx1(good(), one, two))), sender.PostfixDANE, "authenticated", "mx1.example.net", false, false},
		{"all addresses fail, the last one is in the log", domain(mx1(wrong(), one), mx2(wrong(), two)), sender.PostfixDANE, "deferred", "mx2.example.net", false, false},
		{"a lookup that fails, then a server that does not match", domain(mx1(situation{"secure", "secure", "failed", "yes", "match"}, one), mx2(wrong(), two)), sender.ExchangeOnline, "deferred", "mx2.example.net", false, false},
		{"not tested, and nothing else", domain(notTested(mx1(good(), one))), sender.PostfixDANE, "unknown", "mx1.example.net", false, false},
		{"not tested beside a failure", domain(notTested(mx1(wrong(), one, two))), sender.PostfixDANE, "unknown", "mx1.example.net", false, false},
		{"not tested, but it can only be proven or fail", domain(notTested(mx1(good(), one, two))), sender.PostfixDANE, "authenticated", "mx1.example.net", false, false},
		{"not tested, and it may be clear text", domain(notTested(mx1(open(), one, two))), sender.PostfixDANE, "encrypted", "mx1.example.net", false, true},
		{"not tested, the next server gives the same", domain(notTested(mx1(good(), one)), mx2(good(), two)), sender.PostfixDANE, "authenticated", "mx2.example.net", false, false},
		{"not tested, the next server gives another", domain(notTested(mx1(good(), one)), mx2(open(), two)), sender.PostfixDANE, "unknown", "mx1.example.net", false, false},
		{"behind a sure server nothing counts", domain(mx1(good(), one), notTested(mx2(open(), two, three))), sender.PostfixDANE, "authenticated", "mx1.example.net", false, false},
		{"refused or not, a further server is not asked for certain", domain(mx1(situation{"secure", "secure", "usable", "yes", "expired"}, one), mx2(good(), two)), sender.ExchangeOnline, "authenticated", "mx2.example.net", false, false},
	} {
		v := of(t, c.report, c.sender)
		if v.Fate != c.fate || v.Host.Show() != c.host || v.Mixed != c.mixed || v.Unseen != c.unseen {
			t.Errorf("%s: %s at %s, mixed %t, unseen %t; want %s at %s, %t, %t",
				c.name, v.Fate, v.Host.Show(), v.Mixed, v.Unseen, c.fate, c.host, c.mixed, c.unseen)
		}
	}
}

func TestConnectionsThatNobodyGets(t *testing.T) {
	for trouble, code := range map[view.Trouble]string{
		view.ConnectRefused: "4.4.1", view.ConnectTimeout: "4.4.1", view.BannerGarbage: "4.4.2", view.EHLOFailed: "4.4.2",
	} {
		h := hosted(good(), "mx1.example.net", 10, "192.0.2.25")
		a := &h.Addresses[0]
		a.Trouble, a.Talk, a.Outcome = trouble, mail.OutcomeDown, mail.OutcomeDown
		for _, v := range sender.Views(domain(h)) {
			if v.Fate != sender.Deferred {
				t.Errorf("%s: %s: %s", trouble, v.Sender, v.Fate)
			}
			if (v.Sender == sender.PostfixDANE || v.Sender == sender.Opportunistic) && v.Code != code {
				t.Errorf("%s: %s: %q, want %q", trouble, v.Sender, v.Code, code)
			}
		}
	}
}

// TestHandshakes keeps a server that fails apart from a library of ours that
// does, and from a box that removes STARTTLS near us.
func TestHandshakes(t *testing.T) {
	for _, c := range []struct {
		name    string
		trouble view.Trouble
		failure evidence.Failure
		dane    want
		plain   sender.Fate
	}{
		{"the server ends it", view.HandshakeFailed, evidence.Closed, want{"deferred", "4.7.5"}, "clear"},
		{"our library ends it", view.HandshakeFailed, evidence.Protocol, want{"unknown", ""}, "unknown"},
		{"STARTTLS removed on the way", view.Stripped, "", want{"unknown", ""}, "unknown"},
	} {
		h := hosted(good(), "mx1.example.net", 10, "192.0.2.25")
		a := &h.Addresses[0]
		a.Trouble, a.Talk, a.Outcome = c.trouble, mail.OutcomeFail, mail.OutcomeFail
		a.Session = &view.Session{TLS: &evidence.Handshake{Failure: c.failure}}
		v := of(t, domain(h), sender.PostfixDANE)
		if got := (want{v.Fate, v.Code}); got != c.dane {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.dane)
		}
		for _, id := range []sender.ID{sender.PostfixDANEOnly, sender.Exim, sender.ExchangeOnline, sender.ExchangeMandatory} {
			if v := of(t, domain(h), id); v.Fate != c.dane.fate {
				t.Errorf("%s: %s: %s, want %s", c.name, id, v.Fate, c.dane.fate)
			}
		}
		if v := of(t, domain(h), sender.Opportunistic); v.Fate != c.plain {
			t.Errorf("%s: without DANE %s, want %s", c.name, v.Fate, c.plain)
		}
		h.Mode, h.Records = mail.ModeNone, nil
		if v := of(t, domain(h), sender.Exim); v.Fate != c.plain {
			t.Errorf("%s: no TLSA: Exim %s, want %s", c.name, v.Fate, c.plain)
		}
		if v := of(t, domain(h), sender.ExchangeOnline); v.Fate != sender.Unknown {
			t.Errorf("%s: no TLSA: Exchange Online %s, and nobody says what it does", c.name, v.Fate)
		}
	}
}

// TestDatesOfALeafThatMatches: RFC 7672 3.1.1 ignores both ends, and the
// documentation of Exchange Online does not.
func TestDatesOfALeafThatMatches(t *testing.T) {
	h := hosted(good(), "mx1.example.net", 10, "192.0.2.25")
	h.Addresses[0].Leaf.NotBefore = moment().AddDate(0, 0, 1)
	for id, w := range map[sender.ID]want{
		sender.PostfixDANE: {"authenticated", ""}, sender.PostfixDANEOnly: {"authenticated", ""}, sender.Exim: {"authenticated", ""},
		sender.ExchangeOnline: {"unknown", "4.7.323"}, sender.ExchangeMandatory: {"unknown", "4.7.323"}, sender.ExchangeNone: {"encrypted", ""},
	} {
		v := of(t, domain(h), id)
		if got := (want{v.Fate, v.Code}); got != w {
			t.Errorf("%s: %+v, want %+v", id, got, w)
		}
		if w.fate == sender.Unknown && v.Certainty != sender.Assumed {
			t.Errorf("%s: %s", id, v.Certainty)
		}
	}
}

func TestDomains(t *testing.T) {
	for kind, w := range map[mail.MXKind]want{
		mail.MXNull: {"bounced", "5.1.0"}, mail.MXNXDomain: {"bounced", "5.4.4"}, mail.MXNoAddress: {"bounced", "5.4.4"},
	} {
		r := domain()
		r.MX.Kind = kind
		v := of(t, r, sender.PostfixDANE)
		if got := (want{v.Fate, v.Code}); got != w {
			t.Errorf("%s: %+v, want %+v", kind, got, w)
		}
	}
	silent := domain()
	silent.MX.Kind, silent.MX.Lookup.Status, silent.MX.Lookup.Reason = mail.MXFailed, dnssec.Indeterminate, dnssec.LookupFailed
	if v := of(t, silent, sender.Opportunistic); v.Fate != sender.Deferred || v.Why != sender.MXLookupFailed {
		t.Errorf("no answer for anybody: %s, %s", v.Fate, v.Why)
	}
	silent.Verdict = mail.CannotTell // it is our own side that has no answer
	for _, v := range sender.Views(silent) {
		if v.Fate != sender.Unknown || v.Why != sender.NotSeen {
			t.Errorf("%s: our own side: %s, %s", v.Sender, v.Fate, v.Why)
		}
	}
}

func TestNothingIsSaidTooEarly(t *testing.T) {
	r := domain(notTested(hosted(good(), "mx1.example.net", 10, "192.0.2.25")))
	r.Complete = false
	if v := of(t, r, sender.PostfixDANE); v.Fate != sender.Pending {
		t.Errorf("%s while the check is running", v.Fate)
	}
	if v := of(t, domain(hosted(good(), "mx1.example.net", 10, "192.0.2.25")), sender.PostfixDANE); v.Fate != sender.Authenticated {
		t.Errorf("%s", v.Fate)
	}
}

func TestNoMailIsAskedAbout(t *testing.T) {
	literal := domain()
	literal.MX.Kind = mail.MXLiteral
	name := &mail.Report{Kind: evidence.KindName, Domain: wire.MustName("example.org")}
	for _, r := range []*mail.Report{literal, name, {}} {
		if v := sender.Views(r); v != nil {
			t.Errorf("%+v", v)
		}
	}
}

func TestBlindHoldsNothingAgainstAnybody(t *testing.T) {
	for _, v := range sender.Blind(reported(wrong())) {
		if v.Fate != sender.Unknown || v.Why != sender.OwnSide || v.Code != "" || v.GivesUp != 0 || v.Name == "" {
			t.Errorf("%+v", v)
		}
	}
}
