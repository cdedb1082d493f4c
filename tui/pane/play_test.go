package pane_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/steps"
	lang "danewalk/explain/text"
	"danewalk/tui/internal/sample"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
	"danewalk/tui/words"
)

func books(t *testing.T) []*lang.Book {
	t.Helper()
	var out []*lang.Book
	for _, language := range lang.Languages() {
		b, err := lang.NewBook(language, words.Files())
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

// eachPlay goes through every step of the sample at several stages, hidden and
// shown, with and without something to guess, in every language.
func eachPlay(t *testing.T, do func(name string, p pane.Play)) {
	t.Helper()
	for _, book := range books(t) {
		for _, stage := range []int{3, sample.Stages} {
			d := sample.Diagnosis(stage)
			d.Words = book
			list := steps.Of(d)
			for at := range list {
				for _, mode := range []struct{ shown, teach bool }{{true, false}, {false, true}, {true, true}} {
					do(fmt.Sprintf("%s, stage %d, step %d, %+v", book.Language(), stage, at, mode),
						pane.Play{Diagnosis: d, Steps: list, At: at, Shown: mode.shown, Teach: mode.teach, Words: book})
				}
			}
		}
	}
}

func TestPlayFillsItsPane(t *testing.T) {
	sizes := [][2]int{{1, 1}, {3, 2}, {20, 5}, {40, 6}, {56, 16}, {80, 20}, {120, 32}, {200, 46}}
	for _, ascii := range []bool{false, true} {
		th := theme.New(theme.Options{ASCII: ascii})
		eachPlay(t, func(name string, p pane.Play) {
			for _, size := range sizes {
				w, h := size[0], size[1]
				lines := p.Lines(th, w, h)
				if len(lines) != h {
					t.Fatalf("%s at %dx%d: %d lines", name, w, h, len(lines))
				}
				for _, l := range lines {
					if ansi.StringWidth(l) != w {
						t.Fatalf("%s at %dx%d: %d cells: %q", name, w, h, ansi.StringWidth(l), l)
					}
				}
			}
		})
	}
	if (pane.Play{}).Lines(theme.New(theme.Options{}), 0, 5) != nil {
		t.Error("something is drawn in no cells")
	}
	if got := (pane.Play{Diagnosis: &explain.Diagnosis{}}).Lines(theme.New(theme.Options{}), 40, 3); len(got) != 3 || !strings.Contains(got[0], "no step") {
		t.Errorf("without steps: %q", got)
	}
}

// TestPlayIsReadable: at the size of a projector a step has at most twelve lines
// of words, and its question and answer are whole.
func TestPlayIsReadable(t *testing.T) {
	th := theme.New(theme.Options{Mono: true})
	eachPlay(t, func(name string, p pane.Play) {
		lines := strings.Split(ansi.Strip(strings.Join(p.Lines(th, 80, 20), "\n")), "\n")
		s := p.Steps[p.At]
		from, n := 0, 0
		for i, l := range lines {
			if strings.Contains(l, s.Title) && from == 0 && strings.TrimSpace(l) != "" && !strings.Contains(l, "═") {
				from = i
			}
		}
		for _, l := range lines[from+1:] {
			if strings.TrimSpace(l) != "" {
				n++
			}
		}
		if n > 12 {
			t.Errorf("%s: %d lines of words\n%s", name, n, strings.Join(lines, "\n"))
		}
		all := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
		want := append([]string{}, s.Now...)
		if p.Shown {
			want = append(want, s.Seen...)
		}
		if p.Teach {
			want = append(want, s.Ask.Choices...)
		}
		for _, words := range want {
			if !strings.Contains(all, words) {
				t.Errorf("%s: %q is not on the screen\n%s", name, words, strings.Join(lines, "\n"))
			}
		}
	})
}

// TestPlayInASmallWindow: where not all has room, what came of a step is still
// whole, and the right guess is among those that are left.
func TestPlayInASmallWindow(t *testing.T) {
	th := theme.New(theme.Options{Mono: true})
	eachPlay(t, func(name string, p pane.Play) {
		if !p.Shown {
			return
		}
		s := p.Steps[p.At]
		all := strings.Join(strings.Fields(ansi.Strip(strings.Join(p.Lines(th, 60, 16), " "))), " ")
		want := slices.Concat(s.Now, s.Seen)
		if p.Teach && s.Ask.Answer >= 0 {
			want = append(want, s.Ask.Choices[s.Ask.Answer])
		}
		for _, words := range want {
			if !strings.Contains(all, words) {
				t.Errorf("%s: %q is not on the screen\n%s", name, words, strings.Join(p.Lines(th, 60, 16), "\n"))
			}
		}
	})
}

// TestPlayHidesWhatIsNotRevealed: neither sign, nor word, nor record of a step
// tells what came of it.
func TestPlayHidesWhatIsNotRevealed(t *testing.T) {
	th := theme.New(theme.Options{ASCII: true, Mono: true})
	d := sample.Diagnosis(sample.Stages)
	list := steps.Of(d)
	for at, s := range list {
		if s.Kind != steps.Match || s.State != explain.Broken {
			continue
		}
		p := pane.Play{Diagnosis: d, Steps: list, At: at, Teach: true}
		hidden := ansi.Strip(strings.Join(p.Lines(th, 80, 20), "\n"))
		p.Shown = true
		shown := ansi.Strip(strings.Join(p.Lines(th, 80, 20), "\n"))
		for _, tells := range []string{"XX", "BROKEN", "does not deliver"} {
			if strings.Contains(hidden, tells) || !strings.Contains(shown, tells) {
				t.Errorf("%q: hidden\n%s\nshown\n%s", tells, hidden, shown)
			}
		}
		if !strings.Contains(hidden, "??") {
			t.Errorf("nothing is to be guessed:\n%s", hidden)
		}
		return
	}
	t.Fatal("the sample has no broken match")
}
