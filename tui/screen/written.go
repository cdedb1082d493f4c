package screen

import (
	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/text"
)

// tongue is the language of a screen and of the diagnosis that it shows.
func tongue(b *text.Book, d *explain.Diagnosis) string {
	if d == nil {
		return b.Language()
	}
	return b.Language() + " " + d.Words.Language()
}

func (w *Walk) tongue() string { return tongue(w.book, w.diagnosis) }

// written is the verdict, the whole finding for the audience, and what the cursor
// stands on.
func (w *Walk) written() Written {
	out := Written{Copy: w.copied()}
	d := w.diagnosis
	if d == nil {
		return out
	}
	out.Blocks = append(out.Blocks, explain.Block{Heading: d.Domain + ": " + render.Word(w.book, d.Verdict), Paras: []string{d.Headline}})
	a := w.answer(true)
	if a.Cause != "" {
		out.Blocks = append(out.Blocks, explain.Block{Heading: w.book.Say("[a heading] Follows from"), Paras: []string{a.Cause}})
	}
	out.Blocks = append(out.Blocks, a.Blocks...)
	if l := a.Link; l != nil {
		b := explain.Block{Heading: l.Label + ": " + w.th.State(w.book, l.State).Word, Code: true}
		for _, f := range l.Facts {
			b.Paras = append(b.Paras, f.Label+": "+f.Value)
		}
		if len(l.Facts) == 0 && l.Note != "" {
			b.Paras = append(b.Paras, l.Note)
		}
		out.Blocks = append(out.Blocks, b)
	}
	return out
}

func (s *Bounce) tongue() string { return s.book.Language() }

// written is what each statement of the message says and means.
func (s *Bounce) written() Written {
	out := Written{Copy: s.copyText()}
	for i := range s.words {
		b := explain.Block{}
		for n, row := range s.labelled(i) {
			switch {
			case row[1] == "":
			case n == 0:
				b.Heading = row[0] + ": " + row[1]
			default:
				b.Paras = append(b.Paras, row[0]+": "+row[1])
			}
		}
		out.Blocks = append(out.Blocks, b)
	}
	return out
}

func (p *Playback) tongue() string { return tongue(p.book, p.d) }

// written is the step as far as it is revealed.
func (p *Playback) written() Written {
	p.refresh()
	out := Written{Copy: p.copyText()}
	if p.at >= len(p.steps) {
		return out
	}
	s := p.revealed()
	add := func(heading string, code bool, paras []string) {
		if len(paras) > 0 {
			out.Blocks = append(out.Blocks, explain.Block{Heading: heading, Paras: paras, Code: code})
		}
	}
	if p.teach && len(s.Ask.Choices) > 0 {
		add(s.Ask.Text, false, s.Ask.Choices)
	}
	var facts, words []string
	for _, f := range s.Facts {
		facts = append(facts, f.Label+": "+f.Value)
	}
	for _, t := range s.Words {
		if !t.Late || p.shown {
			words = append(words, t.Term.Names[0]+": "+t.Term.Meaning)
		}
	}
	add(p.book.Say("[a title] RECORDS BEHIND THIS STEP"), true, facts)
	add(p.book.Say("[a title] WORDS OF THIS STEP"), false, words)
	return out
}
