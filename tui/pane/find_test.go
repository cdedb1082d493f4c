package pane

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"danewalk/tui/theme"
)

func TestFold(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "mx1.Example.NET": "mx1.example.net", "Prüfen": "prufen", "ÉÈË": "eee", "Straße": "straße", "ŁÓDŹ": "lodz", "日本": "日本", "Ctrl+P": "ctrl+p",
	} {
		if got := Fold(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestFindInLines(t *testing.T) {
	ascii := theme.New(theme.Options{ASCII: true, Mono: true})
	for _, c := range []struct {
		th         *theme.Theme
		want, line string
		found      bool
	}{
		{plainTheme, "mx", "the MX of example.org", true},
		{plainTheme, "MX OF", "the mx of", true},
		{plainTheme, "prufung", "Prüfung", true},
		{plainTheme, "prüfung", "Prufung", true},
		{plainTheme, "mx2", "mx1", false},
		{ascii, "prüfung", "Prüfung", true}, // both as they are shown
		{ascii, "pruefung", "Prüfung", true},
	} {
		half := len(c.line) / 2
		l := Line{{c.line[:half], theme.Good}, {c.line[half:], theme.Plain}} // also across pieces
		if got := NewFind(c.th, c.want).In(Folded(c.th, l)); got != c.found {
			t.Errorf("%q in %q: %v", c.want, c.line, got)
		}
	}
	if NewFind(plainTheme, "") != nil || NewFind(plainTheme, "  ") != nil {
		t.Error("nothing is looked for")
	}
}

func TestFoundIsMarkedWithoutColour(t *testing.T) {
	mono := theme.New(theme.Options{Mono: true})
	f := NewFind(mono, "mx")
	c := Content{Title: "T", Cursor: 2, Mark: theme.Selected, Find: f, Here: 2, Body: []Line{
		text(theme.Plain, "an mx, an MX"), text(theme.Plain, "another mx"), text(theme.Plain, "the mx under the cursor"), text(theme.Plain, "none"),
	}}
	got := c.Render(mono, 40, 8, 0)[2:]
	paint := func(token theme.Token, s string) string { return mono.Paint(token, s) }
	for i, want := range []string{
		"an " + paint(theme.Found, "mx") + ", an " + paint(theme.Found, "MX"),
		"another " + paint(theme.FoundHere, "mx"),
		paint(theme.Selected, "the ") + paint(theme.FoundHere, "mx") + paint(theme.Selected, " under the cursor"),
		"none",
	} {
		if !strings.HasPrefix(got[i], want) {
			t.Errorf("row %d: %q, want %q", i, got[i], want)
		}
	}
	if paint(theme.Found, "x") == paint(theme.Plain, "x") || paint(theme.FoundHere, "x") == paint(theme.Selected, "x") {
		t.Error("marks need colours")
	}
}

// Whatever is looked for in whatever line, the line is as wide as it was and says
// the same.
func TestMarksChangeNoWidth(t *testing.T) {
	wild := rapid.OneOf(rapid.StringMatching(`[a-cA-C ]{0,12}`), rapid.String(),
		rapid.SampledFrom([]string{"e\u0301\u0301x", "👨‍👩‍👧", "🇳🇱🇧", "日本語ドメイン", "\x1b[31m", "ﬀ", "\u0301", "İ"}))
	rapid.Check(t, func(rt *rapid.T) {
		th := theme.New(theme.Options{ASCII: rapid.Bool().Draw(rt, "ascii")})
		var l Line
		for range rapid.IntRange(0, 4).Draw(rt, "spans") {
			l = append(l, Span{wild.Draw(rt, "span"), theme.Token(rapid.IntRange(0, 5).Draw(rt, "token"))})
		}
		f := NewFind(th, wild.Draw(rt, "want"))
		if whole := Folded(th, l); rapid.Bool().Draw(rt, "part") && whole != "" {
			r := []rune(whole)
			f = NewFind(th, string(r[rapid.IntRange(0, len(r)-1).Draw(rt, "from"):]))
		}
		if f == nil {
			return
		}
		w := rapid.IntRange(1, 60).Draw(rt, "w")
		plain := ansi.Strip(l.Draw(th, w))
		for _, got := range []string{f.draw(l, w, false), f.draw(l, w, true), f.drawSelected(l, w, theme.Selected)} {
			if n := ansi.StringWidth(got); n != w {
				rt.Fatalf("%d cells, want %d: %q", n, w, got)
			}
			if s := ansi.Strip(got); s != plain {
				rt.Fatalf("says %q, want %q", s, plain)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Prüfung", "\xff", "İ", "mx1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Fold(s)
		if utf8.RuneCountInString(got) != utf8.RuneCountInString(s) {
			t.Fatalf("%q has other runes than %q", got, s)
		}
		if again := Fold(got); again != got {
			t.Fatalf("%q, and again %q", got, again)
		}
	})
}
