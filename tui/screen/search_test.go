package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

// footerLine is the last line of a frame.
func footerLine(s Screen) string {
	lines := strings.Split(strings.TrimSuffix(plainLines(s), "\n"), "\n")
	return lines[len(lines)-1]
}

// The view goes to the first match while a person types; n and N go on; Esc gives
// the keys back.
func TestSearchInTheChain(t *testing.T) {
	const mx1, mx2 = "host:mx1.example.net.", "host:mx2.example.net."
	for _, c := range []struct{ keys, sel, footer string }{
		{"/ m x", "mx", "/mx_  1 of 3"},
		{"home / m x 2", mx2, "/mx2_  1 of"},
		{"home / M X 2", mx2, "/MX2_  1 of"},
		{"home / m x enter n", mx1, "mx  2 of"},
		{"home / m x enter n n", mx2, "mx  3 of"},
		{"home / m x enter n N", "mx", "mx  1 of"},
		{"home / m x down", mx1, "/mx_  2 of"}, // while typing, too
		{"home / z z z", "zone:.", "/zzz_  not found"},
		{"home / m x 2 backspace backspace backspace", "zone:.", "/_"},
		{"home / m x 2 esc", "zone:.", "next problem"},
		{"home / m x 2 enter esc", mx2, "next problem"},
		{"home / m x 2 enter esc n", breakID, "this is the only problem"},
		{"home / q", "zone:.", "/q_  not found"}, // letters are text
		{"home / m x 1 enter /", mx1, "/_"},
		{"home / enter", "zone:.", "next problem"}, // nothing to look for
		{"home / backspace", "zone:.", "next problem"},
		{"home end / r o o t", "zone:.", "/root_  1 of 1"}, // before the cursor: around
	} {
		s := at(t, sample.Stages, 80, 24, theme.Options{})
		press(s, strings.Fields(c.keys)...)
		if got := footerLine(s); s.sel != c.sel || !strings.Contains(got, c.footer) {
			t.Errorf("%q: on %q, want %q; the footer says %q, want %q", c.keys, s.sel, c.sel, got, c.footer)
		}
	}
}

// What stands in the steps of a mail server that are not shown is found, and shown;
// the end of the search closes it again.
func TestSearchOpensAServer(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	press(s, "left", "left", "home") // mx2 is closed
	before := len(s.rows())
	press(s, "/", "S", "T", "A", "R")
	if l := s.selected(); l == nil || !strings.Contains(l.Label, "STARTTLS") || len(s.rows()) <= before {
		t.Errorf("on %q with %d rows", s.sel, len(s.rows()))
	}
	press(s, "esc")
	if s.sel != "zone:." || len(s.rows()) != before {
		t.Errorf("on %q with %d rows, want %d", s.sel, len(s.rows()), before)
	}
}

func TestSearchAroundTheEnd(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	press(s, "home", "/", "r", "o", "o", "t", "enter", "n")
	if got := s.Message(); got != "that was the last match; back to the first" {
		t.Errorf("n says %q", got)
	}
	press(s, "N")
	if got := s.Message(); got != "that was the first match; back to the last" {
		t.Errorf("N says %q", got)
	}
}

// Each pane can be searched, and shows what it has found without colour.
func TestSearchInEveryPane(t *testing.T) {
	for _, c := range []struct{ pane, view, typed string }{
		{"answer", "enter", "certificate"}, {"talk", "3", "250"}, {"records", "home down 2", "4fede"}, {"timing", "4", "smtp"},
	} {
		s := at(t, sample.Stages, 80, 24, theme.Options{Mono: true})
		press(s, strings.Fields(c.view)...)
		if s.focus == OnChain {
			t.Fatalf("%s: the chain has the keyboard", c.pane)
		}
		press(s, "/")
		write(s, c.typed)
		frame := strings.Join(s.Lines(), "\n")
		if !strings.Contains(footerLine(s), "1 of ") {
			t.Errorf("%s: the footer says %q\n%s", c.pane, footerLine(s), plainLines(s))
		}
		if !strings.Contains(frame, "\x1b[1;4") && !strings.Contains(frame, "\x1b[1;7;4") {
			t.Errorf("%s: nothing is marked", c.pane)
		}
		press(s, "enter", "n")
		checkFrame(t, s, 80, 24, false)
		press(s, "esc")
		if s.find.on || s.focus == OnChain {
			t.Errorf("%s: Esc does not end the search alone", c.pane)
		}
	}
}

// A search that is on goes on in the pane that gets the keyboard.
func TestSearchFollowsTheKeyboard(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	press(s, "home", "/", "m", "x", "enter", "3", "n")
	if got := footerLine(s); !strings.Contains(got, "mx  ") || s.focus != OnSlot {
		t.Errorf("the footer says %q", got)
	}
	checkFrame(t, s, 80, 24, false)
}

func TestSearchByTheFooterAndTheKeysOfThePerson(t *testing.T) {
	keys, err := command.NewKeys(map[string][]string{"search": {"ctrl+s"}, "next-problem": {"ctrl+n"}})
	if err != nil {
		t.Fatal(err)
	}
	s := NewWalk(theme.New(theme.Options{}), Options{Keys: keys})
	s.Resize(80, 24)
	s.Diagnosed(sample.Diagnosis(sample.Stages))
	press(s, "home", "ctrl+s", "m", "x", "enter")
	if got := footerLine(s); !strings.Contains(got, "Ctrl+S mx  1 of") || !strings.Contains(got, "Ctrl+N next") {
		t.Errorf("the footer says %q", got)
	}
	press(s, "ctrl+n")
	if s.sel != "host:mx1.example.net." {
		t.Errorf("on %q", s.sel)
	}
	s.Click(strings.Index(footerLine(s), "N previous"), 23)
	if s.sel != "mx" {
		t.Errorf("a click on the footer goes to %q", s.sel)
	}
}

func TestSearchNeedsAPane(t *testing.T) {
	s := at(t, sample.Stages, 40, 10, theme.Options{})
	press(s, "/")
	if s.find.on || s.Message() != "the window is too small" {
		t.Errorf("says %q", s.Message())
	}
}

// q asks while a check runs, and not while a text is written.
func TestSearchAndTheQuestion(t *testing.T) {
	s := at(t, 8, 80, 24, theme.Options{})
	press(s, "/", "q", "enter", "q")
	if !s.asking {
		t.Error("q does not ask")
	}
	if e := press(s, "n"); e.Do != Nothing || s.asking {
		t.Error("n is no answer")
	}
}

func TestSearchInAText(t *testing.T) {
	s := NewReading(Look{Theme: theme.New(theme.Options{})}, bounceCodes)
	s.Resize(80, 12)
	press(s, "/")
	write(s, "TLSA")
	if got := footerLine(s); !strings.Contains(got, "/TLSA_  1 of ") {
		t.Errorf("the footer says %q", got)
	}
	off := s.off
	press(s, "enter", "n", "n", "n")
	if got := footerLine(s); s.off <= off || !strings.Contains(got, "4 of ") || !strings.Contains(got, "N previous") {
		t.Errorf("line %d, the footer says %q", s.off, got)
	}
	press(s, "N")
	if got := footerLine(s); !strings.Contains(got, "3 of ") {
		t.Errorf("the footer says %q", got)
	}
	if e := press(s, "esc"); e.Do != Nothing || s.find.on {
		t.Error("Esc does not end the search first")
	}
	if e := press(s, "n"); e.Do != Nothing || s.Message() != "" {
		t.Error("n does something without a search")
	}
	if e := press(s, "esc"); e.Do != DoBack {
		t.Error("Esc does not close the text")
	}
	press(s, "/", "q", "esc")
	if s.find.on {
		t.Error("Esc does not end the writing")
	}
}

func TestSearchFillsTheWindow(t *testing.T) {
	for _, language := range text.Languages() {
		book := inLanguage(t, language)
		for _, o := range []theme.Options{{}, {ASCII: true, Mono: true}} {
			for _, view := range []string{"1", "2", "3", "4", "5", "home"} {
				s := at(t, sample.Stages, 80, 24, o)
				s.Speak(book)
				press(s, view, "/", "e")
				for w := 1; w <= 300; w += 1 + w {
					for h := 1; h <= 100; h += 1 + h {
						s.Resize(w, h)
						checkFrame(t, s, w, h, o.ASCII)
					}
				}
				press(s, "enter", "n", "n", "N")
				checkFrame(t, s, s.w, s.h, o.ASCII)
			}
		}
	}
}

// large is a walk of so many exchanges, in the view of the timing.
func large(t testing.TB, n int) *Walk {
	t.Helper()
	var items []evidence.Item
	for id := 1; id <= n; id++ {
		items = append(items, evidence.Item{ID: evidence.ID(id), At: time.Duration(id) * time.Millisecond, Query: &evidence.Exchange{
			Zone: "example.", Transport: evidence.UDP, Try: 1, Name: fmt.Sprintf("h%d.example.", id), Type: 1, RTT: 20 * time.Millisecond,
		}})
	}
	s := NewWalk(theme.New(theme.Options{}), Options{})
	s.Resize(200, 50)
	s.Fold(feed.Batch{Items: items})
	s.Diagnosed(&explain.Diagnosis{Break: -1})
	s.Ended()
	press(s, "4")
	return s
}

func TestSearchAmongManyExchanges(t *testing.T) {
	s := large(t, 5000)
	press(s, "/")
	write(s, "h4321.")
	if got := footerLine(s); !strings.Contains(got, "/h4321._  1 of 1") || !strings.Contains(plainLines(s), "A h4321.example") {
		t.Errorf("%s\n%s", got, plainLines(s))
	}
}

// BenchmarkSearch is a key of a search among 5,000 exchanges and the frame after it.
func BenchmarkSearch(b *testing.B) {
	s := large(b, 5000)
	press(s, "/", "h")
	for b.Loop() {
		press(s, "4", "backspace")
		if len(s.Lines()) != 50 {
			b.Fatal("no frame")
		}
	}
}

// Every text can be searched: the marks are seen, the keys go on, Esc ends it.
func TestSearchInEveryText(t *testing.T) {
	for name, s := range map[string]Screen{
		"plain":    NewPlain(Look{Theme: theme.New(theme.Options{Mono: true})}, at(t, sample.Stages, 80, 24, theme.Options{})),
		"glossary": NewGlossary(Look{Theme: theme.New(theme.Options{Mono: true})}, at(t, sample.Stages, 80, 24, theme.Options{})),
	} {
		s.Resize(80, 14)
		press(s, "/")
		write(s, "er")
		if got := footerLine(s); !strings.Contains(got, "/er_  1 of ") {
			t.Errorf("%s: the footer says %q\n%s", name, got, plainLines(s))
		}
		if frame := strings.Join(s.Lines(), "\n"); !strings.Contains(frame, "\x1b[1;4") && !strings.Contains(frame, "\x1b[1;7;4") && !strings.Contains(frame, ";4m") {
			t.Errorf("%s: nothing is marked: %q", name, frame)
		}
		press(s, "enter", "n")
		if got := footerLine(s); !strings.Contains(got, "2 of ") {
			t.Errorf("%s: the footer says %q", name, got)
		}
		for w := 1; w <= 300; w += 1 + w {
			s.Resize(w, 1+w/3)
			checkFrame(t, s, w, 1+w/3, false)
		}
		s.Resize(80, 24)
		press(s, "esc")
		if got := footerLine(s); strings.Contains(got, "N previous") {
			t.Errorf("%s: Esc does not end the search: %q", name, got)
		}
		if e := press(s, "esc"); e.Do != DoBack {
			t.Errorf("%s: Esc does not close it", name)
		}
	}
}
