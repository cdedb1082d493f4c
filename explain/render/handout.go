package render

import (
	"fmt"
	"io"
	"strings"

	"danewalk/explain"
	"danewalk/explain/fix"
	"danewalk/explain/steps"
	"danewalk/explain/text"
)

// Handout writes a check as it is played step by step, for a class to take home:
// what is done in each step, what may be guessed, what came of it, and the terms; at
// the end the verdict and the cause, for the audience. It is escaped as Markdown is.
func Handout(w io.Writer, d *explain.Diagnosis, o Options) error {
	h := &handout{markdownWriter: &markdownWriter{printer: &printer{w: w, o: o, words: d.Words}}, first: map[string]int{}}
	h.heading(1, h.say("Is mail to %s protected? Step by step", domainShown(d)))
	if !d.Started.IsZero() {
		h.para(h.say("Checked on %s.", fix.Moment(d.Started)))
	}
	h.para(explain.Unfinished(d))
	h.warnings(d)
	for i, s := range steps.Of(d) {
		h.step(i+1, s)
	}
	h.heading(1, h.say("The verdict")+": "+WordOf(d))
	h.para(d.Headline)
	if d.Break >= 0 {
		h.found(d, d.Break, sign(d))
	}
	h.answers(d.Answers[h.audience()])
	if d.Break >= 0 && h.audience() != explain.Expert {
		h.repair(d.Findings[d.Break])
	}
	h.para(h.cost(d))
	return h.err
}

// Worksheet writes the questions of a check for a class that has seen nothing of it.
// It is made of what was asked for alone: nothing that was found is in it, neither in
// its words nor in their number.
func Worksheet(w io.Writer, d *explain.Diagnosis, o Options) error {
	h := &handout{markdownWriter: &markdownWriter{printer: &printer{w: w, o: o, words: d.Words}}, first: map[string]int{}, open: true}
	h.heading(1, h.say("Is mail to %s protected? Questions, step by step", domainShown(d)))
	h.para(h.say("The sign ? stands for what you find out. Note the number of your guess, then what you see."))
	for i, s := range steps.Sheet(d) {
		h.step(i+1, s)
	}
	return h.err
}

// handout writes steps.
type handout struct {
	*markdownWriter
	open  bool           // nothing that came of a step is told
	first map[string]int // the step in which a term was explained
}

// domainShown is the domain as people read it.
func domainShown(d *explain.Diagnosis) string {
	if d.Unicode != "" {
		return d.Unicode + " (" + d.Domain + ")"
	}
	return d.Domain
}

// step writes one idea.
func (h *handout) step(n int, s steps.Step) {
	title := h.say("[a step of a handout] Step %d: %s", n, s.Title)
	switch {
	case h.open && s.Decides():
		title += " (?)"
	case s.Decides() && s.Kind != steps.Result:
		title += " (" + h.mark(s.State) + ")"
	}
	h.heading(2, title)
	h.para(strings.Join(s.Now, " "))
	h.asks(s.Ask)
	if h.open {
		h.para(h.blank(s))
	} else {
		h.came(s)
	}
	h.terms(n, s.Words)
	if h.audience() == explain.Expert && !h.open && len(s.Facts) > 0 {
		var lines []string
		for _, f := range s.Facts {
			lines = append(lines, f.Label+": "+f.Value)
		}
		h.block(codeBlock(lines)...)
	}
}

// asks writes what may be guessed, its choices with numbers.
func (h *handout) asks(q steps.Question) {
	if q.Text == "" || len(q.Choices) == 0 && !h.open {
		return
	}
	h.para(h.say("[before a question] Question") + ": " + q.Text)
	var lines []string
	for i, c := range q.Choices {
		lines = append(lines, fmt.Sprintf("%d: %s", i+1, c))
	}
	h.items(lines)
}

// blank is where a class notes what it expects and what it sees.
func (h *handout) blank(s steps.Step) string {
	const line = " ............................"
	switch {
	case !s.Decides():
		return ""
	case len(s.Ask.Choices) == 0:
		return h.say("[of a class, before a blank] What you see") + ":" + line
	}
	return h.say("[of a class, before a blank] Your guess") + ": ....  " + h.say("[of a class, before a blank] What you see") + ":" + line
}

// came writes what came of a step, and which guess was right.
func (h *handout) came(s steps.Step) {
	var said []string
	switch q := s.Ask; {
	case len(q.Choices) == 0:
	case q.Answer < 0:
		said = append(said, h.say("None of these is right."))
	default:
		said = append(said, h.say("Right is %d: %s.", q.Answer+1, q.Choices[q.Answer]))
	}
	if said = append(said, s.Seen...); len(said) > 0 {
		h.para(h.say("[of a step] What came of it") + ": " + strings.Join(said, " "))
	}
}

// terms writes the terms of a step. One that was explained before is only named.
func (h *handout) terms(n int, list []steps.Word) {
	var lines []string
	for _, w := range list {
		if h.open && w.Late {
			continue
		}
		said := w.Term.Names[0] + ": "
		if at, known := h.first[w.Term.ID]; known {
			said += h.say("see step %d.", at)
		} else {
			h.first[w.Term.ID] = n
			said += w.Term.Meaning
		}
		if w.Example != "" && !h.open {
			said += " " + h.say(text.Phrase("Here: %s."), w.Example)
		}
		lines = append(lines, said)
	}
	h.items(lines)
}
