package screen

import (
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/lab/rig"
)

// mismatch is the screen of a check of a world whose DS fits no key.
func mismatch(t *testing.T, width, height int) *Walk {
	t.Helper()
	return world(t, "dnssec-ds-mismatch", width, height)
}

// recorded is what was seen in a world, and how it is to be judged.
func recorded(t testing.TB, name string) (evidence.Case, explain.Options) {
	t.Helper()
	r, err := rig.Recorded("../pane/testdata/cases/"+name+".gz", rules.Worlds(), name)
	if err != nil {
		t.Fatal(err)
	}
	return r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots}
}

func copied(t *testing.T, s *Walk) string {
	t.Helper()
	e := press(s, "y")
	if e.Do != DoCopy {
		t.Fatalf("y asks for %v, not for a copy", e.Do)
	}
	return e.Text
}

// TestRecordsOfTheBreak: the view opens at what is wrong, copies it, and shows it
// in three forms.
func TestRecordsOfTheBreak(t *testing.T) {
	s := mismatch(t, 80, 24)
	press(s, "2")
	if !strings.Contains(plainLines(s), "BROKEN DS ") {
		t.Errorf("what is wrong is not in sight:\n%s", plainLines(s))
	}
	if got := copied(t, s); !strings.HasPrefix(got, "example.nl. 3600 IN DS ") || strings.Contains(got, "\n") {
		t.Errorf("copied %q", got)
	}
	for _, form := range []string{"; <<>> dig @", "0000  ", "BROKEN DS "} {
		press(s, "d")
		for range 200 {
			if strings.Contains(plainLines(s), form) {
				break
			}
			press(s, "pgdown")
		}
		if !strings.Contains(plainLines(s), form) {
			t.Errorf("%q does not come:\n%s", form, plainLines(s))
		}
	}
}

// TestCursorInTheRecords: the cursor moves line by line and by pages, stays in
// sight, and says what is copied.
func TestCursorInTheRecords(t *testing.T) {
	s := mismatch(t, 80, 24)
	press(s, "2", "home")
	seen := map[string]bool{}
	for range 200 {
		r, _ := s.area(OnSlot)
		sheet := s.sheet(r.W)
		line := s.recordLine(sheet)
		if top := s.scroll[OnSlot]; line < top || line > top+r.H {
			t.Fatalf("line %d is out of sight: %d rows from %d on", line, r.H, top)
		}
		if f := strings.Fields(sheet.Copy(line)); len(f) > 4 {
			seen[f[3]] = true
		}
		press(s, "down")
	}
	for _, typ := range []string{"DS", "RRSIG", "DNSKEY"} {
		if !seen[typ] {
			t.Errorf("the cursor was on no %s record", typ)
		}
	}
	press(s, "home")
	if s.recs.line != 0 || s.scroll[OnSlot] != 0 {
		t.Errorf("home goes to line %d, from %d on", s.recs.line, s.scroll[OnSlot])
	}
	r, _ := s.area(OnSlot)
	s.Click(r.X+2, r.Y+5)
	if s.recs.line != 4 {
		t.Errorf("a click at row 5 of the pane chooses line %d", s.recs.line)
	}
}

// TestRecordsFollowTheChain: another step has other records, and the cursor begins
// anew.
func TestRecordsFollowTheChain(t *testing.T) {
	s := mismatch(t, 120, 36)
	press(s, "2", "end", "tab", "up")
	if s.focus != OnChain {
		press(s, "tab", "up")
	}
	if got := plainLines(s); !strings.Contains(got, "zone nl") {
		t.Errorf("the records are not those of the step above:\n%s", got)
	}
	press(s, "2")
	if s.recs.chosen || s.recordLine(s.sheet(60)) != 0 {
		t.Errorf("the cursor of the step before stays at line %d", s.recs.line)
	}
}

// TestRecordsAreKeptWhileNothingChanges: a frame does not make them again.
func TestRecordsAreKeptWhileNothingChanges(t *testing.T) {
	s := mismatch(t, 80, 24)
	press(s, "2")
	r, _ := s.area(OnSlot)
	first := s.sheet(r.W)
	press(s, "down", "down")
	s.Lines()
	if s.sheet(r.W) != first {
		t.Error("moving the cursor makes the records again")
	}
	s.Diagnosed(s.Diagnosis())
	if s.sheet(r.W) != first {
		t.Error("the same diagnosis makes them again")
	}
	if press(s, "d"); s.sheet(r.W) == first {
		t.Error("another form shows the same lines")
	}
}
