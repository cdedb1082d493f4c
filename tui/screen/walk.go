package screen

import (
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// View is what the answer pane shows.
type View int

// The views, in the order of their keys.
const (
	AnswerView View = iota + 1
	RecordsView
	TalkView
	TimingView
	ServersView
)

// Focus is the pane that has the keyboard.
type Focus int

// The panes. Slot is the answer pane, whatever it shows.
const (
	OnChain Focus = iota
	OnSlot
	OnTalk
	OnTiming
	numFocus
)

// Options of the walk screen.
type Options struct {
	Title     string // shown in place of the domain, if set
	Audience  explain.Audience
	NoMouse   bool
	NoRestart bool
	NoSpin    bool            // nothing moves by itself
	Recorded  time.Time       // of a saved case: when it was recorded
	Bounces   []bounce.Bounce // what made the person ask
	Book      *text.Book      // the language; nil: English
	Keys      *command.Keys   // nil: as they are built in
}

// Walk is the walk screen: one check of one domain. Its zero value is not
// usable; call NewWalk.
type Walk struct {
	Options
	base

	diagnosis *explain.Diagnosis
	talk      feed.Talk
	recs      recordsView
	tables    tables
	became    []bounce.Now // of what a pasted message told
	find      search
	findIn    rowsKey // the pane of find.at
	folds     int     // counts what was taken
	noSMTP    bool
	world     string // of the lab; empty on the network
	running   bool
	round     round // of several checks in a row
	elapsed   time.Duration
	spin      int

	sel    string          // ID of the link under the cursor; "" for none
	which  int             // which of its findings
	moved  bool            // the person has moved the cursor
	folded map[string]bool // servers that were opened (false) or closed (true) by hand
	host   string          // server of the conversation, chosen by hand
	view   View
	focus  Focus
	zoomed bool
	scroll [numFocus]int
	held   [numFocus]bool         // scrolled by hand: do not follow what comes
	loose  bool                   // what is in sight has to be settled
	laid   map[Focus]pane.Content // while a frame is drawn: what the panes hold

	asking  bool // "stop and quit?"
	stopped bool // Ctrl+C was pressed
}

// NewWalk makes the screen of a check that has begun.
func NewWalk(th *theme.Theme, o Options) *Walk {
	if o.Audience == "" {
		o.Audience = explain.Helpdesk
	}
	look := Look{Theme: th, Book: o.Book, Keys: o.Keys, Mouse: !o.NoMouse}
	return &Walk{Options: o, base: newBase(look), running: true, view: AnswerView, folded: map[string]bool{}, find: search{at: -1}}
}

// Resize tells the size of the window.
func (w *Walk) Resize(width, height int) {
	w.w, w.h = width, height
	w.settle(TalkView, OnTalk)
	w.settle(TimingView, OnTiming)
	w.follow()
}

// settle keeps a view in sight when its own pane comes or goes with the size of
// the window.
func (w *Walk) settle(v View, own Focus) {
	switch {
	case w.onScreen(own) && w.view == v:
		w.view = AnswerView
		if w.focus == OnSlot {
			w.focus = own
		}
	case !w.onScreen(own) && w.focus == own:
		w.view, w.focus = v, OnSlot
	}
}

// Fold takes what was seen.
func (w *Walk) Fold(b feed.Batch) {
	w.folds++
	w.talk.Fold(b.Items)
	w.recs.fold(b.Items)
	w.tables.fold(b)
	for _, it := range b.Items {
		w.elapsed = max(w.elapsed, it.At)
		if it.Start != nil {
			w.noSMTP, w.world = !it.Start.Vantage.SMTP, it.Start.Vantage.World
		}
	}
	w.follow()
}

// Diagnosed takes what can be said. The cursor jumps to the break until the
// person has moved it.
func (w *Walk) Diagnosed(d *explain.Diagnosis) {
	w.diagnosis, w.became = d, w.becameOf(d)
	if w.moved && w.selected() == nil {
		w.moved = false // the row is gone
	}
	if !w.moved {
		w.sel, w.which = w.breakLink()
	}
	w.follow()
}

// Ended tells that nothing more will come.
func (w *Walk) Ended() {
	w.running = false
	if w.toast == w.stopping() {
		w.toast = ""
	}
}

// Restarted begins a new run: what was seen is forgotten, the choices stay.
func (w *Walk) Restarted() {
	old := *w
	*w = *NewWalk(w.th, w.Options)
	w.base, w.toast, w.asking = old.base, "", old.asking // a question that was asked in a pause waits for its answer
	w.view, w.focus, w.zoomed, w.recs.form = old.view, old.focus, old.zoomed, old.recs.form
}

// Tick moves the spinner. Elapsed is the time since the check began.
func (w *Walk) Tick(elapsed time.Duration) {
	if !w.NoSpin {
		w.spin++
	}
	w.elapsed = max(w.elapsed, elapsed)
}

// Running tells whether the check is going on.
func (w *Walk) Running() bool { return w.running }

// Diagnosis is the last one shown, or nil.
func (w *Walk) Diagnosis() *explain.Diagnosis { return w.diagnosis }

// Place is the name of what is checked.
func (w *Walk) Place() string {
	if w.Title != "" {
		return w.Title
	}
	d := w.diagnosis
	switch {
	case d == nil:
		return "..."
	case d.Unicode != "" && w.th.Text(d.Unicode) == d.Unicode:
		return d.Unicode + " (" + d.Domain + ")"
	case d.Domain == "":
		return d.Typed
	}
	return d.Domain
}

// note is what must be known of the check: that it is of a world of the lab, that
// it is a saved one, and when it was recorded, in the time of this computer.
func (w *Walk) note() string {
	var out []string
	if w.world != "" {
		out = append(out, w.book.Say("[a world] lab %s", w.world))
	}
	if !w.Recorded.IsZero() {
		out = append(out, w.book.Say("recorded %s", w.Recorded.Local().Format("2006-01-02 15:04")))
	}
	if s := w.roundNote(); s != "" {
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// links are the links of the chain, of which there may be none yet.
func (w *Walk) links() []explain.Link {
	if w.diagnosis == nil {
		return nil
	}
	return w.diagnosis.Links
}

// link finds a link by its ID, or nil.
func (w *Walk) link(id string) *explain.Link {
	for i := range w.links() {
		if l := &w.diagnosis.Links[i]; l.ID == id {
			return l
		}
	}
	return nil
}

// selected is the link under the cursor, or nil.
func (w *Walk) selected() *explain.Link { return w.link(w.sel) }

// rows are the visible rows of the chain.
func (w *Walk) rows() []pane.Row {
	known := map[string]bool{}
	return pane.Rows(w.links(), func(id string) bool {
		if _, ok := known[id]; !ok {
			known[id] = w.unfolded(id)
		}
		return known[id]
	})
}

// unfolded tells whether the steps of a mail server are shown: as the person
// chose, else while something happens or is wrong there.
func (w *Walk) unfolded(id string) bool {
	if folded, chosen := w.folded[id]; chosen {
		return !folded
	}
	servers := 0
	for i := range w.links() {
		l := &w.diagnosis.Links[i]
		switch {
		case l.Depth == 1:
			servers++
		case l.Parent != id:
			continue
		case l.ID == w.sel || l.Break || len(w.problemsOf(l)) > 0:
			return true
		case l.State == explain.Running || l.State == explain.Broken || l.State == explain.Unknown || l.State == explain.Warning:
			return true
		}
	}
	return servers == 1
}

// plan is the layout of the screen as it is now.
func (w *Walk) plan() layout.Plan {
	if w.bare {
		return layout.Bare(w.w, w.h)
	}
	return layout.Of(w.w, w.h, w.zoomed)
}

// Select shows the pane with the keyboard alone and without borders, or all of
// them again.
func (w *Walk) Select(on bool) {
	w.base.Select(on)
	w.follow()
}
