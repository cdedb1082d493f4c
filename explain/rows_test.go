package explain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab/rig"
)

// checkWorld runs the check of a world that is written in the test.
func checkWorld(t *testing.T, lines string) (r rig.Result) {
	t.Helper()
	text := "title: a test\nstory: a test\n" + strings.TrimSpace(lines) + "\nexpect verdict protected\n"
	synctest.Test(t, func(t *testing.T) {
		var err error
		r, err = rig.Check(t.Context(), fstest.MapFS{"w.lab": {Data: []byte(text)}}, "w", inTests(), nil)
		if err != nil {
			t.Fatal(err)
		}
	})
	return r
}

// rows writes the rows of one kind of step with their states, in order.
func rows(d *explain.Diagnosis, label string) string {
	var out []string
	for _, l := range d.Links {
		if l.Label == label {
			out = append(out, string(l.State))
		}
	}
	return strings.Join(out, " ")
}

// A row is red for a fault of the server only: not for what our own network or
// library does, whatever else is wrong with the host; and green for what was seen
// to its end.
func TestRowsBlameNobodyForUs(t *testing.T) {
	for _, tt := range []struct{ world, label, want string }{
		{"target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault local port25-blocked", "connect port 25", "unknown"},
		{"target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault local port25-rejected", "connect port 25", "unknown"},
		{"target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault local no-ipv6", "connect port 25", "unknown"},
		{"target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault smtp mx1.example.nl greeting-421", "STARTTLS", "unknown"},
		{"target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault smtp mx1.example.nl no-starttls", "STARTTLS", "open"},
		{"target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault smtp mx1.example.nl no-ehlo", "STARTTLS", "open"},
		{"target: example.org\nfault smtp mx2.example.net silent", "connect port 25", "ok broken"},
		{"target: example.nl\nfault smtp mx1.example.nl no-starttls", "STARTTLS", "broken"},
		{"target: example.nl\nfault tls mx1.example.nl alert", "TLS handshake", "broken"},
		{"target: example.nl\nfault certificate mx1.example.nl negative-serial", "TLS handshake", "unknown"},
		{"target: example.nl\nfault certificate mx1.example.nl negative-serial", "certificate match", "ok"},
		{"target: example.nl\nfault certificate mx1.example.nl negative-serial\nfault tls mx1.example.nl 1.2", "TLS handshake", "unknown"},
	} {
		r := checkWorld(t, tt.world)
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks})
		if got := rows(d, tt.label); got != tt.want {
			t.Errorf("%s\n%s: %s, want %s", tt.world, tt.label, got, tt.want)
		}
	}
}

// What could not be reached from here, beside a TLSA lookup that fails, is no
// finding about the server.
func TestNoFindingForOurNetwork(t *testing.T) {
	r := checkWorld(t, "target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault local port25-blocked")
	for _, f := range explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}).Findings {
		if strings.HasPrefix(string(f.Code), "smtp.") {
			t.Errorf("found %s %s", f.Code, f.Subject)
		}
	}
}

// Nobody may say that there is no DANE when the lookup of the records fails.
func TestCleartextOnlyIsKnown(t *testing.T) {
	r := checkWorld(t, "target: example.nl\nfault answer _25._tcp.mx1.example.nl TLSA servfail\nfault smtp mx1.example.nl no-starttls")
	for _, f := range explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}).Findings {
		if f.Code == "smtp.cleartext-only" {
			t.Errorf("found %s: %s", f.Code, f.What)
		}
	}
}

// A server that takes mail at one of its addresses is not called broken or
// silent, and a step that was seen at one of them not whole.
func TestRowsOfAHostWithTwoAddresses(t *testing.T) {
	for _, tt := range []struct{ world, label, want string }{
		{"fault smtp mx1.example.nl silent at 198.18.12.25", "mx1.example.nl", "warning: pref 10, does not answer at 1 of 2 addresses"},
		{"fault certificate mx1.example.nl renewed at 198.18.12.25", "mx1.example.nl", "warning: pref 10, DANE broken at 1 of 2 addresses"},
		{"fault smtp mx1.example.nl greeting-421 at 198.18.12.25", "mx1.example.nl", "unknown: pref 10, not tested at 1 of 2 addresses"},
		{"fault smtp mx1.example.nl silent at 198.18.12.25", "certificate match", "ok: TLSA record 1 matches at 1 of 2 addresses"},
		{"fault local no-ipv6", "certificate match", "ok: TLSA record 1 matches at 1 of 2 addresses"},
		{"fault smtp mx1.example.nl silent at 198.18.12.25", "connect port 25", "broken: 198.18.12.25: no answer"},
		{"fault certificate mx1.example.nl renewed", "mx1.example.nl", "broken: pref 10, DANE broken"},
		{"fault rrsig-invalid mx1.example.nl A\nfault rrsig-invalid mx1.example.nl AAAA", "mx1.example.nl", "broken: pref 10, no address: the lookup fails"},
		{"fault no-address mx1.example.nl", "mx1.example.nl", "broken: pref 10, no address"},
	} {
		r := checkWorld(t, "target: example.nl\n"+tt.world)
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks})
		i := slices.IndexFunc(d.Links, func(l explain.Link) bool { return l.Label == tt.label })
		if got := string(d.Links[i].State) + ": " + d.Links[i].Note; got != tt.want {
			t.Errorf("%s\n%s: %s, want %s", tt.world, tt.label, got, tt.want)
		}
	}
}

// The word "protected" comes before the last name server was heard; until then
// the headline says so.
func TestProtectedSoFar(t *testing.T) {
	r := checkWorld(t, "target: example.org\nfault server ns3.example.net dead")
	o := explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}
	for n := range r.Case.Items {
		d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, o)
		if d.Verdict == mail.Protected {
			if !strings.HasSuffix(d.Headline, ", so far") {
				t.Errorf("after %d items: %s", n+1, d.Headline)
			}
			break
		}
	}
	if d := explain.Diagnose(r.Case, o); strings.Contains(d.Headline, "so far") {
		t.Errorf("in the end: %s", d.Headline)
	}
}

// A server that dislikes our name, our address or the hour says nothing about
// what others meet there.
func TestTurnedAwayAtEHLO(t *testing.T) {
	for how, want := range map[string]string{
		"ehlo-504": "smtp.banner-rejected",
		"ehlo-550": "local.source-ip-rejected",
		"ehlo-451": "smtp.banner-rejected",
	} {
		r := checkWorld(t, "target: example.nl\nfault smtp mx1.example.nl "+how)
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks})
		if d.Verdict != mail.CannotTell || d.Break < 0 || string(d.Findings[d.Break].Code) != want || rows(d, "STARTTLS") != "unknown" {
			t.Errorf("%s: %s, break %d of %v", how, d.Verdict, d.Break, d.Findings)
		}
		for _, f := range d.Findings {
			if f.Weight == finding.Fatal || f.Code == "smtp.ehlo-unsupported" {
				t.Errorf("%s: found %s", how, f.Code)
			}
		}
	}
}

// What one address shows is not joined with what another one does not.
func TestAddressesWithTwoRefusals(t *testing.T) {
	r := checkWorld(t, "target: example.nl\nfault smtp mx1.example.nl greeting-421 at 198.18.12.25\nfault smtp mx1.example.nl greeting-554 at 2001:2:0:12::25")
	d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks})
	if d.Break < 0 || d.Findings[d.Break].Code != "local.source-ip-rejected" || d.Findings[d.Break].Subject != "mx1.example.nl 2001:2:0:12::25" {
		t.Errorf("break %d of %v", d.Break, d.Findings)
	}
}

// That DANE is not in force is shown by the DNS alone; that mail flows is not.
func TestMailThatWasNotSeenToFlow(t *testing.T) {
	for fault, want := range map[string]string{
		"":                             "Mail flows unchecked: ",
		"\nfault local port25-blocked": "No DANE check: ",
	} {
		r := checkWorld(t, "target: example.nl\nfault remove _25._tcp.mx1.example.nl TLSA"+fault)
		if d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}); d.Verdict != mail.NotProtected || !strings.HasPrefix(d.Headline, want) {
			t.Errorf("%s: %s %s", fault, d.Verdict, d.Headline)
		}
	}
}

// Where no server has an address, nobody delivers: that is no mere risk.
func TestNoServerHasAnAddress(t *testing.T) {
	for last, want := range map[string]finding.Severity{"mx3.example.nl": finding.Fatal, "mx1.example.net": finding.Risk} {
		r := checkWorld(t, "target: example.nl\nfault replace example.nl MX 10 mx2.example.nl ; 20 "+last)
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks})
		if d.Break < 0 || d.Findings[d.Break].Code != "mx.host-no-address" || d.Findings[d.Break].Weight != want {
			t.Errorf("%s: break %d, findings %v", last, d.Break, d.Findings)
		}
	}
}

// Silence, hanging up and nonsense are three ways to have no greeting.
func TestNoGreetingIsToldExactly(t *testing.T) {
	for how, want := range map[string]string{
		"no-greeting":  "sends no greeting",
		"closes":       "hangs up before the greeting",
		"endless-line": "does not speak SMTP",
	} {
		r := checkWorld(t, "target: example.nl\nfault smtp mx1.example.nl "+how)
		if d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}); !strings.HasSuffix(d.Headline, "mx1.example.nl "+want) {
			t.Errorf("%s: %s", how, d.Headline)
		}
	}
}

// A server that demands a client certificate says so, under TLS 1.3, when the
// handshake seems done. No sender has one, so nobody delivers.
func TestLateRefusal(t *testing.T) {
	r := checkWorld(t, "target: example.nl\nfault tls mx1.example.nl client-cert-demanded")
	d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks})
	if d.Verdict != mail.Blocked || d.Break < 0 || d.Findings[d.Break].Code != "tls.handshake-failed" || rows(d, "TLS handshake") != "broken" {
		t.Errorf("%s, break %d, handshake %s", d.Verdict, d.Break, rows(d, "TLS handshake"))
	}
}

// The same where TLS comes first, and nothing is called good before that word.
func TestLateRefusalWhereTLSComesFirst(t *testing.T) {
	r := checkWorld(t, "target: mx1.example.nl\nport: 465\nfault smtp mx1.example.nl submission\nfault tls mx1.example.nl client-cert-demanded\n"+
		"zone example.nl\n    _465._tcp.mx1.example.nl TLSA 3 1 1 leaf@mx1.example.nl")
	o := explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}
	for n := range r.Case.Items {
		if r.Case.Items[n].TLS == nil && r.Case.Items[n].Line == nil {
			continue
		}
		if d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, o); d.Verdict == mail.Protected {
			t.Fatalf("%s after %d of %d items", d.Headline, n+1, len(r.Case.Items))
		}
	}
	if d := explain.Diagnose(r.Case, o); d.Verdict != mail.Blocked || rows(d, "TLS handshake") != "broken" {
		t.Errorf("%s, handshake %s", d.Headline, rows(d, "TLS handshake"))
	}
}

// Neither a refusal to let us in now nor a host that fails at one address is held
// against a server that may pass.
func TestNothingIsSaidOfServersTooEarly(t *testing.T) {
	r := checkWorld(t, "target: example.nl\nfault smtp mx1.example.nl busy 1")
	o := explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}
	for n := range r.Case.Items {
		if it := r.Case.Items[n]; it.Line == nil || it.Line.Client {
			continue
		}
		d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, o)
		if d.Verdict == mail.CannotTell || slices.ContainsFunc(d.Findings, func(f explain.Explained) bool { return f.Code == "smtp.banner-rejected" }) {
			t.Fatalf("%s after %d of %d items", d.Headline, n+1, len(r.Case.Items))
		}
	}
	d := judged(t, "target: example.nl\nfault smtp mx1.example.nl greylist-greeting at 198.18.12.25\nfault certificate mx1.example.nl renewed")
	if d.Verdict != mail.CannotTell || slices.ContainsFunc(d.Findings, func(f explain.Explained) bool { return f.Code == "dane.all-hosts-fail" }) {
		t.Errorf("%s, and every host is said to fail", d.Headline)
	}
	d = judged(t, "target: example.nl\nfault certificate mx1.example.nl negative-serial\nset tls mx1.example.nl 1.3")
	for _, f := range d.Findings {
		if f.Code == "local.tool-limit" && f.Owner != finding.OwnerNobody {
			t.Errorf("%s is laid at the door of %s", f.Code, f.Owner)
		}
	}
}

// While the case grows, no row of a conversation is called ok or broken that the
// whole case shows otherwise.
func TestRowsOfAGrowingCase(t *testing.T) {
	for _, world := range []string{
		"target: example.nl\nfault tls mx1.example.nl alert",
		"target: example.nl\nfault tls mx1.example.nl client-cert-demanded",
		"target: example.nl\nfault smtp mx1.example.nl busy 1",
		"target: example.nl\nfault certificate mx1.example.nl negative-serial",
		"target: example.nl\nfault smtp mx1.example.nl no-greeting",
		"target: example.org\nfault local port25-blocked",
		"target: example.nl\nfault local no-ipv6",
	} {
		r := checkWorld(t, world)
		o := explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}
		last := map[string]explain.State{}
		for _, l := range explain.Diagnose(r.Case, o).Links {
			last[l.ID] = l.State
		}
		said := map[string]bool{}
		for n := range r.Case.Items {
			it := r.Case.Items[n]
			if it.Dial == nil && it.Line == nil && it.TLS == nil {
				continue // only these change the rows looked at
			}
			d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, o)
			for _, l := range d.Links {
				conversation := l.Label == "connect port 25" || l.Label == "STARTTLS" || l.Label == "TLS handshake"
				wrong := (l.State == explain.OK || l.State == explain.Broken) && l.State != last[l.ID] && last[l.ID] != explain.Warning
				if what := fmt.Sprintf("%s\n%s is %s after item %d (%s), in the end %s", world, l.ID, l.State, it.ID, l.Note, last[l.ID]); conversation && wrong && !said[l.ID] {
					said[l.ID] = true
					t.Error(what)
				}
			}
		}
	}
}
