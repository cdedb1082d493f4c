package screen

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain/steps"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

// guessed is a lesson about the sample.
func guessed() *Playback { return lessonOf(&lessoned{d: sample.Diagnosis(sample.Stages)}) }

// TestGuess: the keys of the choices note a guess before the step is revealed, and
// then it stands there whether it was right; it is forgotten where a class begins anew.
func TestGuess(t *testing.T) {
	for _, c := range []struct {
		keys  []string
		shows []string
		not   []string
	}{
		{[]string{"1"}, []string{"(your guess)", "what do you expect?"}, []string{"right)"}},
		{[]string{"1", "1"}, nil, []string{"your guess"}},
		{[]string{"1", "2"}, []string{"(your guess)"}, []string{"right)"}},
		{[]string{"4"}, []string{"no such choice"}, []string{"your guess"}},
		{[]string{"space", "1"}, []string{"revealed already"}, []string{"your guess"}},
		{[]string{"1", "home"}, nil, []string{"your guess"}},
		{[]string{"1", "t"}, nil, []string{"your guess"}},
		{[]string{"1", "t", "1"}, []string{"nothing to guess"}, []string{"your guess"}},
		{[]string{"1", "b", "b"}, []string{"(your guess)"}, nil},
		{[]string{"1", "d", "esc"}, []string{"(your guess)"}, nil},
	} {
		p := guessed()
		p.Lines()
		press(p, c.keys...)
		got := plainLines(p)
		for _, words := range c.shows {
			if !strings.Contains(got, words) {
				t.Errorf("%v: %q is not shown:\n%s", c.keys, words, got)
			}
		}
		for _, words := range c.not {
			if strings.Contains(got, words) {
				t.Errorf("%v: %q is shown:\n%s", c.keys, words, got)
			}
		}
	}
}

// TestGuessIsJudged: at each step each guess is called right if it is, and not else,
// in every language, and has room in a small window; what is said before the step is
// revealed does not depend on the answer.
func TestGuessIsJudged(t *testing.T) {
	for _, language := range text.Languages() {
		book := inLanguage(t, language)
		for _, size := range [][2]int{{80, 24}, {60, 20}} {
			d := sample.Diagnosis(sample.Stages)
			d.Words = book
			for at, s := range steps.Of(d) {
				for n := range s.Ask.Choices {
					p := NewLesson(Look{Theme: theme.New(theme.Options{Mono: true}), Book: book}, &lessoned{d: d})
					p.Resize(size[0], size[1])
					p.Lines()
					p.to(at)
					p.Do(guesses()[n])
					before := strings.Join(strings.Fields(plainLines(p)), " ")
					p.Do(command.Step)
					after := strings.Join(strings.Fields(plainLines(p)), " ")
					noted := book.Say("[of a choice] your guess")
					right, wrong, other := book.Say("[of a choice] your guess: right"), book.Say("[of a choice] your guess: not right"), book.Say("guessed: %d", n+1)
					if !strings.Contains(before, "("+noted+")") || strings.Contains(before, right) || strings.Contains(before, wrong) {
						t.Errorf("%s, %v, step %d, guess %d before:\n%s", language, size, at+1, n+1, plainLines(p))
					}
					if is := n == s.Ask.Answer; is != strings.Contains(after, "("+right+")") || is == (strings.Contains(after, "("+wrong+")") || strings.Contains(after, "("+other+")")) {
						t.Errorf("%s, %v, step %d, guess %d of which %d is right:\n%s", language, size, at+1, n+1, s.Ask.Answer+1, plainLines(p))
					}
				}
				if len(s.Ask.Choices) > len(guesses()) {
					t.Errorf("step %d has %d choices and %d keys", at+1, len(s.Ask.Choices), len(guesses()))
				}
			}
		}
	}
}

// TestLessonExportsTheQuestionsAlone: before the last step is revealed no form tells
// what was found, after that the whole is offered first.
func TestLessonExportsTheQuestionsAlone(t *testing.T) {
	p := guessed()
	p.Lines()
	for p.Hides() {
		e := p.Do(command.Export)
		s, ok := e.Screen.(*Export)
		if !ok {
			t.Fatalf("step %d: %+v", p.at+1, e)
		}
		s.Resize(80, 24)
		press(s, "down", "tab", "end", "shift+tab")
		if e := s.Key("enter"); Form(e.Name) != ExportSheet || strings.Contains(e.Text, "example") || !strings.Contains(plainLines(s), "Not all is revealed yet") {
			t.Fatalf("step %d: %+v\n%s", p.at+1, e, plainLines(s))
		}
		p.Do(command.Step)
	}
	s := p.Do(command.Export).Screen.(*Export)
	if e := s.Key("enter"); Form(e.Name) != ExportHandout || !strings.HasSuffix(e.Text, "-handout.md") {
		t.Errorf("at the end: %+v", e)
	}
	if !slices.ContainsFunc(s.forms, func(f form) bool { return f.Form == ExportText }) {
		t.Error("the other forms are not offered at the end")
	}
	p.Do(command.Teach) // a class begins anew, and the steps behind are hidden
	p.Do(command.First)
	p.Do(command.Teach)
	p.Do(command.Teach)
	if p.far < len(p.steps) && len(p.export().(*Export).forms) != map[bool]int{true: 1, false: len(forms())}[p.teach] {
		t.Errorf("teaching %v: %d forms", p.teach, len(p.export().(*Export).forms))
	}
}
