package explain_test

import (
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/judge/mail"
)

// TestOutOfTime: name servers that are silent for longer than the check may take
// were not seen to be silent. The mail servers passed all the same, but the report
// says that it is not all.
func TestOutOfTime(t *testing.T) {
	r := checkWith(t, "dns-ns-some-unreachable", func(o *probe.Options) { o.Limits.Walk = 2 * time.Second })
	d := explain.Diagnose(r.Case, judgedBy(t, r))
	if d.Verdict != mail.Protected || !d.Final || d.OutOfTime() != 2*time.Second {
		t.Fatalf("%s, final %v, out of time after %s", d.Headline, d.Final, d.OutOfTime())
	}
	if !strings.HasSuffix(d.Headline, ", so far") {
		t.Errorf("the headline says all: %s", d.Headline)
	}
	const says = "The time for the whole check was up (2s)"
	for name, write := range map[string]func(*strings.Builder) error{
		"text":       func(b *strings.Builder) error { return render.Text(b, d, render.Options{}) },
		"Markdown":   func(b *strings.Builder) error { return render.Markdown(b, d, render.Options{}) },
		"accessible": func(b *strings.Builder) error { return render.Accessible(b, d, render.Options{}) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if said := strings.Join(strings.Fields(b.String()), " "); name != "accessible" && !strings.Contains(said, says) || !strings.Contains(said, "time for the whole check was up") {
			t.Errorf("%s does not tell that the time was up:\n%s", name, b.String())
		}
	}
	if whole := diagnosed(t, "healthy-3-1-1"); whole.OutOfTime() != 0 || explain.Unfinished(whole) != "" || strings.Contains(whole.Headline, "so far") {
		t.Errorf("a whole check: %q, %q", explain.Unfinished(whole), whole.Headline)
	}
}

// TestOutOfTimeBeforeAVerdict: that danewalk had no more time is no fault of the
// person's network, and the whole answer says why there is no verdict.
func TestOutOfTimeBeforeAVerdict(t *testing.T) {
	r := checkWith(t, "smtp-banner-timeout", func(o *probe.Options) { o.Limits.Walk = 8 * time.Second })
	o := judgedBy(t, r)
	for language, says := range map[string][3]string{
		text.English: {"The time for the check was up before there was a verdict", "was up (8 s)", "network"},
		text.German:  {"Die Zeit für die Prüfung war um, bevor es ein Urteil gab", "war um (8 s)", "Netz"},
		text.Dutch:   {"De tijd voor de controle was om voordat er een oordeel was", "was om (8 s)", "netwerk"},
	} {
		o.Words = book(t, language)
		d := explain.Diagnose(r.Case, o)
		said := unfolded(d.Answers[explain.Helpdesk]) + d.Copy[explain.Helpdesk]
		if d.Verdict != mail.CannotTell || d.Headline != says[0] || !strings.Contains(said, says[1]) || strings.Contains(said, says[2]) {
			t.Errorf("%s: %s: %s\n%s", language, d.Verdict, d.Headline, said)
		}
	}
}

// TestOutOfTimeBeforeAMailServer: a mail server for which there was no time is named
// with that reason.
func TestOutOfTimeBeforeAMailServer(t *testing.T) {
	for at := 200 * time.Millisecond; at < time.Second; at += 20 * time.Millisecond {
		r := checkWith(t, "local-port25-mute", func(o *probe.Options) { o.Limits.Walk = at })
		for _, c := range explain.Contacts(explain.Diagnose(r.Case, judgedBy(t, r))) {
			if c.Why == "not contacted: the time for the check was up before" {
				return
			} else if c.Why != "" {
				t.Errorf("%s after %v: %s", c.Host, at, c.Why)
			}
		}
	}
	t.Error("there was time for every mail server")
}
