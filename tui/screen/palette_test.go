package screen

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

// write presses the letters of a text.
func write(s Screen, typed string) (last Effect) {
	for _, r := range typed {
		key := string(r)
		if r == ' ' {
			key = "space"
		}
		last = s.Key(key)
	}
	return last
}

// What is typed finds a command by its word, its sentence, its key and its name,
// in the language of the screen; Enter does it below.
func TestPaletteFinds(t *testing.T) {
	for _, c := range []struct {
		language, typed string
		want            command.Name
	}{
		{"en", "", command.NextProblem},
		{"en", "zoom", command.Zoom},
		{"en", "ZOOM", command.Zoom},
		{"en", "whole window", command.Zoom},        // of the sentence
		{"en", "window whole", command.Zoom},        // every word, in any order
		{"en", "]", command.NextHost},               // a key
		{"en", "N", command.PrevProblem},            // a key is the very key
		{"en", "n", command.NextProblem},            //
		{"en", "ctrl+l", command.Redraw},            // as people read it, in any case
		{"en", "previous-server", command.PrevHost}, // as the configuration calls it
		{"en", "prev serv", command.PrevHost},
		{"en", "?", command.Help},
		{"en", "settings", command.Settings}, // has no key
		{"en", "port 25", command.Port25},
		{"de", "naechstes problem", command.NextProblem},
		{"de", "nächstes", command.NextProblem},
		{"de", "NACHSTES PROBLEM", command.NextProblem},
		{"de", "Fenster", command.Zoom},
		{"nl", "geïnstalleerd", ""},
		{"nl", "kopieren", command.Copy},
		{"en", "no such thing", ""},
	} {
		of := at(t, sample.Stages, 80, 24, theme.Options{})
		of.Speak(inLanguage(t, c.language))
		s := paletteOf(of)
		write(s, c.typed)
		got := s.Key("enter")
		switch {
		case c.want == "" && (got.Do != Nothing || s.Message() == ""):
			t.Errorf("%s %q: does %v", c.language, c.typed, got)
		case c.want != "" && (got.Do != DoRun || got.Text != string(c.want)):
			t.Errorf("%s %q: %v %q, want %q\n%s", c.language, c.typed, got.Do, got.Text, c.want, plainLines(s))
		}
	}
}

func TestPaletteKeys(t *testing.T) {
	for _, c := range []struct {
		keys, filter string
		do           Do
		sel          command.Name // the row that Enter would do
	}{
		{"q", "q", Nothing, command.Quit}, // letters are text
		{"? :", "?:", Nothing, ""},
		{"c o p y esc", "", Nothing, command.NextProblem},
		{"c esc esc", "", DoBack, command.NextProblem},
		{"esc", "", DoBack, command.NextProblem},
		{"f1", "", DoBack, command.NextProblem},
		{"ctrl+p", "", DoBack, command.NextProblem},
		{"z ctrl+c", "z", DoInterrupt, command.Zoom},
		{"down", "", Nothing, command.PrevProblem},
		{"down down up", "", Nothing, command.PrevProblem},
		{"up", "", Nothing, command.NextProblem},
		{"pgdown pgup", "", Nothing, command.NextProblem},
		{"z o backspace", "z", Nothing, command.Zoom},
		{"a b ctrl+u", "", Nothing, command.NextProblem},
		{"down z", "z", Nothing, command.Zoom}, // typing goes to the best row
	} {
		s := paletteOf(at(t, sample.Stages, 80, 24, theme.Options{}))
		e := press(s, strings.Fields(c.keys)...)
		if e.Do != c.do || s.filter.text() != c.filter {
			t.Errorf("%q: does %v, want %v; the field holds %q", c.keys, e.Do, c.do, s.filter.text())
		}
		if e := s.Key("enter"); c.sel != "" && e.Text != string(c.sel) {
			t.Errorf("%q: Enter does %q, want %q", c.keys, e.Text, c.sel)
		}
	}
}

// A command that does nothing now stays in the list, and says why.
func TestPaletteSaysWhyNot(t *testing.T) {
	s := paletteOf(at(t, 8, 80, 24, theme.Options{}))
	write(s, "next problem")
	if got := plainLines(s); !strings.Contains(got, "(no problem found)") {
		t.Errorf("no reason:\n%s", got)
	}
	if e := s.Key("enter"); e.Do != Nothing || s.Message() != "not now: no problem found" {
		t.Errorf("Enter does %v and says %q", e.Do, s.Message())
	}
}

// Every command that a screen offers is in its list, once, with a name.
func TestPaletteListsAllThatCanBeDone(t *testing.T) {
	look := Look{Theme: theme.New(theme.Options{})}
	all := screens(t, look)
	all["walk"] = at(t, sample.Stages, 80, 24, theme.Options{})
	for name, of := range all {
		s := NewPalette(look, of)
		seen := map[command.Name]bool{}
		for _, l := range s.all() {
			if seen[l.name] || strings.TrimSpace(l.row.Title) == "" || l.row.Sentence == "" {
				t.Errorf("%s: %q twice, or without words: %+v", name, l.name, l.row)
			}
			seen[l.name] = true
		}
		for _, o := range of.Offers() {
			if !seen[o.Name] {
				t.Errorf("%s: %q is not listed", name, o.Name)
			}
		}
	}
}

// The keys of the configuration are those of the list.
func TestPaletteFollowsTheKeysOfThePerson(t *testing.T) {
	keys, err := command.NewKeys(map[string][]string{"zoom": {"F"}, "settings": {"f2"}, "help": {"f3"}})
	if err != nil {
		t.Fatal(err)
	}
	of := NewWalk(theme.New(theme.Options{}), Options{Keys: keys})
	of.Resize(80, 24)
	if e := of.Key("f3"); e.Do != DoHelp {
		t.Errorf("the key of the list does %v", e.Do)
	}
	if e := of.Key("f2"); e.Do != DoSettings {
		t.Errorf("the key of the settings does %v", e.Do)
	}
	s := paletteOf(of)
	for typed, want := range map[string]command.Name{"F": command.Zoom, "f2": command.Settings, "f3": command.Help} {
		s.filter = newField(typed)
		if e := s.Key("enter"); e.Text != string(want) {
			t.Errorf("%q finds %q, want %q", typed, e.Text, want)
		}
	}
	if e := s.Key("f3"); e.Do != DoBack {
		t.Errorf("f3 does %v in the list", e.Do)
	}
}

func TestPaletteMouse(t *testing.T) {
	s := paletteOf(at(t, sample.Stages, 80, 24, theme.Options{}))
	write(s, "zoom")
	lines := strings.Split(plainLines(s), "\n")
	y := 0
	for i, l := range lines {
		if strings.Contains(l, "whole window") {
			y = i
		}
	}
	if e := s.Click(5, y); e.Do != DoRun || e.Text != string(command.Zoom) {
		t.Errorf("a click does %v %q", e.Do, e.Text)
	}
	s = paletteOf(at(t, sample.Stages, 80, 24, theme.Options{}))
	for range 30 {
		s.Wheel(5, 10, 1)
	}
	if got := plainLines(s); !strings.Contains(got, "cross: cut") {
		t.Errorf("the wheel does not reach the end:\n%s", got)
	}
	for range 60 {
		press(s, "down")
	}
	if got := plainLines(s); !strings.Contains(got, "cross: cut") {
		t.Errorf("the keys do not reach the end:\n%s", got)
	}
}

func TestPaletteFillsTheWindow(t *testing.T) {
	for _, language := range text.Languages() {
		book := inLanguage(t, language)
		for _, o := range []theme.Options{{}, {ASCII: true, Mono: true}} {
			of := at(t, 8, 80, 24, o)
			of.Speak(book)
			for _, typed := range []string{"", "e", "zzz"} {
				s := paletteOf(of)
				s.Speak(book)
				write(s, typed)
				for w := 1; w <= 300; w += 1 + w {
					for h := 1; h <= 100; h += 1 + h {
						s.Resize(w, h)
						press(s, "down")
						checkFrame(t, s, w, h, o.ASCII)
					}
				}
			}
		}
	}
}

// Whatever is typed: the frame is whole, what is found fits every word, and less
// typed finds no less.
func TestPaletteFilter(t *testing.T) {
	of := at(t, sample.Stages, 80, 24, theme.Options{})
	rapid.Check(t, func(rt *rapid.T) {
		s := paletteOf(of)
		s.Resize(rapid.IntRange(1, 130).Draw(rt, "w"), rapid.IntRange(1, 40).Draw(rt, "h"))
		typed := rapid.OneOf(wildText(), rapid.StringMatching(`[a-zN/? ]{0,6}`)).Draw(rt, "typed")
		s.Paste(typed)
		checkFrame(rt, s, s.w, s.h, false)
		rows, all := s.found()
		for _, l := range rows {
			for _, word := range strings.Fields(strings.ToLower(s.filter.text())) {
				if isASCII(word) && !strings.Contains(l.look, word) {
					rt.Fatalf("%q finds %q", typed, l.look)
				}
			}
		}
		s.Key("backspace")
		if fewer, _ := s.found(); len(fewer) < len(rows) || len(fewer) > len(all) {
			rt.Fatalf("%q finds %d, less of it %d", typed, len(rows), len(fewer))
		}
		s.Key(rapid.SampledFrom([]string{"enter", "down", "pgdown", "up", "esc", "end"}).Draw(rt, "key"))
		s.Click(3, rapid.IntRange(-1, 40).Draw(rt, "y"))
		checkFrame(rt, s, s.w, s.h, false)
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) < 0
}

func TestGoldenPalette(t *testing.T) {
	german := inLanguage(t, text.German)
	for _, c := range []struct {
		name, typed string
		w, h        int
		o           theme.Options
		book        *text.Book
	}{
		{"walk-80x24", "", 80, 24, theme.Options{}, nil},
		{"filtered-80x24", "server", 80, 24, theme.Options{}, nil},
		{"german-ascii-80x24", "", 80, 24, theme.Options{ASCII: true}, german},
		{"40x10", "", 40, 10, theme.Options{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			of := at(t, 8, c.w, c.h, c.o)
			of.Speak(c.book)
			s := paletteOf(of)
			write(s, c.typed)
			golden.RequireEqual(t, plainLines(s))
		})
	}
}

func TestStartScreenSearch(t *testing.T) {
	for _, c := range []struct {
		keys, field, search string
		listed              int
	}{
		{"/", "", "", 4},
		{"/ n l", "", "nl", 1},
		{"/ b u c h", "", "buch", 1}, // whatever the accents
		{"/ n l esc", "", "", 4},
		{"a /", "a/", "", 4}, // an address is being written
		{"tab / n l", "", "nl", 1},
		{"tab n l", "", "nl", 1},
	} {
		s := NewStart(Look{Theme: theme.New(theme.Options{})}, "", "")
		s.Past(pastCases())
		s.Resize(80, 24)
		press(s, strings.Fields(c.keys)...)
		if s.field.text() != c.field || s.search != c.search || len(s.listed()) != c.listed {
			t.Errorf("%q: field %q, search %q, %d cases", c.keys, s.field.text(), s.search, len(s.listed()))
		}
	}
	s := NewStart(Look{Theme: theme.New(theme.Options{})}, "", "")
	s.Past(pastCases())
	s.Resize(80, 24)
	s.Do(command.Search)
	write(s, "example org")
	if got := plainLines(s); !strings.Contains(got, "/example org_  1 of 4") {
		t.Errorf("no count:\n%s", got)
	}
	if e := s.Key("enter"); e.Do != DoOpen || e.Text != "/cases/1.case" {
		t.Errorf("Enter: %+v", e)
	}
}

// BenchmarkPalette is a key in the list and the frame after it.
func BenchmarkPalette(b *testing.B) {
	s := paletteOf(at(b, sample.Stages, 200, 50, theme.Options{}))
	for b.Loop() {
		press(s, "e", "backspace", "down")
		s.Lines()
	}
}

// Nothing that the walk can do is left out of its list.
func TestTheWalkOffersAllItsCommands(t *testing.T) {
	of := at(t, sample.Stages, 80, 24, theme.Options{})
	offered := map[command.Name]bool{}
	for _, o := range of.Offers() {
		offered[o.Name] = true
	}
	for _, c := range of.keys.In(command.InWalk) {
		if !offered[c.Name] {
			t.Errorf("%s is not offered", c.Name)
		}
	}
}
