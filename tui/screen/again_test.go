package screen

import (
	"strings"
	"testing"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/theme"
)

// TestAgainOnARow: on a row of saved cases the key of a check checks it again; where a
// text has the focus it is a letter.
func TestAgainOnARow(t *testing.T) {
	l := Look{Theme: theme.New(theme.Options{Mono: true})}
	start := func() Screen { s := NewStart(l, "", ""); s.Past(pastCases()); return s }
	cases := func() Screen { s := NewCases(l); s.Past(pastCases()); return s }
	once := func(s interface {
		Screen
		Past([]Past)
	},
	) func() Screen {
		list := pastCases()
		for i := range list {
			list[i].Once = "it cannot be read"
		}
		s.Past(list)
		return func() Screen { return s }
	}
	for _, c := range []struct {
		name  string
		of    func() Screen
		keys  []string
		do    Do
		shows string
	}{
		{"the field", start, []string{"r"}, Nothing, "│ r"},
		{"a row", start, []string{"tab", "r"}, DoRecheck, ""},
		{"the second row", start, []string{"tab", "down", "r"}, DoRecheck, ""},
		{"a search", start, []string{"tab", "/", "r"}, Nothing, "/r_"},
		{"a search that was begun", start, []string{"tab", "e", "r"}, Nothing, "/er_"},
		{"below the rows", start, []string{"shift+tab", "r"}, Nothing, ""},
		{"a row that cannot be", once(NewStart(l, "", "")), []string{"tab", "r"}, Nothing, "it cannot be read"},
		{"the field of the cases", cases, []string{"r"}, Nothing, "│ r"},
		{"a row of the cases", cases, []string{"down", "r"}, DoRecheck, ""},
		{"by Tab", cases, []string{"tab", "r"}, DoRecheck, ""},
		{"Tab twice", cases, []string{"tab", "tab", "r"}, Nothing, "│ r"},
		{"written after a row", cases, []string{"down", "e", "r"}, Nothing, "│ er"},
		{"a row of what is searched", cases, []string{"o", "r", "g", "tab", "r"}, DoRecheck, ""},
		{"a row that cannot be", once(NewCases(l)), []string{"tab", "r"}, Nothing, "it cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.of()
			s.Resize(80, 24)
			s.Lines()
			e := press(s, c.keys...)
			if got := plainLines(s); e.Do != c.do || !strings.Contains(got, c.shows) {
				t.Errorf("%v: %+v\n%s", c.keys, e, got)
			}
			if e.Do == DoRecheck && !strings.HasPrefix(e.Text, "/") {
				t.Errorf("which one? %+v", e)
			}
		})
	}
}

// TestAgainIsListed: the list of commands has it with its key, and why it does
// nothing; the footer names it while a row is chosen, and can be clicked.
func TestAgainIsListed(t *testing.T) {
	for _, language := range text.Languages() {
		l := Look{Theme: theme.New(theme.Options{Mono: true}), Book: inLanguage(t, language), Mouse: true}
		for _, size := range [][2]int{{80, 24}, {60, 20}} {
			for name, s := range map[string]interface {
				Screen
				Past([]Past)
			}{"start": NewStart(l, "", ""), "cases": NewCases(l)} {
				s.Resize(size[0], size[1])
				s.Past(nil)
				if why, keys := offeredAgain(s); why == "" || keys != "r" {
					t.Errorf("%s: %q, key %q without a saved check", name, why, keys)
				}
				s.Past(pastCases())
				press(s, "tab")
				if why, _ := offeredAgain(s); why != "" {
					t.Errorf("%s: %q on a row", name, why)
				}
				lines := strings.Split(plainLines(s), "\n")
				foot := lines[size[1]-1]
				hint := "r " + l.Book.Say("[key] again")
				x := strings.Index(foot, hint)
				if x < 0 {
					t.Fatalf("%s at %v: %q", name, size, foot)
				}
				if e := s.Click(x, size[1]-1); e.Do != DoRecheck {
					t.Errorf("%s: a click on it is %+v", name, e)
				}
			}
		}
	}
}

// offeredAgain is what a screen offers for checking again.
func offeredAgain(s Screen) (why, keys string) {
	for _, o := range s.Offers() {
		if o.Name == command.Again {
			return o.Why, strings.Join(o.Keys, " ")
		}
	}
	return "not offered", ""
}
