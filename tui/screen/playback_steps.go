package screen

import "danewalk/tui/command"

// next reveals the step, or goes to the next one.
func (p *Playback) next() {
	switch {
	case !p.shown:
		p.shown = true
		p.reveal()
	case p.at < len(p.steps)-1:
		p.to(p.at + 1)
	default:
		p.toast = p.disabled(command.Step)
	}
}

// previous goes back to a step, which has been seen already.
func (p *Playback) previous() {
	if p.at == 0 {
		p.toast = p.disabled(command.Left)
		return
	}
	p.at, p.shown = p.at-1, true
}

// to goes to a step. It is to be revealed if there is something to reveal and it
// was not yet.
func (p *Playback) to(at int) {
	p.at = max(0, min(at, len(p.steps)-1))
	p.shown = p.at < p.seen || !p.hides()
	p.reveal()
}

// reveal notes how far the steps have been seen.
func (p *Playback) reveal() {
	if !p.shown || p.at >= len(p.steps) {
		return
	}
	p.seen = max(p.seen, p.at+1)
	p.far = max(p.far, p.seen)
	p.lesson.told = p.lesson.told || p.far == len(p.steps)
}

// restart goes to the first step, and hides all of them again.
func (p *Playback) restart() {
	p.seen, p.guessed = 0, nil
	p.to(0)
}

// last goes to the last step; while something is to be guessed, no farther than the
// first one that nobody has seen.
func (p *Playback) last() {
	if !p.teach {
		p.to(len(p.steps) - 1)
		return
	}
	p.seen = p.far
	if p.to(p.seen); !p.shown {
		p.toast = p.book.Say("the steps behind this one are not revealed yet")
	}
}

// hides tells whether the step waits to be revealed.
func (p *Playback) hides() bool {
	if !p.teach || p.at >= len(p.steps) {
		return false
	}
	return p.steps[p.at].Guessable()
}

func (p *Playback) toggleTeach() {
	p.teach = !p.teach
	p.seen, p.far, p.guessed = p.at, p.at, nil
	p.to(p.at)
	p.toast = p.book.Say("teaching: off")
	if p.teach {
		p.toast = p.book.Say("teaching: each step waits to be revealed")
	}
}

// export is where the check is written to a file: as a handout, unless somebody
// chooses another form. While steps wait to be revealed only the questions are.
func (p *Playback) export() Screen {
	if p.teach && p.far < len(p.steps) || p.Hides() {
		return newExport(p.look(), p.of, []form{sheet()}, ExportSheet)
	}
	return newExport(p.look(), p.of, forms(), ExportHandout)
}
