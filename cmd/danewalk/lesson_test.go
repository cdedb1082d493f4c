package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"danewalk/tui"
)

// TestLessonInAConversation: a class hears nothing of a world before it is revealed;
// left half way, nothing is said or kept that tells.
func TestLessonInAConversation(t *testing.T) {
	const world = "dnssec-rrsig-expired"
	tells := []string{world, "expired", "Result:", "blocked", "saved", "exit code", "steps that are known"}
	code, out := talked(t, "1\n\n2\n\nb\n\n\n0\n", nil, "demo", world, "--accessible", "--teach")
	for _, s := range []string{"Step 1: the root.", "1: yes, the chain can begin.", "That is right.", "Right is 1", "example.org: a lesson, left before all of it was revealed", "This was a demonstration.\n"} {
		if !strings.Contains(out, s) {
			t.Errorf("%q was not said\n%s", s, out)
		}
	}
	for _, s := range tells {
		if strings.Contains(out, s) {
			t.Errorf("%q was said\n%s", s, out)
		}
	}
	if code != exitProtected {
		t.Errorf("exit code %d", code)
	}
	if strings.Count(out, "Step 2:") < 2 {
		t.Errorf("b does not go back\n%s", out)
	}
	code, out = talked(t, "a\n5\n0\n", nil, "--lab", world, "--accessible", "--teach")
	if code != exitBlocked || !strings.Contains(out, "Result: blocked.") || !strings.Contains(out, ".case") || strings.Contains(out, "Step 2:") {
		t.Errorf("all revealed: exit code %d\n%s", code, out)
	}
}

// TestLessonNeedsSomebody: where nobody reveals anything, it is refused.
func TestLessonNeedsSomebody(t *testing.T) {
	for _, args := range [][]string{{"demo", "--teach"}, {"--lab", "demo", "--teach", "--plain"}, {"demo", "--teach", "--accessible"}, {"open", "x.case", "--teach"}} {
		p, _, errs := session(map[string]string{})
		if code := p.run(t.Context(), args); code != exitUsage || !strings.Contains(errs.String(), "--teach needs a terminal") {
			t.Errorf("%v: exit code %d, %s", args, code, errs)
		}
	}
}

// TestLookupIsNoWalkOfMail: a world in which a name is looked up prints what it came
// to, also at a terminal: the screens would speak of mail servers that nobody saw.
func TestLookupIsNoWalkOfMail(t *testing.T) {
	const world = "port53-closed-lookup"
	code, out := talked(t, "", nil, "demo", world)
	if code != exitProtected || !strings.Contains(out, "TLSA: secure") || strings.Contains(out, "mail server") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	p, _, errs := session(map[string]string{})
	p.terminal = true
	if code := p.run(t.Context(), []string{"demo", world, "--teach"}); code != exitUsage || !strings.Contains(errs.String(), "is a lookup") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestLessonLeftHalfWay: neither the prompt nor the list of saved checks tells what
// was not revealed; a saved check that was opened stays.
func TestLessonLeftHalfWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, demoWorld)
		var out bytes.Buffer
		d.p.out = &out
		shown := d.begin(d.job, *d.job.target, nil)
		kept, err := shown.Keep(finished(t, shown))
		if err != nil {
			t.Fatal(err)
		}
		opened, err := d.open(kept)
		if err != nil {
			t.Fatal(err)
		}
		begun := d.begin(d.job, *d.job.target, nil)
		done := finished(t, begun)
		left := []tui.Left{{Log: begun.Log, Diagnosis: done, Hidden: true}, {Log: opened.Log, Diagnosis: done, Path: kept, Recorded: true, Hidden: true}}
		if err := d.outcome(left); err != nil || d.p.code != 0 {
			t.Errorf("exit code %d, %v", d.p.code, err)
		}
		if err := d.close(left); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); strings.Count(got, "example.org: a lesson, left") != 2 || strings.Contains(got, "RISK") || strings.Contains(got, ".case") {
			t.Errorf("below the prompt: %s", got)
		}
		if past := d.past(nil); len(past) != 1 || past[0].Path != kept {
			t.Errorf("saved checks: %+v", past)
		}
	})
}

// TestSavedLookupIsPrinted: nor is one that was saved.
func TestSavedLookupIsPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, "port53-closed-lookup")
		s := d.begin(d.job, *d.job.target, nil)
		path, err := s.Keep(finished(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.open(path); err == nil {
			t.Error("the screens show a lookup")
		}
		var out bytes.Buffer
		d.p.out, d.p.terminal = &out, true
		if err := d.p.open(t.Context(), &options{audience: "helpdesk", language: "en"}, path); err != nil || !strings.Contains(out.String(), "TLSA: secure") {
			t.Errorf("%v\n%s", err, out.String())
		}
	})
}
