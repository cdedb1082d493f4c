package screen

import (
	"slices"

	"danewalk/explain"
	"danewalk/explain/delivery"
	"danewalk/explain/roster"
	"danewalk/explain/sender"
	"danewalk/probe/judge/mail"
	"danewalk/tui/feed"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
)

// tables is the state of the views with a cursor on one of many rows: the timing
// and the servers.
type tables struct {
	exchanges feed.Exchanges
	fall      *feed.Waterfall // of what was folded so far; nil: to be made
	about     *explain.Diagnosis

	becomes []sender.View      // of mail by senders, as far as anything can be said
	mailOf  *explain.Diagnosis // what it is about

	zones   []roster.Zone      // the tables of servers
	zonesOf *explain.Diagnosis // what they are about

	mailServers []roster.MailServer // of the same

	contacts   []explain.Contact // the mail servers
	contactsOf *explain.Diagnosis

	exchange pane.Chosen
	server   pane.Chosen
	opened   map[string]bool // groups of exchanges that were opened or closed by hand
}

// fold takes what was seen.
func (v *tables) fold(b feed.Batch) {
	v.exchanges.Fold(b.Items)
	v.fall = nil
}

// waterfall is kept while nothing changes that it depends on.
func (w *Walk) waterfall() *feed.Waterfall {
	v := &w.tables
	if v.fall == nil || v.about != w.diagnosis {
		v.fall, v.about = v.exchanges.Waterfall(w.diagnosis), w.diagnosis
	}
	return v.fall
}

func (w *Walk) timing(focused bool) pane.Timing {
	t := pane.Timing{Fall: w.waterfall(), Open: w.groupOpen, Focused: focused, Words: w.book}
	t.Stands = w.diagnosis != nil && w.diagnosis.Verdict != mail.Checking
	switch {
	case w.running:
		t.Now = w.elapsed
	case w.diagnosis != nil && (w.diagnosis.Final || w.diagnosis.Stopped):
		t.Lacks = explain.Unfinished(w.diagnosis)
	}
	if focused {
		t.Sel = w.tables.exchange
	}
	return t
}

// groupOpen tells whether the exchanges of a group are shown: unless the person
// said otherwise, those that the verdict rests on.
func (w *Walk) groupOpen(g *feed.Group) bool {
	if open, said := w.tables.opened[g.Row]; said {
		return open
	}
	return !g.Beside
}

func (w *Walk) servers(focused bool) pane.Servers {
	s := pane.Servers{Focused: focused, Words: w.book}
	if d := w.diagnosis; d != nil && d.Report != nil {
		if v := &w.tables; v.zonesOf != d {
			v.zones, v.mailServers, v.zonesOf = roster.Zones(d), roster.MailServers(d), d
		}
		s.Mail, s.Links = w.tables.mailServers, d.Links
		s.Zones, s.Opinion, s.Findings = w.tables.zones, d.Report.Opinion, d.Findings
	}
	if focused {
		s.Sel = w.tables.server
	}
	return s
}

// senders is what becomes of mail, where the answer is about mail as a whole: not
// where the person looks at a step that is not the break.
func (w *Walk) senders() pane.Senders {
	s := pane.Senders{Audience: w.Audience, Words: w.book}
	d, l := w.diagnosis, w.selected()
	if d == nil || d.Verdict == mail.Checking || d.Verdict == "" || l != nil && !l.Break {
		return s
	}
	if v := &w.tables; v.mailOf != d {
		v.becomes, v.mailOf = delivery.Views(d), d
		if !slices.ContainsFunc(v.becomes, func(v sender.View) bool { return v.Fate != sender.Pending }) {
			v.becomes = nil
		}
	}
	s.Views = w.tables.becomes
	return s
}

// table is the rows of the view that has the keyboard, and where their cursor is
// kept; nil: the view has none.
func (w *Walk) table(width int) (t pane.Table, at *pane.Chosen) {
	switch {
	case w.focus == OnTiming, w.focus == OnSlot && w.view == TimingView:
		return w.timing(true).Content(w.th, width), &w.tables.exchange
	case w.focus == OnSlot && w.view == ServersView:
		return w.servers(true).Content(w.th, width), &w.tables.server
	}
	return t, nil
}

// moveRow moves the cursor of a table by so many rows; false: there is no table.
func (w *Walk) moveRow(step int, r layout.Rect) bool {
	t, at := w.table(r.W)
	if at == nil {
		return false
	}
	w.pointRow(t.Step(*at, step), at)
	return true
}

func (w *Walk) pointRow(c pane.Chosen, at *pane.Chosen) {
	*at = c
	w.held[w.focus] = false
	w.follow()
}

// clickRowOf puts the cursor on the row under the pointer; a second click opens it.
func (w *Walk) clickRowOf(a layout.Area, y int) {
	t, at := w.table(a.W)
	if at == nil {
		return
	}
	w.settled()
	row := t.RowAt(y-a.Y, w.scroll[w.focus], a.H)
	if row < 0 {
		return
	}
	switch c := t.Chosen(row); c {
	case pane.Chosen{}:
	case *at:
		w.openRow()
	default:
		w.pointRow(c, at)
	}
}

// tableText is what the copy key copies where a table has the keyboard: the row
// under the cursor with all that is told about it. Empty where there is none.
func (w *Walk) tableText() string {
	r, ok := w.area(w.focus)
	t, at := w.table(r.W)
	if !ok || at == nil || t.Cursor < 0 {
		return ""
	}
	return t.Copy(w.th)
}

// group is the group of exchanges under the cursor; nil: there is none.
func (w *Walk) group() *feed.Group {
	if w.focus != OnTiming && (w.focus != OnSlot || w.view != TimingView) {
		return nil
	}
	for i := range w.waterfall().Groups {
		if g := &w.tables.fall.Groups[i]; w.timing(true).Heads(g) {
			return g
		}
	}
	return nil
}

// openRow shows or hides the exchanges of the group under the cursor.
func (w *Walk) openRow() {
	g := w.group()
	if g == nil {
		return
	}
	if w.tables.opened == nil {
		w.tables.opened = map[string]bool{}
	}
	w.tables.opened[g.Row] = !w.groupOpen(g)
	w.follow()
}

// shownRow is the offset of a table that shows its cursor with what is told about
// it; before there is one, what is wrong.
func shownRow(c pane.Content, off, h int) int {
	switch {
	case c.Cursor >= 0:
		return c.Reveal(c.Cursor, c.Reveal(c.Cursor+c.Tail, off, h), h)
	case c.Point > 0:
		const above = 2 // the name of its zone, mostly
		return min(max(c.Point-1-above, 0), c.MaxOffset(h))
	}
	return off
}
