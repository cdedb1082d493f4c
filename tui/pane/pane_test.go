package pane

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"danewalk/explain"
	"danewalk/explain/finding"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

var plainTheme = theme.New(theme.Options{})

func TestLinesAreExactlyAsWideAsAsked(t *testing.T) {
	for _, c := range []struct {
		line Line
		w    int
		want string
	}{
		{text(theme.Plain, "abc"), 5, "abc  "},
		{text(theme.Plain, "abc"), 3, "abc"},
		{text(theme.Plain, "abcd"), 3, "ab~"},
		{text(theme.Plain, "abcd"), 1, "~"},
		{text(theme.Plain, "abcd"), 0, ""},
		{Line{{"abc", theme.Strong}, {"def", theme.Good}}, 5, "abcd~"},
		{Line{{"abc", theme.Strong}, {"def", theme.Good}}, 4, "abc~"},
		{text(theme.Plain, "日本語"), 5, "日本~"},
		{text(theme.Plain, "日本語"), 4, "日 ~"},
		{text(theme.Plain, "日"), 1, "~"},
		{text(theme.Plain, "a\x1b[2Jb"), 12, `a\x1b[2Jb   `},
	} {
		got := ansi.Strip(c.line.Draw(plainTheme, c.w))
		if got != c.want {
			t.Errorf("%v in %d cells: %q, want %q", c.line, c.w, got, c.want)
		}
	}
}

func TestSpreadCutsTheLeftSide(t *testing.T) {
	left, right := text(theme.Plain, "certificate match"), text(theme.Plain, "1 ms ")
	for w, want := range map[int]string{
		30: "certificate match        1 ms ",
		23: "certificate match 1 ms ",
		20: "certificate m~ 1 ms ",
		6:  "certi~",
	} {
		if got := ansi.Strip(spread(plainTheme, left, right, w).Draw(plainTheme, w)); got != want {
			t.Errorf("in %d cells: %q, want %q", w, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		w    int
		want []string
	}{
		{"a bb ccc", 4, []string{"a bb", "ccc"}},
		{"two  spaces", 20, []string{"two  spaces"}},
		{"abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"mx-2.example.net is down", 16, []string{"mx-2.example.net", "is down"}},
		{"日本語", 4, []string{"日本", "語"}},
		{"日", 1, []string{"~"}},
		{"", 10, nil},
	} {
		if diff := cmp.Diff(c.want, wrap(plainTheme, c.text, c.w)); diff != "" {
			t.Errorf("%q in %d cells: %s", c.text, c.w, diff)
		}
	}
}

func TestTook(t *testing.T) {
	german, err := lang.NewBook(lang.German)
	if err != nil {
		t.Fatal(err)
	}
	for d, want := range map[time.Duration][2]string{
		0: {"", ""}, -1: {"", ""}, 30 * time.Microsecond: {"< 1 ms", "< 1 ms"}, 402 * time.Millisecond: {"402 ms", "402 ms"},
		1250 * time.Millisecond: {"1.2 s", "1,2 s"}, 12 * time.Second: {"12 s", "12 s"},
	} {
		if got := [2]string{Took(nil, d), Took(german, d)}; got != want {
			t.Errorf("%v is written %q, want %q", d, got, want)
		}
	}
}

func TestScrollHintsCountWhatIsHidden(t *testing.T) {
	c := Content{Title: "T", Cursor: -1, Focused: true, Keys: "j/k"}
	for _, s := range strings.Fields("a b c d e f g") {
		c.Body = append(c.Body, text(theme.Plain, s))
	}
	for off, want := range map[int]string{
		0:  "T|a|b|c|-- 4 more (j/k) --",
		2:  "T|c|d|e|-- 2 above, 2 more (j/k) --",
		99: "T|e|f|g|-- end, 4 above (j/k) --",
	} {
		var lines []string
		for _, l := range c.Render(plainTheme, 40, 5, off) {
			lines = append(lines, strings.TrimSpace(ansi.Strip(l)))
		}
		if got := strings.Join(lines, "|"); got != want {
			t.Errorf("from %d: %s, want %s", off, got, want)
		}
	}
	if got := c.RowAt(1, 2, 5); got != 2 {
		t.Errorf("the first line shows row %d, want 2", got)
	}
	if got := c.RowAt(4, 2, 5); got != -1 {
		t.Errorf("the hint is row %d, want none", got)
	}
	if got := c.Reveal(6, 0, 5); got != 4 {
		t.Errorf("row 6 is revealed by offset %d, want 4", got)
	}
}

func TestLineStylesTellTheSeal(t *testing.T) {
	link := func(id string, depth int, s explain.State, seal explain.Seal, last bool) explain.Link {
		l := explain.Link{ID: id, Depth: depth, Label: id, State: s, Seal: seal, Last: last}
		if depth == 1 {
			l.Parent = "mx"
		}
		if depth == 2 {
			l.Parent = "first"
		}
		return l
	}
	links := []explain.Link{
		link("root", 0, explain.OK, explain.Sealed, false),
		link("org", 0, explain.Open, explain.Unseal, false),
		link("mx", 0, explain.OK, explain.Sealed, false),
		link("first", 1, explain.Broken, explain.Cut, false),
		link("zone", 2, explain.Open, explain.Unseal, false),
		link("match", 2, explain.Broken, explain.Cut, true),
		link("second", 1, explain.Waiting, explain.Pending, true),
	}
	for name, c := range map[string]struct {
		ascii bool
		want  string
	}{
		"unicode": {false, "√ root|║|○ org|│|√ mx|╠═× first|║  ├─○ zone|║  × × match|╚═· second"},
		"ascii":   {true, "ok root|{|() org|{|ok mx|+=XX first|{{ +-() zone|{{ X XX match|+=.  second"},
	} {
		th := theme.New(theme.Options{ASCII: c.ascii})
		content, _ := Chain{Rows: Rows(links, func(string) bool { return true })}.Content(th, 30, 20)
		var got []string
		for _, l := range content.Body {
			s := strings.TrimSpace(ansi.Strip(l.Draw(th, 30)))
			for _, word := range []string{"not protected", "BROKEN", "waiting"} {
				s = strings.TrimSpace(strings.TrimSuffix(s, word))
			}
			got = append(got, s)
		}
		want := strings.Split(c.want, "|")
		for i := range want { // "|" divides the rows above
			want[i] = strings.ReplaceAll(want[i], "{", "|")
		}
		if c.ascii {
			want[1] = "||"
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFooterKeepsHelpAndQuit(t *testing.T) {
	hints := []Hint{{"n", "next problem"}, {"y", "copy answer"}, {"a", "audience"}}
	for w, want := range map[int]string{
		60: " n next problem  y copy answer  a audience   ? help  q quit ",
		40: " n next problem          ? help  q quit ",
		16: " ? help  q quit ",
		9:  " ? help  ",
	} {
		got, hits := Footer(plainTheme, hints, []Hint{{"?", "help"}, {"q", "quit"}}, "", w)
		if ansi.Strip(got) != want {
			t.Errorf("in %d cells: %q, want %q", w, ansi.Strip(got), want)
		}
		for _, h := range hits {
			if shown := ansi.Strip(got)[h.X:h.End]; shown != h.Key && !strings.HasPrefix(shown, " ") {
				t.Errorf("in %d cells: a click on %q means %q", w, shown, h.Key)
			}
		}
	}
}

func TestLongVerdictGoesOnBelow(t *testing.T) {
	v := Verdict{Mark: theme.Mark{Sign: "×", Word: "BLOCKED"}, Sentence: "Senders that check cannot deliver: the key does not fit"}
	for w, want := range map[int]string{
		70: "  × BLOCKED  Senders that check cannot deliver: the key does not fit  |" + strings.Repeat("─", 70),
		50: "  × BLOCKED  Senders that check cannot deliver:   |             the key does not fit " + strings.Repeat("─", 16),
		34: "  × BLOCKED  Senders that check   |             cannot deliver: the ~",
		20: "  × BLOCKED  Sender~|" + strings.Repeat("─", 20),
	} {
		bar, rule := v.Bar(plainTheme, w)
		if got := ansi.Strip(bar + "|" + rule); got != want {
			t.Errorf("in %d cells:\n%s, want\n%s", w, got, want)
		}
	}
}

func TestCountsFitTheirPane(t *testing.T) {
	c := Chain{Counts: []Count{{explain.OK, 4}, {explain.Broken, 1}, {explain.Unknown, 2}}}
	for w, want := range map[int]string{
		50: "4 ok  1 broken  2 cannot tell",
		36: "√ 4  × 1  ? 2",
	} {
		content, _ := c.Content(plainTheme, w, 10)
		if got := ansi.Strip(content.Render(plainTheme, w, 10, 0)[0]); !strings.HasSuffix(got, " "+want+" ") {
			t.Errorf("in %d cells: %q, want %q at the end", w, got, want)
		}
	}
}

func TestHelpdeskAnswerFitsUnscrolled(t *testing.T) {
	// 17 lines of 42 cells: 4 headings and 13 lines of 41 cells behind an indent
	line := strings.Repeat("word ", 7) + "words!"
	a := Answer{Audience: explain.Helpdesk}
	for i, n := range []int{4, 3, 3, 3} {
		a.Blocks = append(a.Blocks, explain.Block{Heading: "Heading " + string(rune('A'+i)), Paras: []string{strings.TrimSpace(strings.Repeat(line+" ", n))}})
	}
	c := a.Content(plainTheme, 43, 19)
	if len(c.Body) != 17 || c.MaxOffset(19) != 0 {
		t.Errorf("%d lines, can be scrolled by %d", len(c.Body), c.MaxOffset(19))
	}
	a.Cause, a.Also = "another finding", []string{"one more"}
	shown := a.Content(plainTheme, 43, 19).Render(plainTheme, 43, 19, 0)
	for i, l := range c.Body {
		if shown[i+1] != l.Draw(plainTheme, 43) {
			t.Errorf("line %d of the answer is not in sight: %q", i, shown[i+1])
		}
	}
	if !strings.Contains(shown[18], "4 more") {
		t.Errorf("what is below is not announced: %q", shown[18])
	}
}

// Only what mail fails by is marked as a break.
func TestFindingsAreMarkedByTheirWeight(t *testing.T) {
	r := Records{Link: &explain.Link{Label: "org"}}
	for _, w := range []finding.Severity{finding.Fatal, finding.Risk, finding.Lost, finding.Hygiene, finding.Info, finding.Local} {
		r.Findings = append(r.Findings, Noted{w, "says " + string(w)})
	}
	var got []string
	for _, l := range r.Sheet(plainTheme, 40).Content(-1, true).Body {
		if s := strings.TrimSpace(ansi.Strip(l.Draw(plainTheme, 40))); strings.Contains(s, "says") {
			got = append(got, s)
		}
	}
	want := []string{"× says fatal", "! says risk", "○ says lost", "- says hygiene", "- says info", "? says local"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
