package pane

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/roster"
	"danewalk/explain/rules"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
	"danewalk/tui/theme"
)

// about is exactly what a server answered, question by question.
func (s Servers) about(th *theme.Theme, t servers.Table, r servers.Row, w int) []Line {
	var out []Line
	add := func(indent int, token theme.Token, said string) {
		for _, l := range wrap(th, said, w-indent-1) {
			out = append(out, Line{{strings.Repeat(" ", indent), theme.Plain}, {l, token}})
		}
	}
	b := s.Words
	facts := []string{}
	for _, f := range []struct {
		word string
		fact view.Fact
	}{{"UDP", r.UDP}, {"TCP", r.TCP}, {"EDNS", r.EDNS}, {"AA", r.Authoritative}} {
		facts = append(facts, f.word+" "+roster.Short(b, f.fact))
	}
	if r.HasSerial {
		facts = append(facts, b.Say("serial")+" "+roster.Serial(r))
	}
	if r.Best > 0 {
		facts = append(facts, b.Say("fastest %s", Took(b, r.Best)))
	}
	add(4, theme.Plain, r.Server.Name.Show()+" "+r.Server.Addr.String()+": "+strings.Join(facts, ", "))
	for i, q := range roster.Asked(t) {
		cell := r.Cells[q]
		if !cell.Asked {
			continue
		}
		add(4, theme.Plain, roster.Numeral(i)+" "+roster.Question(t, q)+": "+s.said(cell))
		if cell.Set == nil {
			continue
		}
		for n, rr := range cell.Set.RRs {
			if n == recordsMost {
				add(6, theme.Faint, b.Say("and %d more", len(cell.Set.RRs)-n))
				break
			}
			add(6, theme.Faint, rr.Line())
		}
	}
	return out
}

// recordsMost is how many records of one answer are shown: a hostile one has
// thousands.
const recordsMost = 16

// said is what one answer amounts to, and where it is on record.
func (s Servers) said(c servers.Cell) string {
	b, letter := s.Words, roster.Of(c)
	out := []string{roster.Meaning(b, letter)}
	if c.Reason != "" {
		out = append(out, rules.ReasonWords(b, c.Reason))
	}
	a := c.Answer
	if a == nil {
		return strings.Join(out, ", ")
	}
	switch {
	case a.Failure != "":
		out = append(out, rules.FailureWords(b, a.Failure))
	case a.Msg != nil:
		if a.Class != view.ErrorCode { // the code says it
			out = append(out, rules.ClassWords(b, a.Class))
		}
		out = append(out, c.Rcode.String())
		if a.Msg.AA {
			out = append(out, "AA")
		}
		for _, e := range a.Msg.EDNS.Errors {
			out = append(out, extendedError(e))
		}
	}
	if !c.Ends.IsZero() {
		out = append(out, b.Say("signed until %s", c.Ends.UTC().Format("2006-01-02 15:04")))
	}
	if a.Simulated {
		return strings.Join(out, ", ")
	}
	out = append(out, strings.ToUpper(string(a.Transport)), span(b, a.RTT), b.Say("item %d", int(a.ID)))
	return strings.Join(slices.Compact(out), ", ")
}

// extendedMost is how many extended errors of a server are shown below its row.
const extendedMost = 3

// extended are the extended errors (RFC 8914) that a server sent: what it says
// itself about why. A hint, and no proof.
func (s Servers) extended(th *theme.Theme, t servers.Table, r servers.Row, w int) []Line {
	var out []Line
	var seen []string
	for _, q := range roster.Asked(t) {
		a := r.Cells[q].Answer
		if a == nil || a.Msg == nil {
			continue
		}
		for _, e := range a.Msg.EDNS.Errors {
			said := extendedError(e)
			if slices.Contains(seen, said) || len(seen) == extendedMost {
				continue
			}
			seen = append(seen, said)
			for _, l := range wrap(th, said+": "+roster.Question(t, q), w-7) {
				out = append(out, Line{{"      ", theme.Plain}, {l, theme.Faint}})
			}
		}
	}
	return out
}

// extendedError writes an extended error; its text is of the server.
func extendedError(e wire.EDE) string {
	if e.Text == "" {
		return fmt.Sprintf("EDE %d", e.Code)
	}
	return fmt.Sprintf("EDE %d \"%s\"", e.Code, e.Text)
}
