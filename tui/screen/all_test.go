package screen

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
	phrases "danewalk/tui/words"
)

// inLanguage returns the words of a language.
func inLanguage(t testing.TB, language string) *text.Book {
	t.Helper()
	book, err := text.NewBook(language, phrases.Files())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// ndr is what Exchange Online writes.
const ndr = "Remote server returned an error\n\nanna@example.org\nmx2.example.net\nRemote server returned '550 5.7.323 tlsa-invalid: The domain failed DANE validation'\n"

func pastCases() []Past {
	return []Past{
		{Path: "/cases/1.case", Typed: "anna@example.org", Domain: "example.org", Verdict: mail.AtRisk, Says: "No TLSA record matches the certificate (mx2.example.net)", Age: "today 23:04"},
		{Path: "/cases/2.case", Typed: "example.nl", Domain: "example.nl", Verdict: mail.Protected, Says: "protected", Age: "today 22:51"},
		{Path: "/cases/3.case", Typed: "example.com", Domain: "example.com", Verdict: mail.NotProtected, Says: "not protected; mail works", Age: "yesterday 09:00"},
		{Path: "/cases/4.case", Typed: "bücher.example", Domain: "xn--bcher-kva.example", Age: "2026-11-14"},
	}
}

func someSettings() []Setting {
	return []Setting{
		{Name: "audience", Label: "words for", Value: "helpdesk", Choices: []string{"helpdesk", "learner", "expert"}},
		{Name: "symbols", Label: "symbols", Value: "auto", Choices: []string{"auto", "ascii"}, Words: map[string]text.Phrase{"auto": "as the terminal can"}, Fixed: "fixed by an option"},
	}
}

// screens are all screens but the walk, which has tests of its own.
func screens(t testing.TB, l Look) map[string]Screen {
	start := NewStart(l, "anna@bücher.example", "")
	start.Past(pastCases())
	cases := NewCases(l)
	cases.Past(pastCases())
	return map[string]Screen{
		"first start": NewStart(l, "", ""), "start": start, "cases": cases, "no cases": NewCases(l),
		"bounce": NewBounce(l, bounce.Read([]byte(ndr))), "no bounce": NewBounce(l, bounce.Read([]byte("hello\nworld\n"))),
		"settings": NewSettings(l, someSettings(), "/home/anna/.config/danewalk/config.toml"),
		"reading":  NewReading(l, bounceCodes),
		"palette":  NewPalette(l, start),
	}
}

func TestEveryScreenFillsTheWindow(t *testing.T) {
	sizes := [][2]int{{1, 1}, {2, 2}, {3, 40}, {40, 3}, {12, 7}, {40, 10}, {60, 20}, {80, 24}, {120, 36}, {200, 50}, {300, 100}}
	for _, language := range text.Languages() {
		book := inLanguage(t, language)
		if language != text.English {
			sizes = [][2]int{{12, 7}, {40, 10}, {60, 20}, {80, 24}, {120, 36}}
		}
		for _, o := range []theme.Options{{}, {ASCII: true, Mono: true}} {
			for name, s := range screens(t, Look{Theme: theme.New(o), Book: book, Mouse: true}) {
				for _, size := range sizes {
					s.Resize(size[0], size[1])
					for _, keys := range []string{"", "down", "tab", "end", "pgdown", "x"} {
						press(s, keys)
						checkFrame(t, s, size[0], size[1], o.ASCII)
					}
				}
				if s.Resize(0, 0); len(s.Lines()) != 0 {
					t.Errorf("%s: lines without a window", name)
				}
			}
		}
		if missing := book.Missing(); language != text.English && len(missing) > 0 {
			t.Logf("%s: %d phrases are not translated", language, len(missing))
		}
	}
}

// Whatever is typed, pasted and clicked, the frame stays whole.
func TestNothingBreaksTheFrame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ascii := rapid.Bool().Draw(rt, "ascii")
		l := Look{Theme: theme.New(theme.Options{ASCII: ascii}), Mouse: true}
		var all []Screen
		past := []Past{{Domain: wildText().Draw(rt, "domain"), Says: wildText().Draw(rt, "says"), Age: wildText().Draw(rt, "age")}}
		start, cases := NewStart(l, wildText().Draw(rt, "typed"), ""), NewCases(l)
		start.Past(past)
		cases.Past(past)
		message := wildText().Draw(rt, "message")
		all = append(all, start, cases, NewBounce(l, bounce.Read([]byte(ndr+message))), NewSettings(l, someSettings(), wildText().Draw(rt, "file")),
			NewReading(l, func(*text.Book) (string, []explain.Block) {
				return message, []explain.Block{{Heading: message, Paras: []string{message}}}
			}))
		s := rapid.SampledFrom(all).Draw(rt, "screen")
		w, h := rapid.IntRange(1, 210).Draw(rt, "w"), rapid.IntRange(1, 55).Draw(rt, "h")
		s.Resize(w, h)
		for range rapid.IntRange(0, 10).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				s.Paste(wildText().Draw(rt, "pasted"))
			case 1:
				s.Click(rapid.IntRange(-1, w).Draw(rt, "x"), rapid.IntRange(-1, h).Draw(rt, "y"))
			case 2:
				s.Wheel(1, 1, rapid.SampledFrom([]int{-1, 1}).Draw(rt, "direction"))
			case 3:
				s.Toast(wildText().Draw(rt, "toast"))
			default:
				s.Key(rapid.SampledFrom(append(allKeys(), "a", "ü", "space", "backspace", "ctrl+w", "delete")).Draw(rt, "key"))
			}
		}
		checkFrame(rt, s, w, h, ascii)
	})
}

// The cursor of the person is always on the screen.
func TestTheChoiceIsInSight(t *testing.T) {
	l := Look{Theme: theme.New(theme.Options{})}
	for name, s := range screens(t, l) {
		if name == "reading" {
			continue
		}
		for _, h := range []int{5, 9, 14, 24} {
			s.Resize(80, h)
			for range 12 {
				press(s, "down")
				found := false
				for _, line := range s.Lines() {
					found = found || len(sgr(line)) != len(line) && containsReverse(line)
				}
				if !found {
					t.Fatalf("%s, %d lines: nothing is chosen:\n%s", name, h, plainLines(s))
				}
			}
		}
	}
}

func TestOffersHaveSentences(t *testing.T) {
	l := Look{Theme: theme.New(theme.Options{})}
	for name, s := range screens(t, l) {
		offers := s.Offers()
		if len(offers) < 5 || offers[0].Sentence == "" {
			t.Errorf("%s offers %d things", name, len(offers))
		}
		for _, o := range offers {
			if !o.In(s.At()) {
				t.Errorf("%s offers %s, which is not for %s", name, o.Name, s.At())
			}
		}
	}
	w := at(t, sample.Stages, 80, 24, theme.Options{})
	if w.At() != command.InWalk {
		t.Error(w.At())
	}
}

func containsReverse(line string) bool {
	return strings.Contains(line, "\x1b[7m") || strings.Contains(line, ";7m") || strings.Contains(line, "\x1b[1;7")
}

func TestGoldenScreens(t *testing.T) {
	german := inLanguage(t, text.German)
	for _, c := range []struct {
		name, screen string
		w, h         int
		o            theme.Options
		book         *text.Book
	}{
		{"start-80x24", "start", 80, 24, theme.Options{}, nil},
		{"first-start-80x24", "first start", 80, 24, theme.Options{}, nil},
		{"start-ascii-60x20", "start", 60, 20, theme.Options{ASCII: true}, nil},
		{"start-40x10", "start", 40, 10, theme.Options{}, nil},
		{"start-german-80x24", "start", 80, 24, theme.Options{}, german},
		{"bounce-80x24", "bounce", 80, 24, theme.Options{}, nil},
		{"bounce-german-80x24", "bounce", 80, 24, theme.Options{}, german},
		{"settings-80x24", "settings", 80, 24, theme.Options{}, nil},
		{"cases-80x24", "cases", 80, 24, theme.Options{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := screens(t, Look{Theme: theme.New(c.o), Book: c.book, Mouse: true})[c.screen]
			s.Resize(c.w, c.h)
			golden.RequireEqual(t, plainLines(s))
		})
	}
}
