package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

func TestGoldenPlain(t *testing.T) {
	german := inLanguage(t, text.German)
	for _, c := range []struct {
		name  string
		keys  string
		w, h  int
		theme theme.Options
		book  *text.Book
	}{
		{"helpdesk-80x24", "", 80, 24, theme.Options{}, nil},
		{"expert-80x24", "a a", 80, 24, theme.Options{}, nil},
		{"german-80x24", "", 80, 24, theme.Options{}, german},
		{"ascii-60x20", "", 60, 20, theme.Options{ASCII: true}, german},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := in(t, "dnssec-ds-mismatch", 80, 24, c.theme, c.book)
			press(s, strings.Fields(c.keys)...)
			golden.RequireEqual(t, plainLines(above(t, s, "Y", c.w, c.h)))
		})
	}
}

// read gives all rows of a plain text, by scrolling through it.
func read(t *testing.T, s Screen, w, h int) (rows []string) {
	t.Helper()
	s.Resize(w, h)
	s.Key("home")
	for range 1000 {
		lines := strings.Split(strings.TrimSuffix(plainLines(s), "\n"), "\n")
		lines = lines[:len(lines)-1] // the footer
		if len(rows) == 0 {
			rows = lines
		} else {
			rows = append(rows, lines[len(lines)-1])
		}
		before := plainLines(s)
		if s.Key("down"); plainLines(s) == before {
			return rows
		}
	}
	t.Fatal("it never ends")
	return nil
}

// TestPlainHasNoFrame: each row begins with the text itself, commands are whole
// when their rows are put together, and nothing but text is there.
func TestPlainHasNoFrame(t *testing.T) {
	s := world(t, "dnssec-ds-mismatch", 80, 24)
	press(s, "a", "a") // the expert has commands
	var code []string
	for _, b := range s.written().Blocks {
		if b.Code {
			for _, para := range b.Paras {
				code = append(code, strings.Split(para, "\n")...)
			}
		}
	}
	if len(code) < 3 {
		t.Fatalf("%d commands", len(code))
	}
	for _, w := range []int{40, 80, 120} { // in the last one all of them have room
		rows := read(t, above(t, s, "Y", w, 24), w, 24)
		var whole strings.Builder
		for _, r := range rows {
			if strings.ContainsAny(r, "│─║╠╚═┌└") || w == 120 && strings.HasPrefix(r, " ") && strings.TrimSpace(r) != "" && !strings.HasPrefix(r, "  DS") {
				t.Errorf("%d: something before the text in %q", w, r)
			}
			whole.WriteString(r)
		}
		dense := func(s string) string { return strings.Join(strings.Fields(s), "") }
		for _, c := range code {
			if !strings.Contains(dense(whole.String()), dense(c)) {
				t.Errorf("%d: %q is broken in\n%s", w, c, whole.String())
			}
			if len(c) <= w && !slices.ContainsFunc(rows, func(r string) bool { return strings.TrimSpace(r) == strings.TrimSpace(c) }) {
				t.Errorf("%d: %q is not in one row", w, c)
			}
		}
	}
}

func TestPlainOfEveryScreen(t *testing.T) {
	l := Look{Theme: theme.New(theme.Options{})}
	walk := world(t, "demo", 120, 36)
	running := at(t, 8, 80, 24, theme.Options{})
	records := world(t, "demo", 120, 36)
	press(records, "2")
	note := NewBounce(l, bounce.Read([]byte(ndr)))
	note.Resize(80, 24)
	play := NewPlayback(l, walk)
	play.Resize(80, 24)
	for name, c := range map[string]struct {
		of  Screen
		has []string
	}{
		"walk":     {walk, []string{"What y copies", "AT RISK", "What happened", "Who fixes it"}},
		"running":  {running, []string{"CHECKING", "What happened"}},
		"records":  {records, []string{"What y copies"}},
		"bounce":   {note, []string{"What y copies", "recipient: example.org", "who acts: "}},
		"playback": {play, []string{"What y copies", "RECORDS BEHIND THIS STEP", "WORDS OF THIS STEP"}},
	} {
		copied := c.of.Key("y").Text
		s := above(t, c.of, "Y", 200, 60)
		got := strings.Join(read(t, s, 200, 60), "\n")
		for _, want := range c.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing\n%s", name, want, got)
			}
		}
		e := s.Key("y")
		if e.Do != DoCopy || copied == "" || !strings.Contains(e.Text, copied) {
			t.Errorf("%s: y copies %q, without %q", name, e.Text, copied)
		}
		if s.MouseOn() || s.Key("m").Do != Nothing || !strings.Contains(s.Message(), "mouse is off") {
			t.Errorf("%s: the mouse is on", name)
		}
		if e := s.Key("esc"); e.Do != DoBack {
			t.Errorf("%s: esc does %v", name, e.Do)
		}
		if again := PlainOf(l, s, "text"); again != nil {
			t.Errorf("%s: plain text above plain text", name)
		}
	}
}

// What is hidden in a step is hidden in its plain text.
func TestPlainTellsNothingHidden(t *testing.T) {
	play := NewPlayback(Look{Theme: theme.New(theme.Options{})}, at(t, sample.Stages, 80, 24, theme.Options{}))
	play.Resize(80, 24)
	press(play, "t")
	got := strings.Join(read(t, above(t, play, "Y", 100, 40), 100, 40), "\n")
	if strings.Contains(got, "RECORDS BEHIND") || strings.Contains(got, play.steps[0].Seen[0]) {
		t.Error(got)
	}
}

// What is copied of a screen without a plain text of its own is shown alone.
func TestPlainOfACopy(t *testing.T) {
	l := Look{Theme: theme.New(theme.Options{})}
	g := glossary(t, at(t, sample.Stages, 80, 24, theme.Options{}))
	s := PlainOf(l, g, "one\ntwo")
	s.Resize(20, 5)
	if lines := strings.Split(plainLines(s), "\n"); strings.TrimSpace(lines[0]) != "one" || strings.TrimSpace(lines[1]) != "two" {
		t.Errorf("%q", lines)
	}
}

// A record that is longer than a piece of text may be is whole.
func TestPlainKeepsLongRecords(t *testing.T) {
	record := "_25._tcp.mx. IN TLSA 3 0 0 "
	for i := range 2800 { // each row is another one
		record += fmt.Sprintf("%04x", i)
	}
	below := at(t, sample.Stages, 80, 24, theme.Options{})
	d := *below.diagnosis
	d.Findings = slices.Clone(d.Findings)
	d.Findings[0].Answers = map[explain.Audience][]explain.Block{explain.Helpdesk: {{Heading: "Fix", Paras: []string{record}, Code: true}}}
	below.Diagnosed(&d)
	s := above(t, below, "Y", 80, 24)
	if e := s.Key("y"); !strings.Contains(e.Text, record) {
		t.Errorf("%d characters are copied", len(e.Text))
	}
	if rows := strings.Join(read(t, s, 80, 24), ""); !strings.Contains(rows, record) {
		t.Error("the record is not whole on the screen")
	}
}

// TestSelectMode: the pane with the keyboard alone, no frame, no mouse, and the
// way back in the footer.
func TestSelectMode(t *testing.T) {
	for _, o := range []theme.Options{{}, {ASCII: true}} {
		for _, keys := range []string{"", "tab", "2", "3", "5", "tab tab"} {
			s := in(t, "demo", 120, 36, o, nil)
			s.Mouse(true)
			press(s, strings.Fields(keys)...)
			before, title := plainLines(s), s.content(s.focus, 120, 35).Title
			if e := press(s, "m"); e.Do != DoMouse {
				t.Fatalf("m does %v", e.Do)
			}
			s.Select(true)
			checkFrame(t, s, 120, 36, o.ASCII)
			if !strings.Contains(s.Message(), "m ends it") || s.MouseOn() {
				t.Errorf("%q, mouse %v", s.Message(), s.MouseOn())
			}
			s.Toast("")
			lines := strings.Split(strings.TrimSuffix(plainLines(s), "\n"), "\n")
			if !strings.HasPrefix(lines[0], " "+title) || !strings.Contains(lines[35], "m ends select mode") {
				t.Errorf("%q: begins with %q, ends with %q", keys, lines[0], lines[35])
			}
			for _, l := range lines[:35] {
				if text := strings.TrimLeft(l, " "); text != "" && strings.ContainsAny(text[:1]+string([]rune(text)[:1]), "│║╠╚|+") {
					t.Errorf("%q: a frame before %q", keys, l)
				}
			}
			if s.Toast(""); press(s, "esc").Do != Nothing || s.Selecting() {
				t.Errorf("%q: esc does not end it", keys)
			}
			s.Toast("")
			if got := plainLines(s); got != before || !s.MouseOn() {
				t.Errorf("%q: it does not come back\n%s", keys, got)
			}
		}
	}
}

// Pages lose their frame in select mode too, and the keys go on to work.
func TestSelectModeOfPages(t *testing.T) {
	l := Look{Theme: theme.New(theme.Options{}), Mouse: true}
	play := NewPlayback(l, at(t, sample.Stages, 80, 24, theme.Options{}))
	for name, s := range map[string]Screen{"bounce": NewBounce(l, bounce.Read([]byte(ndr))), "reading": NewReading(l, bounceCodes), "playback": play} {
		for _, size := range [][2]int{{80, 24}, {1, 1}, {30, 2}} {
			s.Resize(size[0], size[1])
			s.Select(true)
			s.Toast("")
			checkFrame(t, s, size[0], size[1], false)
			if size[1] == 24 && (strings.Contains(plainLines(s), "────") || !strings.Contains(plainLines(s), "m ends select mode") || s.MouseOn()) {
				t.Errorf("%s:\n%s", name, plainLines(s))
			}
			press(s, "down", "pgdown")
			if e := press(s, "esc"); e.Do != Nothing || s.Selecting() || !s.MouseOn() {
				t.Errorf("%s: the mouse stays off", name)
			}
		}
	}
}

// Without mouse from the start nothing but the mouse is missing.
func TestNoMouseIsNoSelectMode(t *testing.T) {
	with, without := at(t, sample.Stages, 80, 24, theme.Options{}), at(t, sample.Stages, 80, 24, theme.Options{})
	with.Mouse(true)
	without.Mouse(false)
	if plainLines(with) != plainLines(without) || without.MouseOn() || without.Selecting() {
		t.Error("a screen without mouse looks different")
	}
	without.Select(true)
	without.Select(false)
	if without.MouseOn() {
		t.Error("the end of select mode turns a mouse on that nobody wanted")
	}
}

// The words of the footers have room.
func TestSelectModeSaysHowItEnds(t *testing.T) {
	for _, language := range text.Languages() {
		s := in(t, "demo", 80, 24, theme.Options{}, inLanguage(t, language))
		s.Select(true)
		if w := ansi.StringWidth(s.Message()); w > 78 {
			t.Errorf("%s: %d cells: %s", language, w, s.Message())
		}
		s.Toast("")
		lines := strings.Split(plainLines(s), "\n")
		if !strings.HasPrefix(lines[23], " m ") {
			t.Errorf("%s: %q", language, lines[23])
		}
	}
}
