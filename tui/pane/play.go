package pane

import (
	"fmt"
	"strings"

	"danewalk/explain"
	"danewalk/explain/steps"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Play is one step of a check as it is shown to a room: the chain so far, large,
// and below it one idea in words.
type Play struct {
	Diagnosis *explain.Diagnosis
	Steps     []steps.Step
	At        int
	Shown     bool // what came of the step is revealed
	Teach     bool // there is something to guess
	Guess     int  // number of the choice that was guessed, from 1; zero: none
	Words     *lang.Book
}

// playText is how many lines of words are shown at most: more is not read from
// the last row of a classroom.
const playText = 12

// playLead is the width of the names of the parts, with the space around them.
const playLead = 11

// Lines gives h lines of w cells.
func (p Play) Lines(th *theme.Theme, w, h int) []string {
	if w < 1 || h < 1 {
		return nil
	}
	var body []Line
	if p.At < 0 || p.At >= len(p.Steps) {
		body = []Line{text(theme.Faint, " "+p.Words.Say("There is no step to show."))}
	} else {
		body = p.body(th, w, h)
	}
	out := make([]string, 0, h)
	for i := range h {
		if i < len(body) {
			out = append(out, body[i].Draw(th, w))
			continue
		}
		out = append(out, Line{}.Draw(th, w))
	}
	return out
}

// body is what is shown, in h lines if it can be: air goes first, then the terms,
// then the zones of the chain, then the chain.
func (p Play) body(th *theme.Theme, w, h int) []Line {
	trunk, server := p.trunk(th, w), p.server(th, w)
	least := p.least(th, w)
	room := func() int { return h - 1 - len(trunk) - len(server) }
	if room() < least && p.inServer() {
		trunk = nil
	}
	if room() < least {
		trunk, server = nil, nil
	}
	words := p.text(th, w, max(2, min(playText, room())))
	air := room() - count(words)
	gap := func(rank int) []Line { // the first ones matter most
		if air < rank {
			return nil
		}
		return []Line{{}}
	}
	out := gap(3)
	out = append(append(append(out, trunk...), gap(4)...), server...)
	out = append(append(append(out, gap(1)...), p.head(th, w)), gap(2)...)
	for i, part := range words {
		if i > 0 && air >= 4+len(words)-1 {
			out = append(out, Line{})
		}
		out = append(out, part...)
	}
	return out
}

// least is how many lines of words there are at least: the first sentence, and what
// is to be guessed, or what came of it.
func (p Play) least(th *theme.Theme, w int) int {
	room := max(10, w-playLead-1)
	s := p.Steps[p.At]
	n := len(p.sentences(th, s.Now[:min(1, len(s.Now))], room)) + len(p.question(th, room, p.Shown))
	if p.Shown {
		n += len(p.sentences(th, s.Seen, room))
	}
	return min(n, playText)
}

func count(parts [][]Line) (n int) {
	for _, p := range parts {
		n += len(p)
	}
	return n
}

// head names the step and its state: a sign, and always a word. Where it is too long
// it leaves out the mail server, whose name stands above, and else cuts the name.
func (p Play) head(th *theme.Theme, w int) Line {
	s := p.Steps[p.At]
	m := p.mark(th, p.At)
	var before, after Line
	if before = (Line{{" ", theme.Plain}}); m.Sign != "" {
		before = append(before, Span{m.Sign, m.Token}, Span{" ", theme.Plain})
	}
	if m.Word != "" {
		after = Line{{"  ", theme.Plain}, {m.Word, m.Token}}
	}
	room := w - before.width(th) - after.width(th)
	title := text(theme.Strong, s.Title)
	if l := p.Diagnosis.Links[s.Link]; title.width(th) > room && l.Depth > 1 && s.Kind != steps.Result {
		title = text(theme.Strong, l.Label)
	}
	return append(append(before, title.cutTo(th, max(room, 1))...), after...)
}

// mark is the sign and the word for what came of a step, as far as it is shown.
func (p Play) mark(th *theme.Theme, i int) theme.Mark {
	s := p.Steps[i]
	switch {
	case s.Kind == steps.Host:
		return theme.Mark{}
	case i == p.At && !p.Shown:
		return theme.Mark{Sign: th.Signs.Unknown, Word: p.Words.Say("[a step] what do you expect?"), Token: theme.Strong}
	case s.Kind == steps.Result:
		return th.Verdict(p.Words, p.Diagnosis.Verdict)
	}
	return th.State(p.Words, s.State)
}

// part is a part of the words of a step.
type part struct {
	name  string
	lines []Line
}

// text is the words of the step, a part each, in at most n lines.
func (p Play) text(th *theme.Theme, w, n int) [][]Line {
	room := max(10, w-playLead-1)
	parts := []part{{p.Words.Say("[a part of a step] NOW"), p.sentences(th, p.Steps[p.At].Now, room)}}
	var seen []Line
	if p.Shown {
		seen = p.sentences(th, p.Steps[p.At].Seen, room)
	}
	ask := p.question(th, room, false)
	if len(parts[0].lines)+len(ask)+len(seen) > n && p.Shown { // what came of it matters more than the wrong guesses
		ask = p.question(th, room, true)
	}
	for now := p.Steps[p.At].Now; len(now) > 1 && len(parts[0].lines)+len(ask)+len(seen) > n; { // and than what was said before
		now = now[:len(now)-1]
		parts[0].lines = p.sentences(th, now, room)
	}
	if len(parts[0].lines)+len(ask)+len(seen) > n && p.Shown && len(ask) > 0 { // and than the question, which the class has heard
		ask = ask[len(p.sentences(th, []string{p.Steps[p.At].Ask.Text}, room)):]
	}
	if len(ask) > 0 {
		parts = append(parts, part{p.Words.Say("[a part of a step] ASK"), ask})
	}
	if p.Shown {
		parts = append(parts, part{p.Words.Say("[a part of a step] SEEN"), seen})
	}
	used := 0
	for _, part := range parts {
		used += len(part.lines)
	}
	parts = append(parts, part{p.Words.Say("[a part of a step] WORDS"), p.terms(th, room, n-used)})
	var out [][]Line
	for _, part := range parts {
		if lines := part.named(th); len(lines) > 0 && n > 0 {
			out = append(out, lines[:min(n, len(lines))])
			n -= len(lines)
		}
	}
	return out
}

// named puts the name of a part before its first line.
func (p part) named(th *theme.Theme) (out []Line) {
	for i, l := range p.lines {
		lead := Line{{"  ", theme.Plain}}
		if i == 0 {
			lead = append(lead, Span{p.name, theme.Strong}).cutTo(th, playLead-1)
		}
		lead = append(lead, Span{pad("", playLead-lead.width(th)), theme.Plain})
		out = append(out, append(lead, l...))
	}
	return out
}

func (p Play) sentences(th *theme.Theme, list []string, w int) (out []Line) {
	for _, s := range list {
		for _, line := range wrap(th, s, w) {
			out = append(out, text(theme.Plain, line))
		}
	}
	return out
}

// question is what is to be guessed, and after that which guess was right; brief:
// only that one.
func (p Play) question(th *theme.Theme, w int, brief bool) []Line {
	q := p.Steps[p.At].Ask
	if !p.Teach || len(q.Choices) == 0 {
		return nil
	}
	out := p.sentences(th, []string{q.Text}, w)
	for i, c := range q.Choices {
		if brief && i != q.Answer {
			continue
		}
		mark, token := "  ", theme.Plain
		switch {
		case p.Shown && i == q.Answer:
			mark, token = th.Signs.Into+" ", theme.Strong
		case p.Shown:
			token = theme.Faint
		case i+1 == p.Guess:
			token = theme.Strong
		}
		if note := p.guessNote(i, brief); note != "" {
			c += "  (" + note + ")"
		}
		for j, line := range wrap(th, c, max(8, w-5)) {
			lead := fmt.Sprintf("%s%d  ", mark, i+1)
			if j > 0 {
				lead = strings.Repeat(" ", width(lead))
			}
			out = append(out, text(token, lead+line))
		}
	}
	if p.Shown && q.Answer < 0 {
		said := p.Words.Say("none of these")
		if brief && p.Guess > 0 {
			said += "  (" + p.Words.Say("guessed: %d", p.Guess) + ")"
		}
		out = append(out, text(theme.Strong, th.Signs.Into+" "+said))
	}
	return out
}

// guessNote says of a choice that it was guessed, and once the step is revealed
// whether that was right; brief: the right choice says which other one was guessed.
func (p Play) guessNote(choice int, brief bool) string {
	right := choice == p.Steps[p.At].Ask.Answer
	switch {
	case p.Guess == 0:
	case choice+1 == p.Guess && !p.Shown:
		return p.Words.Say("[of a choice] your guess")
	case choice+1 == p.Guess && right:
		return p.Words.Say("[of a choice] your guess: right")
	case choice+1 == p.Guess:
		return p.Words.Say("[of a choice] your guess: not right")
	case brief && right:
		return p.Words.Say("guessed: %d", p.Guess)
	}
	return ""
}

// terms are the words of the glossary that belong to the step, as many as have
// room. One that tells what came of it waits for that.
func (p Play) terms(th *theme.Theme, w, room int) (out []Line) {
	for _, t := range p.Steps[p.At].Words {
		if t.Late && !p.Shown {
			continue
		}
		said := t.Term.Names[0] + ": " + t.Term.Meaning
		if t.Example != "" && p.Shown {
			said += " " + p.Words.Say("Here: %s.", t.Example)
		}
		lines := p.sentences(th, []string{said}, w)
		if len(out)+len(lines) > room {
			break
		}
		out = append(out, lines...)
	}
	return out
}

// closing says which key closes what is read; without one there is nothing to say.
func closing(words *lang.Book, key string) Line {
	if key == "" {
		return nil
	}
	return text(theme.Plain, words.Say("%s closes", key))
}

// Details are the records behind a step, to read and to scroll; none before it is
// revealed. Closes is the key that closes them.
func Details(th *theme.Theme, words *lang.Book, s steps.Step, shown bool, closes string, w int) Content {
	out := Content{Title: th.Text(words.Say("[a title] RECORDS BEHIND THIS STEP")), Cursor: -1, Focused: true, Words: words}
	out.Info = closing(words, closes)
	out.Body = append(out.Body, text(theme.Strong, " "+s.Title))
	for _, f := range s.Facts {
		for i, line := range wrap(th, f.Label+": "+f.Value, max(4, w-4)) {
			lead := " "
			if i > 0 {
				lead = "   "
			}
			out.Body = append(out.Body, text(theme.Plain, lead+line))
		}
	}
	switch {
	case !shown:
		out.Body = append(out.Body, text(theme.Faint, " "+words.Say("The records are shown when the step is revealed.")))
	case len(s.Facts) == 0:
		out.Body = append(out.Body, text(theme.Faint, " "+words.Say("There is no record behind it.")))
	}
	return out
}

// Lesson tells what the terms of a step mean, at length. Closes is the key that
// closes it.
func Lesson(th *theme.Theme, words *lang.Book, s steps.Step, shown bool, closes string, w int) Content {
	out := Content{Title: th.Text(words.Say("[a title] WORDS OF THIS STEP")), Cursor: -1, Focused: true, Words: words}
	out.Info = closing(words, closes)
	for _, t := range s.Words {
		if t.Late && !shown {
			continue
		}
		if len(out.Body) > 0 {
			out.Body = append(out.Body, Line{})
		}
		for _, line := range wrap(th, strings.Join(t.Term.Names, ", "), max(4, w-2)) {
			out.Body = append(out.Body, text(theme.Strong, " "+line))
		}
		paras := append([]string{t.Term.Meaning}, t.Term.Lesson...)
		if t.Example != "" && shown {
			paras = append(paras, words.Say("Here: %s.", t.Example))
		}
		for _, para := range paras {
			for _, line := range wrap(th, para, max(4, w-2)) {
				out.Body = append(out.Body, text(theme.Plain, " "+line))
			}
		}
	}
	return out
}
