package render_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/probe/judge/mail"
)

// whoDelivers cuts the section out of a report.
func whoDelivers(t *testing.T, d *explain.Diagnosis, o render.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Text(&b, d, o); err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(b.String(), "\nWho delivers\n")
	if !found {
		return ""
	}
	section, _, _ = strings.Cut(section, "\n\n")
	return section + "\n"
}

func TestWhoDelivers(t *testing.T) {
	for _, world := range []string{"tlsa-all-unusable", "dane-insecure-mx", "smtp-starttls-missing", "dnssec-ds-mismatch", "local-port25-blocked", "dane-partial-mx-coverage"} {
		d := diagnose(t, world)
		got := whoDelivers(t, d, render.Options{Audience: explain.Expert, ASCII: true})
		for line := range strings.Lines(got) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 || len(line) != utf8.RuneCountInString(line) {
				t.Errorf("%s: %d columns, or beyond ASCII: %q", world, n, line)
			}
		}
		golden(t, world+"-senders.txt", []byte(got))
		if s := whoDelivers(t, d, render.Options{Audience: explain.Helpdesk}); s != "" {
			t.Errorf("%s: the helpdesk reads\n%s", world, s)
		}
	}
}

// TestWhoDeliversIsTakenBackWithTheVerdict: where the verdict is withdrawn
// because of our own side, no sender may be said to fail.
func TestWhoDeliversIsTakenBackWithTheVerdict(t *testing.T) {
	d := diagnose(t, "smtp-starttls-missing")
	if !strings.Contains(whoDelivers(t, d, render.Options{Audience: explain.Learner}), "4.7.4") {
		t.Fatal("the world does not fail")
	}
	d.Verdict = mail.CannotTell
	s := whoDelivers(t, d, render.Options{Audience: explain.Learner})
	if strings.Count(s, "our own side is in the way") != 8 || strings.Contains(s, "4.7.4") {
		t.Errorf("\n%s", s)
	}
	doc, err := render.JSON(d)
	if err != nil {
		t.Fatal(err)
	}
	if fate, _ := at(doc, "senders.0.fate"); fate != "unknown" {
		t.Errorf("in the document: %v", fate)
	}
}
