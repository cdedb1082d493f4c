package screen

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

// above is the screen that a key puts above another one, in the same window.
func above(t testing.TB, s Screen, key string, w, h int) Screen {
	t.Helper()
	e := s.Key(key)
	if e.Do != DoPush || e.Screen == nil {
		t.Fatalf("%q does %v", key, e.Do)
	}
	e.Screen.Resize(w, h)
	return e.Screen
}

// glossary is the one above a screen.
func glossary(t testing.TB, s Screen) *Glossary {
	t.Helper()
	g, ok := above(t, s, "g", 80, 24).(*Glossary)
	if !ok {
		t.Fatal("g opens something else")
	}
	return g
}

// explained opens a term by its ID and says what it is here, and where.
func explained(t testing.TB, g *Glossary, id string) (value, at string) {
	t.Helper()
	i := slices.IndexFunc(g.terms, func(f found) bool { return f.ID == id })
	if i < 0 {
		t.Fatalf("the term %s is not on the screen, these are: %v", id, termsOf(g))
	}
	g.open, g.sel = false, i+1
	g.Key("enter")
	return g.here.Value, g.here.At
}

func termsOf(g *Glossary) (out []string) {
	for _, f := range g.terms {
		out = append(out, f.ID)
	}
	return out
}

// TestExamplesOfACheck: what terms are in the check of a world whose DS fits no
// key. The values stand in the evidence of that check.
func TestExamplesOfACheck(t *testing.T) {
	s := mismatch(t, 200, 60)
	press(s, "2") // records of the break
	for _, c := range []struct{ row, id, value, at string }{
		{"", "ds", "example.nl. 3600 IN DS ", "example.nl"},
		{"", "dnskey", "example.nl. 3600 IN DNSKEY 25", "example.nl"},
	} {
		value, at := explained(t, glossary(t, s), c.id)
		if !strings.HasPrefix(value, c.value) || at != c.at {
			t.Errorf("%s is %q at %q, want %q at %q", c.id, value, at, c.value, c.at)
		}
		all := false
		for _, r := range s.recs.rows {
			all = all || r.Text != "" && strings.HasPrefix(value, strings.TrimSuffix(r.Text, "…")) || strings.Contains(r.Label, value) || r.Copy() == value ||
				strings.HasPrefix(r.Copy(), strings.TrimSuffix(value, "..."))
		}
		if !all {
			t.Errorf("%q is no record of the step", value)
		}
	}
}

// TestExamplesOfADemo: the mail server that was checked, what it said, and its
// records.
func TestExamplesOfADemo(t *testing.T) {
	s := world(t, "demo", 200, 60)
	for _, c := range []struct{ row, id, want string }{
		{"/tlsa", "tlsa", " IN TLSA "},
		{"/starttls", "starttls", "220 "},
		{"/tls", "handshake", "TLS 1."},
		{"/match", "certificate", "CN="},
		{"mx", "mx", " IN MX "},
		{"zone:", "ds", " IN DS "},
	} {
		var row string
		for _, l := range s.links() {
			if (strings.HasSuffix(l.ID, c.row) || strings.HasPrefix(l.ID, c.row)) && l.State == explain.OK {
				row = l.ID
			}
		}
		s.selectLink(row, 0)
		e := s.example(text.Term{ID: c.id}, "")
		if !strings.Contains(e.Value, c.want) || e.At == "" {
			t.Errorf("%s at %q is %q at %q", c.id, row, e.Value, e.At)
		}
		if host, _, ok := strings.Cut(strings.TrimPrefix(row, "host:"), "./"); ok && !strings.HasPrefix(e.At, host) {
			t.Errorf("%s of %s is told of %s", c.id, host, e.At)
		}
	}
}

// TestExampleIsNotInvented: a term of which the check shows nothing has no
// example, and before the diagnosis nothing has.
func TestExampleIsNotInvented(t *testing.T) {
	s := world(t, "tlsa-none", 120, 36)
	for _, id := range []string{"tlsa", "dane-ee", "dane-ta", "usage", "null-mx", "alias", "nta", "no such term", ""} {
		if e := s.example(text.Term{ID: id}, ""); e.Value != "" {
			t.Errorf("%s is %q at %q in a world without TLSA records", id, e.Value, e.At)
		}
	}
	fresh := NewWalk(theme.New(theme.Options{}), Options{})
	fresh.Resize(120, 36)
	if e := fresh.example(text.Term{ID: "ds"}, ""); e.Value != "" {
		t.Errorf("before the first answer a DS is %q", e.Value)
	}
	if got := plainLines(glossary(t, fresh)); strings.Contains(got, "here:") {
		t.Errorf("an example of nothing:\n%s", got)
	}
}

// TestFocusedPaneFirst: the terms of the pane with the keyboard stand first.
func TestFocusedPaneFirst(t *testing.T) {
	s := at(t, sample.Stages, 200, 50, theme.Options{})
	press(s, "3") // the conversation
	g := glossary(t, s)
	if got := termsOf(g); got[0] != "starttls" || !slices.Contains(got, "mx") || !slices.Contains(got, "tlsa") {
		t.Errorf("%v", got)
	}
	first := slices.IndexFunc(g.terms, func(f found) bool { return !f.focused })
	for _, f := range g.terms[first:] {
		if f.focused {
			t.Errorf("%s stands after terms of other panes", f.ID)
		}
	}
	if value, _ := explained(t, g, "starttls"); !strings.Contains(value, "STARTTLS") {
		t.Errorf("STARTTLS is %q", value)
	}
}

// Only what can be seen has its terms explained.
func TestHiddenTermsAreNotListed(t *testing.T) {
	s := at(t, sample.Stages, 60, 20, theme.Options{}) // the chain alone
	if got := termsOf(glossary(t, s)); slices.Contains(got, "certificate") && !strings.Contains(plainLines(s), "certificate") {
		t.Errorf("%v", got)
	}
	teach := NewPlayback(Look{Theme: theme.New(theme.Options{})}, s)
	teach.Resize(80, 24)
	press(teach, "t")
	g := glossary(t, teach)
	for _, f := range g.terms {
		if v, at := explained(t, g, f.ID); at != "" {
			t.Errorf("%s is %q before the step is revealed", f.ID, v)
		}
	}
}

func TestGlossaryKeys(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	for _, c := range []struct {
		name, keys string
		has, not   []string
	}{
		{"the list", "", []string{"words on the screen", "in the pane with the keyboard:", "elsewhere on the screen:", "TLSA record"}, []string{"See also"}},
		{"enter opens", "enter", []string{"See also"}, []string{"elsewhere"}},
		{"right opens", "right", []string{"See also"}, []string{"elsewhere"}},
		{"esc goes back to the list", "enter esc", []string{"elsewhere"}, nil},
		{"left too", "enter left", []string{"elsewhere"}, nil},
		{"enter on an open term stays", "enter enter", []string{"See also"}, []string{"elsewhere"}},
		{"the second", "down enter", nil, []string{"elsewhere"}},
		{"not before the first", "up up enter", []string{"See also"}, nil},
		{"the last", "end enter", nil, []string{"elsewhere"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := glossary(t, s)
			press(g, strings.Fields(c.keys)...)
			got := plainLines(g)
			for _, s := range c.has {
				if !strings.Contains(got, s) {
					t.Errorf("%q is missing\n%s", s, got)
				}
			}
			for _, s := range c.not {
				if strings.Contains(got, s) {
					t.Errorf("%q is shown\n%s", s, got)
				}
			}
		})
	}
	g := glossary(t, s)
	if e := press(g, "esc"); e.Do != DoBack {
		t.Errorf("esc in the list does %v", e.Do)
	}
	if e := press(g, "y"); e.Do != DoCopy || !strings.Contains(e.Text, ": ") || e.Name == "" {
		t.Errorf("y does %+v", e)
	}
}

func TestGlossaryClicks(t *testing.T) {
	g := glossary(t, at(t, sample.Stages, 80, 24, theme.Options{}))
	lines := strings.Split(plainLines(g), "\n")
	second := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), g.terms[1].Names[0]+"  ") })
	g.Click(6, second)
	if g.sel != 2 || g.open {
		t.Errorf("a click chooses %d, open %v", g.sel, g.open)
	}
	g.Click(6, second)
	if !g.open {
		t.Error("a second click does not open it")
	}
	footer := strings.Split(plainLines(g), "\n")[23]
	g.Click(strings.Index(footer, "back"), 23)
	if g.open {
		t.Error("a click on back does not go back")
	}
	g.Wheel(3, 5, 1)
	g.Wheel(3, 5, -1)
}

// The words follow the language of the screen below, also when its diagnosis
// comes later.
func TestGlossarySpeaksTheLanguageOfTheScreen(t *testing.T) {
	german := inLanguage(t, text.German)
	s := world(t, "demo", 120, 36)
	g := glossary(t, s)
	explained(t, g, "tlsa")
	s.Speak(german)
	g.Speak(german)
	if got := plainLines(g); !strings.Contains(got, "TLSA-Eintrag") || !strings.Contains(got, "hier:") || !strings.Contains(got, "Siehe auch") {
		t.Errorf("\n%s", got)
	}
	d := *s.diagnosis
	d.Words = german
	s.Diagnosed(&d)
	if got := plainLines(g); !strings.Contains(got, "TLSA-Eintrag") {
		t.Errorf("\n%s", got)
	}
}

func TestGlossaryOfABounce(t *testing.T) {
	s := NewBounce(Look{Theme: theme.New(theme.Options{})}, bounce.Read([]byte(ndr)))
	s.Resize(80, 24)
	g := glossary(t, s)
	value, at := explained(t, g, "certificate")
	if !strings.Contains(value, "certificate") || strings.Contains(value, "\n") || at != "" {
		t.Errorf("%q at %q", value, at)
	}
	if !strings.Contains(strings.Join(strings.Fields(plainLines(s)), " "), value) {
		t.Errorf("%q does not stand on the screen\n%s", value, plainLines(s))
	}
}

func TestGoldenGlossary(t *testing.T) {
	german := inLanguage(t, text.German)
	for _, c := range []struct {
		name  string
		keys  string
		w, h  int
		theme theme.Options
		book  *text.Book
	}{
		{"list-80x24", "", 80, 24, theme.Options{}, nil},
		{"term-80x24", "down enter", 80, 24, theme.Options{}, nil},
		{"list-german-80x24", "", 80, 24, theme.Options{}, german},
		{"term-german-80x24", "down enter", 80, 24, theme.Options{}, german},
		{"list-ascii-60x20", "", 60, 20, theme.Options{ASCII: true}, german},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := in(t, "demo", 80, 24, c.theme, c.book)
			g := above(t, s, "g", c.w, c.h)
			press(g, strings.Fields(c.keys)...)
			golden.RequireEqual(t, plainLines(g))
		})
	}
}

// world is the screen of a world that was checked; in is that in a language.
func world(t testing.TB, name string, w, h int) *Walk {
	return in(t, name, w, h, theme.Options{}, nil)
}

func in(t testing.TB, name string, w, h int, o theme.Options, book *text.Book) *Walk {
	t.Helper()
	c, options := recorded(t, name)
	options.Words = book
	s := NewWalk(theme.New(o), Options{Book: book})
	s.Resize(w, h)
	s.Fold(feed.Batch{Items: c.Items})
	s.Diagnosed(explain.Diagnose(c, options))
	s.Ended()
	return s
}

// Whatever is written and pressed, in every language, glossary, plain text and
// select mode fill the window and drive no terminal.
func TestGlossaryAndPlainFillEveryWindow(t *testing.T) {
	books := []*text.Book{nil, inLanguage(t, text.German), inLanguage(t, text.Dutch)}
	rapid.Check(t, func(rt *rapid.T) {
		o := theme.Options{ASCII: rapid.Bool().Draw(rt, "ascii")}
		w, h := rapid.IntRange(1, 210).Draw(rt, "w"), rapid.IntRange(1, 55).Draw(rt, "h")
		below := NewWalk(theme.New(o), Options{Book: rapid.SampledFrom(books).Draw(rt, "language")})
		below.Resize(rapid.IntRange(1, 210).Draw(rt, "below w"), rapid.IntRange(1, 60).Draw(rt, "below h"))
		below.Diagnosed(wildDiagnosis(rt))
		var s Screen = below
		if key := rapid.SampledFrom([]string{"g", "Y", ""}).Draw(rt, "screen"); key != "" {
			s = above(t, below, key, w, h)
		}
		s.Resize(w, h)
		s.Select(rapid.Bool().Draw(rt, "select mode"))
		for range rapid.IntRange(0, 8).Draw(rt, "steps") {
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				s.Click(rapid.IntRange(-1, w).Draw(rt, "x"), rapid.IntRange(-1, h).Draw(rt, "y"))
			case 1:
				s.Wheel(1, 1, rapid.SampledFrom([]int{-1, 1}).Draw(rt, "direction"))
			case 2:
				s.Select(rapid.Bool().Draw(rt, "select"))
			default:
				s.Key(rapid.SampledFrom(append(allKeys(), "enter", "down", "right", "left")).Draw(rt, "key"))
			}
		}
		checkFrame(rt, s, w, h, o.ASCII)
	})
}

func TestGlossaryOffers(t *testing.T) {
	g := glossary(t, at(t, sample.Stages, 80, 24, theme.Options{}))
	for _, o := range g.Offers() {
		if o.Name == command.Copy && o.Why != "" {
			t.Errorf("copy: %s", o.Why)
		}
	}
	l := Look{Theme: theme.New(theme.Options{})}
	none := NewBounce(l, bounce.Read(nil)) // in a window without room for words
	none.Resize(2, 1)
	empty := NewGlossary(l, none)
	empty.Resize(80, 24)
	if e := press(empty, "y"); e.Do != Nothing || !strings.Contains(plainLines(empty), "No term") {
		t.Errorf("%v\n%s", e.Do, plainLines(empty))
	}
}
