package screen

import (
	"danewalk/explain"
	"danewalk/explain/exhibit"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/tui/command"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// recordsView is the state of the view of records: what was exchanged, which form
// is shown, and where the cursor is.
type recordsView struct {
	exchanges map[evidence.ID]*evidence.Exchange
	form      exhibit.Form
	chosen    bool // the person has put the cursor on a line
	line      int

	about of // what is kept below
	rows  []exhibit.Row
	sheet *pane.Sheet
	set   setting
}

// recordsBelow is how many lines are shown below what is wrong, where there is
// room: that is where the reason stands.
const recordsBelow = 4

// of is what rows depend on, and setting what their lines depend on besides.
type (
	of struct {
		diagnosis *explain.Diagnosis
		link      string
		form      exhibit.Form
		exchanges int
	}
	setting struct {
		of
		width int
		theme *theme.Theme
		book  *text.Book
	}
)

// fold takes the exchanges from what was seen.
func (v *recordsView) fold(items []evidence.Item) {
	if v.exchanges == nil {
		v.exchanges = map[evidence.ID]*evidence.Exchange{}
	}
	for _, it := range items {
		if it.Query != nil {
			v.exchanges[it.ID] = it.Query
		}
	}
}

// shownLink is the link whose records are shown: the selected one, else the first.
func (w *Walk) shownLink() *explain.Link {
	if l := w.selected(); l != nil || len(w.links()) == 0 {
		return l
	}
	return &w.diagnosis.Links[0]
}

// sheet is what the records pane shows in so many cells. It is kept while nothing
// changes that it depends on.
func (w *Walk) sheet(width int) *pane.Sheet {
	v, l := &w.recs, w.shownLink()
	about := of{diagnosis: w.diagnosis, form: v.form, exchanges: len(v.exchanges)}
	if l != nil {
		about.link = l.ID
	}
	set := setting{about, width, w.th, w.book}
	if v.sheet != nil && v.set == set {
		return v.sheet
	}
	if v.about.link != about.link || v.about.form != about.form {
		v.chosen = false
	}
	r := pane.Records{Link: l, Form: v.form, FormKey: w.key(command.Form), Words: w.book}
	if l != nil {
		for _, i := range w.findingsOf(l) {
			f := w.diagnosis.Findings[i]
			r.Findings = append(r.Findings, pane.Noted{Weight: f.Weight, Title: f.Title})
		}
		if v.about != about || v.sheet == nil {
			v.rows = exhibit.Of(w.diagnosis, *l, v.exchange).Rows(v.form)
		}
		r.Rows = v.rows
	}
	v.about, v.set, v.sheet = about, set, r.Sheet(w.th, width)
	return v.sheet
}

func (v *recordsView) exchange(id evidence.ID) *evidence.Exchange { return v.exchanges[id] }

// records is the pane of the records. The cursor shows while the pane has the
// keyboard.
func (w *Walk) records(focused bool, width int) pane.Content {
	s := w.sheet(width)
	if !focused {
		return s.Content(-1, false)
	}
	return s.Content(w.recordLine(s), true)
}

// recordLine is the line of the cursor: where the person has put it, else the
// first one of what is wrong, else the first.
func (w *Walk) recordLine(s *pane.Sheet) int {
	if w.recs.chosen {
		return min(max(w.recs.line, 0), max(s.Lines()-1, 0))
	}
	return max(s.Guilty(), 0)
}

// onRecords tells whether the records have the keyboard.
func (w *Walk) onRecords() bool { return w.focus == OnSlot && w.view == RecordsView }

// moveRecord moves the cursor of the records by so many lines.
func (w *Walk) moveRecord(step int, r layout.Rect) {
	s := w.sheet(r.W)
	w.pointRecord(w.recordLine(s)+step, r)
}

// pointRecord puts the cursor of the records on a line.
func (w *Walk) pointRecord(line int, r layout.Rect) {
	s := w.sheet(r.W)
	w.settled()
	w.recs.line, w.recs.chosen = min(max(line, 0), max(s.Lines()-1, 0)), true
	w.scroll[OnSlot] = s.Content(-1, true).Reveal(w.recs.line, w.scroll[OnSlot], r.H)
	w.held[OnSlot] = true
}

// clickRecord puts the cursor on the line under the pointer.
func (w *Walk) clickRecord(a layout.Area, y int) {
	w.settled()
	s := w.sheet(a.W)
	if row := s.Content(-1, true).RowAt(y-a.Y, w.scroll[OnSlot], a.H); row >= 0 {
		w.pointRecord(row, a.Rect)
	}
}

// nextForm shows the records in the next form.
func (w *Walk) nextForm() {
	w.show(RecordsView)
	w.recs.form = w.recs.form.Next()
	w.recs.chosen = false
	w.toast = w.book.Say("records: %s", w.recs.form.Words(w.book))
	w.follow()
}

// recordText is what the copy key copies in the records: the record under the
// cursor in zone-file form, or what the line says. Empty on the words above them.
func (w *Walk) recordText() string {
	r, ok := w.area(OnSlot)
	if !ok || !w.onRecords() {
		return ""
	}
	s := w.sheet(r.W)
	return s.Copy(w.recordLine(s))
}
