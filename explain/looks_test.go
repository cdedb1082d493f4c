package explain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/sender"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// fates are what becomes of mail in a world, by sender.
func fates(d *explain.Diagnosis) map[sender.ID]sender.Condition {
	out := map[sender.ID]sender.Condition{}
	for _, v := range sender.Views(d.Report) {
		out[v.Sender] = v.Why
	}
	return out
}

// Where TLS comes about in one session and not in another, nobody can say what a
// sender gets that takes clear text too, or that has a policy and no DANE.
func TestTLSInSomeSessionsOnly(t *testing.T) {
	for _, world := range []string{
		"target: example.nl\nfault smtp mx1.example.nl starttls-from 2\nset tlsa mx1.example.nl none",
		"target: example.nl\nfault smtp mx1.example.nl starttls-from 2\nfault certificate mx1.example.nl renewed",
		"target: example.nl\nfault tls mx1.example.nl large-closes\nset tlsa mx1.example.nl none",
	} {
		r := checkWorld(t, world)
		d := explain.Diagnose(r.Case, judgedBy(t, r))
		got := fates(d)
		if got[sender.Opportunistic] != sender.Varies || got[sender.STSOnly] != sender.Varies {
			t.Errorf("%s\n%v", world, got)
		}
		if has(d, "mtasts.mx-cert-invalid") {
			t.Errorf("%s\nthe certificate is refused that some senders are shown, and that is good", world)
		}
	}
}

// What replaces certificates near us says nothing about those that policies need.
func TestReplacedCertificatesBreakNoPolicy(t *testing.T) {
	r := checkWorld(t, "target: example.nl\ncontrol: mx1.example.net mx2.example.net\nfault local tls-intercepted")
	d := explain.Diagnose(r.Case, judgedBy(t, r))
	if !has(d, "local.tls-intercepted") || has(d, "mtasts.policy-cert-invalid") || has(d, "mtasts.mx-cert-invalid") {
		t.Errorf("%+v", d.Findings)
	}
	if got := fates(d)[sender.STSOnly]; got != sender.NotSeen {
		t.Errorf("a sender with MTA-STS meets %s", got)
	}
}

// A key of the other kind that passes makes a risk of what would be fatal.
func TestShadowedForOneKindOfKey(t *testing.T) {
	d := judged(t, "target: example.nl\nset certificate mx1.example.nl also-rsa\nset tlsa mx1.example.nl 3 1 1 leaf, 3 1 2 rsa")
	i := slices.IndexFunc(d.Findings, func(f explain.Explained) bool { return f.Code == "tlsa.agility-shadowed" })
	if d.Verdict != mail.AtRisk || i < 0 || d.Findings[i].Weight != finding.Risk {
		t.Errorf("%s: %+v", d.Verdict, d.Findings)
	}
}

// "Blocked" comes before the second looks; until then the headline says so, and no
// finding weighs more than it does in the end.
func TestBlockedSoFar(t *testing.T) {
	r := checkWorld(t, "target: example.nl\nfault smtp mx1.example.nl starttls-from 2")
	o, blocked := judgedBy(t, r), false
	for n := range r.Case.Items {
		if it := r.Case.Items[n]; it.TLS == nil && it.Line == nil {
			continue
		}
		d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, o)
		if d.Verdict == mail.Blocked {
			if blocked = true; !strings.HasSuffix(d.Headline, ", so far") {
				t.Fatalf("after %d items: %s", n+1, d.Headline)
			}
		}
		for _, f := range d.Findings {
			if f.Code == "smtp.starttls-selective" && f.Weight != finding.Risk {
				t.Fatalf("after %d items %s weighs %s", n+1, f.Code, f.Weight)
			}
		}
	}
	if d := explain.Diagnose(r.Case, o); !blocked || d.Verdict != mail.AtRisk {
		t.Errorf("blocked before the looks: %v; in the end %s", blocked, d.Verdict)
	}
}

// A check that our own patience ends, wherever it does, blames nobody and is not
// green before the servers were seen.
func TestPatienceThatEndsBlamesNobody(t *testing.T) {
	for patience := 20 * time.Millisecond; patience < 240*time.Millisecond; patience += 11 * time.Millisecond {
		d := judgedWith(t, "target: example.nl", func(o *probe.Options) { o.NoPolicy, o.Limits.Walk = true, patience })
		if d.Verdict != mail.CannotTell && d.Verdict != mail.Protected {
			t.Errorf("after %v: %s", patience, d.Headline)
		}
		for _, f := range d.Findings {
			if f.Weight != finding.Info && f.Weight != finding.Good && f.Weight != finding.Local {
				t.Errorf("after %v: %s %s at %s, owner %s", patience, f.Weight, f.Code, f.Subject, f.Owner)
			}
		}
	}
}

func has(d *explain.Diagnosis, code finding.Code) bool {
	return slices.ContainsFunc(d.Findings, func(f explain.Explained) bool { return f.Code == code })
}

// Wherever our own end falls between two answers, what was under way is no fault of
// those who were asked: even where the keys of a zone above were not waited for, and
// nothing below was asked at all.
func TestOurEndBetweenAnswersBlamesNobody(t *testing.T) {
	r := checkWorld(t, "target: example.nl")
	talks := slices.IndexFunc(r.Case.Items, func(it evidence.Item) bool { return it.Dial != nil })
	for n, it := range r.Case.Items[:talks] {
		if it.Query == nil {
			continue
		}
		c := evidence.Case{Complete: true, Items: slices.Clone(r.Case.Items[:n])}
		add := func(it evidence.Item) {
			it.ID, it.Parent = evidence.ID(len(c.Items)+1), 0
			c.Items = append(c.Items, it)
		}
		for _, late := range r.Case.Items[n:talks] {
			if q := late.Query; q != nil && late.At-q.RTT < it.At { // asked, and not answered
				cut := *q
				cut.Answer, cut.Failure, cut.Detail = nil, evidence.Cancelled, ""
				add(evidence.Item{At: it.At, Query: &cut})
			}
		}
		add(evidence.Item{At: it.At, Limit: &evidence.Limit{Name: "walk-time", Where: "example.nl.", Value: 1}})
		d := explain.Diagnose(c, judgedBy(t, r))
		if d.Verdict != mail.CannotTell {
			t.Errorf("after %d items: %s", n, d.Headline)
		}
		for _, f := range d.Findings {
			if f.Weight != finding.Info && f.Weight != finding.Good && f.Weight != finding.Local {
				t.Errorf("after %d items: %s %s at %s", n, f.Weight, f.Code, f.Subject)
			}
		}
	}
}
