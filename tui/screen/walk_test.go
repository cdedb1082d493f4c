package screen

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

// at makes the screen as it is when that many steps of the sample are done.
func at(t testing.TB, stage, w, h int, o theme.Options) *Walk {
	t.Helper()
	items, err := sample.Items()
	if err != nil {
		t.Fatal(err)
	}
	s := NewWalk(theme.New(o), Options{})
	s.Resize(w, h)
	s.Fold(feed.Batch{Items: items[:len(items)*stage/sample.Stages]})
	s.Diagnosed(sample.Diagnosis(stage))
	if stage == sample.Stages {
		s.Ended()
	}
	return s
}

func plainLines(s Screen) string {
	return ansi.Strip(strings.Join(s.Lines(), "\n")) + "\n"
}

func press(s Screen, keys ...string) (last Effect) {
	for _, k := range keys {
		last = s.Key(k)
	}
	return last
}

func TestGolden(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		stage int
		keys  string
		theme theme.Options
	}{
		{name: "80x24", w: 80, h: 24, stage: sample.Stages},
		{name: "120x36", w: 120, h: 36, stage: sample.Stages},
		{name: "200x50", w: 200, h: 50, stage: sample.Stages},
		{name: "60x20", w: 60, h: 20, stage: sample.Stages},
		{name: "40x10", w: 40, h: 10, stage: sample.Stages},
		{name: "ascii-80x24", w: 80, h: 24, stage: sample.Stages, theme: theme.Options{ASCII: true}},
		{name: "ascii-120x36", w: 120, h: 36, stage: sample.Stages, theme: theme.Options{ASCII: true}},
		{name: "ascii-200x50", w: 200, h: 50, stage: sample.Stages, theme: theme.Options{ASCII: true}},
		{name: "ascii-60x20", w: 60, h: 20, stage: sample.Stages, theme: theme.Options{ASCII: true}},
		{name: "running-80x24", w: 80, h: 24, stage: 8},
		{name: "running-120x36", w: 120, h: 36, stage: 15},
		{name: "first-80x24", w: 80, h: 24},
		{name: "records-80x24", w: 80, h: 24, stage: sample.Stages, keys: "home down 2"},
		{name: "talk-80x24", w: 80, h: 24, stage: sample.Stages, keys: "3"},
		{name: "timing-80x24", w: 80, h: 24, stage: sample.Stages, keys: "4"},
		{name: "expert-80x24", w: 80, h: 24, stage: sample.Stages, keys: "a a"},
		{name: "healthy-step-80x24", w: 80, h: 24, stage: sample.Stages, keys: "home"},
		{name: "answer-60x20", w: 60, h: 20, stage: sample.Stages, keys: "enter"},
		{name: "quit-80x24", w: 80, h: 24, stage: 8, keys: "q"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := at(t, c.stage, c.w, c.h, c.theme)
			press(s, strings.Fields(c.keys)...)
			golden.RequireEqual(t, plainLines(s))
		})
	}
	t.Run("colour-80x24", func(t *testing.T) {
		golden.RequireEqual(t, strings.Join(at(t, sample.Stages, 80, 24, theme.Options{}).Lines(), "\n"))
	})
}

// sgr removes our own styles, and nothing else.
func sgr(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexFunc(after, func(r rune) bool { return r != ';' && (r < '0' || r > '9') })
		if end < 0 || after[end] != 'm' {
			b.WriteString("\x1b[")
			s = after
			continue
		}
		s = after[end+1:]
	}
}

// checkFrame fails unless the frame is exactly as large as the window and holds
// nothing that could drive a terminal.
func checkFrame(t interface{ Fatalf(string, ...any) }, s Screen, w, h int, ascii bool) {
	lines := s.Lines()
	if len(lines) != h {
		t.Fatalf("%dx%d: %d lines", w, h, len(lines))
	}
	for y, l := range lines {
		if got := ansi.StringWidth(l); got != w {
			t.Fatalf("%dx%d: line %d is %d cells wide: %q", w, h, y, got, l)
		}
		for _, r := range sgr(l) {
			if !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) {
				t.Fatalf("%dx%d: line %d holds %U: %q", w, h, y, r, l)
			}
			if r > 0x7e && ascii {
				t.Fatalf("%dx%d: line %d holds %q in ASCII", w, h, y, r)
			}
		}
	}
}

func TestFrameFillsEveryWindow(t *testing.T) {
	sizes := [][2]int{{1, 1}, {2, 2}, {1, 30}, {3, 12}, {10, 5}, {16, 12}, {69, 13}, {70, 12}, {99, 27}, {100, 28}, {159, 40}, {160, 40}, {220, 60}} // where the layout changes
	keys := []string{"", "2", "4 j j enter", "z", "tab pgdown", "] z", "/ m x", "2 / . enter N", "3 / 2 2 0 enter esc"}
	for _, o := range []theme.Options{{}, {ASCII: true, Mono: true}} {
		for _, stage := range []int{8, sample.Stages} {
			for _, size := range sizes {
				for _, k := range keys {
					s := at(t, stage, size[0], size[1], o)
					press(s, strings.Fields(k)...)
					checkFrame(t, s, size[0], size[1], o.ASCII)
				}
			}
		}
	}
}

func TestFrameBeforeAnythingIsKnown(t *testing.T) {
	for w := 1; w < 210; w += 13 {
		for h := 1; h < 60; h += 7 {
			s := NewWalk(theme.New(theme.Options{}), Options{})
			s.Resize(w, h)
			checkFrame(t, s, w, h, false)
		}
	}
}

// wildText draws text of the kind that comes from the network.
func wildText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-z0-9. -]{0,60}`), rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"\x1b]52;c;AAAA\a", "\u202etxt", "日本語ドメイン", "a\r\nb", "e\u0301\u0301", "\u009b2J", "👨‍👩‍👧", "🇳🇱🇧"}),
	)
}

func wildDiagnosis(t *rapid.T) *explain.Diagnosis {
	text := wildText()
	word := func(name string) string { return text.Draw(t, name) }
	states := rapid.SampledFrom([]explain.State{"", explain.Waiting, explain.Running, explain.OK, explain.Open, explain.Warning, explain.Broken, explain.Unknown, explain.Skipped})
	seals := rapid.SampledFrom([]explain.Seal{"", explain.Sealed, explain.Unseal, explain.Cut, explain.Pending})
	d := &explain.Diagnosis{
		Typed: word("typed"), Domain: word("domain"), Unicode: word("unicode"), Headline: word("headline"),
		Verdict: rapid.SampledFrom([]mail.Verdict{"", mail.Checking, mail.Blocked, mail.AtRisk, mail.CannotTell, "other"}).Draw(t, "verdict"),
		Break:   rapid.IntRange(-1, 3).Draw(t, "break"),
	}
	blocks := []explain.Block{{Heading: word("heading"), Paras: []string{word("para"), word("para")}}, {Heading: "Fix", Paras: []string{word("code")}, Code: true}}
	for range rapid.IntRange(0, 2).Draw(t, "findings") {
		f := explain.Explained{
			Finding: finding.Finding{Weight: finding.Fatal, Host: "mx2.example.net", Layer: finding.LayerTLS, Evidence: []evidence.ID{sample.Stages}},
			Title:   word("title"), ConsequenceOf: rapid.IntRange(-1, 5).Draw(t, "cause"),
			Answers: map[explain.Audience][]explain.Block{explain.Helpdesk: blocks}, What: word("what"),
		}
		d.Findings = append(d.Findings, f)
	}
	d.Answers = map[explain.Audience][]explain.Block{explain.Helpdesk: blocks}
	for range rapid.IntRange(0, 12).Draw(t, "links") {
		d.Links = append(d.Links, explain.Link{
			ID: word("id"), Parent: word("parent"), Depth: rapid.IntRange(0, 3).Draw(t, "depth"), Last: rapid.Bool().Draw(t, "last"),
			Label: word("label"), Note: word("note"), State: states.Draw(t, "state"), Seal: seals.Draw(t, "seal"),
			Break: rapid.Bool().Draw(t, "break here"), Findings: []int{rapid.IntRange(-1, 3).Draw(t, "finding")},
			Begin: time.Duration(rapid.Int64Range(-5, 1<<40).Draw(t, "begin")), Took: time.Duration(rapid.Int64Range(-5, 1<<40).Draw(t, "took")),
			Facts: []explain.Fact{{Label: word("fact"), Value: word("value")}},
		})
	}
	return d
}

func TestNoTextDrivesTheTerminal(t *testing.T) {
	items, err := sample.Items()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 210).Draw(t, "w"), rapid.IntRange(1, 55).Draw(t, "h")
		s := NewWalk(theme.New(theme.Options{ASCII: rapid.Bool().Draw(t, "ascii")}), Options{Title: wildText().Draw(t, "own title")})
		s.Resize(w, h)
		s.Fold(feed.Batch{Items: items})
		banner := evidence.Item{ID: 99, Line: &evidence.Line{Session: 3, Text: evidence.Wild(wildText().Draw(t, "banner")), Failure: evidence.Closed, Detail: evidence.Wild(wildText().Draw(t, "detail"))}}
		s.Fold(feed.Batch{Items: []evidence.Item{banner}})
		s.Diagnosed(wildDiagnosis(t))
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(allKeys()), 0, 12).Draw(t, "keys") {
			e := s.Key(k)
			if e.Do == DoCopy && strings.ContainsFunc(e.Text, func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }) {
				t.Fatalf("%q would be copied", e.Text)
			}
		}
		s.Click(rapid.IntRange(-1, w).Draw(t, "x"), rapid.IntRange(-1, h).Draw(t, "y"))
		s.Wheel(w/2, h/2, 1)
		checkFrame(t, s, w, h, s.th.ASCII())
	})
}

func allKeys() []string {
	var out []string
	for _, c := range command.All() {
		out = append(out, c.Keys...)
	}
	return out
}

// Each press goes one language on, whether or not the last one has been fetched.
func TestLanguageKeyFasterThanTheBooks(t *testing.T) {
	w := NewWalk(theme.New(theme.Options{}), Options{})
	var asked []string
	for range 4 {
		asked = append(asked, w.Key("L").Text)
	}
	if want := []string{"de", "nl", "en", "de"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
}

// A saved case is being read for a moment: that is nothing to stop or to lose.
func TestQuitWhileASavedCaseIsRead(t *testing.T) {
	for _, recorded := range []time.Time{{}, time.Unix(1e9, 0)} {
		w := NewWalk(theme.New(theme.Options{}), Options{Recorded: recorded})
		if quits := w.Key("q").Do == DoQuit; quits == recorded.IsZero() {
			t.Errorf("recorded %v: quits %v", recorded, quits)
		}
	}
}
