package screen

import (
	"slices"

	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// guesses are the commands that note a guess, in the order of the choices.
func guesses() []command.Name {
	return []command.Name{command.Guess1, command.Guess2, command.Guess3, command.Guess4}
}

// choices is how many guesses there are about the step that is shown; none where
// nothing is to be guessed, or the answer is there.
func (p *Playback) choices() int {
	if p.shown || !p.teach || p.at >= len(p.steps) {
		return 0
	}
	return len(p.steps[p.at].Ask.Choices)
}

// noGuess says why a guess cannot be noted, or "". It knows the question, not its
// answer.
func (p *Playback) noGuess(name command.Name) string {
	switch n := slices.Index(guesses(), name); {
	case n < 0:
	case !p.teach:
		return p.book.Say("nothing is hidden: there is nothing to guess")
	case p.shown:
		return p.book.Say("this step is revealed already")
	case n >= p.choices():
		return p.book.Say("there is no such choice in this step")
	}
	return ""
}

// guess notes a guess about the step, or takes it back.
func (p *Playback) guess(name command.Name) {
	if p.toast = p.noGuess(name); p.toast != "" {
		return
	}
	n := slices.Index(guesses(), name) + 1
	if p.guessed[p.at] == n {
		n = 0
	}
	if p.guessed == nil {
		p.guessed = map[int]int{}
	}
	p.guessed[p.at] = n
}

// guessHint names the keys of the guesses in the footer.
func (p *Playback) guessHint() []pane.Hint {
	n := min(p.choices(), len(guesses()))
	if n == 0 {
		return nil
	}
	hint := p.hints(command.InPlayback, command.Guess1)
	if last := p.keys.Of(command.InPlayback, guesses()[n-1]); len(hint) > 0 && last != "" {
		hint[0].Key += "-" + last
	}
	return hint
}
