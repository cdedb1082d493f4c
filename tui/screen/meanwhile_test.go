package screen

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/patience"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/theme"
)

// silent is a walk in which a mail server took the connection and says nothing.
func silent(width, height int) *Walk {
	w := NewWalk(theme.New(theme.Options{}), Options{})
	w.Resize(width, height)
	w.Diagnosed(&explain.Diagnosis{
		Domain: "example.org", Verdict: mail.Checking, Headline: "No problem found so far", Break: -1, Report: &mail.Report{},
		Links: []explain.Link{
			{ID: "zone:.", Label: ". (root)", State: explain.OK},
			{ID: "mx", Label: "MX mail servers", State: explain.OK},
			{ID: "host:mx.example.", Parent: "mx", Depth: 1, Label: "mx.example", State: explain.Running},
			{ID: "host:mx.example./address", Parent: "host:mx.example.", Depth: 2, Label: "address", State: explain.OK},
			{ID: "host:mx.example./tlsa", Parent: "host:mx.example.", Depth: 2, Label: "TLSA record", State: explain.OK},
			{ID: "host:mx.example./connect", Parent: "host:mx.example.", Depth: 2, Label: "connect port 25", State: explain.OK},
		},
		Answers: map[explain.Audience][]explain.Block{explain.Helpdesk: {{Heading: "Who fixes it", Paras: []string{"A check takes a few seconds."}}}},
		Copy:    map[explain.Audience]string{explain.Helpdesk: "still running"},
		Pending: patience.State{
			Waits: []patience.Wait{{Kind: patience.Greeting, Name: "mx.example", Since: time.Second}}, Answered: true, Met: true,
		},
		Patience: patience.Limits{Reply: 30 * time.Second, Walk: time.Minute},
	})
	return w
}

// A server that is silent makes the person wait: after a while the verdict line and
// the answer say for what, and the sentence to copy is one that can be said.
func TestTheScreenSaysWhyNothingMoves(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		w := silent(size[0], size[1])
		w.Tick(4 * time.Second)
		early := ansi.Strip(strings.Join(w.Lines(), "\n"))
		for _, want := range []string{"No problem found so far", "A check takes a few seconds."} {
			if !strings.Contains(early, want) {
				t.Errorf("%v after 4 s: %q is missing\n%s", size, want, early)
			}
		}
		w.Tick(9 * time.Second)
		late := ansi.Strip(strings.Join(w.Lines(), "\n"))
		for _, want := range []string{"CHECKING  No greeting from mx.example for 8 s (limit 30 s)", "complete and", "for 8 s. danewalk", "[y] copies it", `"I am still checking`} {
			if !strings.Contains(late, want) {
				t.Errorf("%v after 9 s: %q is missing\n%s", size, want, late)
			}
		}
		if strings.Contains(late, "a few seconds") {
			t.Errorf("%v after 9 s it still takes a few seconds\n%s", size, late)
		}
		if e := w.Do(command.Copy); !strings.Contains(e.Text, "waiting for 1 mail server") {
			t.Errorf("copied: %q", e.Text)
		}
	}
}

// Nothing is waited for in a check that has ended, and where the verdict is there
// its words stay.
func TestTheScreenWaitsForNothingAfterTheEnd(t *testing.T) {
	w := silent(80, 24)
	w.Tick(9 * time.Second)
	w.Ended()
	if got := strings.Join(w.Lines(), "\n"); strings.Contains(got, "No greeting") {
		t.Error(got)
	}
	w = silent(80, 24)
	w.diagnosis.Verdict, w.diagnosis.Headline = mail.Protected, "Every mail server passes, so far"
	w.Tick(9 * time.Second)
	got := ansi.Strip(strings.Join(w.Lines(), "\n"))
	for _, want := range []string{"Every mail server passes, so far", "a few seconds", "What is being waited for"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing\n%s", want, got)
		}
	}
}

// When a check has ended before any mail server was known, none is still to come.
func TestNoMailServerAfterTheEnd(t *testing.T) {
	w := silent(80, 24)
	w.diagnosis.Links = w.diagnosis.Links[:1]
	press(w, "3")
	if got := plainLines(w); !strings.Contains(got, "no mail server has been contacted yet") {
		t.Error(got)
	}
	w.Ended()
	if got := plainLines(w); strings.Contains(got, "yet") || !strings.Contains(got, "no mail server was contacted") {
		t.Error(got)
	}
}
