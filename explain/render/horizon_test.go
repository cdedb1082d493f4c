package render_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/render"
)

// breaksNext cuts the section out of a report.
func breaksNext(t *testing.T, d *explain.Diagnosis, a explain.Audience) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Text(&b, d, render.Options{Audience: a, ASCII: true}); err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(b.String(), "\nWhat breaks next\n")
	section, _, _ = strings.Cut(section, "\n\n")
	return section
}

func TestWhatBreaksNext(t *testing.T) {
	for _, world := range []string{"dnssec-rrsig-expiring-soon", "dnssec-cds-mismatch"} {
		got := breaksNext(t, diagnose(t, world), explain.Expert)
		for line := range strings.SplitSeq(got, "\n") {
			if n := utf8.RuneCountInString(line); n > 80 {
				t.Errorf("%s: %d columns: %q", world, n, line)
			}
		}
		golden(t, world+"-horizon.txt", []byte(got+"\n"))
	}
}

// TestTheHelpdeskIsToldOfWhatPresses: signatures that are renewed in time would be
// news every day, and hide what is late.
func TestTheHelpdeskIsToldOfWhatPresses(t *testing.T) {
	if got := breaksNext(t, diagnose(t, "healthy-3-1-1"), explain.Helpdesk); got != "" {
		t.Errorf("of a healthy domain the helpdesk reads\n%s", got)
	}
	got := strings.Join(strings.Fields(breaksNext(t, diagnose(t, "dnssec-rrsig-expiring-soon"), explain.Helpdesk)), " ")
	if !strings.HasPrefix(got, "Ends in ") || !strings.Contains(got, "Signatures of ") || strings.Count(got, "Signatures") != 1 {
		t.Errorf("the helpdesk reads %q", got)
	}
}
