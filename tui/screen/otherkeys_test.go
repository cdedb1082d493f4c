package screen

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/tui/command"
	"danewalk/tui/theme"
)

// otherKeys gives each command a key that it never had, and no other.
func otherKeys(t testing.TB) *command.Keys {
	t.Helper()
	changes := map[string][]string{}
	for _, c := range command.All() {
		if name := string(c.Name); changes[name] == nil {
			const keys = 50 // F13 to F62
			changes[name] = []string{fmt.Sprintf("%s+f%d", []string{"alt", "meta"}[len(changes)/keys], 13+len(changes)%keys)}
		}
	}
	k, err := command.NewKeys(changes)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// oldKey finds a key of the list as it is built in where a text names it: by its
// name, in brackets, beside another one, or as a letter that stands alone. The
// letters that are words or letters of records are not among the last.
func oldKey() *regexp.Regexp {
	return regexp.MustCompile(`\b(Enter|Esc|Tab|Space|PgUp|PgDn|Home|Ctrl|Shift|F1)\b|\[[a-zA-Z?/]\]|\bj/k\b|\[ \]|1-5` +
		`|(?:^|[\s(|])([nNLyYegzrRxmqtbhjkl?]|[1-5] (?:Answer|Records|Talk|Timing|Servers))(?:[\s),;|]|$)`)
}

// A person who has changed the keys never reads the old ones: every screen of a check
// names the keys that there are.
func TestChangedKeysAreNamedEverywhere(t *testing.T) {
	l := lookOf(theme.Options{Mono: true}, nil)
	l.Keys = otherKeys(t)
	old, found, looked, answers := oldKey(), map[string]bool{}, map[string]bool{}, "y yes  n no" // the letters of a question are no commands

	see := func(where string, s Screen) {
		for _, size := range [][2]int{{200, 70}, {80, 24}, {60, 20}} {
			s.Resize(size[0], size[1])
			for y, line := range s.Lines() {
				if looked[line] { // in most frames most lines are those of another one
					continue
				}
				looked[line] = true
				line = strings.Replace(ansi.Strip(line), answers, "", 1)
				for _, seen := range old.FindAllString(line, -1) {
					if strings.HasPrefix(strings.TrimSpace(line), "? ") && strings.TrimSpace(seen) == "?" || found[seen+line] { // the sign for what is not known
						continue
					}
					found[seen+line] = true
					t.Errorf("%s, %dx%d, line %d: %q in %q", where, size[0], size[1], y, seen, strings.TrimSpace(line))
				}
			}
		}
	}
	p := pictureOf(t, "demo")
	stopping := []command.Name{command.Quit, command.Break, command.Stop, command.Again, command.Repeat, command.Playback, command.NextPane}
	for _, s := range []stage{running, finished} {
		for _, c := range l.Keys.In(command.InWalk) {
			seen := fmt.Sprint(s, c.Name)
			if found[seen] || c.Name == command.Form || s == running && !slices.Contains(stopping, c.Name) { // octets may look like keys
				continue
			}
			found[seen] = true
			w := p.walk(l, s)
			if e := w.Do(c.Name); e.Screen != nil {
				see(fmt.Sprintf("stage %d, %s", s, c.Name), e.Screen)
				within(l, e.Screen, func(where string) { see(fmt.Sprintf("stage %d, %s, %s", s, c.Name, where), e.Screen) })
			}
			see(fmt.Sprintf("stage %d, %s", s, c.Name), w)
			w.Do(c.Name)
			see(fmt.Sprintf("stage %d, %s twice", s, c.Name), w)
		}
		see(fmt.Sprintf("stage %d, list", s), NewPalette(l, p.walk(l, s)))
	}
	for name, s := range screens(t, l) {
		see(name, s)
		within(l, s, func(where string) { see(name+", "+where, s) })
	}
}

// within carries out every command of a screen, one after the other.
func within(l Look, s Screen, see func(where string)) {
	for _, c := range l.Keys.In(s.At()) {
		s.Resize(80, 24)
		s.Do(c.Name)
		see(string(c.Name))
	}
}

// Where a command has no key nothing points to one.
func TestScrollHintWithoutKeys(t *testing.T) {
	keys, err := command.NewKeys(map[string][]string{"up": nil, "down": nil, "next-pane": nil})
	if err != nil {
		t.Fatal(err)
	}
	l := lookOf(theme.Options{Mono: true}, nil)
	l.Keys = keys
	w := pictureOf(t, "demo").walk(l, finished)
	w.Resize(80, 24)
	if got := plainLines(w); !strings.Contains(got, "more --") || strings.Contains(got, "()") {
		t.Errorf("the hint of what is below:\n%s", got)
	}
}

// The letter that the question offers for no means no, also where it is the key that
// quits.
func TestTheAnswerNoIsNo(t *testing.T) {
	keys, err := command.NewKeys(map[string][]string{"quit": {"n"}, "next-problem": {"f5"}})
	if err != nil {
		t.Fatal(err)
	}
	l := lookOf(theme.Options{}, nil)
	l.Keys = keys
	w := pictureOf(t, "demo").walk(l, running)
	if e := press(w, "n", "n"); e.Do != Nothing || w.Message() != "" {
		t.Errorf("n does %v and says %q", e.Do, w.Message())
	}
}

// The views are "1-5" in a narrow title only while these are their keys.
func TestViewsInANarrowTitle(t *testing.T) {
	for key, want := range map[string]string{"3": "1-5 views", "f3": "1 2 F3 4 5 views"} {
		keys, err := command.NewKeys(map[string][]string{"view-talk": {key}})
		if err != nil {
			t.Fatal(err)
		}
		l := lookOf(theme.Options{}, nil)
		l.Keys = keys
		w := pictureOf(t, "demo").walk(l, finished)
		w.Resize(70, 24)
		if got := plainLines(w); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
