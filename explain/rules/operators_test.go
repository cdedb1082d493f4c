package rules

import (
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Only a registry's zone can say that a domain is free; what a registered domain
// says about its own names frees nothing.
func TestUnregistered(t *testing.T) {
	for _, c := range []struct {
		name, host, zone string
		outcome          dnssec.Outcome
		gate             mail.Gate
		want             string
	}{
		{"a free domain", "mx.gone.org", "org", dnssec.Missing, mail.GateNoAddress, "gone.org"},
		{"below an ending of two labels", "mx.gone.co.uk", "co.uk", dnssec.Missing, mail.GateNoAddress, "gone.co.uk"},
		{"the ending is served by the zone above it", "a.mx.gone.co.uk", "uk", dnssec.Missing, mail.GateNoAddress, "gone.co.uk"},
		{"a name that its own domain denies", "mx1.example.nl.example.nl", "example.nl", dnssec.Missing, mail.GateNoAddress, ""},
		{"no such ending", "mx.gone.nowhere", ".", dnssec.Missing, mail.GateNoAddress, ""},
		{"a customer's name at a hosting company", "gone.github.io", "github.io", dnssec.Missing, mail.GateNoAddress, ""},
		{"the name is there, without an address", "mx.gone.org", "org", dnssec.Empty, mail.GateNoAddress, ""},
		{"the other family has an address", "mx.gone.org", "org", dnssec.Missing, mail.GateInsecure, ""},
	} {
		l := &dnssec.Lookup{Outcome: c.outcome, Zone: &dnssec.Zone{Name: wire.MustName(c.zone)}}
		got, ok := unregistered(&mail.Host{Name: wire.MustName(c.host), Gate: c.gate, A: l})
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v, want %q", c.name, got, ok, c.want)
		}
	}
}

// One server that answers is enough: then the question is answered.
func TestFailuresAreAllOrNone(t *testing.T) {
	servfail := &view.Answer{Class: view.ErrorCode, Msg: &wire.Message{Rcode: wire.ServFail}, Tries: []evidence.ID{3}}
	silent := &view.Answer{Class: view.Failed, Failure: evidence.Timeout, Tries: []evidence.ID{4, 5}}
	referral := &view.Answer{Class: view.Referral, Tries: []evidence.ID{2}}
	denial := &view.Answer{Class: view.NoData, Tries: []evidence.ID{6}}
	for _, c := range []struct {
		name    string
		answers []*view.Answer
		ids     int
		how     int
	}{
		{"all fail, in two ways", []*view.Answer{referral, servfail, servfail, silent}, 4, 2},
		{"one answers", []*view.Answer{referral, servfail, denial}, 0, 0},
		{"only the way down", []*view.Answer{referral}, 0, 0},
	} {
		if how, ids := failures(nil, c.answers); len(ids) != c.ids || len(how) != c.how {
			t.Errorf("%s: %v %v", c.name, how, ids)
		}
	}
}
