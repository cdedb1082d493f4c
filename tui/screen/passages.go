package screen

import (
	"slices"
	"strings"
	"unicode"

	"danewalk/explain"
	"danewalk/explain/exhibit"
	"danewalk/explain/text"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
)

// passages is what stands in the panes, and the verdict.
func (w *Walk) passages() []passage {
	w.settled()
	plan := w.plan()
	out := []passage{{rows: []string{w.verdict().Sentence}, focused: plan.Kind == layout.Verdict}}
	for _, a := range plan.Areas {
		if f, ok := w.focusOf(a.Name); ok && plan.Kind != layout.Verdict {
			out = append(out, w.passage(f, a.Rect))
		}
	}
	slices.SortStableFunc(out, func(x, y passage) int {
		switch {
		case x.focused == y.focused:
			return 0
		case x.focused:
			return -1
		}
		return 1
	})
	return out
}

// passage is what can be seen of a pane.
func (w *Walk) passage(f Focus, r layout.Rect) passage {
	title, rows, first := w.content(f, r.W, r.H).Visible(w.th, r.W, r.H, w.scroll[f])
	out := passage{title: title, rows: rows, focused: f == w.focus}
	switch {
	case f == OnChain:
		_, ids := w.chain().Content(w.th, r.W, r.H)
		out.links = slices.Clone(ids[min(first, len(ids)):min(first+len(rows), len(ids))])
	case f == OnSlot && w.view == AnswerView:
		a := w.answer(true)
		out.says = saidIn(a.Blocks)
		if a.Link != nil {
			for _, fact := range a.Link.Facts {
				out.says = append(out.says, fact.Label+": "+fact.Value)
			}
		}
	}
	return out
}

// saidIn is what blocks say: each sentence, and each record or command.
func saidIn(blocks []explain.Block) []string {
	out := []string{} // not nil: a row of wrapped words is no sentence
	for _, b := range blocks {
		for _, para := range b.Paras {
			if b.Code {
				out = append(out, strings.Split(para, "\n")...)
				continue
			}
			out = append(out, sentences(para)...)
		}
	}
	return out
}

// sentences cuts a text where a sentence ends and another one begins.
func sentences(s string) (out []string) {
	runes := []rune(s)
	begin := 0
	for i := 0; i+2 < len(runes); i++ {
		if strings.ContainsRune(".?!", runes[i]) && unicode.IsSpace(runes[i+1]) && (unicode.IsUpper(runes[i+2]) || strings.ContainsRune(`"„“`, runes[i+2])) {
			out = append(out, string(runes[begin:i+1]))
			begin = i + 2
		}
	}
	return append(out, string(runes[begin:]))
}

// example is what a term is in the evidence behind the selected row, or behind one
// near it; else what the row of the chain says in which the term stands.
func (w *Walk) example(term text.Term, link string) pane.Example {
	if w.diagnosis == nil {
		return pane.Example{}
	}
	near := w.selected()
	if near == nil {
		id, _ := w.breakLink()
		near = w.link(id)
	}
	for _, l := range []*explain.Link{near, w.link(link)} {
		if l == nil {
			continue
		}
		if v := exhibit.ExampleAt(w.diagnosis, *l, term.ID, w.recs.exchange); v != "" {
			return pane.Example{Value: v, At: w.nameOf(*l)}
		}
	}
	if v, at, ok := exhibit.Example(w.diagnosis, near, term.ID, w.recs.exchange); ok {
		return pane.Example{Value: v, At: w.nameOf(at)}
	}
	for _, l := range []*explain.Link{near, w.link(link)} {
		if l == nil {
			continue
		}
		for _, f := range l.Facts {
			if f.Value != "" && slices.ContainsFunc(term.Names, func(n string) bool { return strings.EqualFold(n, f.Label) }) {
				return pane.Example{Value: f.Value, At: w.nameOf(*l)}
			}
		}
	}
	if l := w.link(link); l != nil && l.Note != "" {
		return pane.Example{Value: l.Label + ": " + l.Note, At: w.nameOf(explain.Link{Parent: l.Parent, Depth: l.Depth})}
	}
	return pane.Example{}
}

// nameOf names a row of the chain, with its mail server.
func (w *Walk) nameOf(l explain.Link) string {
	if p := w.link(l.Parent); p != nil && l.Depth >= 2 {
		return strings.TrimSuffix(p.Label+", "+l.Label, ", ")
	}
	return l.Label
}

// passages is what stands on the page; it speaks in sentences.
func (s *Bounce) passages() []passage {
	r := s.body()
	p := s.content(r.W)
	out := passage{rows: p.Visible(r.H, s.offset(p, r.H)), focused: true, says: []string{}}
	for i := range s.words {
		for n, row := range s.labelled(i) {
			const code = 3 // from here on it is prose
			if n > code {
				out.says = append(out.says, sentences(row[1])...)
				continue
			}
			if row[1] != "" {
				out.says = append(out.says, row[0]+": "+row[1])
			}
		}
	}
	return []passage{out}
}

// example is none: no check was made.
func (s *Bounce) example(text.Term, string) pane.Example { return pane.Example{} }

// passages is what stands on the screen, which shows no more than is revealed.
func (p *Playback) passages() []passage {
	p.refresh()
	r := p.body()
	if p.over != noOverlay {
		title, rows, _ := p.reading(r.W).Visible(p.th, r.W, r.H, p.scroll)
		return []passage{{title: title, rows: rows, focused: true, says: []string{}}}
	}
	out := passage{rows: p.play().Visible(p.th, r.W, r.H), focused: true, says: []string{}}
	if p.at >= len(p.steps) {
		return []passage{out}
	}
	said := p.steps[p.at].Now
	if p.shown {
		said = append(slices.Clone(p.steps[p.at].Seen), said...)
	}
	for _, s := range said {
		out.says = append(out.says, sentences(s)...)
	}
	return []passage{out}
}

// example is what a term is in the step, once that is revealed: the steps to come
// are not to be told.
func (p *Playback) example(term text.Term, _ string) pane.Example {
	if !p.shown || p.at >= len(p.steps) {
		return pane.Example{}
	}
	s := p.steps[p.at]
	for _, t := range s.Words {
		if t.Term.ID == term.ID && t.Example != "" {
			return pane.Example{Value: t.Example, At: s.Title}
		}
	}
	if s.Link < 0 || s.Link >= len(p.d.Links) {
		return pane.Example{}
	}
	if v := exhibit.ExampleAt(p.d, p.d.Links[s.Link], term.ID, nil); v != "" {
		return pane.Example{Value: v, At: s.Title}
	}
	return pane.Example{}
}
