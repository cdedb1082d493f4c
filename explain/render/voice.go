package render

import (
	"io"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/text"
)

// Voice says the parts of the report Accessible one by one, when somebody asks
// for them: the same sentences, a line each, without signs.
type Voice struct {
	r *reader
	w io.Writer
}

// NewVoice returns a voice for an audience; words speak where there is no
// diagnosis. A nil book speaks English.
func NewVoice(w io.Writer, words *text.Book, to explain.Audience) *Voice {
	return &Voice{&reader{&printer{w: w, o: Options{Audience: to, Words: words}, words: words}}, w}
}

// Err is the first error of the writer.
func (v *Voice) Err() error { return v.r.err }

// Tell says sentences.
func (v *Voice) Tell(s string) { v.r.tell(s) }

// Block says a part of an answer.
func (v *Voice) Block(b explain.Block) { v.r.block(b) }

// Prompt says what is waited for, without a line end: what is typed comes behind
// it.
func (v *Voice) Prompt(s string) {
	if v.r.err == nil {
		_, v.r.err = io.WriteString(v.w, v.r.spoken(s)+" ")
	}
}

// End ends the line of a prompt that nobody answered.
func (v *Voice) End() { v.r.line("") }

// Exactly announces lines to be copied, and writes them as they are but for what
// could do harm in a terminal.
func (v *Voice) Exactly(lines []string) { v.r.copyable(lines) }

// Row says what came of a row of the chain.
func (v *Voice) Row(d *explain.Diagnosis, i int) { v.r.tell(v.r.outcome(d, d.Links[i]) + ".") }

// Changed says that what was said of a row does not hold any more.
func (v *Voice) Changed(d *explain.Diagnosis, i int) {
	l := d.Links[i]
	v.r.tell(v.r.say("Correction: %s", v.r.outcome(d, l)) + ".")
	if l.Note != "" {
		v.r.tell(l.Note)
	}
}

// outcome is a row in a few words.
func (p *printer) outcome(d *explain.Diagnosis, l explain.Link) string {
	line := p.say("[a row] %s: %s", p.step(d, l), StateWord(p.words, l.State))
	if l.Took >= worthSaying {
		line += ", " + took(l)
	}
	return line
}

// worthSaying is the shortest time that is said: a comparison takes none.
const worthSaying = 2 * time.Millisecond

// Result says the verdict, who must act, and how long it took.
func (v *Voice) Result(d *explain.Diagnosis) {
	a := v.r
	if d.Report != nil && d.Report.Resolve != nil {
		a.tell(a.say("Result: %s.", a.status(d.Report.Resolve)))
		a.tell(a.meaning(d))
	} else {
		a.tell(a.say("Result: %s.", strings.ToLower(WordOf(d))))
		a.tell(d.Headline)
	}
	if d.Break >= 0 && d.Findings[d.Break].Who != "" {
		a.tell(a.say("Who fixes it") + ": " + d.Findings[d.Break].Who)
	}
	a.tell(a.say("Time needed: %s.", a.seconds(d)))
}

// Explain says what was found, and the answer to it.
func (v *Voice) Explain(d *explain.Diagnosis) {
	a := v.r
	if d.Report != nil && d.Report.Resolve != nil {
		a.name(d)
		return
	}
	if d.Break >= 0 {
		a.finding(d, d.Break)
	}
	for _, b := range answers(d)[a.audience()] {
		if b.Part != "say" { // it is asked for by itself
			a.block(b)
		}
	}
	if d.Break >= 0 && a.audience() != explain.Expert {
		a.repair(d.Findings[d.Break])
	}
}

// Also says what was found beside the break.
func (v *Voice) Also(d *explain.Diagnosis) {
	for i, f := range d.Findings {
		if i != d.Break && f.Weight != finding.Good {
			v.r.also(d)
			return
		}
	}
	v.r.tell(v.r.say("Nothing else was found."))
}

// answers are those to the break, or to the verdict where nothing is broken.
func answers(d *explain.Diagnosis) map[explain.Audience][]explain.Block {
	if d.Break >= 0 {
		return d.Findings[d.Break].Answers
	}
	return d.Answers
}

// Say says what to tell those who must act: as a text to be copied.
func (v *Voice) Say(d *explain.Diagnosis) {
	words := d.Copy[explain.Helpdesk]
	if d.Break >= 0 {
		words = d.Findings[d.Break].Copy[explain.Helpdesk]
	}
	words = strings.TrimSpace(words)
	if words == "" {
		v.r.tell(v.r.say("There is nothing to pass on."))
		return
	}
	v.r.copyable(strings.Split(words, "\n"))
}

// Steps says the chain, a step a line, each with its number.
func (v *Voice) Steps(d *explain.Diagnosis) { v.r.steps(d) }

// Records says the records behind a row.
func (v *Voice) Records(d *explain.Diagnosis, i int) {
	a, l := v.r, d.Links[i]
	a.tell(a.outcome(d, l) + ".")
	if len(l.Facts) == 0 {
		a.tell(a.say("There is no record behind this step."))
		return
	}
	a.tell(a.words.Count(len(l.Facts), "1 line.", "%d lines."))
	for _, f := range l.Facts {
		a.tell(f.Label + ": " + f.Value)
	}
}
