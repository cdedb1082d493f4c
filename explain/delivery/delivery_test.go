package delivery_test

import (
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/explain/delivery"
	"danewalk/explain/sender"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Where the verdict was taken back, nobody may be said to fail.
func TestViewsAreTakenBackWithTheVerdict(t *testing.T) {
	if got := delivery.Views(&explain.Diagnosis{}); got != nil {
		t.Errorf("without a report: %v", got)
	}
	d := &explain.Diagnosis{Verdict: mail.CannotTell, Report: &mail.Report{Kind: evidence.KindDomain, Domain: wire.MustName("example.org."), Verdict: mail.Blocked, Complete: true, MX: mail.MX{Kind: mail.MXFailed}}}
	list := delivery.Views(d)
	if len(list) == 0 {
		t.Error("no sender at all")
	}
	for _, v := range list {
		if v.Fate != sender.Unknown || delivery.Becomes(nil, v) != "cannot be told, our own side is in the way" {
			t.Errorf("%s: %s", v.Sender, delivery.Becomes(nil, v))
		}
	}
}

func TestWords(t *testing.T) {
	for want, v := range map[string]sender.View{
		"waits, comes back after 5 days: 4.7.5":      {Fate: sender.Deferred, GivesUp: 120 * time.Hour, Code: "4.7.5"},
		"waits, comes back after 24 hours":           {Fate: sender.Deferred, GivesUp: 24 * time.Hour},
		"comes back at once: 5.7.323":                {Fate: sender.Bounced, Code: "5.7.323"},
		"delivered, server proven":                   {Fate: sender.Authenticated},
		"delivered, server proven by MTA-STS":        {Fate: sender.Authenticated, Why: sender.STSMatch},
		"delivered, encrypted, server not proven":    {Fate: sender.Encrypted},
		"delivered in clear text":                    {Fate: sender.Clear},
		"not known yet":                              {},
		"delivered at times: it depends on the path": {Fate: sender.Unknown, Why: sender.Varies},
		"not known, may be refused: 4.7.1":           {Fate: sender.Unknown, Code: "4.7.1"},
	} {
		if got := delivery.Becomes(nil, v); got != want {
			t.Errorf("%+v: %q, want %q", v, got, want)
		}
	}
}

// Only experts read how certain a behaviour is; that another server saved the mail
// is for everybody.
func TestBeside(t *testing.T) {
	v := sender.View{
		Fate: sender.Encrypted, Host: wire.MustName("mx2.example.net."), Certainty: sender.Assumed, Text: "TLS is required", Mixed: true,
		Steps: []sender.Step{{Host: wire.MustName("mx1.example.net."), Fate: sender.Deferred}},
	}
	helpdesk, expert := delivery.Beside(nil, v, explain.Helpdesk), delivery.Beside(nil, v, explain.Expert)
	if len(helpdesk) != 2 || helpdesk[1] != "by mx2.example.net after mx1.example.net did not" {
		t.Errorf("the helpdesk reads %q", helpdesk)
	}
	if len(expert) != 4 || expert[2] != `"TLS is required"` || expert[3] != "assumed" {
		t.Errorf("the expert reads %q", expert)
	}
}
