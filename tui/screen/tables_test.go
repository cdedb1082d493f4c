package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/tui/feed"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// dropped is a check of a domain of which one name server drops questions for TLSA
// records, as it was recorded.
func dropped(t *testing.T) ([]evidence.Item, *explain.Diagnosis) {
	t.Helper()
	c, options := recorded(t, "servers-one-drops-tlsa")
	return c.Items, explain.Diagnose(c, options)
}

func shownCase(t *testing.T, w, h int) *Walk {
	t.Helper()
	items, d := dropped(t)
	s := NewWalk(theme.New(theme.Options{}), Options{})
	s.Resize(w, h)
	s.Fold(feed.Batch{Items: items})
	s.Diagnosed(d)
	s.Ended()
	return s
}

// The admin's way: one key shows the guilty server with its reason, the next one
// what it said to each question.
func TestAdminFindsTheGuiltyServer(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 36}, {200, 50}} {
		s := shownCase(t, size[0], size[1])
		press(s, "5")
		if got := plainLines(s); !strings.Contains(got, "× ns4.example.net") || !strings.Contains(got, "AT FAULT: drops") {
			t.Errorf("%v: the guilty server is not in sight:\n%s", size, got)
		}
		press(s, "j", "z")
		if s.tables.server.Row != "example.nl. 198.18.12.2:53 ns4.example.net." {
			t.Errorf("%v: the cursor is on %q", size, s.tables.server.Row)
		}
		press(s, "end", "home")
		if got := plainLines(s); !strings.Contains(got, "a.root") {
			t.Errorf("%v: home does not show the first server:\n%s", size, got)
		}
	}
}

// A check whose time was up does not look like a whole one: not in its verdict, not
// in the timing, not where it is exported.
func TestTimeThatWasUpIsTold(t *testing.T) {
	c, options := recorded(t, "dnssec-ds-mismatch")
	whole := explain.Diagnose(c, options)
	c.Items = append(slices.Clone(c.Items), evidence.Item{ID: evidence.ID(len(c.Items) + 1), At: time.Minute, Limit: &evidence.Limit{Name: "walk-time", Where: "example.org.", Value: 60}})
	const says = "The time for the whole check was up (1m0s)"
	for _, d := range []*explain.Diagnosis{whole, explain.Diagnose(c, options)} {
		s := NewWalk(theme.New(theme.Options{}), Options{})
		s.Resize(120, 36)
		s.Fold(feed.Batch{Items: c.Items})
		s.Diagnosed(d)
		s.Ended()
		press(s, "4")
		got, told := plainLines(s), d != whole
		if strings.Contains(got, "so far") != told || strings.Contains(got, says) != told {
			t.Errorf("that it is not all is told: not %v\n%s", told, got)
		}
		if got := NewExport(s.look(), s).unfinished(); strings.Contains(got, says) != told {
			t.Errorf("the export warns: %q", got)
		}
	}
}

// Everything in the timing can be reached with the keys, and what a group holds
// can be put away.
func TestTimingIsWalkedWithTheKeys(t *testing.T) {
	s := shownCase(t, 80, 24)
	press(s, "4", "z", "end")
	if c := s.tables.exchange; c.Row == "" {
		t.Fatalf("the last row is %v", c)
	}
	before := len(rowsOf(s))
	press(s, "enter") // the last group is one beside: closed
	if after := len(rowsOf(s)); after <= before {
		t.Errorf("%d rows with the group open, %d with it closed", after, before)
	}
	press(s, "enter")
	if again := len(rowsOf(s)); again != before {
		t.Errorf("%d rows after closing it again, want %d", again, before)
	}
	press(s, "home", "j", "j")
	if got := plainLines(s); !strings.Contains(got, "the verdict waited for this") {
		t.Errorf("a row of the critical path does not say so:\n%s", got)
	}
}

func rowsOf(s *Walk) (out []pane.Chosen) {
	t, _ := s.table(80)
	for i := range t.Len() {
		if c := t.Chosen(i); c != (pane.Chosen{}) {
			out = append(out, c)
		}
	}
	return out
}

// What is told about a server goes into a ticket with the copy key; without a
// cursor the key copies the answer as ever.
func TestRowsOfTablesAreCopied(t *testing.T) {
	s := shownCase(t, 120, 36)
	if e := press(s, "5", "y"); e.Do != DoCopy || strings.Contains(e.Text, "AT FAULT") {
		t.Errorf("without a cursor %q is copied", e.Text)
	}
	e := press(s, "j", "y")
	for _, want := range []string{"ns4.example.net 198.18.12.2", "AT FAULT: drops _25._tcp.mx1.example.nl TLSA", "MX 10 mx1.example.nl.", "serial"} {
		if e.Do != DoCopy || !strings.Contains(e.Text, want) {
			t.Errorf("%q is not in what is copied:\n%s", want, e.Text)
		}
	}
	if e := press(s, "4", "j", "j", "y"); e.Do != DoCopy || !strings.Contains(e.Text, "the verdict waited for this") {
		t.Errorf("of the timing %q is copied", e.Text)
	}
}

// The cursor stays in sight, whatever is done, at any size.
func TestCursorOfTablesStaysInSight(t *testing.T) {
	items, d := dropped(t)
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(20, 220).Draw(t, "w"), rapid.IntRange(12, 60).Draw(t, "h")
		ascii := rapid.Bool().Draw(t, "ascii")
		s := NewWalk(theme.New(theme.Options{ASCII: ascii}), Options{})
		s.Resize(w, h)
		s.Fold(feed.Batch{Items: items})
		s.Diagnosed(d)
		press(s, rapid.SampledFrom([]string{"4", "5"}).Draw(t, "view"))
		for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{"j", "k", "pgdown", "pgup", "end", "home", "enter", "z"}), 1, 12).Draw(t, "keys") {
			press(s, k)
			checkFrame(t, s, w, h, ascii)
			r, ok := s.area(s.focus)
			c := s.content(s.focus, r.W, r.H)
			if !ok || c.Cursor < 0 || k == "z" {
				continue
			}
			seen := false
			for y := range r.H {
				seen = seen || c.RowAt(y, s.scroll[s.focus], r.H) == c.Cursor
			}
			if !seen {
				t.Fatalf("%dx%d after %s: row %d of %d is out of sight, from %d on", w, h, k, c.Cursor, c.Len(), s.scroll[s.focus])
			}
		}
	})
}

// A click puts the cursor on a row.
func TestClickChoosesARow(t *testing.T) {
	s := shownCase(t, 80, 24)
	press(s, "5", "z")
	for y, l := range strings.Split(plainLines(s), "\n") {
		if strings.Contains(l, "ns4.example.net 2001:2:0:12::2") {
			s.Click(10, y)
		}
	}
	if want := "example.nl. [2001:2:0:12::2]:53 ns4.example.net."; s.tables.server.Row != want {
		t.Errorf("%q is chosen, want %q", s.tables.server.Row, want)
	}
}

// Who delivers stands below the answer, and gives way to a step that is looked at.
func TestWhoDeliversIsBelowTheAnswer(t *testing.T) {
	s := shownCase(t, 120, 36)
	s.zoomed = true
	press(s, "1")
	if got := plainLines(s); !strings.Contains(got, "Who delivers") || !strings.Contains(got, "√ Exim") {
		t.Errorf("nobody delivers:\n%s", got)
	}
	s.zoomed = false
	press(s, "esc", "home")
	if got := plainLines(s); strings.Contains(got, "Who delivers") {
		t.Errorf("the root zone delivers mail:\n%s", got)
	}
}

// BenchmarkKeyInTiming moves the cursor in a check of 5,000 exchanges: from the key
// to the frame.
func BenchmarkKeyInTiming(b *testing.B) {
	s := NewWalk(theme.New(theme.Options{}), Options{})
	s.Resize(200, 50)
	var items []evidence.Item
	for id := 1; id <= 5000; id++ {
		items = append(items, evidence.Item{ID: evidence.ID(id), At: time.Duration(id) * time.Millisecond, Query: &evidence.Exchange{
			Zone: "example.", Transport: evidence.UDP, Try: 1, Name: fmt.Sprintf("h%d.example.", id), Type: 1, RTT: 20 * time.Millisecond,
		}})
	}
	s.Fold(feed.Batch{Items: items})
	s.Key("4")
	for b.Loop() {
		s.Key("j")
		s.Lines()
	}
}
