package pane

import (
	"strings"

	"danewalk/explain"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Answer is what the answer pane shows: the words of one finding, or what there
// is to say about a link or about the whole.
type Answer struct {
	Audience explain.Audience
	Blocks   []explain.Block
	Copy     string        // what the copy key copies
	Cause    string        // the title of the finding that this one follows from
	Also     []string      // titles of other findings at the same link
	Link     *explain.Link // the selected step: described after the blocks, or alone
	Focused  bool
	Senders  Senders // what becomes of mail; shown below all else
	Words    *lang.Book
	Keys     AnswerKeys
}

// AnswerKeys are the keys that the pane names; one that is empty is not named.
type AnswerKeys struct{ Audience, Copy, Next string }

// Content gives the lines of the answer for a pane of w x h cells.
func (a Answer) Content(th *theme.Theme, w, h int) Content {
	out := Content{
		Title: a.Words.Say("[a title] ANSWER"), Info: text(theme.Plain, a.Words.Say("for: %s", AudienceWord(a.Words, a.Audience))+bracketed(" ", a.Keys.Audience)),
		Cursor: -1, Focused: a.Focused, Words: a.Words,
	}
	parts := a.parts(th, w)
	if a.Cause != "" { // first, unless it would push the answer out of sight
		cause := paragraph(th, a.Words.Say("[a heading] Follows from"), a.Cause, w)
		parts = append([][]Line{cause}, parts...)
		if len(join(parts, false)) > h-1 {
			parts = append(parts[1:], cause)
		}
	}
	out.Body = join(parts, false)
	if loose := join(parts, true); len(loose) <= h-2 {
		out.Body = loose
	}
	if lines := a.Senders.Lines(th, w); len(lines) > 0 { // whole when scrolled
		out.Body = append(append(out.Body, Line{}), lines...)
	}
	if a.Link != nil {
		step := stepLines(th, a.Words, *a.Link, w)
		switch {
		case len(parts) == 0:
			out.Body = step
		case len(out.Body)+1+len(step) <= h-2:
			out.Body = append(append(out.Body, Line{}), step...)
		}
	}
	return out
}

// AudienceWord is an audience as people read it.
func AudienceWord(b *lang.Book, to explain.Audience) string {
	words := map[explain.Audience]lang.Phrase{explain.Helpdesk: "[an audience] helpdesk", explain.Learner: "[an audience] learner", explain.Expert: "[an audience] expert"}
	if p, ok := words[to]; ok {
		return b.Say(p)
	}
	return string(to)
}

// bracketed is a key as titles name it, behind a gap; nothing without a key.
func bracketed(gap, key string) string {
	if key == "" {
		return ""
	}
	return gap + "[" + key + "]"
}

// parts are the blocks as lines.
func (a Answer) parts(th *theme.Theme, w int) [][]Line {
	var out [][]Line
	copies := a.copied()
	for i, b := range a.Blocks {
		head := Line{{" ", theme.Plain}, {b.Heading, theme.Strong}}
		if i == copies && a.Keys.Copy != "" {
			head = append(head, Span{"   " + bracketed("", a.Keys.Copy) + " " + a.Words.Say("copies it"), theme.Faint})
		}
		lines := []Line{head}
		for _, p := range b.Paras {
			lines = append(lines, body(th, p, b.Code, w)...)
		}
		out = append(out, lines)
	}
	for _, t := range a.Also {
		heading := a.Words.Say("[a heading] Also here")
		if a.Keys.Next != "" {
			heading += bracketed("   ", a.Keys.Next) + " " + a.Words.Say("goes there")
		}
		out = append(out, paragraph(th, heading, t, w))
	}
	return out
}

// copied is the block that the copy key copies, or -1: the last one whose text
// is in what is copied, a record or command before a sentence.
func (a Answer) copied() int {
	found, code := -1, false
	for i, b := range a.Blocks {
		if len(b.Paras) == 0 || (code && !b.Code) {
			continue
		}
		if p := strings.Trim(b.Paras[0], " \"„“”"); p != "" && strings.Contains(a.Copy, p) {
			found, code = i, b.Code
		}
	}
	return found
}

// join puts blocks under each other, loosely with an empty line between.
func join(parts [][]Line, loose bool) []Line {
	var out []Line
	for i, p := range parts {
		if loose && i > 0 {
			out = append(out, Line{})
		}
		out = append(out, p...)
	}
	return out
}

func paragraph(th *theme.Theme, heading, s string, w int) []Line {
	head := Line{{" ", theme.Plain}, {heading, theme.Strong}}
	return append([]Line{head}, body(th, s, false, w)...)
}

// airyFrom is the width from which a text keeps a cell free at its right.
const airyFrom = 50

// body gives a paragraph below a heading. A record or command keeps its lines;
// where it must be broken the rest is set further in.
func body(th *theme.Theme, s string, code bool, w int) []Line {
	const indent, hang = 2, 4
	if w >= airyFrom {
		w--
	}
	var out []Line
	for _, l := range strings.Split(s, "\n") {
		if !code {
			out = append(out, indented(wrap(th, l, w-indent), indent)...)
			continue
		}
		if width(th.Text(l)) <= w-indent {
			out = append(out, text(theme.Plain, strings.Repeat(" ", indent)+l))
			continue
		}
		for i, piece := range wrap(th, l, w-hang) {
			out = append(out, indented([]string{piece}, indent+min(i, 1)*(hang-indent))...)
		}
	}
	return out
}

func indented(lines []string, n int) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		out[i] = text(theme.Plain, strings.Repeat(" ", n)+l)
	}
	return out
}

// stepLines describes a link: its state in words, its note and its facts.
func stepLines(th *theme.Theme, b *lang.Book, l explain.Link, w int) []Line {
	out := []Line{{{" ", theme.Plain}, {b.Say("[a heading] Selected step"), theme.Strong}}}
	m := th.State(b, l.State)
	state := Line{{"  ", theme.Plain}, {l.Label + ": ", theme.Plain}, {m.Word, m.Token}}
	if took := Took(b, l.Took); took != "" {
		state = append(state, Span{", " + took, theme.Plain})
	}
	if state.width(th) > w {
		out = append(out, body(th, l.Label+":", false, w)...)
		state = Line{{"  ", theme.Plain}, {m.Word, m.Token}}
	}
	out = append(out, state)
	note := l.Note
	for _, f := range l.Facts {
		if f.Value != "" && strings.Contains(note, f.Value) {
			note = "" // the facts say it
		}
	}
	for _, s := range []string{note, explainState(b, l.State)} {
		if s != "" {
			out = append(out, body(th, s, false, w)...)
		}
	}
	return append(out, factLines(th, l.Facts, w)...)
}

// explainState says what a state means where the word alone may not tell.
func explainState(b *lang.Book, s explain.State) string {
	switch s {
	case explain.Waiting:
		return b.Say("Not reached yet.")
	case explain.Running:
		return b.Say("Being checked now.")
	case explain.Open:
		return b.Say("It works, but nothing protects it from being changed on the way.")
	}
	return ""
}

// factLines sets labelled values as a table with hanging values.
func factLines(th *theme.Theme, facts []explain.Fact, w int) []Line {
	const most = 18
	column := 0
	for _, f := range facts {
		column = max(column, min(width(th.Text(f.Label)), most))
	}
	if column*2 > w {
		column = 0
	}
	var out []Line
	for _, f := range facts {
		head := Line{{"  ", theme.Plain}, {f.Label, theme.Faint}}
		if column == 0 || width(th.Text(f.Label)) > most {
			out = append(out, head)
			out = append(out, indented(wrap(th, f.Value, w-4), 4)...)
			continue
		}
		for _, v := range wrap(th, f.Value, w-column-4) {
			gap := strings.Repeat(" ", column+4-head.width(th))
			out = append(out, append(head, Span{gap + v, theme.Plain}))
			head = Line{{"  ", theme.Plain}}
		}
	}
	return out
}
