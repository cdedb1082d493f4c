package screen

import (
	"danewalk/explain"
	"danewalk/explain/finding"
)

// problem is a place to go to: a link and one of its findings, or -1 for a link
// that is broken or unknown without a finding of its own.
type problem struct {
	link  string
	which int
}

// isProblem tells whether a finding is more than a remark.
func isProblem(f *explain.Explained) bool {
	switch f.Weight {
	case finding.Good, finding.Info, finding.Hygiene:
		return false
	}
	return true
}

// problemsOf gives the findings at a link that are problems, as indexes into
// the findings of the diagnosis; the break first.
func (w *Walk) problemsOf(l *explain.Link) []int {
	var out []int
	for _, i := range w.findingsOf(l) {
		if isProblem(&w.diagnosis.Findings[i]) {
			out = append(out, i)
		}
	}
	return out
}

// findingsOf gives the findings at a link: the break first, then problems, then
// remarks.
func (w *Walk) findingsOf(l *explain.Link) []int {
	var first, middle, last []int
	for _, i := range l.Findings {
		switch {
		case i < 0 || i >= len(w.diagnosis.Findings):
			continue
		case i == w.diagnosis.Break:
			first = append(first, i)
		case isProblem(&w.diagnosis.Findings[i]):
			middle = append(middle, i)
		default:
			last = append(last, i)
		}
	}
	return append(append(first, middle...), last...)
}

// problems lists the places to go to, in the order of the chain.
func (w *Walk) problems() []problem {
	var out, bare []problem
	for i := range w.links() {
		l := &w.diagnosis.Links[i]
		for n := range w.problemsOf(l) {
			out = append(out, problem{l.ID, n})
		}
		if l.State == explain.Broken || l.State == explain.Unknown {
			bare = append(bare, problem{l.ID, 0})
		}
	}
	if len(out) == 0 {
		return bare
	}
	return out
}

// breakLink is the place of the break, or "".
func (w *Walk) breakLink() (id string, which int) {
	for _, l := range w.links() {
		if l.Break {
			return l.ID, 0
		}
	}
	return "", 0
}

// shown is the finding that the answer is about, or nil.
func (w *Walk) shown() *explain.Explained {
	d := w.diagnosis
	if d == nil {
		return nil
	}
	if l := w.selected(); l != nil {
		list := w.findingsOf(l)
		if len(list) == 0 {
			list = w.below(l)
		}
		if len(list) == 0 {
			return nil
		}
		return &d.Findings[list[min(w.which, len(list)-1)]]
	}
	if d.Break >= 0 && d.Break < len(d.Findings) {
		return &d.Findings[d.Break]
	}
	return nil
}

// below gives the problems at the steps of a link that has none itself: the
// answer for a mail server is what is wrong with it.
func (w *Walk) below(l *explain.Link) []int {
	var out []int
	for i := range w.links() {
		if step := &w.diagnosis.Links[i]; l.ID != "" && step.Parent == l.ID && step.Depth >= 2 {
			out = append(out, w.problemsOf(step)...)
		}
	}
	return out
}

// jump goes to the next (or previous) problem after the cursor.
func (w *Walk) jump(step int) {
	list := w.problems()
	if len(list) == 0 {
		w.toast = w.book.Say("no problem found")
		if w.running {
			w.toast = w.book.Say("no problem found so far")
		}
		return
	}
	to := w.after(list, step)
	if to < 0 || to >= len(list) {
		to = (to + len(list)) % len(list)
		w.toast = w.book.Say("that was the last problem; back to the first")
		if step < 0 {
			w.toast = w.book.Say("that was the first problem; back to the last")
		}
	}
	if len(list) == 1 {
		w.toast = w.book.Say("this is the only problem")
	}
	w.selectLink(list[to].link, list[to].which)
}

// after finds the index of the problem next to the cursor in one direction; it
// may lie outside the list.
func (w *Walk) after(list []problem, step int) int {
	for i, p := range list {
		if p.link == w.sel && p.which == w.which {
			return i + step
		}
	}
	place := map[string]int{}
	for i, l := range w.links() {
		place[l.ID] = i + 1
	}
	here := place[w.sel]
	if step > 0 {
		for i, p := range list {
			if place[p.link] > here {
				return i
			}
		}
		return len(list)
	}
	for i := len(list) - 1; i >= 0; i-- {
		if place[list[i].link] < here {
			return i
		}
	}
	return -1
}
