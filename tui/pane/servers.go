package pane

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/roster"
	lang "danewalk/explain/text"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/tui/theme"
)

// Servers is the view of who answered what: every address of every name server of
// every zone on the way, the mail servers with what is held against them, and what a
// resolver said to the same questions.
type Servers struct {
	Zones    []roster.Zone
	Mail     []roster.MailServer
	Links    []explain.Link      // whose states the mail servers have
	Findings []explain.Explained // that the charges of the zones are about
	Opinion  *opinion.Comparison // nil: no resolver was asked
	Sel      Chosen
	Focused  bool
	Words    *lang.Book
}

// Parts of the view of servers.
const (
	ofZone     = "zone"
	ofListed   = "listed"
	ofWhole    = "whole"
	ofMail     = "mail"
	ofResolver = "resolver"
)

// serverOf is the choice of a name server of a zone.
func serverOf(t servers.Table, r servers.Row) Chosen {
	return Chosen{Part: ofZone, Row: t.Zone.String() + " " + r.Server.Addr.String() + " " + r.Server.Name.String()}
}

// listedOf is the choice of a name server that is listed for a zone and has no row
// of answers; it is one of several such entries.
func listedOf(t servers.Table, i int, m roster.Mark) Chosen {
	return Chosen{Part: ofListed, Row: fmt.Sprint(t.Zone, " ", i, " ", m.Name)}
}

// serverRow is a line, and what a cursor on it chooses.
type serverRow struct {
	line  Line
	below []Line // belongs to it: what is wrong
	chose Chosen
	about func() []Line // told below while it is chosen
	bad   bool          // somebody is to blame
	odd   bool          // worth a look where nobody is
}

// Content gives the rows of the view for a pane w cells wide.
func (s Servers) Content(th *theme.Theme, w int) Table {
	out := Table{Content: Content{Title: s.Words.Say("NAME SERVERS"), Cursor: -1, Focused: s.Focused, Words: s.Words}}
	rows := s.rows(th, w)
	if len(rows) == 0 {
		rows = []serverRow{{line: text(theme.Faint, " "+s.Words.Say("no name server has been compared yet"))}}
	}
	var chosen []Chosen
	odd := 0
	for _, r := range rows {
		if r.bad && out.Point == 0 {
			out.Point = len(out.Body) + 1
		}
		if r.odd && odd == 0 {
			odd = len(out.Body) + 1
		}
		below := r.below
		if s.Sel != (Chosen{}) && r.chose == s.Sel {
			below = append(below, r.about()...)
			out.Cursor, out.Mark, out.Tail = len(out.Body), theme.Selected, len(below)
			if r.bad {
				out.Mark = theme.SelectedBad
			}
		}
		out.Body, chosen = append(append(out.Body, r.line), below...), append(append(chosen, r.chose), make([]Chosen, len(below))...)
	}
	if out.Point == 0 {
		out.Point = odd
	}
	out.Info = s.info(th)
	out.Chosen = func(i int) Chosen {
		if i < 0 || i >= len(chosen) {
			return Chosen{}
		}
		return chosen[i]
	}
	return out
}

// info counts the servers that are to blame.
func (s Servers) info(th *theme.Theme) Line {
	guilty, all := 0, 0
	for _, z := range s.Zones {
		for _, m := range slices.Concat(z.Marks, z.Absent) {
			all++
			if m.Blame == roster.Guilty {
				guilty++
			}
		}
	}
	switch {
	case all == 0:
		return nil
	case guilty == 0:
		return text(theme.Plain, s.Words.Count(all, "1 address", "%d addresses"))
	}
	return Line{{th.Signs.Broken + " ", theme.Cut}, {s.Words.Say("%d of %d at fault", guilty, all), theme.Strong}}
}

// rows are the tables of the zones, then the resolver.
func (s Servers) rows(th *theme.Theme, w int) []serverRow {
	var out []serverRow
	used := map[string]bool{}
	for i := range s.Zones {
		if i > 0 {
			out = append(out, serverRow{})
		}
		out = append(out, s.zone(th, &s.Zones[i], w, used)...)
	}
	if key := s.key(used); key != "" {
		out = append(out, serverRow{})
		for _, l := range indented(wrap(th, key, w-2), 1) {
			out = append(out, serverRow{line: l})
		}
	}
	if len(s.Mail) > 0 {
		out = append(append(out, serverRow{}), s.mailServers(th, w)...)
	}
	if s.Opinion != nil {
		if len(out) > 0 {
			out = append(out, serverRow{})
		}
		out = append(out, s.resolver(th, w)...)
	}
	return out
}

// key says what the letters mean that are used.
func (s Servers) key(used map[string]bool) string {
	var out []string
	for _, l := range roster.Letters() {
		if used[l.Letter] {
			out = append(out, l.Letter+" "+s.Words.Say(l.Meaning))
		}
	}
	return strings.Join(out, ", ")
}

// serverColumns are the widths of a row: zero leaves a column out.
type serverColumns struct{ name, fact, serial, took, letters int }

func (s Servers) columns(t servers.Table, w int) serverColumns {
	c := serverColumns{letters: len(roster.Asked(t)) + 1}
	room := w - 4 - c.letters
	fact := 5
	for _, f := range []view.Fact{view.Yes, view.No} {
		fact = max(fact, width(roster.Short(s.Words, f))+1)
	}
	if room-4*fact >= 34 {
		c.fact = fact
		room -= 4 * fact
	}
	if room-20 >= 40 {
		c.serial, c.took = 11, 9
		room -= 20
	}
	longest := 20 // not wider than the names need: what is far apart is hard to read as one row
	for _, z := range s.Zones {
		for _, r := range z.Rows {
			longest = max(longest, width(r.Server.Name.Show())+width(r.Server.Addr.Addr().String())+4)
		}
	}
	c.name = max(min(room, longest), 4)
	return c
}

// zone is one zone: a heading, a row a server with its faults below, what is wrong
// with the zone as a whole, and the questions by their numbers.
func (s Servers) zone(th *theme.Theme, z *roster.Zone, w int, used map[string]bool) []serverRow {
	c, asked := s.columns(z.Table, w), roster.Asked(z.Table)
	out := []serverRow{{line: s.zoneHead(th, z.Table, c, asked)}}
	if z.Uniform() {
		for _, l := range indented(wrap(th, z.Alike(s.Words), w-4), 3) {
			out = append(out, serverRow{line: l})
		}
	}
	out = append(out, s.whole(th, z, w)...)
	for i, r := range z.Rows {
		out = append(out, s.server(th, z, r, z.Marks[i], c, asked, w, used))
	}
	for i, m := range z.Absent {
		out = append(out, s.listed(th, z, i, m, c, w))
	}
	var questions []string
	for i, q := range asked {
		questions = append(questions, roster.Numeral(i)+" "+roster.Question(z.Table, q))
	}
	for _, l := range wrap(th, strings.Join(questions, ", "), w-4) {
		out = append(out, serverRow{line: text(theme.Faint, "   "+l)})
	}
	return out
}

// whole is what is wrong with a zone as a whole, and no fault of one of its servers.
func (s Servers) whole(th *theme.Theme, z *roster.Zone, w int) []serverRow {
	var out []serverRow
	for _, c := range z.Whole {
		f := s.Findings[c.Findings[0]]
		sign, said := Noted{Weight: f.Weight}.sign(th), roster.Whole(s.Words, s.Findings, c)
		if c.Blame == roster.Doubt {
			sign, said = th.Signs.Unknown, s.Words.Say("perhaps only from here")+": "+said
		}
		row := serverRow{
			chose: Chosen{Part: ofWhole, Row: z.Zone.String() + " " + fmt.Sprint(c.Findings[0])}, odd: true,
			bad:   c.Blame == roster.Guilty && f.Weight != finding.Lost,
			about: func() []Line { return indented(wrap(th, f.What, w-6), 5) },
		}
		lead := "   " + sign + " "
		for _, l := range wrap(th, said, w-width(lead)-1) {
			if line := text(theme.Plain, lead+l); row.line == nil {
				row.line = line
			} else {
				row.below = append(row.below, line)
			}
			lead = strings.Repeat(" ", width(lead))
		}
		out = append(out, row)
	}
	return out
}

// listed is a name server that is wrongly listed, and has no row of answers.
func (s Servers) listed(th *theme.Theme, z *roster.Zone, i int, m roster.Mark, c serverColumns, w int) serverRow {
	mark := s.mark(th, m.Blame, true)
	line := Line{{" ", theme.Plain}, {mark.Sign, mark.Token}, {" ", theme.Plain}}
	addr := "-"
	if m.Addr.IsValid() {
		addr = m.Addr.String()
	}
	line = append(line, text(theme.Plain, m.Name.Show()).cutTo(th, max(1, c.name-2-width(addr)))...)
	return serverRow{
		line: cells(th, append(line, Span{" " + addr, theme.Plain}), c.name+3), below: s.reasons(th, m, mark, w), chose: listedOf(z.Table, i, m),
		bad: m.Blame == roster.Guilty, odd: true, about: func() []Line { return nil },
	}
}

// zoneHead is the zone with the heads of the columns.
func (s Servers) zoneHead(th *theme.Theme, t servers.Table, c serverColumns, asked []int) Line {
	name := s.Words.Say("zone %s", t.Zone.Show())
	if t.Zone.IsRoot() {
		name = s.Words.Say(". (root)")
	}
	out := cells(th, Line{{" ", theme.Plain}, {name, theme.Strong}}, c.name+3)
	head := func(word string, w int) {
		out = append(out, cells(th, text(theme.Faint, word), w)...)
	}
	for _, word := range []string{"UDP", "TCP", "EDNS", "AA"} {
		head(word, c.fact)
	}
	head(s.Words.Say("serial"), c.serial)
	head("", c.took)
	numbers := ""
	for i := range asked {
		numbers += roster.Numeral(i)
	}
	return append(out, Span{numbers, theme.Faint})
}

// server is one address of a name server; below it what is wrong with it.
func (s Servers) server(th *theme.Theme, z *roster.Zone, r servers.Row, held roster.Mark, c serverColumns, asked []int, w int, used map[string]bool) serverRow {
	t, m := z.Table, s.mark(th, held.Blame, r.Asked > 0)
	if held.Blame == roster.None && roster.Amiss(r) {
		m = theme.Mark{Sign: " "} // what it says is of no use, and that is not its fault, or not known to be
	}
	name := Line{{" ", theme.Plain}, {m.Sign, m.Token}, {" ", theme.Plain}}
	token := theme.Plain
	if r.Asked == 0 {
		token = theme.Faint
	}
	addr := r.Server.Addr.Addr().String()
	name = append(name, text(token, r.Server.Name.Show()).cutTo(th, max(1, c.name-2-width(addr)))...)
	line := cells(th, append(name, Span{" " + addr, token}), c.name+3)
	add := func(word string, w int) {
		line = append(line, cells(th, text(theme.Plain, word), w)...)
	}
	for _, f := range []view.Fact{r.UDP, r.TCP, r.EDNS, r.Authoritative} {
		add(roster.Short(s.Words, f), c.fact)
	}
	add(roster.Serial(r), c.serial)
	add(Took(s.Words, r.Best), c.took)
	for _, q := range asked {
		letter := roster.Of(r.Cells[q])
		used[letter] = true
		line = append(line, Span{letter, letterToken(letter)})
	}
	return serverRow{
		line: line, below: append(s.reasons(th, held, m, w), s.extended(th, t, r, w)...), chose: serverOf(t, r),
		bad: held.Blame == roster.Guilty, odd: held.Blame != roster.None,
		about: func() []Line { return s.about(th, t, r, w) },
	}
}

// reasons say what is wrong with a server, after the word for it.
func (s Servers) reasons(th *theme.Theme, held roster.Mark, m theme.Mark, w int) []Line {
	return s.because(th, held.Reasons(s.Words), m, w)
}

// because writes reasons, the first one after the word of the mark.
func (s Servers) because(th *theme.Theme, reasons []string, m theme.Mark, w int) []Line {
	var out []Line
	for i, reason := range reasons {
		if i == 0 {
			reason = m.Word + ": " + reason
		}
		for j, l := range wrap(th, reason, w-7) {
			said := Line{{"      ", theme.Plain}, {l, theme.Plain}}
			if head, rest, ok := strings.Cut(l, ": "); i == 0 && j == 0 && ok {
				said = Line{{"      ", theme.Plain}, {head, m.Token}, {": " + rest, theme.Plain}}
			}
			out = append(out, said)
		}
	}
	return out
}

// mark is sign and word of a server.
func (s Servers) mark(th *theme.Theme, b roster.Blame, asked bool) theme.Mark {
	switch {
	case b == roster.Guilty:
		return theme.Mark{Sign: th.Signs.Broken, Word: s.Words.Say("AT FAULT"), Token: theme.Cut}
	case b == roster.Remark:
		return theme.Mark{Sign: th.Signs.Warning, Word: s.Words.Say("[of a server] noticed"), Token: theme.Warn}
	case b == roster.Doubt:
		return theme.Mark{Sign: th.Signs.Unknown, Word: s.Words.Say("perhaps only from here"), Token: theme.Strong}
	case !asked:
		return theme.Mark{Sign: th.Signs.Skipped, Token: theme.Faint}
	}
	return theme.Mark{Sign: th.Signs.OK, Token: theme.Good}
}

// letterToken is how a letter is drawn: what is not like it should be stands out.
func letterToken(letter string) theme.Token {
	switch letter {
	case "S":
		return theme.Good
	case "U":
		return theme.Open
	case ".", "?":
		return theme.Faint
	}
	return theme.Cut
}

// resolver is what a resolver said, beside what was judged from the name servers.
func (s Servers) resolver(th *theme.Theme, w int) []serverRow {
	b, o := s.Words, s.Opinion
	out := []serverRow{{line: Line{{" ", theme.Plain}, {b.Say("RESOLVER"), theme.Strong}, {" " + o.Resolver, theme.Plain}}}}
	for _, l := range indented(wrap(th, explain.ResolverWords(b, o), w-4), 3) {
		out = append(out, serverRow{line: l})
	}
	for i, r := range o.Rows {
		sign := Span{th.Signs.Skipped, theme.Faint} // nothing follows from it
		switch {
		case slices.ContainsFunc(r.Views, func(k opinion.Kind) bool { return k != opinion.Agrees }):
			sign = Span{th.Signs.Warning, theme.Warn}
		case len(r.Views) > 0:
			sign = Span{th.Signs.OK, theme.Good}
		}
		row := Line{{" ", theme.Plain}, sign, {" ", theme.Plain}, {explain.RowName(b, r), theme.Plain}}
		half := w / 2
		out = append(out, serverRow{
			odd:  sign.Token == theme.Warn,
			line: append(cells(th, row, half), Span{explain.RowSaid(b, r), theme.Plain}), chose: Chosen{Part: ofResolver, Row: fmt.Sprint(i)},
			about: func() []Line {
				return indented(wrap(th, b.Say("We judged: %s. It said: %s.", explain.RowJudged(b, r), explain.RowSaid(b, r)), w-6), 5)
			},
		})
	}
	return out
}
