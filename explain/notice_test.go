package explain_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
)

// TestNoticeOfEveryWorld checks what a note must have to be of use to somebody
// who never ran danewalk: the name, the time, what happened, what to do, how to
// verify, the standard; and that it accuses nobody.
func TestNoticeOfEveryWorld(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	blame := regexp.MustCompile(`(?i)\byour (fault|mistake|error)\b|\bincompetent|\bcareless|\byou (failed|forgot)\b`)
	for _, s := range someOf(list) {
		d := diagnosed(t, s.Name)
		note := explain.Notice(d, -1)
		if !strings.Contains(note, strings.TrimSuffix(d.Domain, ".")) || !strings.Contains(note, " UTC") || strings.Contains(note, "\n\n\n") {
			t.Errorf("%s: the note has no name, no time or a hole:\n%s", s.Name, note)
		}
		for i, f := range d.Findings {
			note := explain.Notice(d, i)
			if blame.MatchString(note) {
				t.Errorf("%s: the note blames somebody:\n%s", s.Name, note)
			}
			if n := strings.Count(note, "\n\n"); n != 2 {
				t.Errorf("%s %s: %d paragraphs behind the first line, want 2:\n%s", s.Name, f.Code, n, note)
			}
			if f.Weight != finding.Fatal && f.Weight != finding.Risk {
				continue
			}
			for _, part := range append(slices.Concat(f.Fix, f.Order), string(f.Code), f.Title, f.Subject, f.What, f.Otherwise) {
				if !strings.Contains(note, part) {
					t.Errorf("%s %s: the note lacks %q:\n%s", s.Name, f.Code, part, note)
				}
			}
			if rule, ok := rules.Find(f.Code); ok && len(rule.RFC) > 0 && !strings.Contains(note, rule.RFC[0]) {
				t.Errorf("%s %s: the note names no standard:\n%s", s.Name, f.Code, note)
			}
		}
	}
}
