package pane

import (
	"fmt"
	"slices"
	"strings"
	"time"

	lang "danewalk/explain/text"
	"danewalk/tui/feed"
	"danewalk/tui/theme"
)

// Timing is the view of what took how long: every exchange as a bar, by the rows
// of the chain, and before them those that the verdict waited for.
type Timing struct {
	Fall    *feed.Waterfall // nil: nothing was seen yet
	Sel     Chosen          // the row under the cursor
	Open    func(g *feed.Group) bool
	Lacks   string        // what a check does not show that did not come to its end; empty for a whole one
	Stands  bool          // the verdict is final: the path does not change any more
	Now     time.Duration // since the check began, while it runs; zero: it has ended
	Focused bool
	Words   *lang.Book
}

// Parts of the timing.
const (
	onPath  = "path"
	inGroup = "group"
)

// timingRow is a row before it is drawn: a text, the head of a table, or a bar.
type timingRow struct {
	line  Line
	head  bool
	chose Chosen
	group *feed.Group
	x     *feed.Exchange
	hop   *feed.Hop
}

// Heads tells whether the cursor is on the row of a group.
func (t Timing) Heads(g *feed.Group) bool { return t.Sel == Chosen{inGroup, g.Row, 0} }

// Content gives the rows of the timing for a pane w cells wide. A row is drawn
// when it is in sight.
func (t Timing) Content(th *theme.Theme, w int) Table {
	out := Table{Content: Content{Title: t.Words.Say("TIMING"), Cursor: -1, Focused: t.Focused, Words: t.Words}}
	if t.Fall == nil || len(t.Fall.Groups) == 0 {
		out.Body = []Line{text(theme.Faint, " "+t.Words.Say("nothing has been measured yet"))}
		out.Chosen = func(int) Chosen { return Chosen{} }
		return out
	}
	out.Info = text(theme.Plain, t.Words.Say("%s in all", Took(t.Words, t.Fall.End)))
	rows := t.rows(th, w)
	for i, r := range rows {
		if t.Sel != (Chosen{}) && r.chose == t.Sel {
			about := t.about(th, r, w)
			out.Cursor, out.Mark, out.Tail = i, theme.Selected, len(about)
			rows = slices.Insert(rows, i+1, about...)
			break
		}
	}
	cols := t.columns(th, w)
	out.Count = len(rows)
	out.Row = func(i int) Line { return t.draw(th, rows[i], cols, w) }
	out.Chosen = func(i int) Chosen { return rows[i].chose }
	return out
}

// rows are all rows without what is told about the chosen one.
func (t Timing) rows(th *theme.Theme, w int) []timingRow {
	const others = 64 // texts, heads, the path
	room := others
	for i := range t.Fall.Groups {
		room += 1 + len(t.Fall.Groups[i].List)
	}
	out := make([]timingRow, 0, room)
	say := func(said string) {
		for _, l := range indented(wrap(th, said, w-2), 1) {
			out = append(out, timingRow{line: l})
		}
	}
	say(t.Lacks)
	say(t.stood())
	say(t.underWay())
	if len(t.Fall.Path) > 0 {
		out = append(out, timingRow{line: Line{}}, timingRow{head: true, hop: &t.Fall.Path[0]})
		for i := range t.Fall.Path {
			h := &t.Fall.Path[i]
			out = append(out, timingRow{hop: h, x: h.Exchange, chose: Chosen{onPath, "", h.ID}})
		}
	}
	if len(out) > 0 {
		out = append(out, timingRow{line: Line{}})
	}
	say(t.sums())
	say(t.slowest())
	out = append(out, timingRow{line: Line{}}, timingRow{head: true})
	for i := range t.Fall.Groups {
		g := &t.Fall.Groups[i]
		out = append(out, timingRow{group: g, chose: Chosen{inGroup, g.Row, 0}})
		if t.Open != nil && !t.Open(g) {
			continue
		}
		for _, x := range g.List {
			out = append(out, timingRow{x: x, chose: Chosen{inGroup, g.Row, x.ID}})
		}
	}
	return out
}

// stood says when the verdict stood, and what took the time until then; empty
// while nothing has been judged.
func (t Timing) stood() string {
	f, b := t.Fall, t.Words
	if f.Stood <= 0 {
		return ""
	}
	split := b.Say("DNS %s, mail servers %s, waiting %s", span(b, f.Critical[feed.DNS]), span(b, f.Critical[feed.SMTP]), span(b, f.Waiting))
	if t.Stands {
		return b.Say("The verdict stood after %s: %s.", span(b, f.Stood), split)
	}
	return b.Say("What is known so far took %s: %s.", span(b, f.Stood), split)
}

// underWay names the sessions that have not ended yet, with their seconds: a mail
// server that does not answer is what people wait for most.
func (t Timing) underWay() string {
	const most = 4
	if t.Now == 0 || len(t.Fall.Running) == 0 {
		return ""
	}
	var out []string
	for _, r := range t.Fall.Running[:min(len(t.Fall.Running), most)] {
		out = append(out, dotless(r.Place.Host)+" "+r.Place.Subject+" "+span(t.Words, t.Now-r.Since))
	}
	if rest := len(t.Fall.Running) - len(out); rest > 0 {
		out = append(out, t.Words.Say("and %d more", rest))
	}
	return t.Words.Say("Under way: %s.", strings.Join(out, ", "))
}

// sums says what all exchanges come to: how many, and how long at least one of
// them was under way.
func (t Timing) sums() string {
	b := t.Words
	dns, smtp, http := t.Fall.Sums[feed.DNS], t.Fall.Sums[feed.SMTP], t.Fall.Sums[feed.HTTP]
	var parts []string
	if dns.N > 0 {
		said := b.Count(dns.N, "1 DNS question", "%d DNS questions")
		if dns.Again > 0 {
			said += " (" + b.Say("%d asked again", dns.Again) + ")"
		}
		parts = append(parts, said+" "+span(b, dns.Busy))
	}
	if smtp.N > 0 {
		parts = append(parts, b.Count(smtp.N, "1 SMTP session", "%d SMTP sessions")+" "+span(b, smtp.Busy))
	}
	if http.N > 0 {
		parts = append(parts, b.Count(http.N, "1 fetch", "%d fetches")+" "+span(b, http.Busy))
	}
	return b.Say("In all: %s.", strings.Join(parts, ", "))
}

// slowest names the servers that took the longest.
func (t Timing) slowest() string {
	const most = 3
	var out []string
	for _, s := range t.Fall.Slow[:min(len(t.Fall.Slow), most)] {
		said := serverName(s.Name, s.Addr.Addr().String()) + " " + span(t.Words, s.Worst)
		if s.Silent > 0 {
			said += " (" + t.Words.Say("%d of %d without answer", s.Silent, s.Asked) + ")"
		}
		out = append(out, said)
	}
	if len(out) == 0 {
		return ""
	}
	return t.Words.Say("Slowest name servers: %s.", strings.Join(out, ", "))
}

// serverName is the name of a server with its address; a resolver has none.
func serverName(name, addr string) string {
	if name == "" {
		return addr
	}
	return dotless(name) + " " + addr
}

func dotless(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}

// span writes a length of time that may be zero.
func span(b *lang.Book, d time.Duration) string {
	if d <= 0 {
		return "0 ms"
	}
	return Took(b, d)
}

// columns are the widths of the parts of a bar's row.
type columns struct{ label, server, outcome, bar int }

const tookCell = 9 // "1234 ms", and a cell on each side

// columns divides w cells: the bar has what the others leave, and they give way
// where that would be little.
func (t Timing) columns(th *theme.Theme, w int) columns {
	c := columns{label: min(max(w*40/100, 8), 34)}
	switch {
	case w >= 150:
		c = columns{label: 40, server: 40, outcome: 18}
	case w >= 110:
		c = columns{label: 34, server: 30, outcome: 12}
	case w >= 75:
		c = columns{label: 28, outcome: 10}
	}
	c.bar = w - 1 - c.label - c.server - c.outcome - tookCell - 1
	if c.bar < 4 {
		c.label, c.bar = max(1, w-2-tookCell), 0
	}
	return c
}

func (t Timing) draw(th *theme.Theme, r timingRow, c columns, w int) Line {
	switch {
	case r.line != nil:
		return r.line
	case r.head:
		return t.head(th, r, c)
	case r.group != nil:
		return t.groupRow(th, r.group, c)
	}
	return t.exchangeRow(th, r, c)
}

// head is the title of a table, with the scale of its bars.
func (t Timing) head(th *theme.Theme, r timingRow, c columns) Line {
	title, until := t.Words.Say("EVERY EXCHANGE"), t.Fall.End
	if r.hop != nil {
		title, until = t.Words.Say("CRITICAL PATH"), t.Fall.Stood
	}
	left := c.label + c.server + c.outcome + tookCell + 1
	name := Line{{" ", theme.Plain}, {title, theme.Strong}}.cutTo(th, left)
	name = append(name, Span{strings.Repeat(" ", max(0, left-name.width(th))), theme.Plain})
	return append(name, Span{scale(t.Words, until, c.bar), theme.Faint})
}

// scale writes the times below which bars begin: at every quarter where there is
// room, else at both ends.
func scale(b *lang.Book, until time.Duration, w int) string {
	parts := 4
	if w < 48 {
		parts = 2
	}
	if w < 24 {
		parts = 1
	}
	out := "0"
	for i := 1; i < parts; i++ {
		out += strings.Repeat(" ", max(0, w*i/parts-len(out))) + "|" + span(b, until*time.Duration(i)/time.Duration(parts))
	}
	end := span(b, until)
	if gap := w - len(out) - len(end); gap > 0 {
		return out + strings.Repeat(" ", gap) + end
	}
	return out
}

// cells puts a text into a column.
func cells(th *theme.Theme, l Line, w int) Line {
	if w < 1 {
		return nil
	}
	l = l.cutTo(th, w-1)
	return append(l, Span{strings.Repeat(" ", max(0, w-l.width(th))), theme.Plain})
}

func (t Timing) groupRow(th *theme.Theme, g *feed.Group, c columns) Line {
	label := Line{{" ", theme.Plain}}
	if g.Link != nil {
		m := th.State(t.Words, g.Link.State)
		label = append(label, Span{m.Sign, m.Token}, Span{" ", theme.Plain})
	}
	label = append(label, Span{t.groupName(g), theme.Strong})
	if t.Open != nil && !t.Open(g) {
		label = append(label, Span{fmt.Sprintf(" %s%d", th.Signs.Into, len(g.List)), theme.Faint})
	}
	out := cells(th, label, c.label+c.server+c.outcome+1)
	out = append(out, Span{padLeft(span(t.Words, g.End-g.Begin), tookCell-1) + " ", theme.Plain})
	return append(out, bar(g.Begin, g.End, t.Fall.End, c.bar, th.Signs.Waiting, theme.Faint)...)
}

// groupName is the row of the chain, or what was done beside it.
func (t Timing) groupName(g *feed.Group) string {
	b, host := t.Words, dotless(g.Place.Host)
	switch g.Place.Step {
	case "root":
		return b.Say(". (root)")
	case "zone":
		return b.Say("zone %s", dotless(g.Place.Subject))
	case "mx":
		return b.Say("MX mail servers")
	case "address":
		return host + ": " + b.Say("address")
	case "tlsa":
		return host + ": " + b.Say("TLSA record")
	case "smtp":
		return host + ": SMTP"
	case "look":
		return host + ": " + b.Say("second looks")
	case "control":
		return b.Say("control server %s", dotless(g.Place.Subject))
	case "policy":
		return b.Say("what is published beside DANE")
	case "sweep":
		return b.Say("name servers compared")
	case "beside":
		return b.Say("the resolver, beside the walk")
	}
	if g.Place.Subject != "" {
		return dotless(g.Place.Subject)
	}
	return b.Say("other questions")
}
